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
