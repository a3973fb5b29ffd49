import Foundation
import TestSupport
import Testing

@testable import Commands

@Suite("status --explain", .timeLimit(.minutes(30)))
struct ExplainTests {
    /// v1 fails, v2 is trained.
    private func workplace(duration: Int = 1) async throws -> Workplace {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.time = VirtualClock()
        let text = document("v1", "v2").replacing(
            "name: v1",
            with: "{ name: v1, tags: { \"rekon-sandbox:outcome\": fail } }"
        )
        let file = try place.write("a.yaml", text)
        #expect(
            await place.run("sandbox", "seed", "--training-duration", "\(duration)", file).status == .success
        )
        _ = await place.run("apply", "--auto-approve", file)
        return place
    }

    private func ended() async throws -> Workplace {
        let place = try await workplace()
        try await place.time?.sleep(until: VirtualClock.Instant(offset: .seconds(60)), tolerance: nil)
        return place
    }

    @Test("0: a training that failed is explained, in text and JSON")
    func failed() async throws {
        let place = try await ended()
        let outcome = await place.run("status", "--explain", "v1", place.path("a.yaml"))
        #expect(outcome.status == .success, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("\(sandboxHeading)\(signs)\n  ! v1: training failed, ended "))
        #expect(outcome.output.contains("The model training failed: the tag rekon-sandbox:outcome says so."))
        #expect(outcome.output.contains("training  20 lines: 14 valid, 0 ignored, 6 invalid; image-level labels\n"))
        #expect(
            outcome.output.contains(
                "ManifestSummary-signs-v1.json: error: ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST: More than a fifth"
            )
        )
        #expect(
            outcome.output.contains("TrainingManifestWithValidation-signs-v1.json:3:1: error: ERROR_INVALID_IMAGE: ")
        )
        #expect(outcome.output.contains("  help: use a PNG or JPEG of at most 15 MB"))
        #expect(outcome.output.contains("The metadata cannot be used (/label-metadata)\n"))
        #expect(outcome.output.hasSuffix("Explain: 1 error of whole manifests, 6 errors and 0 warnings in lines.\n"))
        let json = await place.run("status", "--explain", "v1", "--project", signs, "--format", "json")
        #expect(json.status == .success && json.output.contains("\"complete\" : true"))
        let few = await place.run("status", "--explain", "v1", "--max-findings", "1", place.path("a.yaml"))
        #expect(few.output.contains("4 more of ERROR_INVALID_IMAGE\n"))
    }

    @Test("0: a training that succeeded, and one that is under way")
    func others() async throws {
        let trained = try await ended()
        let outcome = await trained.run("status", "--explain", "v2", trained.path("a.yaml"))
        #expect(outcome.status == .success)
        #expect(outcome.output.contains("= v2: trained") && outcome.output.contains("20 valid, 0 ignored, 0 invalid"))
        let running = try await workplace(duration: 600)
        let early = await running.run("status", "--explain", "v1", running.path("a.yaml"))
        #expect(early.status == .success && early.output.contains("No results yet"))
    }

    @Test("1: access denied is reported with the action to allow")
    func denied() async throws {
        let place = try await ended()
        let state = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        let region = try #require(state.firstRange(of: "\"region\""))
        try place.write(
            "state.json",
            state.replacingCharacters(in: region, with: "\"denied\" : [\"s3:GetObject\"], \"region\"")
        )
        let outcome = await place.run("status", "--explain", "v1", place.path("a.yaml"))
        #expect(outcome.status == .failure)
        #expect(outcome.output.contains("help: allow s3:GetObject"), "\(outcome.output)")
        #expect(outcome.output.contains("A part could not be read."))
        let json = await place.run("status", "--explain", "v1", "--format", "json", place.path("a.yaml"))
        #expect(json.status == .failure && json.output.contains("\"permission\" : \"s3:GetObject\""))
    }

    @Test("1: the object is not a summary")
    func malformed() async throws {
        let place = try await ended()
        let page = try place.write("page.html", "<html>\u{1B}[2J")
        let key = "s3://bucket/out/ManifestSummary-signs-v1.json"
        #expect(await place.run("sandbox", "put", key, page).status == .success)
        let outcome = await place.run("status", "--explain", "v1", place.path("a.yaml"))
        #expect(outcome.status == .failure)
        #expect(outcome.output.contains("the object is not a manifest summary: expected an object at byte 0"))
        #expect(outcome.output.contains("ERROR_INVALID_IMAGE"), "the lines are reported too")
        #expect(!outcome.output.contains("\u{1B}"))
    }

    @Test("The name of no version, or of versions in several projects")
    func names() async throws {
        let place = try await ended()
        let none = await place.run("status", "--explain", "v9", place.path("a.yaml"))
        #expect(none.status == .failure && none.errors.contains("no version v9 is live in \(signs)"))
        let other = signs.replacing("signs", with: "lamps")
        try place.write("b.yaml", document("v1", project: other))
        #expect(await place.run("sandbox", "seed", place.path("b.yaml")).status == .success)
        #expect(await place.run("apply", "--auto-approve", place.path("b.yaml")).status == .success)
        let both = await place.run("status", "--explain", "v1", place.root)
        #expect(both.status == .usage && both.errors.contains("2 projects have a version v1"))
        #expect(both.errors.contains("name one of them with --project"))
        let one = await place.run("status", "--explain", "v1", "--project", "signs", place.root)
        #expect(one.status == .success, "\(one.errors)")
        try place.write("b.yaml", document("v1", project: signs.replacing("signs", with: "nowhere")))
        let unread = await place.run("status", "--explain", "v1", place.root)
        #expect(unread.status == .failure && unread.errors.contains("could not be determined"), "\(unread.errors)")
    }

    @Test(
        "64: options that do not go together",
        arguments: [
            (["--explain", "a b"], "'a b'"), (["--explain", "v1", "--format", "csv"], "no CSV"),
            (["--max-findings", "3"], "--max-findings needs --explain"),
            (["--explain", "v1", "--max-findings", "10001"], "from 0 to 10000"),
            (["--explain", "v1", "--tags"], "leave out"), (["--explain", "v1", "--target", "v*"], "leave out"),
        ]
    )
    func usage(arguments: [String], message: String) async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let outcome = await place.run(["status", "--project", signs] + arguments)
        #expect(outcome.status == .usage && outcome.errors.contains(message), "\(outcome.errors)")
    }
}
