package import DesiredState
import Host
package import ModelVersions
package import Planning
import Text

/// A saved plan compared with the current live state.
package struct PlanCheck: Sendable {
    /// A new plan of the saved versions. Its creates are the saved ones that are not live yet. `judged` decides which
    /// of them may be applied.
    package var plan: Plan
    /// Versions to create that are live with the reviewed settings, in the order of the files.
    package var done: [(project: ProjectARN, name: VersionName, arn: VersionARN)]
    /// Versions to create that were created with the reviewed settings, but whose training failed.
    package var failed: [Failure]
    /// The facts that the plan depends on and that changed.
    package var changes: [PlanChange]
    /// The facts that the plan depends on and that could not be read or compared.
    package var unread: [PlanChange] = []

    package struct Failure: Sendable, Equatable {
        package var project: ProjectARN
        package var name: VersionName
        package var arn: VersionARN
        /// Of the service.
        package var message: String?

        package var change: PlanChange {
            let reason = message.map { ": \($0)" } ?? ""
            return PlanChange(project: project, name: name, text: "was created, and its training failed\(reason)")
        }
    }

    /// The plan without the projects that may not be applied: each project is judged by itself.
    ///
    /// - Parameter refusesFailed: whether a failed training of the plan refuses its project; false to report it.
    package func judged(refusesFailed: Bool) -> Plan {
        let failures = refusesFailed ? failed.map(\.change) : []
        let reasons: [(RefusedProject.Reason, [ProjectARN: [PlanChange]])] = [
            (.incomplete, unread), (.stale, changes), (.blocked, failures),
        ].map { reason, changes in (reason, Dictionary(grouping: changes, by: \.project)) }
        var plan = plan
        for index in plan.projects.indices {
            let project = plan.projects[index].project
            for (reason, changes) in reasons.reversed() {
                guard let changes = changes[project] else { continue }
                plan.projects[index].judgement = .refused(
                    reason,
                    changes.map { .init($0.name, $0.text, isOfCredentials: $0.isOfCredentials) }
                )
            }
        }
        return plan
    }
}

extension SavedPlan {
    /// Plans the saved versions again. While a version of a project is left to create, nothing may have changed there
    /// except by the plan's own creates. When no version is left to create, other changes do not matter.
    ///
    /// - Parameters:
    ///   - earlier: what trainings have left behind now; nil if the run did not look.
    ///   - access: whose credentials this run uses.
    package func check(
        against live: LiveState,
        earlier: EarlierTrainings? = nil,
        access: [String: AccountAccess] = [:]
    ) throws -> PlanCheck {
        var options = planOptions
        options.access = access
        options.earlier = earlier
        var plan = Planner.plan(desiredState, against: live, options: options)
        plan.omission = omission
        plan.refusedBefore = refused.map(\.refusal)
        for index in plan.projects.indices { plan.projects[index].judgement = .sound }
        var check = PlanCheck(plan: plan, done: [], failed: [], changes: [])
        for (saved, planned) in zip(projects, plan.projects) {
            let creator = access.creator(in: saved.arn.account)
            let creatorChange =
                creator == saved.creator
                ? nil : PlanChange(project: saved.arn, text: saved.creator.change(to: creator), isOfCredentials: true)
            if let creatorChange, live.isUnread(saved.arn), !saved.creates.isEmpty {
                check.changes.append(creatorChange)
                continue
            }
            guard planned.problem != .absent else {
                check.changes.append(PlanChange(project: saved.arn, text: "no longer exists"))
                continue
            }
            check.unread += planned.unreadCauses.map { PlanChange(project: saved.arn, name: $0.name, text: $0.text) }
            guard case .present(let project) = live[saved.arn] else { continue }
            let versions = project.versions.newestByName
            var others = saved.changes(in: project, versions)
            if let creatorChange { others.append(creatorChange) }
            for (version, entry) in zip(saved.versions, planned.entries) {
                if version.outcome == .create {
                    compare(version, entry, versions[entry.name], in: saved.arn, &check)
                } else if let text = try version.change(to: entry, live: versions[entry.name]) {
                    others.append(PlanChange(project: saved.arn, name: entry.name, text: text))
                }
            }
            if planned.entries.contains(where: { $0.outcome == .create }) { check.changes += others }
        }
        return check
    }

    private func compare(
        _ version: Version,
        _ entry: PlanEntry,
        _ live: LiveVersion?,
        in project: ProjectARN,
        _ check: inout PlanCheck
    ) {
        var text: String
        switch (entry.outcome, entry.live) {
        case (.create, _):
            return
        case (.unchanged, let live?):
            check.done.append((project, entry.name, live.arn))
            return
        case (.conflict, _):
            text = "was to be created, and is live with other settings: \(entry.differences.liveText)"
        case (.failed, _):
            let differences = version.differences(from: live, in: project)
            if let live, differences.isEmpty {
                check.failed.append(
                    PlanCheck.Failure(
                        project: project,
                        name: entry.name,
                        arn: live.arn,
                        message: live.statusMessage
                    )
                )
                return
            }
            text = "was to be created, and failed with other settings: \(differences.liveText)"
        case (.deleting, _):
            text = "was to be created, and a version with its name is being deleted"
        case (.recreate, _):
            // For example, an earlier run created it, and then it was deleted.
            text = "was to be created, and was trained and deleted"
            if case .trace(let trace)? = entry.recreation { text += ": \(trace.text)" }
        default:
            text = "was to be created, and is \(entry.outcome.rawValue)"
        }
        check.changes.append(PlanChange(project: project, name: entry.name, text: text))
    }
}

extension [Difference] {
    fileprivate var liveText: String {
        map { "`\($0.setting.rawValue)` is \($0.live.isEmpty ? "none" : $0.live.joined(separator: ", "))" }
            .joined(separator: "; ")
    }
}

extension SavedPlan.Version {
    /// The settings of a live version that differ from the reviewed ones. A plan does not compare failed versions.
    fileprivate func differences(from live: LiveVersion?, in project: ProjectARN) -> [Difference] {
        guard let live, case .trained(let settings) = desired.intent else { return [] }
        return SettingsComparison(settings, live, in: project).differences
    }

    /// How a version that the plan does not create has changed; nil if it has not.
    fileprivate func change(to entry: PlanEntry, live: LiveVersion?) throws -> String? {
        switch (self.live, live) {
        case (nil, nil): return nil
        case (let old?, nil): return "was live (\(old.arn)), and is not live now"
        case (nil, let new?): return "was not live, and is live now (\(new.arn))"
        case (let old?, let new?):
            if let change = try VersionSnapshot(new).change(since: old) { return change }
            return entry.outcome == outcome ? nil : "was \(outcome.rawValue), and is \(entry.outcome.rawValue)"
        }
    }
}

extension SavedPlan.Project {
    /// How the project has changed, and its lists that have versions left to create.
    fileprivate func changes(in project: LiveProject, _ versions: [VersionName: LiveVersion]) -> [PlanChange] {
        var changes = ProjectSnapshot(project).changes(since: live).map { PlanChange(project: arn, text: $0) }
        let creates = self.creates
        // The plan's own creates are not changes.
        let others = versions.filter { !creates.contains($0.key) }
        for list in lists {
            guard let name = list.names.first(where: { creates.contains($0) && versions[$0] == nil }) else { continue }
            let now = PlannedList(list.names, live: others)
            guard now.growth != list.growth || now.newest != list.newest else { continue }
            let (was, becomes) = (list.newest?.text ?? "none", now.newest?.text ?? "none")
            let text =
                was == becomes
                ? "is in a list of which other versions are live now"
                : "is in a list whose newest version was \(was), and is \(becomes) now"
            changes.append(
                PlanChange(
                    project: arn,
                    name: name,
                    text: text + ": the plan decided by this whether the version is new or was deleted"
                )
            )
        }
        return changes
    }
}

/// A fact that a saved plan depends on and that changed.
package struct PlanChange: Sendable, Equatable {
    package var project: ProjectARN
    /// Nil if the whole project changed.
    package var name: VersionName?
    /// A clause that follows the name: `was to be created, and is live with other settings: ...`.
    package var text: String
    /// Whether it is about whose credentials create the versions, and not about the live state.
    package var isOfCredentials: Bool

    package init(project: ProjectARN, name: VersionName? = nil, text: String, isOfCredentials: Bool = false) {
        self.project = project
        self.name = name
        self.text = text
        self.isOfCredentials = isOfCredentials
    }
}

extension VersionSnapshot {
    /// How a live version differs from before; nil if the differences do not matter.
    func change(since old: VersionSnapshot) -> String? {
        if arn != old.arn { return "was \(old.arn), and is \(arn): it was deleted and created again" }
        // A training that completes is expected. Then the service may return more settings.
        if old.phase == .inProgress, phase == .trained { return nil }
        if phase != old.phase { return "was \(old.phase.words), and is \(phase.words)" }
        if settingsDigest != old.settingsDigest { return "has other settings than before" }
        return nil
    }
}

extension VersionStatus.Phase {
    fileprivate var words: String {
        switch self {
        case .inProgress: "in training or being copied"
        case .trained: "trained"
        case .failed: "failed"
        case .deleting: "being deleted"
        case .deprecated: "deprecated"
        case .expired: "expired"
        case .unrecognized: "in a state that this version of rekon does not know"
        }
    }
}

extension SavedPlan {
    /// The projects that this run reads: it does not enter an account with other credentials than the reviewed ones.
    ///
    /// - Parameter access: whose credentials this run uses.
    package func readable(with access: [String: AccountAccess]) -> [DesiredProject] {
        zip(projects, desiredState.projects).compactMap { saved, desired in
            access.creator(in: saved.arn.account) == saved.creator || saved.creates.isEmpty ? desired : nil
        }
    }
}

extension AccountIdentity {
    fileprivate func change(to now: AccountIdentity) -> String {
        let (was, new) = texts(against: now)
        return "was reviewed for \(was), and this run creates with \(new)"
    }
}
