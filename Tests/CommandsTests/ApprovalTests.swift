import Foundation
import TestSupport
import Testing

@testable import Commands

/// Changes between the plan that `apply` shows and its creates: an approval may take hours.
@Suite(.timeLimit(.minutes(30)))
struct ApprovalTests {
    private func workplace() async throws -> (place: Workplace, models: String) {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let models = try place.write("a.yaml", document("v1", "v2"))
        #expect(await place.run("sandbox", "seed", models).status == .success)
        return (place, models)
    }

    /// Says yes, after something has happened to the sandbox.
    private func approving(_ place: Workplace, after change: @escaping @Sendable (String) -> Void) {
        let path = place.sandbox
        place.terminal = Terminal(inputIsTerminal: true, errorsAreTerminal: true) {
            change(path)
            return "yes"
        }
    }

    @Test("3: what the plan rests on changed while it was read; nothing is created", arguments: ["text", "json"])
    func changed(format: String) async throws {
        let (place, models) = try await workplace()
        approving(place) { path in
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return }
            let other = text.replacing("dataset\\/train\\/1", with: "dataset\\/train\\/2")
                .replacing("dataset/train/1", with: "dataset/train/2")
            #expect(other != text)
            try? other.write(toFile: path, atomically: true, encoding: .utf8)
        }
        let apply = await place.run("apply", "--format", format, models)
        #expect(apply.status == .blocked, "\(apply)")
        #expect(
            apply.errors.hasSuffix(
                """
                error: the live state has changed since the plan was shown; nothing was created
                  - project `signs` has another training dataset: the old one was deleted and a new one created
                  help: run it again, and review the new plan

                """
            ),
            "\(apply.errors)"
        )
        if format == "json" { #expect(apply.output.contains("\"refused\" : \"stale\"")) }
        place.terminal = Terminal()
        #expect(await place.run("plan", models).output.hasSuffix("Plan: 2 to create, 0 unchanged.\n"))
    }

    @Test("3: a training that ended meanwhile took longer than --max-cost leaves room for")
    func dearer() async throws {
        let (place, models) = try await workplace()
        _ = await place.run("sandbox", "seed", "--training-duration", "3600", models)
        _ = await place.run("apply", "--auto-approve", "--target", "v1", models)
        let path = place.sandbox
        func editing(_ from: String, _ to: String) {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return }
            let other = text.replacing(from, with: to)
            #expect(other != text)
            try? other.write(toFile: path, atomically: true, encoding: .utf8)
        }
        // It began an hour and more ago, so it has ended.
        editing("\"createdAt\" : 1795000", "\"createdAt\" : 1793000")
        approving(place) { path in
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return }
            let other = text.replacing("\"trainingDurationSeconds\" : 3600", with: "\"trainingDurationSeconds\" : 7200")
            #expect(other != text)
            try? other.write(toFile: path, atomically: true, encoding: .utf8)
        }
        let apply = await place.run("apply", "--max-cost", "1.5", models)
        #expect(apply.status == .blocked, "\(apply)")
        #expect(apply.errors.contains("could cost up to 2.00 USD"), "\(apply.errors)")
        place.terminal = Terminal()
        #expect(await place.run("plan", models).output.contains("Plan: 1 to create, 1 unchanged."))
    }

    @Test("1: the live state cannot be read any more")
    func unreadable() async throws {
        let (place, models) = try await workplace()
        approving(place) { path in try? "{".write(toFile: path, atomically: true, encoding: .utf8) }
        let apply = await place.run("apply", models)
        #expect(apply.status == .failure)
        #expect(!apply.output.contains("created"))
    }

    @Test("0: what others created meanwhile as the plan has it is in place")
    func createdMeanwhile() async throws {
        let (place, models) = try await workplace()
        let before = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        _ = await place.run("apply", "--auto-approve", "--target", "v1", models)
        let after = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        try place.write("state.json", before)
        approving(place) { path in try? after.write(toFile: path, atomically: true, encoding: .utf8) }
        let apply = await place.run("apply", models)
        #expect(apply.status == .success, "\(apply)")
        #expect(apply.output.hasSuffix("Apply: 1 created, 1 already there.\n"))
    }

    @Test("1: a plan that could not be shown is not approved", arguments: [WriteFailure.readerGone, .other("full")])
    func notShown(failure: WriteFailure) async throws {
        let (place, models) = try await workplace()
        approving(place) { _ in Issue.record("asked") }
        let apply = await place.run("apply", models, outputFailure: failure)
        #expect(apply.status == .failure)
        #expect(apply.errors.contains("error: the plan could not be shown"))
        place.terminal = Terminal()
        #expect(await place.run("plan", models).output.hasSuffix("Plan: 2 to create, 0 unchanged.\n"))
    }

    @Test("3: a training of the plan that somebody else started meanwhile, and that failed")
    func failedMeanwhile() async throws {
        let (place, models) = try await workplace()
        let failing = document("v1", "v2").replacing(
            "- name: v1",
            with: "- { name: v1, tags: { 'rekon-sandbox:outcome': fail } }"
        )
        try place.write("a.yaml", failing)
        _ = await place.run("sandbox", "seed", "--training-duration", "0", models)
        let before = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        let time = VirtualClock()
        place.time = time
        let wait = await place.run("apply", "--auto-approve", "--wait", "--target", "v1", models)
        #expect(wait.status == .gateFailed, "\(wait)")
        let after = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        try place.write("state.json", before)
        approving(place) { path in try? after.write(toFile: path, atomically: true, encoding: .utf8) }
        let apply = await place.run("apply", models)
        #expect(apply.status == .blocked, "\(apply)")
        #expect(
            apply.errors.contains(
                """
                error: the live state has changed since the plan was shown; nothing was created
                  - version `v1` of `signs` was created, and its training failed: The model training failed
                """
            ),
            "\(apply.errors)"
        )
        place.terminal = Terminal()
        #expect(await place.run("plan", models).output.contains("v2: not created, because its project is refused"))
    }
}
