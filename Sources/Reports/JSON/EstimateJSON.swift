internal import Planning
internal import Reconciler

/// What a project's completed trainings were charged for.
struct HistoryRecord: Encodable {
    let trainings: Int
    let shortestSeconds, medianSeconds, longestSeconds: Int64

    init(_ history: TrainingHistory) {
        trainings = history.count
        shortestSeconds = history.shortest
        medianSeconds = history.median
        longestSeconds = history.longest
    }
}

/// What the trainings of a plan will probably be charged for.
struct EstimateRecord: Encodable {
    struct Amount: Encodable {
        let billableSeconds: Int64
        let costUSD: Double

        init(_ seconds: Int64, _ price: TrainingPrice) {
            billableSeconds = seconds
            costUSD = price.dollars(forBillableSeconds: seconds)
        }
    }

    let trainings, withoutHistory: Int
    /// An assumption.
    let trainingPriceUSDPerHour: Double
    /// For the trainings that have a history; absent where none has.
    let lowest, median, highest: Amount?

    /// Nil where nothing is trained.
    init?(_ estimate: PlanEstimate, price: TrainingPrice) {
        guard estimate.trainings > 0 else { return nil }
        trainings = estimate.trainings
        withoutHistory = estimate.withoutHistory
        trainingPriceUSDPerHour = price.dollarsPerHour
        let isKnown = estimate.estimated > 0
        lowest = isKnown ? Amount(estimate.shortest, price) : nil
        median = isKnown ? Amount(estimate.median, price) : nil
        highest = isKnown ? Amount(estimate.longest, price) : nil
    }
}
