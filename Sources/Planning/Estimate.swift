/// What the trainings of a plan will probably be charged for, from the history of their projects.
package struct PlanEstimate: Sendable, Equatable {
    /// The longest training that is typical (Custom Labels guide, "Training a model": up to 24 hours), in seconds.
    /// It stands for a training that nothing is known of where a limit must hold.
    package static let longestTypicalTraining: Int64 = 24 * 3600

    /// How many trainings the plan starts in projects that have a history.
    package private(set) var estimated = 0
    /// How many it starts in projects without one.
    package private(set) var withoutHistory = 0
    /// Seconds for all that are estimated: if each takes as long as the shortest of its project, the median, the longest.
    package private(set) var shortest: Int64 = 0
    package private(set) var median: Int64 = 0
    package private(set) var longest: Int64 = 0

    package init(_ plan: Plan) {
        for project in plan.projects {
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

    /// The seconds that a limit on cost is held against: the longest of each, and a day where nothing is known.
    package var upperLimit: Int64 {
        var sum = longest
        sum.add(Self.longestTypicalTraining, times: withoutHistory)
        return sum
    }
}

extension Int64 {
    /// What the service says is not to be trusted with a trap: what is too much is the most there is.
    fileprivate mutating func add(_ value: Int64, times count: Int) {
        let (product, isTooLarge) = value.multipliedReportingOverflow(by: Int64(count))
        let (sum, overflows) = addingReportingOverflow(product)
        self = isTooLarge || overflows ? .max : sum
    }
}

/// What the completed trainings of a project were charged for: all that is known of what its next one will cost.
package struct TrainingHistory: Sendable, Equatable {
    /// How many trainings it is made of; at least one.
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

    /// The history of a project; nil where no training of it was charged for. Copies are no trainings.
    package init?(of versions: [LiveVersion]) {
        let times = versions.compactMap { version -> Int64? in
            guard version.status.phase == .trained || version.status.phase == .expired,
                version.status.rawValue != "COPYING_COMPLETED",
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
