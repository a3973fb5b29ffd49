import TestSupport
import Testing

@testable import Commands

/// `--target`, `--project`, `--max-creates` and `--allow-recreate`, against the sandbox in process.
@Suite(.timeLimit(.minutes(30)))
struct SelectionTests {
    private func workplace() async throws -> (place: Workplace, models: String) {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        try place.write("models/a.yaml", document("v1", "v2", "night"))
        try place.write("models/b.yaml", document("red", project: signs.replacing("signs", with: "lights")))
        let models = place.path("models")
        _ = await place.run("sandbox", "seed", "--training-duration", "0", "--concurrent-trainings", "9", models)
        return (place, models)
    }

    @Test("A part is planned and applied, and the report says so")
    func target() async throws {
        let (place, models) = try await workplace()
        let plan = await place.run("plan", "--target", "v*", models)
        #expect(plan.output.contains("+ v1") && plan.output.contains("+ v2"))
        #expect(!plan.output.contains("night") && !plan.output.contains("lights"))
        #expect(
            plan.output.hasSuffix(
                """

                Partial: --target 'v*' left out 2 versions; 1 project not read.

                Estimate: the projects have no history; a training typically takes from half an hour to a day.
                With a day for each: 48.00 USD, done 1d 00h after the start with 2 training slots; assuming \
                1.00 USD an hour (--training-price).
                Plan: 2 to create, 0 unchanged.

                """
            )
        )
        #expect(await place.run("apply", "--auto-approve", "--target", "v*", models).status == .success)
        let json = await place.run("plan", "--format", "json", "--target", "v*", "--project", "s*", models)
        #expect(json.output.contains("\"versionsLeftOut\" : 2"))
        #expect(json.output.contains("\"unmanaged\" : 0"))
        let done = await place.run("plan", "--target", "v*", models)
        #expect(done.output.hasSuffix("Nothing to do in this part.\n"))
        #expect(await place.run("plan", models).output.hasSuffix("Plan: 2 to create, 2 unchanged.\n"))
    }

    @Test("A project that is not selected is not read")
    func project() async throws {
        let (place, models) = try await workplace()
        try place.write("models/c.yaml", document("x", project: signs.replacing("signs", with: "nowhere")))
        #expect(await place.run("plan", models).status == .failure)
        #expect(await place.run("plan", "--project", "signs", "--project", "lig?ts", models).status == .success)
    }

    @Test("A pattern that matches nothing is an error", arguments: [["--target", "vv1"], ["--project", "sings"]])
    func unmatched(option: [String]) async throws {
        let (place, models) = try await workplace()
        for command in [["plan"], ["apply", "--auto-approve"]] {
            let outcome = await place.run(command + option + [models])
            #expect(outcome.status == .usage)
            #expect(outcome.errors.contains("\(option[0]) '\(option[1])' matches no"))
            #expect(outcome.errors.contains("did you mean `\(option[1] == "vv1" ? "v1" : "signs")`?"))
        }
    }

    @Test("Accounts and regions are selected by pattern, and others are not read")
    func places() async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let models = place.path("models")
        try place.write("models/a.yaml", document("v1"))
        try place.write("models/b.yaml", document("v2", project: signs.replacing("us-east-1", with: "eu-west-1")))
        _ = await place.run("sandbox", "seed", models)
        try place.write("models/c.yaml", document("v3", project: signs.replacing("111122223333", with: "222233334444")))
        #expect(await place.run("plan", models).status == .failure)
        let plan = await place.run("plan", "--account", "1*", "--region", "eu-*", models)
        #expect(plan.status == .success)
        #expect(plan.output.contains("+ v2") && !plan.output.contains("+ v1"))
        #expect(
            plan.output.contains(
                "Partial: --account '1*' --region 'eu-*' left out 2 versions; 2 projects not read."
            )
        )
        let json = await place.run("plan", "--format", "json", "--account", "1*", models)
        #expect(json.output.contains("\"accounts\" : ["))
        let status = await place.run("status", "--account", "111122223333", "--region", "us-*", models)
        #expect(status.status == .success)
        #expect(status.output.contains("us-east-1") && !status.output.contains("eu-west-1"))
    }

    @Test(
        "An account or a region that matches nothing is an error, and so is a selection of nothing",
        arguments: [
            (["--account", "111122223334"], "--account '111122223334' matches no account that the files describe"),
            (["--account", "111122223334"], "did you mean `111122223333`?"),
            (["--region", "us-west-1"], "--region 'us-west-1' matches no region that the files describe"),
            (["--region", "us-west-1"], "did you mean `us-east-1`?"),
            (
                ["--project", "lights", "--account", "1*"],
                "--project 'lights', --account '1*' select no project together"
            ),
        ]
    )
    func unmatchedPlaces(options: [String], message: String) async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let lights = signs.replacing("signs", with: "lights").replacing("111122223333", with: "222233334444")
        let first = try place.write("a.yaml", document("v1"))
        let second = try place.write("b.yaml", document("v2", project: lights))
        for command in ["plan", "drift", "status", "wait", "verify", "render"] {
            let outcome = await place.run([command] + options + [first, second])
            #expect(outcome.status == .usage, "\(command)")
            #expect(outcome.errors.contains(message), "\(command): \(outcome.errors)")
        }
    }

    @Test("Without files, the ARN of --project contains the account and the region")
    func withoutFiles() async throws {
        for option in [["--account", "1*"], ["--region", "us-east-1"]] {
            let outcome = await (try Workplace()).run(["status", "--project", signs] + option)
            #expect(outcome.status == .usage)
            #expect(outcome.errors.contains("--account and --region need files"))
        }
    }

    @Test("A saved plan holds its selection, and is applied without options")
    func savedSelection() async throws {
        let (place, models) = try await workplace()
        let file = place.path("plan.json")
        let made = await place.run("plan", "--account", "1111*", "--region", "us-*", "--out", file, models)
        #expect(made.status == .success)
        for option in [["--account", "1111*"], ["--region", "us-*"]] {
            let outcome = await place.run(["apply"] + option + [file])
            #expect(outcome.status == .usage)
            #expect(outcome.errors.contains("--project, --account, --region, --var, --var-file and --allow-env"))
        }
        #expect(await place.run("apply", file).status == .success)
    }

    @Test("An invalid pattern is a usage error")
    func badPattern() async throws {
        let outcome = await (try Workplace()).run("plan", "--target", "v[", "a.yaml")
        #expect(outcome.status == .usage)
        #expect(outcome.errors.contains("has a `[` without its `]`"))
    }

    @Test("A plan that would train more than allowed is refused")
    func maxCreates() async throws {
        let (place, models) = try await workplace()
        for command in [["plan", "--out", place.path("plan.json")], ["apply", "--auto-approve"]] {
            let outcome = await place.run(command + ["--max-creates", "3", models])
            #expect(outcome.status == .blocked)
            #expect(outcome.errors.contains("the plan would train 4 versions, and --max-creates allows 3"))
        }
        #expect(await place.run("plan", "--max-creates", "4", models).status == .success)
        let json = await place.run("apply", "--auto-approve", "--format", "json", "--max-creates", "0", models)
        #expect(json.status == .blocked)
        #expect(json.output.contains("\"refused\" : \"too-many-creates\""))
        #expect(await place.run("plan", models).output.hasSuffix("Plan: 4 to create, 0 unchanged.\n"))
        #expect(await place.run("plan", "--max-creates", "-1", models).status == .usage)
    }

    @Test("A version that was deleted is trained again only if it is allowed by name, without a look")
    func allowRecreate() async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        // A project in which `v1` was never trained looks like one in which it was deleted.
        let models = try place.write("a.yaml", document("v2"))
        _ = await place.run("sandbox", "seed", "--training-duration", "0", models)
        let clock = VirtualClock()
        place.time = clock
        _ = await place.run("apply", "--auto-approve", models)
        try await clock.sleep(until: clock.now.advanced(by: .seconds(60)), tolerance: nil)
        try place.write("a.yaml", document("v2", "v3"))
        _ = await place.run("apply", "--auto-approve", models)
        try place.write("a.yaml", document("v1", "v2", "v3"))

        let plan = await place.run("plan", "--no-history", models)
        #expect(plan.status == .blocked)
        #expect(plan.output.contains("! v1: recreate  (a.yaml:5)"))
        #expect(plan.output.contains("`v2` is live and nearer to the end of the list"))
        #expect(plan.output.contains("mark the entry `retired: true`"))
        #expect(plan.output.contains("pass `--allow-recreate v1`"))
        #expect(
            plan.output.hasSuffix(
                "Plan: 0 to create, 1 trained before, 2 unchanged. Blocked: apply will refuse this plan.\n"
            )
        )
        #expect(await place.run("apply", "--no-history", "--auto-approve", models).status == .blocked)

        let typo = await place.run("plan", "--no-history", "--allow-recreate", "V1", models)
        #expect(typo.status == .usage)
        #expect(typo.errors.contains("did you mean `v1`?"))
        let allowed = await place.run("plan", "--no-history", "--allow-recreate", "v1", models)
        #expect(allowed.status == .success)
        #expect(allowed.output.contains("note: probably trained and deleted before"))
        #expect(
            await place.run("apply", "--auto-approve", "--no-history", "--allow-recreate", "v1", models).status
                == .success
        )
        // The same command again, as after a deferred one.
        #expect(
            await place.run("apply", "--auto-approve", "--no-history", "--allow-recreate", "v1", models).status
                == .success
        )
    }
}
