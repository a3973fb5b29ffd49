internal import Planning

/// What a project's past says of its next training.
enum TrainingEstimate {
    /// The median wall time of the trainings that went well; nil where there were none. Copies are no trainings.
    static func duration(from versions: [LiveVersion]) -> Duration? {
        let times = versions.compactMap { version -> Int64? in
            guard version.status.phase == .trained || version.status.phase == .expired,
                version.status.rawValue != "COPYING_COMPLETED",
                let created = version.training.created, let ended = version.training.ended, ended > created
            else { return nil }
            return ended - created
        }.sorted()
        guard !times.isEmpty else { return nil }
        let upper = times[times.count / 2]
        let lower = times[(times.count - 1) / 2]
        return .milliseconds(lower + (upper - lower) / 2)
    }
}
