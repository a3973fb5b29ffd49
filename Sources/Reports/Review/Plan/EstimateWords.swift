internal import Planning
internal import Reconciler

/// What trainings will probably be charged for, in the words of a comment.
struct EstimateWords: Sendable {
    let price: TrainingPrice

    init(_ price: TrainingPrice) {
        self.price = price
    }

    /// Of one training.
    func cell(of history: TrainingHistory?) -> String {
        guard let history else { return "no history" }
        return text(history.median, history.shortest, history.longest, separator: "<br>")
    }

    /// Of all trainings of a plan.
    func sentence(of estimate: PlanEstimate) -> String {
        guard estimate.estimated > 0 else {
            return "Estimate: none, for want of a completed training in the same project."
        }
        var sentence = "Estimate: " + text(estimate.median, estimate.shortest, estimate.longest, separator: ", ")
        if estimate.withoutHistory > 0 {
            sentence += ", not counting \(counted(estimate.withoutHistory, "version")) in projects without history"
        }
        return sentence + "; assuming \(price.text) USD an hour."
    }

    private func text(_ median: Int64, _ shortest: Int64, _ longest: Int64, separator: String) -> String {
        func cost(_ seconds: Int64) -> String { dollars(cents: price.cents(forBillableSeconds: seconds)) }
        let isRange = shortest != longest
        let time = span(seconds: median) + (isRange ? " (\(span(seconds: shortest)) to \(span(seconds: longest)))" : "")
        let money = cost(median) + " USD" + (isRange ? " (\(cost(shortest)) to \(cost(longest)))" : "")
        return "about " + time + separator + money
    }
}
