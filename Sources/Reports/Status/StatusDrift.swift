import ModelVersions
import Planning
import Reconciler

/// How a version that is live, or ought to be, is not as the files describe it.
struct StatusDrift {
    enum Level: Int, Comparable {
        case error, warning

        static func < (one: Level, other: Level) -> Bool { one.rawValue < other.rawValue }
    }

    struct Remark {
        let level: Level
        /// In few words.
        let title: String
        /// Sentences.
        let text: String
        /// Lines, each with what it is about.
        var details: [(label: String, value: String)] = []
    }

    let name: VersionName
    /// At least one; the worst first.
    let remarks: [Remark]

    var level: Level { remarks.first?.level ?? .warning }

    /// The versions of which there is something to say, the worst first, the others in the order of the rows.
    static func all(in rows: [StatusRow]) -> [StatusDrift] {
        let drifts = rows.compactMap { row -> StatusDrift? in
            let remarks = outcome(of: row) + tags(of: row) + gate(of: row)
            guard !remarks.isEmpty else { return nil }
            let sorted = remarks.filter { $0.level == .error } + remarks.filter { $0.level == .warning }
            return StatusDrift(name: row.name, remarks: sorted)
        }
        return drifts.filter { $0.level == .error } + drifts.filter { $0.level == .warning }
    }

    private static func outcome(of row: StatusRow) -> [Remark] {
        guard let entry = row.entry else { return [] }
        switch entry.outcome {
        case .unchanged, .retired, .create:
            return []
        case .recreate:
            return [
                .init(
                    level: .error,
                    title: "missing",
                    text: """
                        It is described and not live, and was probably trained and deleted. If it is history, mark it \
                        retired: true.
                        """
                )
            ]
        case .conflict:
            let details = entry.differences.flatMap { difference in
                difference.live.map { ("live \(difference.setting.word)", $0) }
                    + difference.desired.map { ("described \(difference.setting.word)", $0) }
            }
            return [
                .init(
                    level: .error,
                    title: "other settings",
                    text: "It was trained with other settings than are described, which cannot be changed.",
                    details: details
                )
            ]
        case .failed:
            return [
                .init(
                    level: .error,
                    title: row.stateWord,
                    text: "The name is used up: correct the data, and describe the version under a new name.",
                    details: row.message.map { [("the service says", $0)] } ?? []
                )
            ]
        case .deleting:
            return [.init(level: .error, title: "being deleted", text: "Somebody deletes it.")]
        case .expired:
            return [.init(level: .warning, title: row.stateWord, text: "It can no longer be run.")]
        }
    }

    private static func gate(of row: StatusRow) -> [Remark] {
        guard row.gate?.isMissed == true, let minimum = row.minimumF1Score.map({ decimal($0, places: 3) }) else {
            return []
        }
        let text =
            row.scoreText.map { "Its F1 score is \($0), and at least \(minimum) is expected." }
            ?? "It has no F1 score, and at least \(minimum) is expected."
        return [.init(level: .warning, title: "below its gate", text: text)]
    }

    private static func tags(of row: StatusRow) -> [Remark] {
        if let problem = row.tagsProblem {
            return [
                .init(
                    level: .error,
                    title: "tags unknown",
                    text: "Its tags could not be read.",
                    details: [("reason", problem)]
                )
            ]
        }
        guard let drift = row.entry?.tagDrift else { return [] }
        let details =
            drift.removed.map { ("missing tag", "\($0.key)=\($0.value)") }
            + drift.changed.flatMap {
                [("live tag", "\($0.key)=\($0.live)"), ("described tag", "\($0.key)=\($0.desired)")]
            }
            + drift.added.map { ("extra tag", "\($0.key)=\($0.value)") }
        return [
            .init(
                level: .warning,
                title: "other tags",
                text: "Its live tags are not those that are described; rekon does not change them.",
                details: details
            )
        ]
    }
}

extension Setting {
    /// In plain words.
    var word: String {
        switch self {
        case .description: "description"
        case .output: "output"
        case .training: "training data"
        case .testing: "test data"
        case .kmsKey: "KMS key"
        case .confidenceThreshold: "threshold"
        }
    }
}
