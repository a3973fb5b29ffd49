import DesiredState
import Host
package import ModelVersions
package import Planning
import Text

// Compares the project and its datasets, whose content a training uses as it is when it starts.

extension ProjectSnapshot {
    func changes(since old: ProjectSnapshot) -> [String] {
        var changes: [String] = []
        if status != old.status { changes.append("was \(old.status), and is \(status)") }
        if feature != old.feature {
            let (was, now) = (old.feature?.rawValue, feature?.rawValue)
            changes.append("was for \(was ?? "another feature"), and is for \(now ?? "another feature")")
        }
        for kind in [LiveProject.Dataset.Kind.train, .test] {
            let word = kind.word
            let (before, after) = (old.datasets.filter { $0.kind == kind }, datasets.filter { $0.kind == kind })
            let was = before.map(\.status).joined(separator: ", ")
            let now = after.map(\.status).joined(separator: ", ")
            switch (was, now) {
            case (now, _):
                // An ARN that the plan does not have was not known.
                let isOther = zip(before, after).contains { $0.arn != nil && $0.arn != $1.arn }
                if isOther {
                    changes.append("has another \(word) dataset: the old one was deleted and a new one created")
                    continue
                }
            case ("", _): changes.append("had no \(word) dataset, and has one now (\(now))")
            case (_, ""): changes.append("no longer has a \(word) dataset")
            default: changes.append("had a \(word) dataset that was \(was), and is \(now)")
            }
            for (old, new) in zip(before, after) {
                guard let change = old.content.flatMap({ new.content?.change(since: $0) }) else { continue }
                changes.append("has a \(word) dataset that was changed: \(change)")
            }
        }
        return changes
    }
}

extension DatasetContent {
    /// How the content differs; nil if it does not, as far as both are known.
    fileprivate func change(since old: DatasetContent) -> String? {
        func part(_ noun: String, _ plural: String, _ value: KeyPath<DatasetContent, Int?>) -> String? {
            guard let was = old[keyPath: value], let now = self[keyPath: value], was != now else { return nil }
            return "it had \(counted(was, noun, plural: plural)), and has \(grouped(now))"
        }
        var parts = [
            part("entry", "entries", \.entries), part("labelled entry", "labelled entries", \.labeledEntries),
            part("entry with errors", "entries with errors", \.errorEntries), part("label", "labels", \.labels),
        ].compactMap(\.self)
        if let was = old.updated, let now = updated, was != now {
            let times = [was, now].map { UnixTime(milliseconds: $0) }
            // Two updates in one second would read alike.
            let texts = times[0].iso8601 == times[1].iso8601 ? times.map(\.text) : times.map(\.iso8601)
            parts.append("its last update was \(texts[0]), and is \(texts[1])")
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}

extension SavedPlan {
    /// Compares only the project and its datasets, not its versions: for what is left of a plan while it is applied.
    ///
    /// - Parameters:
    ///   - planned: what is left of the project's plan.
    ///   - live: without the project where no version that is left uses its datasets.
    package func check(datasetsOf planned: ProjectPlan, against live: LiveState) -> PlanCheck {
        var planned = planned
        planned.judgement = .sound
        var check = PlanCheck(plan: Plan(projects: [planned]), done: [], failed: [], changes: [])
        let arn = planned.project
        guard !live.isUnread(arn), let saved = projects.first(where: { $0.arn == arn }) else { return check }
        switch live[arn] {
        case .present(let project):
            check.changes = ProjectSnapshot(project).changes(since: saved.live).map {
                PlanChange(project: arn, text: $0)
            }
        case .absent:
            check.changes = [PlanChange(project: arn, text: "no longer exists")]
        case .unreadable(let reason):
            check.unread = [PlanChange(project: arn, text: "could not be read: \(reason)")]
        }
        return check
    }

    /// Whether the plan holds the content of a dataset.
    package var hasDatasets: Bool { projects.contains { $0.live.datasets.contains { $0.content != nil } } }

    /// The reviewed datasets that cannot be compared, of projects that still have a version to train on them.
    package func unreadableDatasets(
        in check: PlanCheck,
        against live: LiveState
    ) -> [(project: ProjectARN, kind: LiveProject.Dataset.Kind, reason: String)] {
        let users = Set(
            check.plan.creates.compactMap { project, entry -> ProjectARN? in
                guard case .trained(let settings) = entry.desired.intent, settings.datasets == .project else {
                    return nil
                }
                return project
            }
        )
        return projects.filter { users.contains($0.arn) }.flatMap { saved in
            guard case .present(let project) = live[saved.arn] else {
                return [(ProjectARN, LiveProject.Dataset.Kind, String)]()
            }
            let reviewed = Set(saved.live.datasets.filter { $0.content != nil }.map(\.arn))
            return project.datasets.compactMap { dataset in
                guard reviewed.contains(dataset.arn) else { return nil }
                return switch dataset.reading {
                case .read: nil
                case .notAsked: (saved.arn, dataset.kind, "it was not read")
                case .unreadable(let reason, _): (saved.arn, dataset.kind, reason)
                }
            }
        }
    }
}
