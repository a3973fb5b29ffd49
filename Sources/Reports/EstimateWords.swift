package import Planning
package import Reconciler

/// What trainings will probably be charged for, in words.
package struct EstimateWords: Sendable {
    private let price: TrainingPrice

    /// - Parameter price: what costs are reckoned with.
    package init(_ price: TrainingPrice) {
        self.price = price
    }

    /// Of one more training of a project, on one line.
    func line(of history: TrainingHistory) -> String {
        text(history.median, history.shortest, history.longest, separator: ", ")
            + (history.count > 1
                ? ", from \(history.count) trainings" : ", as the only training so far")
    }

    /// The same for a cell of a table in Markdown.
    func cell(of history: TrainingHistory?) -> String {
        guard let history else { return "no history" }
        return text(history.median, history.shortest, history.longest, separator: "<br>")
    }

    /// Of all trainings of a plan, of which there are some.
    func sentence(of estimate: PlanEstimate) -> String {
        guard estimate.estimated > 0 else {
            return "Estimate: no history to go by; a training typically takes from half an hour to a day."
        }
        var sentence = "Estimate: " + text(estimate.median, estimate.shortest, estimate.longest, separator: ", ")
        if estimate.withoutHistory > 0 {
            sentence += ", not counting \(counted(estimate.withoutHistory, "version")) in projects without history"
        }
        return sentence + "; assuming \(price.text) USD an hour (--training-price)."
    }

    /// What a plan could cost at most, as `--max-cost` takes it.
    package func upperLimit(of estimate: PlanEstimate) -> String {
        var parts: [String] = []
        if estimate.estimated > 0 {
            parts.append("\(estimate.estimated) taken to last as long as the longest of the project")
        }
        if estimate.withoutHistory > 0 {
            parts.append("\(estimate.withoutHistory) without history taken to last a day")
        }
        return """
            the plan's \(counted(estimate.trainings, "training")) could cost up to \(price.text(estimate.upperLimit)) \
            (\(parts.joined(separator: ", ")))
            """
    }

    private func text(_ median: Int64, _ shortest: Int64, _ longest: Int64, separator: String) -> String {
        func cost(_ seconds: Int64) -> String { dollars(cents: price.cents(forBillableSeconds: seconds)) }
        let isRange = shortest != longest
        let time = span(seconds: median) + (isRange ? " (\(span(seconds: shortest)) to \(span(seconds: longest)))" : "")
        let money = cost(median) + " USD" + (isRange ? " (\(cost(shortest)) to \(cost(longest)))" : "")
        return "about " + time + separator + money
    }
}
