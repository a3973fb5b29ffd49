package import ModelVersions

/// The training slots of an account and region when apply starts.
package struct TrainingSlots: Sendable, Equatable {
    package var quota: QuotaValue
    /// The histories of the projects of the trainings in progress, one for each training; nil without history.
    package var running: [TrainingHistory.Elapsed?]

    package init(_ quota: QuotaValue, running: [TrainingHistory.Elapsed?] = []) {
        self.quota = quota
        self.running = running
    }

    /// How many are taken.
    package var inUse: Int { min(running.count, quota.value) }
}

/// How long `apply --wait` takes until the last training of a plan has ended.
///
/// A plan has no clock, so it does not know how far a training in progress is: such a training keeps its slot for the
/// whole time of a training of its project, or for a day without history.
package struct ElapsedTime: Sendable, Equatable {
    /// Seconds, if each training takes the median time of its project; nil if a project has no history.
    package private(set) var median: Int64?
    /// Seconds, if each training takes the longest time of its project, or a day without history.
    package private(set) var worst: Int64
    /// Nil for several accounts and regions. Apply runs these side by side.
    package private(set) var slots: TrainingSlots?

    /// Nil for a plan that starts no training, and where an account and region has no slot at all: nothing ends there.
    init?(of plan: Plan) {
        let places = plan.creates.byPlace(\.project)
        guard !places.isEmpty else { return nil }
        let histories = plan.projects.reduce(into: [ProjectARN: TrainingHistory.Elapsed]()) {
            $0[$1.project] = $1.history?.elapsed
        }
        let day = PlanEstimate.longestTypicalTraining
        median = 0
        worst = 0
        for (place, creates) in places {
            let slots = plan.trainingSlots(in: place)
            guard slots.quota.value > 0 else { return nil }
            let known = creates.compactMap { histories[$0.project]?.median }
            if let before = median, known.count == creates.count {
                median = max(before, slots.end(of: known, running: { $0?.median ?? day }))
            } else {
                median = nil
            }
            let longest = creates.map { histories[$0.project]?.longest ?? day }
            worst = max(worst, slots.end(of: longest, running: { $0?.longest ?? day }))
            self.slots = places.count == 1 ? slots : nil
        }
    }
}

extension Plan {
    /// The slots of an account and region, and the trainings in progress of its projects that the plan is about.
    package func trainingSlots(in place: AccountRegion) -> TrainingSlots {
        TrainingSlots(
            trainingQuotas[place] ?? ServiceQuota.concurrentTrainings.documented(in: place.region),
            running: projects.lazy.filter { AccountRegion($0.project) == place }.flatMap { project in
                repeatElement(project.history?.elapsed, count: project.trainingsInProgress)
            }
        )
    }
}

extension TrainingSlots {
    /// When the last of some trainings ends, in seconds: in their order, each starts in the slot that is free first.
    ///
    /// - Parameter time: of a training in progress, in seconds.
    func end(of trainings: [Int64], running time: (TrainingHistory.Elapsed?) -> Int64) -> Int64 {
        // Where more run than the quota allows, the first that end free no slot.
        let taken = running.map(time).sorted().suffix(quota.value)
        var free = Array(repeating: 0, count: max(quota.value, 1) - taken.count) + taken
        var last: Int64 = 0
        for training in trainings {
            let (end, overflows) = free.removeFirst().addingReportingOverflow(max(training, 0))
            let time = overflows ? .max : end
            last = max(last, time)
            // Sorted: the slot that is free first comes first.
            free.insert(time, at: free.firstIndex { $0 > time } ?? free.endIndex)
        }
        return last
    }
}
