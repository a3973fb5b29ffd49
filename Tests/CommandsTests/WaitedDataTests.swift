import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Commands

/// Data that changes after the first creates of a run, while the other versions wait for a training slot.
@Suite(.timeLimit(.minutes(30)))
struct WaitedDataTests {
    enum Way: CaseIterable {
        case savedPlan, autoApprove, prompt
    }

    /// `v1` to `v4` of signs, then `w1` of another project; two trainings run at the same time.
    private func workplace(_ text: String = document("v1", "v2", "v3", "v4")) async throws -> Workplace {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.time = VirtualClock()
        try place.write("models/a.yaml", text)
        try place.write("models/b.yaml", document("w1", project: signs.replacing("signs", with: "zebras")))
        let seed = await place.run("sandbox", "seed", "--training-duration", "600", place.path("models"))
        #expect(seed.status == .success, "\(seed.errors)")
        return place
    }

    private func apply(_ way: Way, in place: Workplace, _ options: String...) async throws -> Workplace.Outcome {
        let models = place.path("models")
        switch way {
        case .savedPlan:
            let plan = place.path("plan.json")
            let made = await place.run(["plan", "--out", plan] + options + [models])
            #expect(made.status == .success, "\(made)")
            return await place.run("apply", "--wait", plan)
        case .autoApprove:
            return await place.run(["apply", "--auto-approve", "--wait"] + options + [models])
        case .prompt:
            place.environment["TERM"] = "dumb"
            place.terminal = Terminal(inputIsTerminal: true, errorsAreTerminal: true) { "yes" }
            return await place.run(["apply", "--wait"] + options + [models])
        }
    }

    /// Changes the state of the sandbox once, after `v2` was created.
    private func whileWaiting(in place: Workplace, _ change: @escaping @Sendable (String) -> String) {
        let path = place.sandbox
        let isChanged = Mutex(false)
        place.time?.afterSleep { _ in
            guard let text = try? String(contentsOfFile: path, encoding: .utf8), text.contains("/version/v2/"),
                isChanged.withLock({ isChanged in
                    defer { isChanged = true }
                    return !isChanged
                })
            else { return }
            let other = change(text)
            #expect(other != text)
            try? other.write(toFile: path, atomically: true, encoding: .utf8)
        }
    }

    /// Adds members to the training dataset of signs, whose project is the first.
    private func edit(in place: Workplace, _ members: String) {
        whileWaiting(in: place) { text in
            var text = text
            let type = "\"type\" : \"TRAIN\""
            if let range = text.firstRange(of: type) { text.replaceSubrange(range, with: "\(type), \(members)") }
            return text
        }
    }

    private let updated = "\"updatedAt\" : 1800000000000"

    @Test(
        "3: the entries were edited: the versions that wait are not created, and other projects go on",
        arguments: Way.allCases
    )
    func edited(way: Way) async throws {
        let place = try await workplace()
        edit(in: place, updated)
        let apply = try await apply(way, in: place)
        #expect(apply.status == .blocked, "\(apply)")
        let text = """
            before its create, the reviewed data changed: project `signs` had a training dataset that \
            was CREATE_COMPLETE, and is UPDATE_COMPLETE; project `signs` has a training dataset that was changed: its \
            last update was 2026-11-18T11:06:40Z, and is 2027-01-15T08:00:00Z. Make a new plan and review it.

            """
        #expect(apply.output.contains("  ! v3: refused  (models/a.yaml:7)\n    \(text)"), "\(apply.output)")
        #expect(apply.output.contains("  ! v4: refused  (models/a.yaml:8)\n    \(text)"))
        #expect(apply.output.contains("Apply: 3 created, 2 refused.\n"))
        #expect(apply.output.contains("Wait: 3 trained.\n"))
        #expect(apply.errors.contains("v3: refused\n"))
        #expect(!apply.errors.contains("v3: creating"))
        #expect(try !String(contentsOfFile: place.sandbox, encoding: .utf8).contains("/version/v3/"))
        // The next run plans on the data that is there now.
        let again = await place.run("apply", "--auto-approve", "--wait", place.path("models"))
        #expect(again.status == .success && again.output.contains("Apply: 2 created.\n"), "\(again)")
    }

    @Test("Every format names the version and what changed", arguments: ["json", "markdown", "github", "junit"])
    func formats(format: String) async throws {
        let place = try await workplace()
        edit(in: place, updated)
        let events = place.path("events.jsonl")
        let apply = try await apply(.autoApprove, in: place, "--format", format, "--events", events)
        #expect(apply.status == .blocked)
        #expect(apply.output.contains("has a training dataset that was changed"), "\(apply.output)")
        #expect(apply.output.contains("v4"))
        if format == "json" {
            #expect(apply.output.ranges(of: "\"result\" : \"refused\"").count == 2)
            #expect(apply.output.ranges(of: "\"message\" : \"has a training dataset").count == 1, "in `changes`")
            #expect(!apply.output.contains("\"refused\" : \"stale\""))
        }
        let lines = try String(contentsOfFile: events, encoding: .utf8).split(separator: "\n")
        let refused = lines.filter { $0.contains("\"result\":\"refused\"") }
        #expect(refused.count == 2 && refused.allSatisfy { $0.contains("has a training dataset that was changed") })
        #expect(lines.last?.contains("\"exitCode\":3") == true && lines.last?.contains("\"refused\":2") == true)
    }

    @Test("3: a dataset was deleted and created again")
    func recreated() async throws {
        let place = try await workplace()
        whileWaiting(in: place) { $0.replacing("/signs/dataset/train/1", with: "/signs/dataset/train/2") }
        let apply = try await apply(.savedPlan, in: place)
        #expect(apply.status == .blocked)
        #expect(apply.output.contains("has another training dataset: the old one was deleted"), "\(apply.output)")
    }

    @Test("1: the data cannot be compared any more", arguments: Way.allCases)
    func unreadable(way: Way) async throws {
        let place = try await workplace()
        edit(in: place, "\"denied\" : [\"rekognition:DescribeDataset\"]")
        let apply = try await apply(way, in: place)
        #expect(apply.status == .failure, "\(apply)")
        #expect(
            apply.output.contains(
                """
                the reviewed data could not be compared again: project `signs` has a training dataset that could not be \
                compared with the reviewed one: 
                """
            ),
            "\(apply.output)"
        )
        #expect(apply.output.contains("Apply: 3 created, 2 refused.\n"))
    }

    @Test("What could not be compared at the start is not compared later")
    func neverReadable() async throws {
        let place = try await workplace()
        let text = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        let denied = text.replacing(
            "\"type\" : \"TRAIN\"",
            with: "\"type\" : \"TRAIN\", \"denied\" : [\"rekognition:DescribeDataset\"]"
        )
        try place.write("state.json", denied)
        let apply = try await apply(.autoApprove, in: place)
        #expect(apply.status == .success, "\(apply)")
        #expect(apply.output.contains("so an apply does not notice if it changes"))
        #expect(apply.output.contains("Apply: 5 created.\n"))
    }

    @Test("3: a manifest was uploaded again, where only the checks of this apply know what it was")
    func uploadedAfterTheChecks() async throws {
        let place = try await workplace(Self.withManifest)
        let plan = place.path("plan.json")
        let made = await place.run("plan", "--out", plan, place.path("models"))
        #expect(made.status == .success, "\(made)")
        let state = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        let id = String(try #require(state.firstMatch(of: #/sandbox\.[0-9a-f]{20}/#)?.output))
        whileWaiting(in: place) { $0.replacing(id, with: "sandbox.other") }
        let apply = await place.run("apply", "--wait", "--verify", plan)
        #expect(apply.status == .blocked, "\(apply)")
        #expect(apply.output.contains("was version \(id), and is version sandbox.other"), "\(apply.output)")
        #expect(apply.output.contains("Apply: 3 created, 1 refused.\n"))
    }

    private static let withManifest = document("v1", "v2", "v3").replacing(
        "s3://bucket/out/",
        with: "s3://bucket/out/, datasets: { training: [ \"s3://acme-data/day.manifest\" ], testing: auto }"
    )

    @Test("3: a manifest was uploaded again, where the plan has what it was", arguments: Way.allCases)
    func uploaded(way: Way) async throws {
        for isVerified in [true, false] {
            let place = try await workplace(Self.withManifest)
            let state = try String(contentsOfFile: place.sandbox, encoding: .utf8)
            let id = String(try #require(state.firstMatch(of: #/sandbox\.[0-9a-f]{20}/#)?.output))
            whileWaiting(in: place) { $0.replacing(id, with: "sandbox.other") }
            let apply =
                isVerified ? try await apply(way, in: place, "--verify") : try await apply(way, in: place)
            guard isVerified else {
                #expect(apply.status == .success, "\(apply)")
                continue
            }
            #expect(apply.status == .blocked, "\(apply)")
            #expect(
                apply.output.contains(
                    """
                    the reviewed data changed: version `v3` is trained with s3://acme-data/day.manifest, which was \
                    version \(id), and is version sandbox.other. Make a new plan
                    """
                ),
                "\(apply.output)"
            )
        }
    }
}
