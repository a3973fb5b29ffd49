import Testing

@testable import Commands

/// Plan, apply, plan: the main job, against the sandbox in process.
@Suite(.timeLimit(.minutes(30)))
struct MainJobTests {
    private func workplace() async throws -> Workplace {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        return place
    }

    @Test("Planning again after an apply says nothing to do")
    func planApplyPlan() async throws {
        let place = try await workplace()
        let file = try place.write("a.yaml", document("v1", "v2"))
        #expect(await place.run("sandbox", "seed", file).status == .success)

        let plan = await place.run("plan", "--detailed-exitcode", file)
        #expect(plan.status == .changes)
        #expect(
            plan.output == """
                Sandbox: state.json; no AWS account was read.

                \(signs)
                  + v1  (a.yaml:5)
                      datasets     project (the datasets associated with it)
                      output       s3://bucket/out/
                  + v2  (a.yaml:6)
                      datasets     project (the datasets associated with it)
                      output       s3://bucket/out/

                Estimate: the projects have no history; a training typically takes from half an hour to a day.
                With a day for each: 48.00 USD, done 1d 00h after the start with 2 training slots; assuming \
                1.00 USD an hour (--training-price).
                Plan: 2 to create, 0 unchanged.

                """
        )
        #expect(plan.errors.isEmpty)

        let apply = await place.run("apply", "--auto-approve", file)
        #expect(apply.status == .success)
        #expect(apply.output.hasSuffix("Apply: 2 created.\n"))
        #expect(apply.errors == "v1: creating in signs ...\nv1: created\nv2: creating in signs ...\nv2: created\n")

        let again = await place.run("plan", "--detailed-exitcode", file)
        #expect(again.status == .success)
        #expect(
            again.output == sandboxHeading
                + "\(signs)\n  = 2 unchanged\n\nPlan: 0 to create, 2 unchanged. Nothing to do.\n"
        )
        let nothing = await place.run("apply", "--auto-approve", file)
        #expect(nothing.status == .success)
        #expect(nothing.output.hasSuffix("Nothing to do.\n"))
    }

    @Test("Everything that a request can say comes back equal", arguments: [false, true])
    func everySettingRoundTrips(tags: Bool) async throws {
        let place = try await workplace()
        let file = try place.write(
            "a.yaml",
            """
            apiVersion: rekon/v1
            project: \(signs)
            versions:
              - name: v1
                description: All of it
                output: { bucket: bucket, prefix: out }
                datasets:
                  training: [ "s3://data/a?versionId=1", s3://data/b, s3://data/b ]
                  testing: [ s3://data/c ]
                kmsKey: alias/x
                tags: { a: b, é: "" }
              - name: v2
                output: s3://bucket
                datasets: { training: [ s3://data/a ], testing: auto }
            ---
            apiVersion: rekon/v1
            project: \(signs.replacing("signs", with: "moderation"))
            versions:
              - name: v1
                output: s3://bucket/
                featureConfig: { contentModeration: { confidenceThreshold: 33.3 } }

            """
        )
        #expect(await place.run("sandbox", "seed", "--concurrent-trainings", "5", file).status == .success)
        #expect(await place.run("apply", "--auto-approve", "--max-trainings", "5", file).status == .success)
        let plan = await (tags ? place.run("plan", "--tags", "--show-unchanged", file) : place.run("plan", file))
        #expect(plan.status == .success)
        #expect(plan.output.hasSuffix("Plan: 0 to create, 3 unchanged. Nothing to do.\n"))
        #expect(!plan.output.contains("note:"))
    }

    @Test("What did not fit into the training slots is deferred, and the next run continues")
    func deferred() async throws {
        let place = try await workplace()
        let file = try place.write("a.yaml", document("v1", "v2", "v3"))
        _ = await place.run("sandbox", "seed", "--concurrent-trainings", "2", file)
        let apply = await place.run("apply", "--auto-approve", "--format", "json", file)
        #expect(apply.status == .unfinished)
        #expect(apply.output.contains("\"result\" : \"deferred\""))
        _ = await place.run("sandbox", "seed", "--training-duration", "0", file)
        #expect(await place.run("apply", "--auto-approve", file).status == .success)
        #expect(await place.run("plan", "--detailed-exitcode", file).status == .success)
    }

    @Test("A conflict blocks the whole apply, and nothing is created")
    func conflict() async throws {
        let place = try await workplace()
        let file = try place.write("a.yaml", document("v1"))
        _ = await place.run("sandbox", "seed", file)
        _ = await place.run("apply", "--auto-approve", file)
        try place.write("a.yaml", document("v1", "v2", output: "s3://bucket/elsewhere/"))

        let plan = await place.run("plan", file)
        #expect(plan.status == .blocked)
        #expect(
            plan.output.contains(
                """
                  ! v1: conflict  (a.yaml:5)
                    live with other settings, which cannot be changed after the training:
                    output
                      live     s3://bucket/out/
                      desired  s3://bucket/elsewhere/
                """
            )
        )
        let apply = await place.run("apply", "--auto-approve", "--format", "json", file)
        #expect(apply.status == .blocked)
        #expect(apply.output.contains("\"refused\" : \"blocked\""))
        #expect(apply.errors.contains("nothing was created"))
        #expect(await place.run("plan", "--format", "json", file).output.contains("\"notCreated\" : 1"))
    }

    @Test("A training from manifests and one on the project's datasets are different, in the sandbox too")
    func datasetsConflict() async throws {
        let place = try await workplace()
        let manifests = try place.write(
            "m.yaml",
            document("v1").replacing(
                "- name: v1",
                with: "- { name: v1, datasets: { training: [s3://bucket/a], testing: auto } }"
            )
        )
        _ = await place.run("sandbox", "seed", manifests)
        _ = await place.run("apply", "--auto-approve", manifests)
        #expect(await place.run("plan", "--detailed-exitcode", manifests).status == .success)
        let project = try place.write("p.yaml", document("v1"))
        let plan = await place.run("plan", project)
        #expect(plan.status == .blocked)
        #expect(
            plan.output.contains(
                """
                    datasets.training
                      live     s3://bucket/a
                      desired  project
                """
            ),
            "\(plan.output)"
        )
        let drift = await place.run("drift", "--no-manifests", project)
        #expect(drift.status == .changes && drift.output.contains("desired  project"), "\(drift.output)")
    }

    @Test("A training that failed blocks, and says what to do")
    func failed() async throws {
        let place = try await workplace()
        let text = document("v1").replacing(
            "- name: v1",
            with: "- { name: v1, tags: { 'rekon-sandbox:outcome': fail } }"
        )
        let file = try place.write("a.yaml", text)
        _ = await place.run("sandbox", "seed", "--training-duration", "0", file)
        _ = await place.run("apply", "--auto-approve", file)
        let plan = await place.run("plan", file)
        #expect(plan.status == .blocked)
        #expect(plan.output.contains("! v1: failed"))
        #expect(plan.output.contains("The name is used up"))
    }

    @Test("Tag drift is shown and never changed")
    func tagDrift() async throws {
        let place = try await workplace()
        let file = try place.write("a.yaml", document("v1"))
        _ = await place.run("sandbox", "seed", file)
        _ = await place.run("apply", "--auto-approve", file)
        try place.write("a.yaml", document("v1") + "    tags: { team: a }\n")
        #expect(await place.run("plan", "--detailed-exitcode", file).output.contains("= 1 unchanged"))
        let plan = await place.run("plan", "--detailed-exitcode", "--tags", file)
        #expect(plan.status == .success)
        #expect(plan.output.contains("~ v1: other tags"))
        #expect(plan.output.contains("missing  team=a"))
    }

    @Test("A project that does not exist is an error, and the rest is created")
    func missingProject() async throws {
        let place = try await workplace()
        let file = try place.write("a.yaml", document("v1"))
        _ = await place.run("sandbox", "seed", file)
        try place.write("b.yaml", document("v1", project: signs.replacing("signs", with: "nowhere")))
        let plan = await place.run("plan", place.root)
        #expect(plan.status == .failure)
        #expect(plan.output.contains("the project does not exist in us-east-1 of account 111122223333"))
        #expect(plan.output.contains("+ v1"))
        let apply = await place.run("apply", "--auto-approve", place.root)
        #expect(apply.status == .failure)
        #expect(apply.output.hasSuffix("Apply: 1 created, 1 project refused.\n"), "\(apply.output)")
        #expect(await place.run("plan", "--detailed-exitcode", file).status == .success)
    }

    @Test("The order of the arguments does not matter, and a file named twice is one")
    func arguments() async throws {
        let place = try await workplace()
        let a = try place.write("x/a.yaml", document("v1"))
        let b = try place.write("x/b.yml", document("v2"))
        try place.write("x/c.txt", "not yaml: [")
        try place.write("x/.hidden/d.yaml", "not: [")
        _ = await place.run("sandbox", "seed", a)
        let first = await place.run("plan", a, b)
        #expect(await place.run("plan", b, a).output == first.output)
        #expect(await place.run("plan", place.path("x")).output == first.output)
        #expect(await place.run("plan", place.path("x") + "/./", a).output == first.output)
        #expect(first.status == .success)
    }

    @Test("Versions are created in the order of the files, whatever project they belong to")
    func orderOfTheFiles() async throws {
        let place = try await workplace()
        let lights = signs.replacing("signs", with: "lights")
        try place.write("a.yaml", document("v1"))
        try place.write("b.yaml", document("v2", project: lights))
        try place.write("c.yaml", document("v3"))
        _ = await place.run("sandbox", "seed", "--concurrent-trainings", "2", place.root)
        let apply = await place.run("apply", "--auto-approve", place.root)
        #expect(apply.status == .unfinished)
        let started = apply.errors.split(separator: "\n").filter { $0.contains("creating in") }
        #expect(started.map { String($0.prefix(2)) } == ["v1", "v2"])
        #expect(apply.output.contains("- v3: deferred"))
    }
}
