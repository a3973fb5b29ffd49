package import ModelVersions
internal import Planning

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
