package import Planning
package import Reconciler

extension TrainingHistory {
    /// What one more training of the project will probably be charged for, for one line.
    func text(at price: TrainingPrice) -> String {
        let trainings = counted(count, "training")
        guard count > 1 else { return "\(span(seconds: median)), \(price.text(median)) (as its one training so far)" }
        return """
            \(span(seconds: median)), \(price.text(median)) (median of \(trainings), from \
            \(span(seconds: shortest)) to \(span(seconds: longest)))
            """
    }
}

extension PlanEstimate {
    /// What all trainings of a plan will probably be charged for, in sentences; nil where there are none.
    func text(at price: TrainingPrice) -> String? {
        guard trainings > 0 else { return nil }
        guard estimated > 0 else {
            return "Estimate: no history to go by; a training typically takes from half an hour to a day."
        }
        var text = """
            Estimate: \(price.text(median)) for \(span(seconds: median)) of training, from \(price.text(shortest)) to \
            \(price.text(longest)), assuming \(price.text) USD an hour (--training-price).
            """
        if withoutHistory > 0 {
            text += " \(counted(withoutHistory, "more training")) \(withoutHistory == 1 ? "has" : "have") no history."
        }
        return text
    }
}

/// The words of a limit on costs, for messages.
package enum EstimateText {
    /// `the plan's 3 trainings could cost up to 30.00 USD (2 as long as the longest of their project, 1 without history
    /// taken to last a day)`.
    package static func upperLimit(_ estimate: PlanEstimate, at price: TrainingPrice) -> String {
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

    package static func amount(_ amount: DollarAmount) -> String {
        "\(amount.text) USD"
    }
}
