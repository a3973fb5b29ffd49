import DesiredState
import Diagnostics
import ModelVersions
import Planning

/// The trainings of one account and region that are followed, and their results. It has no clock and makes no calls.
struct TrainingWatch {
    /// A training to follow.
    struct Target {
        var key: TrainingKey
        var location: SourceLocation?
        var minimumF1Score: Double?
        /// How long the project's earlier trainings took.
        var expected: Duration?
        /// Unwanted trainings are followed only for the slots that they take, and are not reported.
        var isWanted: Bool
        /// Only of a create of this run.
        var sent: Sent?
    }

    /// What identifies a version that a create of this run may have made.
    struct Sent {
        var settings: TrainingSettings
        var window: CreationWindow
    }

    private struct Followed {
        var target: Target
        var arn: VersionARN?
        var live: LiveVersion?
        /// Milliseconds since 1970: the creation time, or the start of the following until the service returns one.
        var since: Int64
        var missingSince: Duration?

        /// Whether it takes a slot; an unknown training does.
        var isRunning: Bool {
            guard let live else { return true }
            return live.takesTrainingSlot || live.status.phase == .unrecognized && !live.isCopy
        }
    }

    private let grace: Duration
    private var followed: [TrainingKey: Followed] = [:]
    /// The keys of `followed`, oldest first.
    private var order: [TrainingKey] = []
    private(set) var items: [TrainingReport.Item] = []

    /// - Parameter grace: how long a version may be missing from the answers before it counts as deleted.
    init(grace: Duration) {
        self.grace = grace
    }

    /// Whether no wanted training is in progress.
    var isDone: Bool { !followed.values.contains { $0.target.isWanted } }

    /// The trainings that take a slot.
    var running: Set<TrainingKey> { Set(followed.values.filter(\.isRunning).map(\.target.key)) }

    /// The projects with a training to follow, sorted.
    func projects(wantedOnly: Bool) -> [ProjectARN] {
        Set(followed.values.filter { $0.target.isWanted || !wantedOnly }.map(\.target.key.project)).sorted()
    }

    func names(in project: ProjectARN, wantedOnly: Bool) -> [VersionName] {
        order.filter { $0.project == project && (!wantedOnly || followed[$0]?.target.isWanted == true) }.map(\.name)
    }

    /// How long each training of a project has taken so far, and is expected to take in all.
    ///
    /// - Parameter now: milliseconds since 1970.
    func ages(in project: ProjectARN, at now: Int64) -> [(elapsed: Duration, expected: Duration?)] {
        followed.values.filter { $0.target.key.project == project }.map {
            (.milliseconds(max(now - $0.since, 0)), $0.target.expected)
        }
    }

    func isMissingAny(in project: ProjectARN) -> Bool {
        followed.values.contains { $0.target.key.project == project && $0.missingSince != nil }
    }

    // MARK: Events

    /// Starts to follow a training, or records its result if it has ended.
    ///
    /// - Parameters:
    ///   - live: its live state; nil where it was just created.
    ///   - now: since the start of the run, and in milliseconds since 1970.
    mutating func follow(
        _ target: Target,
        arn: VersionARN?,
        live: LiveVersion?,
        at now: (run: Duration, day: Int64)
    ) -> [TrainingEvent] {
        if let live, let result = Self.result(live, target) {
            // No event: it ended before the run.
            guard target.isWanted else { return [] }
            var item = Self.item(target, live, result)
            item.isCounted = live.training.ended == nil
            item.isEarlier = result.hasEnded
            items.append(item)
            return []
        }
        if followed[target.key] == nil { order.append(target.key) }
        followed[target.key] = Followed(
            target: target,
            arn: arn,
            live: live,
            since: live?.training.created ?? now.day,
            missingSince: live == nil ? now.run : nil
        )
        // Without an ARN it is unknown whether there is a training.
        return arn == nil ? [] : following(target.key)
    }

    private func following(_ key: TrainingKey) -> [TrainingEvent] {
        guard let entry = followed[key], entry.target.isWanted else { return [] }
        let isCopy = entry.live?.isCopy == true
        return [
            .following(
                project: key.project,
                name: key.name,
                created: entry.since,
                expected: isCopy ? nil : entry.target.expected,
                isCopy: isCopy
            )
        ]
    }

    /// - Parameter found: all versions of the project that are followed and exist.
    mutating func observe(
        _ project: ProjectARN,
        _ found: [VersionName: LiveVersion],
        at now: Duration
    ) -> [TrainingEvent] {
        order.filter { $0.project == project }.flatMap { key -> [TrainingEvent] in
            guard var entry = followed[key] else { return [] }
            guard let live = found[key.name], entry.arn == nil || entry.arn == live.arn else {
                return missing(entry, at: now)
            }
            if entry.arn == nil, let sent = entry.target.sent {
                let comparison = SettingsComparison(sent.settings, live, in: project)
                // Where the age is unknown, a version with the settings that were sent is followed.
                let isOlder = sent.window.age(of: live.arn) == .old
                // The version that may have been created can appear after it.
                if isOlder, live.status.phase == .deleting { return missing(entry, at: now) }
                if isOlder || !comparison.differences.isEmpty {
                    return close(entry.target, live, .conflict(comparison.differences))
                }
            }
            if let result = Self.result(live, entry.target) { return close(entry.target, live, result) }
            let (isNew, status) = (entry.arn == nil, entry.live?.status)
            entry.missingSince = nil
            entry.arn = live.arn
            entry.live = live
            if let created = live.training.created { entry.since = created }
            followed[key] = entry
            if isNew { return following(key) }
            guard entry.target.isWanted, let status, status != live.status else { return [] }
            return [.changed(project: project, name: key.name, status: live.status)]
        }
    }

    private mutating func missing(_ entry: Followed, at now: Duration) -> [TrainingEvent] {
        let since = entry.missingSince ?? now
        guard now - since >= grace else {
            followed[entry.target.key]?.missingSince = since
            return []
        }
        guard entry.arn != nil else {
            // An unresolved create that made no version.
            forget(entry.target.key)
            return []
        }
        return close(entry.target, entry.live, .disappeared)
    }

    /// Ends the following of a project that refuses all polls.
    mutating func giveUp(_ project: ProjectARN, reason: String) -> [TrainingEvent] {
        order.filter { $0.project == project }.flatMap { key -> [TrainingEvent] in
            guard let entry = followed[key] else { return [] }
            return close(entry.target, entry.live, .unreadable(reason: reason))
        }
    }

    /// Ends the waiting: trainings that have not ended are in progress.
    mutating func cut() {
        for key in order {
            guard let entry = followed[key], entry.target.isWanted, entry.arn != nil else { continue }
            items.append(Self.item(entry.target, entry.live, .inProgress))
        }
        followed = [:]
        order = []
    }

    // MARK: Results

    /// The result of a version; nil where it has not ended.
    static func result(_ live: LiveVersion, _ target: Target) -> TrainingResult? {
        let completed = TrainingResult.completed(
            GateVerdict(score: live.training.f1Score, minimum: target.minimumF1Score)
        )
        switch live.status.phase {
        case .inProgress: return nil
        case .trained, .deprecated: return completed
        // As in drift, which judges no expired version. Without a score there is nothing to judge, and no later run can
        // change it.
        case .expired: return live.training.f1Score == nil ? .completed(.none) : completed
        case .failed: return .failed
        case .deleting: return .deleting
        case .unrecognized: return live.training.ended == nil && live.training.f1Score == nil ? nil : completed
        }
    }

    private mutating func close(_ target: Target, _ live: LiveVersion?, _ result: TrainingResult) -> [TrainingEvent] {
        forget(target.key)
        return target.isWanted ? [end(target, live, result)] : []
    }

    private mutating func end(_ target: Target, _ live: LiveVersion?, _ result: TrainingResult) -> TrainingEvent {
        let item = Self.item(target, live, result)
        items.append(item)
        return .ended(item)
    }

    private mutating func forget(_ key: TrainingKey) {
        followed[key] = nil
        order.removeAll { $0 == key }
    }

    private static func item(_ target: Target, _ live: LiveVersion?, _ result: TrainingResult) -> TrainingReport.Item {
        TrainingReport.Item(
            project: target.key.project,
            name: target.key.name,
            location: target.location,
            live: live,
            minimumF1Score: target.minimumF1Score,
            result: result
        )
    }
}
