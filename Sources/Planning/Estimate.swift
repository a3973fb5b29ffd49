/// The probable billable time of the trainings that apply starts, from the history of their projects.
package struct PlanEstimate: Sendable, Equatable {
    /// The longest typical training (Custom Labels guide, "Training a model": up to 24 hours), in seconds. A limit on
    /// cost uses it for a training without history.
    package static let longestTypicalTraining: Int64 = 24 * 3600

    /// The number of trainings in projects with a history.
    package private(set) var estimated = 0
    /// The number of trainings in projects without a history.
    package private(set) var withoutHistory = 0
    /// Seconds of all estimated trainings, each as long as the shortest, the median or the longest of its project.
    package private(set) var shortest: Int64 = 0
    package private(set) var median: Int64 = 0
    package private(set) var longest: Int64 = 0

    package init(_ plan: Plan) {
        for project in plan.sound {
            let trainings = project.entries.count { $0.outcome == .create }
            guard let history = project.history else {
                withoutHistory += trainings
                continue
            }
            estimated += trainings
            shortest.add(history.shortest, times: trainings)
            median.add(history.median, times: trainings)
            longest.add(history.longest, times: trainings)
        }
    }

    package var trainings: Int { estimated + withoutHistory }

    /// Seconds to compare with a limit on cost: the longest of each project, and a day without history.
    package var upperLimit: Int64 {
        var sum = longest
        sum.add(Self.longestTypicalTraining, times: withoutHistory)
        return sum
    }
}

extension Int64 {
    /// Saturates: a value of the service must not cause an overflow trap.
    fileprivate mutating func add(_ value: Int64, times count: Int) {
        let (product, isTooLarge) = value.multipliedReportingOverflow(by: Int64(count))
        let (sum, overflows) = addingReportingOverflow(product)
        self = isTooLarge || overflows ? .max : sum
    }
}

/// The billable times of a project's completed trainings.
package struct TrainingHistory: Sendable, Equatable {
    /// The number of trainings; at least one.
    package var count: Int
    /// Seconds (API: BillableTrainingTimeInSeconds).
    package var shortest: Int64
    package var median: Int64
    package var longest: Int64

    package init(count: Int, shortest: Int64, median: Int64, longest: Int64) {
        self.count = count
        self.shortest = shortest
        self.median = median
        self.longest = longest
    }

    /// Nil without a billed training. Copied versions do not count.
    package init?(of versions: [LiveVersion]) {
        let times = versions.compactMap { version -> Int64? in
            guard version.status.isTrained, !version.isCopy,
                let seconds = version.training.billableSeconds, seconds > 0
            else { return nil }
            return seconds
        }.sorted()
        guard let shortest = times.first, let longest = times.last else { return nil }
        let lower = times[(times.count - 1) / 2]
        let upper = times[times.count / 2]
        self.init(count: times.count, shortest: shortest, median: lower + (upper - lower) / 2, longest: longest)
    }
}
