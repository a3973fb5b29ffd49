import Foundation
import Testing

@testable import Commands

/// `plan --out` and `apply FILE`, against the sandbox in process.
@Suite(.timeLimit(.minutes(30)))
struct SavedPlanTests {
    /// A project with one version that is trained, and a plan for two more.
    private func workplace(
        trainingDuration: Int = 0
    ) async throws -> (place: Workplace, models: String, plan: String) {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let models = try place.write("a.yaml", document("v0"))
        _ = await place.run("sandbox", "seed", "--training-duration", "\(trainingDuration)", models)
        #expect(await place.run("apply", "--auto-approve", models).status == .success)
        try place.write("a.yaml", document("v0", "v1", "v2"))
        let plan = place.path("plan.json")
        let saved = await place.run("plan", "--out", plan, models)
        #expect(saved.status == .success)
        return (place, models, plan)
    }

    @Test("A reviewed plan is applied without a question; again, everything is done")
    func roundTrip() async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let models = try place.write("a.yaml", document("v1", "v2"))
        _ = await place.run("sandbox", "seed", models)
        let plan = await place.run("plan", "--out", place.path("plan.json"), "--detailed-exitcode", models)
        #expect(plan.status == .changes)
        #expect(plan.output.hasSuffix("Plan: 2 to create, 0 unchanged.\n"))
        let digest = try #require(plan.errors.firstMatch(of: /sha256:[0-9a-f]{64}/)).output
        #expect(try String(contentsOfFile: place.path("plan.json"), encoding: .utf8).contains(digest))
        #expect(
            plan.errors == """
                Saved in plan.json: 2 versions to create. To apply exactly this plan:
                  rekon apply plan.json --expect-digest \(digest)

                """
        )
        // The current content of the files does not matter.
        try place.write("a.yaml", document("elsewhere"))

        let apply = await place.run("apply", place.path("plan.json"))
        #expect(apply.status == .success)
        #expect(apply.output.hasPrefix(plan.output))
        #expect(apply.output.hasSuffix("Apply: 2 created.\n"))
        let again = await place.run("apply", place.path("plan.json"))
        #expect(again.status == .success)
        #expect(again.output.hasSuffix("Apply: 2 already there.\n"))
        #expect(again.errors.isEmpty)
        let json = await place.run("apply", "--format", "json", place.path("plan.json"))
        #expect(json.status == .success)
        #expect(json.output.components(separatedBy: "\"result\" : \"already-there\"").count == 3)
    }

    @Test("A plan is the same bytes each time")
    func deterministic() async throws {
        let (place, models, plan) = try await workplace()
        let first = try Data(contentsOf: URL(filePath: plan))
        _ = await place.run("plan", "--out", plan, models)
        #expect(try Data(contentsOf: URL(filePath: plan)) == first)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: place.root).sorted().filter { $0.hasSuffix(".tmp") }
                == []
        )
    }

    @Test("The rest of a plan that was applied half is applied by the next run")
    func half() async throws {
        // One of two slots is taken.
        let (place, models, plan) = try await workplace(trainingDuration: 600)
        let first = await place.run("apply", plan)
        #expect(first.status == .unfinished)
        #expect(first.output.hasSuffix("Apply: 1 created, 1 deferred.\n"))
        _ = await place.run("sandbox", "seed", "--training-duration", "0", models)
        let second = await place.run("apply", "--max-creates", "1", plan)
        #expect(second.status == .success, "\(second)")
        #expect(second.output.hasSuffix("Apply: 1 created, 1 already there.\n"))
    }

    @Test("A version that appeared with other settings is named, and nothing is created")
    func appeared() async throws {
        let (place, models, plan) = try await workplace()
        try place.write("a.yaml", document("v2", output: "s3://bucket/elsewhere/"))
        #expect(await place.run("apply", "--auto-approve", models).status == .success)
        let apply = await place.run("apply", plan)
        #expect(apply.status == .blocked)
        #expect(apply.output.isEmpty)
        #expect(
            apply.errors.hasPrefix(
                """
                error: \(plan) is out of date, because the live state has changed; nothing was created
                  - version `v2` of `signs` was to be created, and is live with other settings: `output` is \
                s3://bucket/elsewhere/

                """.replacing(place.root + "/", with: "")
            )
        )
        let json = await place.run("apply", "--format", "json", plan)
        #expect(json.status == .blocked)
        #expect(json.output.contains("\"refused\" : \"stale\""))
        #expect(json.output.contains("\"name\" : \"v2\""))
        try place.write("a.yaml", document("v1"))
        #expect(await place.run("plan", "--detailed-exitcode", models).status == .changes)
    }

    @Test("A plan for the sandbox is not applied to AWS, nor the reverse")
    func target() async throws {
        let (place, _, plan) = try await workplace()
        place.environment["REKON_SANDBOX"] = nil
        let toAWS = await place.run("apply", plan)
        #expect(toAWS.status == .blocked)
        #expect(toAWS.errors.contains("is a plan for the sandbox, and this run is for AWS"))
        let other = await place.run("apply", "--endpoint-url", "http://127.0.0.1:9/x", plan)
        #expect(other.status == .blocked)
        #expect(other.errors.contains("and this run is for http://127.0.0.1:9\n"))
    }

    @Test("A file that was changed is refused, whatever was changed", arguments: 0..<6)
    func damaged(change: Int) async throws {
        let (place, _, plan) = try await workplace()
        let text = try String(contentsOfFile: plan, encoding: .utf8)
        let (edited, complaint): (String, String) =
            switch change {
            case 0: (text.replacing("s3://", with: "x"), "")
            case 1: (text.replacing("\"bucket\"", with: "\"other-bucket\""), "is damaged or was edited")
            case 2: (String(text.prefix(text.count / 2)), "is not valid JSON (")
            case 3:
                (
                    text.replacing("\"1.0\"", with: "\"3.0\""),
                    "has the format version 3.0, and this version of rekon reads 1.0 and 2.0"
                )
            case 4: (text.replacing("\"rekon.plan\"", with: "\"other\""), "is JSON of another kind")
            default:
                (
                    text.replacing("\"kind\" : \"rekon.plan\",", with: "\"kind\" : \"rekon.plan\", \"more\" : 1,"),
                    "was edited"
                )
            }
        try place.write("plan.json", edited)
        let apply = await place.run("apply", plan)
        if change == 0 {
            #expect(apply.status == .success, "nothing was changed")
            return
        }
        #expect(apply.status == .failure)
        #expect(apply.errors.contains(complaint), "\(apply.errors)")
        #expect(apply.output.isEmpty)
    }

    @Test("A saved plan cannot be combined with paths or options")
    func usage() async throws {
        let (place, models, plan) = try await workplace()
        for arguments in [
            ["apply", models, plan], ["apply", plan, plan], ["apply", "--target", "v1", plan],
            ["apply", "--tags", plan],
            ["plan", plan],
        ] {
            let outcome = await place.run(arguments)
            #expect(outcome.status == .usage, "\(arguments)")
            #expect(outcome.errors.contains("saved plan"), "\(outcome.errors)")
        }
        let report = try place.write("report.json", await place.run("plan", "--format", "json", models).output)
        #expect(await place.run("apply", "--auto-approve", report).errors.contains("is a report"))
    }

    @Test("A plan that apply would refuse is not saved")
    func blocked() async throws {
        let (place, models, plan) = try await workplace()
        try place.write("a.yaml", document("v0", "v1", output: "s3://bucket/elsewhere/"))
        try FileManager.default.removeItem(atPath: plan)
        let outcome = await place.run("plan", "--out", plan, models)
        #expect(outcome.status == .blocked)
        #expect(outcome.errors == "error: the plan is blocked; nothing was saved in plan.json\n")
        #expect(!FileManager.default.fileExists(atPath: plan))
    }

    @Test("A file that cannot be written is an error")
    func unwritable() async throws {
        let (place, models, _) = try await workplace()
        let outcome = await place.run("plan", "--out", place.path("nowhere/plan.json"), models)
        #expect(outcome.status == .failure)
        #expect(
            outcome.errors.contains(
                "error: the plan could not be written: nowhere/plan.json: no such file or folder"
            )
        )
        #expect(await place.run("plan", "--out", place.root, models).status == .failure)
    }

    @Test("Everything that a request can say is applied as it was saved")
    func everySetting() async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let models = try place.write(
            "a.yaml",
            """
            apiVersion: rekon/v1
            project: \(signs)
            versions:
              - name: v1
                description: All of it
                output: { bucket: bucket, prefix: "é\\"\\\\/" }
                datasets:
                  training: [ "s3://data/a?versionId=1", s3://data/b, s3://data/b ]
                  testing: [ s3://data/c ]
                kmsKey: alias/x
                tags: { a: b, é: "" }
                expect: { minF1Score: 0.85 }
              - name: v2
                output: s3://bucket
                datasets: { training: [ s3://data/a ], testing: auto }
              - { name: v3, retired: true }
            ---
            apiVersion: rekon/v1
            project: \(signs.replacing("signs", with: "moderation"))
            versions:
              - name: v1
                output: s3://bucket/
                featureConfig: { contentModeration: { confidenceThreshold: 33.3 } }

            """
        )
        _ = await place.run("sandbox", "seed", "--concurrent-trainings", "5", models)
        #expect(await place.run("plan", "--out", place.path("plan.json"), models).status == .success)
        #expect(await place.run("apply", "--max-trainings", "5", place.path("plan.json")).status == .success)
        let plan = await place.run("plan", "--tags", "--detailed-exitcode", models)
        #expect(plan.status == .success)
        #expect(!plan.output.contains("~") && !plan.output.contains("note:"), "\(plan.output)")
    }
}
