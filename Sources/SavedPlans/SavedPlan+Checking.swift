import DesiredState
package import ModelVersions
package import Planning

/// A saved plan held against the live state of today.
package struct PlanCheck: Sendable {
    /// Made anew of the saved versions. Only if nothing has changed may its creates be applied: they are the saved ones
    /// that are not live yet.
    package var plan: Plan
    /// In the order of the files: versions that the plan wanted created and that are live with the settings that were reviewed.
    package var done: [(project: ProjectARN, name: VersionName, arn: VersionARN)]
    /// As `done`, but their training has failed since: they were created as the plan said, and the names are used up.
    package var failed: [Failure]
    /// What the plan rests on and is not as it was.
    package var changes: [PlanChange]

    package struct Failure: Sendable, Equatable {
        package var project: ProjectARN
        package var name: VersionName
        package var arn: VersionARN
        /// The service's word on it.
        package var message: String?

        /// As a change is told.
        package var change: PlanChange {
            let reason = message.map { ": \($0)" } ?? ""
            return PlanChange(project: project, name: name, text: "was created, and its training has failed\(reason)")
        }
    }
}

extension SavedPlan {
    /// Plans anew what was saved. While a version is left to create, everything must be as it was when the plan was
    /// made, but for what the plan itself created; when none is left, nothing else matters any more.
    package func check(against live: LiveState) throws -> PlanCheck {
        var plan = Planner.plan(
            desiredState,
            against: live,
            options: PlanOptions(allowedRecreations: Set(allowedRecreations))
        )
        plan.omission = omission
        var check = PlanCheck(plan: plan, done: [], failed: [], changes: [])
        var others: [PlanChange] = []
        for (saved, planned) in zip(projects, plan.projects) {
            guard case .present(let project) = live[saved.arn] else {
                if planned.problem == .absent {
                    check.changes.append(PlanChange(project: saved.arn, text: "does not exist any more"))
                }
                continue
            }
            let versions = project.versions.newestByName
            others += saved.changes(in: project, versions)
            for (version, entry) in zip(saved.versions, planned.entries) {
                if version.outcome == .create {
                    compare(version, entry, versions[entry.name], in: saved.arn, &check)
                } else if let text = try version.change(to: entry, live: versions[entry.name]) {
                    others.append(PlanChange(project: saved.arn, name: entry.name, text: text))
                }
            }
        }
        if check.plan.hasChanges { check.changes += others }
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
            text = "was to be created, and has appeared with other settings: \(entry.differences.liveText)"
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
            text = "was to be created, and has failed, with other settings: \(differences.liveText)"
        case (.deleting, _):
            text = "was to be created, and one of its name is being deleted"
        case (.recreate, _):
            // As when an earlier run created it, and somebody deleted it.
            text = "was to be created, and was probably trained and deleted since"
            if let between = entry.recreation?.between.name { text += ": `\(between)`, which is live, came later" }
        default:
            text = "was to be created, and is \(entry.outcome.rawValue)"
        }
        check.changes.append(PlanChange(project: project, name: entry.name, text: text))
    }
}

extension [Difference] {
    /// What is live where something else is desired.
    fileprivate var liveText: String {
        map { "`\($0.setting.rawValue)` is \($0.live.isEmpty ? "none" : $0.live.joined(separator: ", "))" }
            .joined(separator: "; ")
    }
}

extension SavedPlan.Version {
    /// The settings of a live version that are not those that were reviewed: a plan does not compare what has failed.
    fileprivate func differences(from live: LiveVersion?, in project: ProjectARN) -> [Difference] {
        guard let live, case .trained(let settings) = desired.intent else { return [] }
        return SettingsComparison(settings, live.settings, in: project).differences
    }

    /// How a version that the plan leaves alone has changed; nil where it has not.
    fileprivate func change(to entry: PlanEntry, live: LiveVersion?) throws -> String? {
        switch (self.live, live) {
        case (nil, nil): return nil
        case (let old?, nil): return "was live (\(old.arn)), and is not any more"
        case (nil, let new?): return "was not live, and is now (\(new.arn))"
        case (let old?, let new?):
            if let change = try VersionPrint(new).change(since: old) { return change }
            return entry.outcome == outcome ? nil : "was \(outcome.rawValue), and is \(entry.outcome.rawValue)"
        }
    }
}

extension SavedPlan.Project {
    /// What has changed of the project, and of the lists from which something is left to create.
    fileprivate func changes(in project: LiveProject, _ versions: [VersionName: LiveVersion]) -> [PlanChange] {
        var changes = ProjectPrint(project).changes(since: live).map { PlanChange(project: arn, text: $0) }
        let creates = Set(self.versions.filter { $0.outcome == .create }.map(\.desired.name))
        // Without what the plan itself has created: that is no news.
        let others = versions.filter { !creates.contains($0.key) }
        for list in lists {
            guard let name = list.names.first(where: { creates.contains($0) && versions[$0] == nil }) else { continue }
            let now = PlannedList(list.names, live: others)
            guard now.growth != list.growth || now.newest != list.newest else { continue }
            let (was, becomes) = (list.newest?.text ?? "none", now.newest?.text ?? "none")
            let text =
                was == becomes
                ? "stands in a list of which other versions are live than before"
                : "stands in a list whose newest version was \(was), and is \(becomes)"
            changes.append(
                PlanChange(
                    project: arn,
                    name: name,
                    text: text + ": whether it is new or was deleted was judged by that"
                )
            )
        }
        return changes
    }
}

/// Something that a saved plan rests on and that is not as it was.
package struct PlanChange: Sendable, Equatable {
    package var project: ProjectARN
    /// Nil where it is about the whole project.
    package var name: VersionName?
    /// A clause behind the name: `was to be created, and is live with other settings: ...`.
    package var text: String

    package init(project: ProjectARN, name: VersionName? = nil, text: String) {
        self.project = project
        self.name = name
        self.text = text
    }
}

extension ProjectPrint {
    /// How the project differs from what it was.
    func changes(since old: ProjectPrint) -> [String] {
        var changes: [String] = []
        if status != old.status { changes.append("was \(old.status), and is \(status)") }
        if feature != old.feature {
            let (was, now) = (old.feature?.rawValue, feature?.rawValue)
            changes.append("was for \(was ?? "another feature"), and is for \(now ?? "another feature")")
        }
        for kind in [LiveProject.Dataset.Kind.train, .test] {
            let word = kind == .train ? "training" : "test"
            let (before, after) = (old.datasets.filter { $0.kind == kind }, datasets.filter { $0.kind == kind })
            let was = before.map(\.status).joined(separator: ", ")
            let now = after.map(\.status).joined(separator: ", ")
            switch (was, now) {
            case (now, _):
                // What the plan does not say was not known when it was made.
                let isOther = zip(before, after).contains { $0.arn != nil && $0.arn != $1.arn }
                if isOther { changes.append("has another \(word) dataset than it had: it was deleted and made anew") }
            case ("", _): changes.append("had no \(word) dataset, and has one now (\(now))")
            case (_, ""): changes.append("has lost its \(word) dataset")
            default: changes.append("had a \(word) dataset that was \(was), and is \(now)")
            }
        }
        return changes
    }
}

extension VersionPrint {
    /// How a version that is live differs from what it was; nil where it does not in a way that matters.
    func change(since old: VersionPrint) -> String? {
        if arn != old.arn { return "was \(old.arn), and is \(arn): it was deleted and made anew" }
        // A training that came to its end is what everybody waits for, and then the service may say more.
        if old.phase == .inProgress, phase == .trained { return nil }
        if phase != old.phase { return "was \(old.phase.words), and is \(phase.words)" }
        if settingsDigest != old.settingsDigest { return "is not described with the settings that it had" }
        return nil
    }
}

extension VersionStatus.Phase {
    fileprivate var words: String {
        switch self {
        case .inProgress: "in training"
        case .trained: "trained"
        case .failed: "failed"
        case .deleting: "being deleted"
        case .expired: "expired"
        case .unrecognized: "in a state that this version of rekon does not know"
        }
    }
}
