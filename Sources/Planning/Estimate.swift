/// The probable billable and elapsed time of the trainings that apply starts, from the history of their projects.
package struct PlanEstimate: Sendable, Equatable {
    /// The longest typical training (Custom Labels guide, "Training a model": up to 24 hours), in seconds. The worst
    /// case and a limit on cost use it for a training without history.
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
    /// Until the last training ends; nil if none is started, without a training slot, and for a limit.
    package private(set) var elapsed: ElapsedTime?

    package init(_ plan: Plan) {
        self.init(plan.sound)
        elapsed = ElapsedTime(of: plan)
    }

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

    /// The worst case, to compare with a limit on cost: the longest of each project, and a day without history.
    package var upperLimit: BillableTime { longest + untold }

    package var trainings: Int { estimated + withoutHistory }
}

/// The times of a project's completed trainings.
package struct TrainingHistory: Sendable, Equatable {
    /// The number of trainings that were charged for; at least one.
    package var count: Int
    /// Seconds (API: BillableTrainingTimeInSeconds).
    package var shortest: Int64
    package var median: Int64
    package var longest: Int64
    package var elapsed: Elapsed

    /// By the clock, in seconds. It can be less than the billable time, because several machines train at once.
    package struct Elapsed: Sendable, Equatable {
        package var median: Int64
        package var longest: Int64

        package init(median: Int64, longest: Int64) {
            self.median = median
            self.longest = longest
        }
    }

    /// - Parameter elapsed: nil for the billable times.
    package init(count: Int, shortest: Int64, median: Int64, longest: Int64, elapsed: Elapsed? = nil) {
        self.count = count
        self.shortest = shortest
        self.median = median
        self.longest = longest
        self.elapsed = elapsed ?? Elapsed(median: median, longest: longest)
    }

    /// Nil without a billed training. Copied versions do not count.
    package init?(of versions: [LiveVersion]) {
        let times = versions.compactMap { version -> Int64? in
            guard version.status.isTrained, !version.isCopy,
                let seconds = version.training.billableSeconds, seconds > 0
            else { return nil }
            return seconds
        }.sorted()
        guard let shortest = times.first, let median = times.medianOfSorted, let longest = times.last else {
            return nil
        }
        let elapsed = versions.compactMap(\.elapsedMilliseconds).sorted()
        self.init(
            count: times.count,
            shortest: shortest,
            median: median,
            longest: longest,
            elapsed: elapsed.medianOfSorted.map { Elapsed(median: $0 / 1000, longest: (elapsed.last ?? $0) / 1000) }
        )
    }
}

extension LiveVersion {
    /// From its creation to the end of its training. Nil for a version that was not trained here, and where the service
    /// does not report the times.
    package var elapsedMilliseconds: Int64? {
        guard status.isTrained, !isCopy, let created = training.created, let ended = training.ended, ended > created
        else { return nil }
        let (time, overflows) = ended.subtractingReportingOverflow(created)
        return overflows ? .max : time
    }
}

extension [Int64] {
    /// Of sorted numbers from 0; nil without any.
    package var medianOfSorted: Int64? {
        guard !isEmpty else { return nil }
        let (lower, upper) = (self[(count - 1) / 2], self[count / 2])
        return lower + (upper - lower) / 2
    }
}
