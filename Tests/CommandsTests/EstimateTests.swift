import TestSupport
import Testing

@testable import Commands

/// What plan says that trainings will cost, and `--max-cost`, against the sandbox in process.
@Suite(.timeLimit(.minutes(30)))
struct EstimateTests {
    /// A project with one version that took two hours, and two that are new; and one without any.
    private func workplace() async throws -> (place: Workplace, models: String) {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let clock = VirtualClock()
        place.time = clock
        try place.write("models/a.yaml", document("v1"))
        let models = place.path("models")
        let lights = document("red", project: signs.replacing("signs", with: "lights"))
        try place.write("lights.yaml", lights)
        _ = await place.run(
            "sandbox",
            "seed",
            "--training-duration",
            "7200",
            "--concurrent-trainings",
            "9",
            models,
            place.path("lights.yaml")
        )
        _ = await place.run("apply", "--auto-approve", models)
        try await clock.sleep(until: clock.now.advanced(by: .seconds(7200)), tolerance: nil)
        try place.write("models/a.yaml", document("v1", "v2", "v3"))
        return (place, models)
    }

    @Test("Plan shows the time and the cost at the given price")
    func plan() async throws {
        let (place, models) = try await workplace()
        let plan = await place.run("plan", models)
        #expect(plan.output.contains("each training: about 2h 00m, 2.00 USD, from the only training so far\n"))
        #expect(
            plan.output.hasSuffix(
                """
                Estimate: about 4h 00m of training, 4.00 USD; done about 2h 00m after the start with 2 training slots; \
                assuming 1.00 USD an hour (--training-price).
                Plan: 2 to create, 1 unchanged.

                """
            )
        )
        let json = await place.run("plan", "--format", "json", "--training-price", "1.5", models)
        #expect(json.output.contains("\"costUSD\" : 6"))
        #expect(json.output.contains("\"medianSeconds\" : 7200"))
        let mixed = await place.run("plan", models, place.path("lights.yaml"))
        #expect(mixed.output.contains("4.00 USD, without 1 version in projects that have no history; assuming"))
        #expect(
            mixed.output.contains(
                "With a day for each of these: up to 28.00 USD, done 1d 00h after the start with 2 training slots.\n"
            )
        )
        let none = await place.run("plan", place.path("lights.yaml"))
        #expect(
            none.output.contains(
                """
                Estimate: the projects have no history; a training typically takes from half an hour to a day.
                With a day for each: 24.00 USD, done 1d 00h after the start with 2 training slots; assuming 1.00 USD \
                an hour (--training-price).

                """
            )
        )
    }

    @Test("The time to the end is that of the slots: of the settings, of the option, without those that are in use")
    func slots() async throws {
        let (place, models) = try await workplace()
        try place.write("rekon.yaml", "apiVersion: rekon/v1\nkind: Settings\nmaxTrainings: 1\n")
        let config = ["--config", place.path("rekon.yaml")]
        let one = await place.run(["plan", models] + config)
        #expect(one.output.contains("done about 4h 00m after the start with 1 training slot;"))
        let json = await place.run(["plan", "--format", "json", models] + config)
        #expect(json.output.contains("\"medianSeconds\" : 14400") && json.output.contains("\"trainingSlots\" : 1"))
        let three = await place.run(
            ["apply", "--auto-approve", "--max-trainings", "3", "--target", "v2", models] + config
        )
        #expect(three.output.contains("done about 2h 00m after the start with 3 training slots;"))
        // The training of v2 takes one of two slots.
        try place.write("models/a.yaml", document("v1", "v2", "v3", "v4"))
        let rest = await place.run("plan", models)
        #expect(rest.output.contains("done about 4h 00m after the start with 2 training slots (1 in use);"))
        #expect(rest.output.contains("2 to create"))
    }

    @Test("A plan that could cost more than is allowed is refused, and nothing is trained")
    func maxCost() async throws {
        let (place, models) = try await workplace()
        for command in [["plan", "--out", place.path("plan.json")], ["apply", "--auto-approve"]] {
            let outcome = await place.run(command + ["--max-cost", "3.99", models])
            #expect(outcome.status == .blocked)
            #expect(
                outcome.errors.contains(
                    """
                    the plan's 2 trainings could cost up to 4.00 USD (2 at the longest training of \
                    the project), and --max-cost allows 3.99 USD
                    """
                )
            )
        }
        let json = await place.run("apply", "--auto-approve", "--format", "json", "--max-cost", "0", models)
        #expect(json.status == .blocked && json.output.contains("\"refused\" : \"too-expensive\""))
        let refused = await place.run("plan", "--format", "json", "--max-cost", "3.99", models)
        #expect(refused.status == .blocked && refused.output.contains("\"refused\" : \"too-expensive\""))
        let text = await place.run("plan", "--max-cost", "3.99", models)
        #expect(text.output.hasSuffix("1 unchanged. Blocked: a limit or a failed check stands in the way.\n"))
        let price = ["--training-price", "3", "--max-cost", "4"]
        #expect(await place.run(["plan"] + price + [models]).status == .blocked)
        #expect(await place.run("plan", "--max-cost", "4", "--out", place.path("plan.json"), models).status == .success)
        #expect(await place.run("apply", "--max-cost", "3", place.path("plan.json")).status == .blocked)
        #expect(await place.run("apply", "--max-cost", "4", place.path("plan.json")).status == .success)
        // Nothing to train costs nothing.
        #expect(await place.run("apply", "--auto-approve", "--max-cost", "0", models).status == .success)
    }

    @Test("A training without history counts as a day")
    func withoutHistory() async throws {
        let (place, _) = try await workplace()
        let lights = place.path("lights.yaml")
        let outcome = await place.run("plan", "--max-cost", "23.99", lights)
        #expect(outcome.status == .blocked)
        #expect(outcome.errors.contains("the plan's 1 training could cost up to 24.00 USD (1 without history"))
        #expect(await place.run("plan", "--max-cost", "24", lights).status == .success)
    }
}
