import ArgumentParser
import Checks
import Foundation
import Reconciler
import TestSupport
import Testing

@testable import Commands

/// What the operator expects of a saved plan, and the exit status where two reasons hold.
@Suite(.timeLimit(.minutes(30)))
struct ExpectationTests {
    private let other = "sha256:" + String(repeating: "0", count: 64)

    /// - Returns: the plan's digest too.
    private func workplace(
        _ options: [String] = []
    ) async throws -> (place: Workplace, models: String, plan: String, digest: String) {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let (models, plan) = (try place.write("a.yaml", document("v1", "v2")), place.path("plan.json"))
        _ = await place.run("sandbox", "seed", models)
        let saved = await place.run(["plan", "--out", plan] + options + [models])
        #expect(saved.status == .success, "\(saved)")
        let digest = try #require(saved.errors.firstMatch(of: #/sha256:[0-9a-f]{64}/#)?.0)
        return (place, models, plan, String(digest))
    }

    private func expectNothingCreated(_ place: Workplace, _ models: String) async {
        #expect(await place.run("plan", models).output.hasSuffix("Plan: 2 to create, 0 unchanged.\n"))
    }

    @Test("3: a file that is no plan, where a plan was expected")
    func desiredState() async throws {
        let (place, models, _, digest) = try await workplace()
        for option in [["--expect-digest", digest], ["--expect-state", models]] {
            let apply = await place.run(["apply", "--auto-approve", models] + option)
            #expect(apply.status == .blocked && apply.errors.contains("are for a saved plan"), "\(apply)")
        }
        await expectNothingCreated(place, models)
    }

    @Test("3: a plan with another digest; 0: the one that was reviewed; 64: a text that is none")
    func digest() async throws {
        let (place, models, plan, digest) = try await workplace()
        let refused = await place.run("apply", "--expect-digest", other, plan)
        #expect(refused.status == .blocked && refused.errors.contains("find out who replaced it"), "\(refused)")
        #expect(await place.run("apply", "--expect-digest", "sha256:1", plan).status == .usage)
        await expectNothingCreated(place, models)
        #expect(await place.run("apply", "--expect-digest", digest, plan).status == .success)
    }

    @Test("3: a desired state that is not the reviewed one, also for a plan of a part", arguments: [[], ["v1"]])
    func state(targets: [String]) async throws {
        let (place, models, plan, _) = try await workplace(targets.flatMap { ["--target", $0] })
        try place.write("a.yaml", document("v1", "v2", "v3"))
        let refused = await place.run("apply", plan, "--expect-state", models)
        #expect(refused.status == .blocked, "\(refused)")
        #expect(refused.errors.contains("the desired state in a.yaml is not the one that plan.json was made from"))
        try place.write("a.yaml", document("v1", "v2"))
        await expectNothingCreated(place, models)
        #expect(await place.run("apply", plan, "--expect-state", models).status == .success)
    }

    @Test("64: options for making a plan, with a saved one")
    func options() async throws {
        let (place, models, plan, _) = try await workplace()
        for option in [
            ["--tags"], ["--allow-recreate", "v1"], ["--target", "v1"], ["--project", "signs"], ["--var", "a=b"],
            ["--allow-env", "HOME"],
        ] {
            let apply = await place.run(["apply", plan] + option)
            #expect(apply.status == .usage && apply.errors.contains("is a saved plan"), "\(option): \(apply)")
        }
        await expectNothingCreated(place, models)
        // A state that is compared may have variables.
        let compared = await place.run("apply", plan, "--var", "a=b", "--expect-state", models)
        #expect(compared.status == .success, "\(compared)")
    }

    @Test("3: a limit that the plan exceeds; 1 where a project could not be read too")
    func limits() async throws {
        let (place, models, _, _) = try await workplace()
        try place.write("b.yaml", document("v1", project: signs.replacing("signs", with: "nowhere")))
        for command in [["plan"], ["apply", "--auto-approve"]] {
            #expect(await place.run(command + ["--max-creates", "1", models]).status == .blocked)
            #expect(await place.run(command + ["--max-creates", "1", place.root]).status == .failure)
        }
        await expectNothingCreated(place, models)
    }

    @Test("Without --max-trainings, the quota of the account limits the trainings")
    func quota() async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let models = try place.write("a.yaml", document("v1", "v2", "v3", "v4"))
        _ = await place.run("sandbox", "seed", "--concurrent-trainings", "3", models)
        let apply = await place.run("apply", "--auto-approve", models)
        #expect(apply.status == .unfinished)
        #expect(apply.output.hasSuffix("Apply: 3 created, 1 deferred.\n"), "\(apply.output)")
    }

    @Test("A plan that was made with the answers of CloudTrail says so, and is applied with them")
    func history() async throws {
        for (options, isAsked) in [([String](), false), (["--history"], true)] {
            let (place, _, plan, _) = try await workplace(options)
            #expect(try String(contentsOfFile: plan, encoding: .utf8).contains("\"history\" : true") == isAsked)
            #expect(place.path("plan.json") == plan)
        }
    }

    @Test("CloudTrail is asked for a plan that was made with it, and never with --no-history")
    func search() throws {
        let service = ReadingService(
            api: { _ in throw CancellationError() },
            sources: CheckSources(
                s3: { _ in throw CancellationError() },
                kms: { _ in throw CancellationError() },
                serviceQuotas: { _ in throw CancellationError() },
                cloudTrail: { _ in throw CancellationError() },
                rekognition: { _ in throw CancellationError() },
                caller: nil
            )
        )
        let options = try HistoryOptions.parse([])
        #expect(!options.search(service, isVerified: false).asksCloudTrail)
        #expect(options.search(service, isVerified: true).asksCloudTrail)
        #expect(options.search(service, isVerified: false, isReviewed: true).asksCloudTrail)
        let never = try HistoryOptions.parse(["--no-history"]).search(service, isVerified: true, isReviewed: true)
        #expect(never.reader == nil && !never.asksCloudTrail)
    }

    @Test("A file of a version of a refused project is no trace, also when the saved plan is applied")
    func refusedNamesake() async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.time = VirtualClock()
        let failing = document("v1").replacing(
            "- name: v1",
            with: "- { name: v1, tags: { 'rekon-sandbox:outcome': fail } }"
        )
        let (one, two) = (
            try place.write("a.yaml", failing),
            try place.write("b.yaml", document("v1", project: signs.replacing("us-east-1", with: "eu-west-1")))
        )
        _ = await place.run("sandbox", "seed", "--training-duration", "5", one, two)
        #expect(await place.run("apply", "--auto-approve", "--wait", one).status == .gateFailed)
        let saved = await place.run("plan", "--out", place.path("plan.json"), one, two)
        #expect(saved.status == .blocked && saved.errors.contains("1 version to create"), "\(saved)")
        let apply = await place.run("apply", place.path("plan.json"))
        #expect(apply.output.hasSuffix("Apply: 1 created, 1 project refused.\n"), "\(apply)")
    }

    @Test("The options of a run are its policy")
    func policy() throws {
        let options = try WaitOptions.parse(["--max-trainings", "1000", "--lookup-grace", "9s"])
        #expect(options.policy.maxTrainings == 1000 && !options.policy.waits)
        #expect(options.policy.grace == .seconds(9) && options.policy.graceOfTakenName == .seconds(9))
        #expect(try WaitOptions.parse([]).policy.graceOfTakenName == .seconds(5))
        for number in ["0", "1001", "-1"] {
            #expect(throws: (any Error).self) { try WaitOptions.parse(["--max-trainings=\(number)"]) }
        }
    }

    /// Changes the state of the sandbox.
    private func edit(_ place: Workplace, _ old: String, _ new: String) throws {
        let text = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        let changed = text.replacing(old, with: new)
        #expect(changed != text)
        try place.write("state.json", changed)
    }

    @Test("3: a manifest that was reviewed and does not exist any more")
    func deletedManifest() async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let manifests = "- { name: v1, datasets: { training: ['s3://data/day.manifest'], testing: auto } }"
        let models = try place.write("a.yaml", document("v1").replacing("- name: v1", with: manifests))
        _ = await place.run("sandbox", "seed", models)
        let saved = await place.run("plan", "--verify", "--out", place.path("plan.json"), models)
        #expect(saved.status == .success, "\(saved)")
        try edit(place, "day.manifest", "gone.manifest")
        let apply = await place.run("apply", place.path("plan.json"))
        #expect(apply.status == .blocked && apply.errors.contains("does not exist any more"), "\(apply)")
    }

    @Test("plan --verify reads the datasets, also where nothing is saved")
    func verifiedDatasets() async throws {
        let (place, models, _, _) = try await workplace()
        try edit(place, "\"type\" : \"TRAIN\"", "\"type\" : \"TRAIN\", \"denied\" : [\"rekognition:DescribeDataset\"]")
        #expect(await place.run("plan", models).output.contains("DescribeDataset") == false)
        let verified = await place.run("plan", "--verify", models)
        #expect(verified.output.contains("rekognition:DescribeDataset"), "\(verified.output)")
    }
}
