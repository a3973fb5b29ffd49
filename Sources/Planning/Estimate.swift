/// The probable billable time of the trainings that apply starts, from the history of their projects.
package struct PlanEstimate: Sendable, Equatable {
    /// The longest typical training (Custom Labels guide, "Training a model": up to 24 hours), in seconds. A limit on
    /// cost uses it for a training without history.
    package static let longestTypicalTraining: Int64 = 24 * 3600

    /// The number of trainings in projects with a history.
    package private(set) var estimated = 0
    /// The number of trainings in projects without a history.
    package private(set) var withoutHistory = 0
    /// The time of all estimated trainings, each as long as the shortest, the median or the longest of its project.
    package private(set) var shortest = BillableTime()
    package private(set) var median = BillableTime()
    package private(set) var longest = BillableTime()
    /// The time of the trainings without history, a day each.
    private var untold = BillableTime()

    package init(_ plan: Plan) { self.init(plan.sound) }

    /// - Parameter projects: all in which apply creates versions.
    init(_ projects: [ProjectPlan]) {
        for project in projects {
            let (trainings, arn) = (project.createCount, project.project)
            guard let history = project.history else {
                withoutHistory += trainings
                untold.add(Self.longestTypicalTraining, times: trainings, in: arn)
                continue
            }
            estimated += trainings
            shortest.add(history.shortest, times: trainings, in: arn)
            median.add(history.median, times: trainings, in: arn)
            longest.add(history.longest, times: trainings, in: arn)
        }
    }

    /// To compare with a limit on cost: the longest of each project, and a day without history.
    package var upperLimit: BillableTime { longest + untold }

    package var trainings: Int { estimated + withoutHistory }
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
