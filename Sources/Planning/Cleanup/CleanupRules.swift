import DesiredState
import ModelVersions

// specs/cleanup.md has the rules. Comments here and test names contain the ids of the rows.

extension ProjectCleanup {
    init(_ plan: ProjectPlan, _ reading: LiveState.Reading, _ hasFiles: Bool, _ quota: QuotaValue) {
        self.init(project: plan.project, problem: plan.problem, quota: quota)
        guard case .present(let project) = reading else { return }  // K12
        let rules = CleanupRules(plan, project, hasFiles)
        models = project.versions.count
        versions = rules.versions.map {
            CleanupVersion(live: $0, entry: rules.entries[$0.arn.name], verdict: rules.verdict(on: $0))
        }
    }
}

private struct CleanupRules {
    /// The oldest first.
    let versions: [LiveVersion]
    let entries: [VersionName: PlanEntry]
    private let hasFiles: Bool
    private let ignored: Set<VersionName>
    private let isOfAdapters: Bool
    /// What stays because it is the best or the newest: of all versions, and of those that the files describe.
    private var best: Set<VersionName> = []
    private var newest: Set<VersionName> = []
    /// Nil where no version with a score can supersede others.
    private var successor: (version: LiveVersion, score: Float)?

    init(_ plan: ProjectPlan, _ project: LiveProject, _ hasFiles: Bool) {
        versions = project.versions.newestByName.values.sorted { one, other in
            if other.arn.isNewer(than: one.arn) { return true }
            return !one.arn.isNewer(than: other.arn) && one.arn.name < other.arn.name
        }
        entries = Dictionary(plan.entries.map { ($0.name, $0) }) { first, _ in first }
        self.hasFiles = hasFiles
        ignored = Set(plan.ignored)
        isOfAdapters = project.feature != .customLabels
        let usable = versions.filter(isUsable)
        let described = hasFiles ? usable.filter { isDescribed($0) } : usable
        // A raised gate, or a version that cannot start, must not leave a project without a model.
        let ready = usable.filter(\.canStart)
        for pool in [usable, described, ready.isEmpty ? versions.filter(\.canStart) : ready] {
            if let last = pool.last { newest.insert(last.arn.name) }
            if let first = pool.best { best.insert(first.version.arn.name) }
        }
        successor = described.filter(\.canStart).best
    }

    func verdict(on version: LiveVersion) -> CleanupVersion.Verdict {
        if let stay = stay(by: version.status) { return .stays(stay) }
        let name = version.arn.name
        if ignored.contains(name) { return .stays(.ignored) }  // K6
        if entries[name]?.outcome == .conflict { return .stays(.conflict) }  // K7
        var reasons: [CleanupVersion.Reason] = []
        switch version.status.phase {
        case .failed: reasons = [.failed]  // G1
        case .expired: reasons = [.expired]  // G2
        case .trained, .inProgress, .deprecated, .deleting, .unrecognized:
            if isOfAdapters { return .stays(.adapter) }  // K8
            if best.contains(name) { return .stays(.best) }  // K9
            if newest.contains(name) { return .stays(.newest) }  // K10
            if let missed = missedGate(of: version) { reasons.append(.belowGate(missed)) }  // G3
            if let successor, successor.version.supersedes(version) {  // G4
                reasons.append(
                    .superseded(by: successor.version.arn.name, score: successor.version.training.f1Score ?? 0)
                )
            }
        }
        if entries[name]?.outcome == .retired { reasons.append(.retired) }  // G5
        if hasFiles, entries[name] == nil { reasons.append(.unmanaged) }  // G6
        if reasons.isEmpty { return .stays(.noScore) }  // K11
        return .canGo(version.status.phase == .trained ? reasons + [.notRunning] : reasons)  // G7
    }

    /// What a status forbids. The service refuses to delete a version that runs or is in training (API:
    /// DeleteProjectVersion).
    private func stay(by status: VersionStatus) -> CleanupVersion.Stay? {
        switch status.phase {
        case .inProgress: return .inTraining  // K2
        case .deleting: return .deleting  // K3
        case .unrecognized: return .unrecognized  // K4
        case .deprecated: return .deprecated  // K5
        case .failed, .expired: return nil
        case .trained: return ["STARTING", "RUNNING", "STOPPING"].contains(status.rawValue) ? .running : nil  // K1
        }
    }

    /// Whether a deployment could use it: it serves or could be started, and it meets its gate.
    private func isUsable(_ version: LiveVersion) -> Bool {
        guard version.status.phase == .trained || version.status.phase == .deprecated,
            entries[version.arn.name]?.outcome != .conflict
        else { return false }
        return !GateVerdict(score: version.training.f1Score, minimum: minimum(of: version)).isMissed
    }

    private func isDescribed(_ version: LiveVersion) -> Bool {
        entries[version.arn.name].map { $0.outcome != .retired } ?? false
    }

    /// The F1 score that the files require of a version trained with the described settings.
    private func minimum(of version: LiveVersion) -> Double? {
        guard let entry = entries[version.arn.name], entry.isTrained else { return nil }
        return entry.desired.expectation.minimumF1Score
    }

    /// Nil without a score too: nothing is deleted because the service does not say how good it is.
    private func missedGate(of version: LiveVersion) -> MissedGate? {
        guard version.training.f1Score != nil else { return nil }
        return MissedGate(score: version.training.f1Score, minimum: minimum(of: version))
    }
}

extension [LiveVersion] {
    /// The highest F1 score, as the service's 32-bit number, and of equal ones the newest.
    ///
    /// - Precondition: the oldest is the first.
    fileprivate var best: (version: LiveVersion, score: Float)? {
        reduce(nil) { best, version in
            guard let score = version.training.f1Score.map({ Float($0) }), score >= best?.score ?? -1 else {
                return best
            }
            return (version, score)
        }
    }
}

extension LiveVersion {
    /// Whether it runs or a start may succeed: the last start of a version that is FAILED did not.
    fileprivate var canStart: Bool { status.phase == .trained && status.rawValue != "FAILED" }

    /// Whether it is better than a version, or as good and newer.
    fileprivate func supersedes(_ other: LiveVersion) -> Bool {
        guard let mine = training.f1Score.map({ Float($0) }), let theirs = other.training.f1Score.map({ Float($0) })
        else {
            return false
        }
        return mine > theirs || mine == theirs && arn.isNewer(than: other.arn)
    }
}
