import DesiredState
import ModelVersions
package import Planning

// What a reviewer is told of a version, in the words of every format.
extension PlanEntry {
    /// What is so, in sentences or a clause; nil where the outcome says it all.
    var explanation: String? {
        switch outcome {
        case .conflict: "live with other settings, which cannot be changed after the training"
        case .failed, .deleting: statusLine
        case .expired: "\(statusLine) It can no longer be run."
        case .recreate: recreation?.explanation
        case .create, .unchanged, .retired: nil
        }
    }

    /// What to do about it, in sentences; nil where nothing stands in the way.
    var wayOut: String? {
        switch outcome {
        case .conflict:
            "To train the new settings, give them a version name of their own. Otherwise put the old ones back."
        case .failed:
            """
            The name is used up: give the entry another name. Or delete the failed version and plan again, or mark \
            the entry `retired: true`.
            """
        case .deleting: "Plan again when it is gone, or mark the entry `retired: true`."
        case .recreate: recreation?.wayOut(for: name)
        case .create, .unchanged, .expired, .retired: nil
        }
    }

    /// The status of the live version, with what the service says about it.
    var liveStatus: String {
        guard let live else { return "" }
        return "\(live.status)" + (live.statusMessage.map { ": \($0)" } ?? "")
    }

    private var statusLine: String {
        live == nil || liveStatus.hasSuffix(".") ? liveStatus : liveStatus + "."
    }
}

extension Recreation {
    var explanation: String {
        let (way, place) = growingEnd == .end ? ("ascend", "behind") : ("descend", "before")
        return """
            Probably trained once and deleted since: it is not live, and `\(between.name)`, which is, stands \
            \(place) it. The creation times of this list's live versions \(way), so the list grows at its \
            \(growingEnd.rawValue), where new versions belong.
            """
    }

    func wayOut(for name: VersionName) -> String {
        """
        If it is history, mark the entry `retired: true`. To train it again, pass `--allow-recreate \(name)`. \
        If it was never trained, move it to the list's \(growingEnd.rawValue).
        """
    }
}

extension ProjectPlan {
    /// Why nothing is known of its versions, in sentences; nil where all is.
    var explanation: String? { problem?.explanation(of: project) }
}

extension ProjectPlan.Problem {
    func explanation(of project: ProjectARN) -> String {
        switch self {
        case .absent:
            """
            the project does not exist in \(project.region) of account \(project.account), or these \
            credentials may not see it. Check the ARN: the number at its end changes when a project is made anew.
            """
        case .unreadable(let reason): "the live state could not be read: \(reason)"
        }
    }

    var rule: FindingRule { self == .absent ? .projectAbsent : .projectUnreadable }
}

extension Setting {
    /// Said of one version; several are told together.
    var notComparedText: String { "`\(rawValue)` could not be compared" }

    /// Said of several versions.
    func notComparedText(in names: [VersionName]) -> String {
        """
        `\(rawValue)` could not be compared in \(counted(names.count, "version")): the service does not say it, or not \
        in a form that can be (\(listed(names)))
        """
    }
}

/// A setting of what will be trained, by its name in a plan, with its values.
struct PlannedField {
    var name: String
    var values: [String]
    /// Whether the values are the program's own words, and not those of a file.
    var isWords = false

    init(_ name: String, _ values: [String]) {
        self.name = name
        self.values = values
    }

    init(_ name: String, words: String) {
        self.init(name, [words])
        isWords = true
    }
}

extension DesiredVersion {
    /// Everything that a training is paid for and judged by.
    var fields: [PlannedField] {
        guard case .trained(let settings) = intent else { return [] }
        var fields = settings.fields
        if !tags.isEmpty { fields.append(PlannedField("tags", tags.all.map { "\($0.key)=\($0.value)" })) }
        if let score = expectation.minimumF1Score {
            fields.append(PlannedField("expect", words: "F1 score of at least \(score)"))
        }
        return fields
    }
}

extension TrainingSettings {
    fileprivate var fields: [PlannedField] {
        var fields = datasets.fields + [PlannedField("output", [output.description])]
        if let kmsKey { fields.append(PlannedField("kmsKey", [kmsKey.text])) }
        if let description { fields.append(PlannedField("description", [description.text])) }
        if let confidenceThreshold { fields.append(PlannedField("threshold", [confidenceThreshold.description])) }
        return fields
    }
}

extension Datasets {
    fileprivate var fields: [PlannedField] {
        switch self {
        case .project:
            [PlannedField("datasets", words: "project (those associated with it)")]
        case .manifests(let training, .autoCreate):
            [
                PlannedField("training", training.map(\.description)),
                PlannedField("testing", words: "auto (a fifth of the training data)"),
            ]
        case .manifests(let training, .manifests(let testing)):
            [
                PlannedField("training", training.map(\.description)),
                PlannedField("testing", testing.map(\.description)),
            ]
        }
    }
}

/// The line that says all of a plan.
enum PlanSummary {
    /// - Parameters:
    ///   - refusesBlocked: Whether a plan that is blocked is refused: a saved one that was applied half goes on.
    ///   - isRefused: Whether something beside the plan stands in its way: a limit, or a check that failed.
    static func line(of plan: Plan, refusesBlocked: Bool = true, isRefused: Bool = false) -> String {
        var parts: [String] = []
        let counts = PlanCounts(plan)
        parts.append("\(counts.create) to create")
        if counts.conflict > 0 { parts.append(counted(counts.conflict, "conflict")) }
        if counts.failed > 0 { parts.append("\(counts.failed) failed") }
        if counts.deleting > 0 { parts.append("\(counts.deleting) being deleted") }
        if counts.recreate > 0 { parts.append("\(counts.recreate) probably deleted") }
        parts.append("\(counts.unchanged) unchanged")
        if counts.expired > 0 { parts.append("\(counts.expired) expired") }
        if counts.retired > 0 { parts.append("\(counts.retired) retired") }
        if counts.tagDrift > 0 { parts.append("\(counts.tagDrift) with other tags") }
        if counts.unmanaged > 0 { parts.append("\(counts.unmanaged) unmanaged") }
        if counts.unplanned > 0 { parts.append("\(counts.unplanned) unknown") }
        var line = "Plan: " + parts.joined(separator: ", ") + "."
        if !plan.isComplete {
            line += " Incomplete: part of the live state could not be read."
        } else if plan.isBlocked {
            if refusesBlocked { line += " Blocked: apply will refuse this plan." }
        } else if isRefused {
            line += " Blocked: a limit or a failed check stands in the way."
        } else if !plan.hasChanges {
            line += plan.omission == nil ? " Nothing to do." : " Nothing to do in this part."
        }
        return line
    }
}

/// How many versions of a plan have each outcome.
package struct PlanCounts: Sendable, Equatable {
    package var create = 0
    package var unchanged = 0
    package var conflict = 0
    package var failed = 0
    package var deleting = 0
    package var expired = 0
    package var recreate = 0
    package var retired = 0
    package var tagDrift = 0
    package var unmanaged = 0
    /// Desired versions of projects that could not be read.
    package var unplanned = 0

    package init(_ plan: Plan) {
        for project in plan.projects {
            unmanaged += project.unmanaged.count
            if project.problem != nil { unplanned += project.desiredCount }
            for entry in project.entries {
                if entry.tagDrift != nil { tagDrift += 1 }
                switch entry.outcome {
                case .create: create += 1
                case .unchanged: unchanged += 1
                case .conflict: conflict += 1
                case .failed: failed += 1
                case .deleting: deleting += 1
                case .expired: expired += 1
                case .recreate: recreate += 1
                case .retired: retired += 1
                }
            }
        }
    }
}
