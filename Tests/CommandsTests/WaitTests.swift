import TestSupport
import Testing

@testable import Commands

/// `wait` and `apply --wait` against the sandbox in process, on a clock of the test's own.
@Suite(.timeLimit(.minutes(30)))
struct WaitTests {
    private func workplace(
        duration: String = "600",
        _ text: String = document("v1", "v2")
    ) async throws -> Workplace {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.time = VirtualClock()
        let file = try place.write("a.yaml", text)
        #expect(await place.run("sandbox", "seed", "--training-duration", duration, file).status == .success)
        return place
    }

    private func gated(_ minimum: String) -> String {
        document("v1").replacing("- name: v1", with: "- { name: v1, expect: { minF1Score: \(minimum) } }")
    }

    @Test("A queue of three with two slots is trained to its end")
    func applyAndWait() async throws {
        let place = try await workplace(duration: "600", document("v1", "v2", "v3"))
        let file = place.path("a.yaml")
        let apply = await place.run("apply", "--auto-approve", "--wait", file)
        #expect(apply.status == .success, "\(apply.output)\(apply.errors)")
        #expect(apply.output.contains("Apply: 3 created.\n"))
        #expect(apply.output.contains("Wait: 3 trained.\n"))
        #expect(apply.output.contains("assuming 1.00 USD an hour (--training-price)."))
        #expect(apply.errors.contains("v3: waiting for a training slot: 2 trainings are in progress in us-east-1"))
        #expect(apply.errors.contains("v1: training in signs\n"))
        // Again: nothing to create, and everything is trained.
        let again = await place.run("apply", "--auto-approve", "--wait", file)
        #expect(again.status == .success)
        #expect(again.output.contains("Wait: 3 trained.\n"))
        let wait = await place.run("wait", file)
        #expect(wait.status == .success && wait.errors.isEmpty)
    }

    @Test("wait follows what another run started")
    func waitAlone() async throws {
        let place = try await workplace()
        let file = place.path("a.yaml")
        #expect(await place.run("apply", "--auto-approve", file).status == .success)
        let wait = await place.run("wait", "--format", "json", "--training-price", "2", file)
        #expect(wait.status == .success)
        #expect(wait.output.contains("\"result\" : \"completed\""))
        #expect(wait.output.contains("\"costUSD\" : 0.33"))
        #expect(wait.errors.contains("v1: training in signs"))
        #expect(wait.errors.contains("v1: trained, F1 0."))
    }

    @Test("--training-price is the price in the text of wait, and in all of apply's JSON")
    func price() async throws {
        let place = try await workplace(duration: "3600", document("v1"))
        let file = place.path("a.yaml")
        let price = ["--training-price", "3"]
        let refused = await place.run(
            ["apply", "--auto-approve", "--format", "json", "--max-creates", "0"] + price + [file]
        )
        #expect(refused.output.ranges(of: "\"trainingPriceUSDPerHour\" : 3").count == 1, "\(refused.output)")
        let apply = await place.run(["apply", "--auto-approve", "--wait", "--format", "json"] + price + [file])
        #expect(apply.status == .success, "\(apply)")
        #expect(apply.output.ranges(of: "\"trainingPriceUSDPerHour\" : 3").count == 2, "\(apply.output)")
        #expect(apply.output.ranges(of: "\"trainingPriceUSDPerHour\"").count == 2)
        #expect(apply.output.ranges(of: "\"costUSD\" : 3").count == 2, "\(apply.output)")
        let text = await place.run(["apply", "--auto-approve", "--wait"] + price + [file])
        // What ended before is only counted.
        #expect(text.output.contains("Ended before this run: 1 trained.\nWait: 1 trained.\n"), "\(text.output)")
        #expect(!text.output.contains("USD"))
        try place.write("a.yaml", document("v1", "v2"))
        let more = await place.run(["apply", "--auto-approve", "--wait"] + price + [file])
        #expect(more.output.contains("cost         about 3.00 USD"), "\(more.output)")
        #expect(more.output.contains(" from v1\n"))
        #expect(more.output.contains("Charged: 1h 00m of training, about 3.00 USD"))
    }

    @Test("4: below the gate, of the file or of the run, and by how much")
    func gate() async throws {
        let place = try await workplace(duration: "5", gated("0.99"))
        let file = place.path("a.yaml")
        let apply = await place.run("apply", "--auto-approve", "--wait", file)
        #expect(apply.status == .gateFailed)
        #expect(apply.output.contains("below the required 0.990"))
        // It ended before this run.
        let again = await place.run("wait", file)
        #expect(again.status == .success)
        #expect(
            again.output.contains(
                """
                Ended before this run: 1 failed or below the required F1 (v1). An earlier failure does not count; \
                `rekon wait --all` counts it.
                """
            )
        )
        #expect(again.output.contains("Wait: 1 failed or below the required F1 before this run.\n"))
        #expect(await place.run("wait", "--format", "json", file).output.contains("\"counted\" : false"))
        #expect(await place.run("wait", "--all", file).status == .gateFailed)
        #expect(await place.run("apply", "--auto-approve", "--wait", file).status == .success)
        try place.write("a.yaml", gated("0.5"))
        #expect(await place.run("wait", "--all", file).status == .success)
        #expect(await place.run("wait", "--all", "--require-f1", "1", file).status == .gateFailed)
    }

    @Test("4: a training that failed, and what to do")
    func failed() async throws {
        let text = document("v1").replacing(
            "- name: v1",
            with: "- { name: v1, tags: { 'rekon-sandbox:outcome': fail } }"
        )
        let place = try await workplace(duration: "5", text)
        let file = place.path("a.yaml")
        let apply = await place.run("apply", "--auto-approve", "--wait", file)
        #expect(apply.status == .gateFailed)
        #expect(apply.output.contains("The model training failed: the tag rekon-sandbox:outcome says so."))
        #expect(apply.output.contains("manifests    s3://bucket/out/ManifestSummary-signs-v1.json"))
        #expect(await place.run("wait", file).status == .success, "it failed before this run")
        #expect(await place.run("wait", "--all", file).status == .gateFailed)
    }

    @Test("5: the time is up, or nothing was started")
    func unfinished() async throws {
        let place = try await workplace()
        let file = place.path("a.yaml")
        let early = await place.run("wait", file)
        #expect(early.status == .unfinished)
        #expect(early.output.contains("Wait: 2 not started.\n"))
        #expect(await place.run("apply", "--auto-approve", file).status == .success)
        let late = await place.run("wait", "--timeout", "1m", file)
        #expect(late.status == .unfinished)
        #expect(late.output.contains("Wait: 2 still training.\n"))
        #expect(late.output.contains("Run `rekon wait a.yaml` to wait again."))
    }

    @Test("1 before 4 and 5; 3 before 4")
    func precedence() async throws {
        let place = try await workplace(duration: "5", gated("0.99"))
        _ = await place.run("apply", "--auto-approve", "--wait", place.path("a.yaml"))
        try place.write("b.yaml", document("v1", project: signs.replacing("signs", with: "nowhere")))
        let outcome = await place.run("wait", place.root)
        #expect(outcome.status == .failure)
        #expect(outcome.output.contains("the project does not exist in us-east-1"))
        try place.write("b.yaml", document("v2", project: signs.replacing("signs", with: "second")))
        #expect(await place.run("wait", place.root).status == .failure)
        try place.write("c.yaml", document("v3"))
        _ = await place.run("sandbox", "seed", place.root)
        #expect(await place.run("wait", "--all", place.root).status == .gateFailed, "before 5")
        #expect(await place.run("wait", place.root).status == .unfinished)
        #expect(await place.run("apply", "--auto-approve", "--target", "v3", place.root).status == .success)
        try place.write("c.yaml", document("v3", output: "s3://bucket/elsewhere/"))
        #expect(await place.run("wait", place.root).status == .blocked)
    }

    @Test("130: a signal ends the wait at once; what goes on is said")
    func interrupted() async throws {
        let place = try await workplace(duration: "86400")
        let file = place.path("a.yaml")
        #expect(await place.run("apply", "--auto-approve", file).status == .success)
        let interruption = place.interruption
        place.time?.afterSleep { time in
            if time > .seconds(3600) { #expect(interruption.receive(.interrupted), "the wait brings itself to an end") }
        }
        let wait = await place.run("wait", file)
        #expect(wait.status == .interrupted)
        #expect(wait.output.contains("- v1: still training"))
        #expect(wait.output.contains("The wait was interrupted. The trainings continue in AWS."))
    }

    @Test("Without a terminal: a sign of life every ten minutes")
    func heartbeat() async throws {
        let place = try await workplace(duration: "7200", document("v1"))
        let apply = await place.run("apply", "--auto-approve", "--wait", place.path("a.yaml"))
        let beats = apply.errors.split(separator: "\n").filter { $0.hasPrefix("still training: v1 (") }
        #expect((9...12).contains(beats.count), "\(apply.errors)")
    }
}
