internal import ArgumentParser
internal import Planning
internal import Reconciler
internal import Reports

/// How much a plan may train before it is refused.
struct PlanLimits: ParsableArguments {
    @Option(
        name: .customLong("max-creates"),
        help: ArgumentHelp("Refuse a plan that would train more versions than this.", valueName: "number")
    )
    var maxCreates: Int?

    @Option(
        name: .customLong("max-cost"),
        help: ArgumentHelp(
            """
            Refuse a plan whose trainings could cost more than this: each is taken to last as long as the longest of \
            its project so far, or a day where there was none.
            """,
            valueName: "USD"
        ),
        transform: { text in
            guard let amount = DollarAmount(text, upTo: 1_000_000) else {
                throw ValidationError("'\(text)' is no amount in dollars from 0 to 1000000, as in 20 or 7.50.")
            }
            return amount
        }
    )
    var maxCost: DollarAmount?

    @OptionGroup var pricing: PriceOptions

    func validate() throws {
        if let maxCreates, maxCreates < 0 { throw ValidationError("--max-creates must be 0 or more.") }
    }

    /// What is wrong with a plan that would train too much; nil where it would not.
    func excess(of plan: Plan) -> Excess? {
        if let maxCreates, plan.creates.count > maxCreates {
            return Excess(
                refusal: .tooManyCreates,
                failure: CommandFailure(
                    message:
                        "the plan would train \(plan.creates.count) versions, and --max-creates allows \(maxCreates)",
                    help: "raise --max-creates if all of them are meant, or take a part with --target or --project",
                    status: .blocked
                )
            )
        }
        let estimate = PlanEstimate(plan)
        guard let maxCost, pricing.price.exceeds(maxCost, forBillableSeconds: estimate.upperLimit) else { return nil }
        return Excess(
            refusal: .tooExpensive,
            failure: CommandFailure(
                message: """
                    \(EstimateWords(pricing.price).upperLimit(of: estimate)), and --max-cost allows \
                    \(maxCost.text) USD
                    """,
                help: "raise --max-cost if all of them are meant, or take a part with --target or --project",
                status: .blocked
            )
        )
    }

    struct Excess {
        /// Why an apply does nothing.
        var refusal: ApplyJSON.Refusal
        var failure: CommandFailure
    }
}
