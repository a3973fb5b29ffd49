import Host
import ModelVersions
import Planning
import Text

extension Drift {
    /// In a few words.
    var label: String {
        switch self {
        case .missing(let recreation): recreation == nil ? "missing" : "probably deleted"
        case .settingsDiffer: "other settings"
        case .tagsDiffer: "other tags"
        case .failed: "training failed"
        case .deleting: "being deleted"
        case .deprecated: "deprecated"
        case .expired: "expired"
        case .gateMissed: "below its gate"
        case .manifestsOverwritten: "manifests overwritten"
        case .manifestsGone: "manifests gone"
        }
    }

    /// In a clause, with all differences. The texts are not yet harmless.
    func message(of item: DriftItem) -> String {
        switch self {
        case .settingsDiffer(let differences):
            "\(headline(of: item)): \(differences.map(\.text).joined(separator: "; "))"
        case .tagsDiffer(let drift): drift.text
        default: headline(of: item)
        }
    }

    /// In a clause, without the differences, which some formats show side by side.
    func headline(of item: DriftItem) -> String {
        switch self {
        case .missing(nil): "no live version has the name"
        case .missing(_?), .settingsDiffer, .failed, .deleting, .deprecated, .expired: item.entry.explanation ?? ""
        case .tagsDiffer: TagWords.differ
        case .gateMissed(let gate): gate.sentence
        case .manifestsOverwritten(let manifests): manifests.map(\.sentence).joined(separator: "; ")
        case .manifestsGone(let manifests): manifests.map(\.goneSentence).joined(separator: "; ")
        }
    }

    /// What to do about it, in sentences.
    func help(for item: DriftItem) -> String {
        switch self {
        case .missing(nil):
            """
            Run `rekon plan`, which says whether apply trains it. If it was deleted on purpose, mark the entry \
            `retired: true`.
            """
        case .missing(_?), .settingsDiffer, .failed, .deleting, .deprecated, .expired: item.entry.advice ?? ""
        case .tagsDiffer: "Set the desired tags on the live version, or correct the file."
        case .gateMissed: GateVerdict.advice
        case .manifestsOverwritten:
            """
            The version cannot be trained again from the present manifests. Restore them if S3 keeps their versions, \
            and pin manifests with `?versionId=...` from the next version on.
            """
        case .manifestsGone:
            """
            The version cannot be trained again. Restore the manifests from a backup, or acknowledge it with \
            `acknowledge: { gone: REASON, until: DATE }`.
            """
        }
    }
}

extension Drift.Kind {
    /// The words of the last line for this many versions.
    func counted(_ count: Int) -> String {
        switch self {
        case .missing: "\(count) missing"
        case .settingsDiffer: "\(count) with other settings"
        case .tagsDiffer: "\(count) with other tags"
        case .failed: "\(count) failed"
        case .deleting: "\(count) being deleted"
        case .deprecated: "\(count) deprecated"
        case .expired: "\(count) expired"
        case .gateMissed: "\(count) below \(count == 1 ? "its gate" : "their gates")"
        case .manifestOverwritten: "\(count) with overwritten manifests"
        case .manifestGone: "\(count) with missing manifests"
        case .unmanaged: "\(count) unmanaged"
        }
    }
}

extension DriftItem {
    /// An error makes `drift` fail.
    func level(of drift: Drift) -> Finding.Level {
        if counts(drift) { return .error }
        return isAcknowledged(drift) ? .note : .warning
    }

    /// In a few words, and that it is acknowledged.
    func label(of drift: Drift) -> String { drift.label + (isAcknowledged(drift) ? " (acknowledged)" : "") }

    /// What to do about it, in sentences; nil for what the files acknowledge.
    func help(for drift: Drift) -> String? { isAcknowledged(drift) ? nil : drift.help(for: self) }

    /// Whether a report has nothing to say about it.
    var isQuiet: Bool { drifts.isEmpty && problems.isEmpty && notes.isEmpty }

    /// The plan's notes about the live version. Notes about a training to come are not part of a drift report.
    var notes: [Note] {
        entry.outcome == .create || entry.outcome == .recreate ? [] : entry.notes
    }
}

extension DriftItem.Problem {
    /// The part that could not be compared, and why.
    var message: String {
        switch self {
        case .tags(let reason): TagWords.unreadable(reason)
        case .manifest(let object, let reason):
            "it is unknown whether \(object) \(object.isPinned ? "still exists" : "was overwritten"): \(reason)"
        }
    }
}

extension ProjectDrift.Pattern {
    var message: String { "`\(glob)` of `ignoreUnmanaged` matches no unmanaged version" }
}

extension MissedGate {
    var sentence: String {
        guard let score else { return GateVerdict.unknownText(minimum: minimum) }
        return GateVerdict.missedText(score: score, minimum: minimum)
    }
}

// The words for gates, of `drift`, `wait` and the pages.
extension GateVerdict {
    static let advice = "Improve the data and train it under a new name, or lower the required F1 score."

    static func missedText(score: Double, minimum: Double) -> String {
        "F1 \(scoreText(score, against: minimum)) is below the required \(decimal(minimum, places: 3))"
    }

    static func unknownText(minimum: Double) -> String {
        "the service gives no F1 score, and at least \(decimal(minimum, places: 3)) is required"
    }
}

extension OverwrittenManifest {
    var sentence: String {
        "\(object) was written on \(UnixTime(milliseconds: written).iso8601), after the training began"
    }
}

extension ManifestObject {
    fileprivate var goneSentence: String { "\(object) does not exist any more" }
}

extension AcknowledgedDrift {
    /// As in `acknowledged until 2027-01-31: weekly overwrite`.
    var text: String {
        hasEnded ? "its acknowledgement ended on \(until): \(reason)" : "acknowledged until \(until): \(reason)"
    }
}

extension DriftReport {
    var unreadAccounts: [UnreadAccount] {
        UnreadAccount.all(of: projects.lazy.map { ($0.project, $0.problem, $0.desiredCount) })
    }
}

/// The lines at the end of a drift report.
enum DriftSummary {
    static func line(of report: DriftReport) -> String {
        let line = "Drift: \(text(of: report))"
        return report.isComplete ? line : "\(line) \(PlanSummary.incomplete)"
    }

    /// The part of a report that belongs to an account and region.
    static func line(of part: DriftReport, in place: AccountRegion, _ prices: Prices) -> String {
        let running = part.running.text(at: prices).map { " \($0)." } ?? ""
        return "Drift of \(place.subject): \(text(of: part))\(running)"
    }

    /// What drifts, and the other counts, as two sentences.
    static func text(of report: DriftReport) -> String {
        let counts = DriftCounts(report)
        func parts(_ kinds: [Drift.Kind]) -> [String] {
            kinds.filter { counts[$0] > 0 }.map { $0.counted(counts[$0]) }
        }
        let failsUnmanaged = report.unmanaged == .fail
        var drifts = parts(Drift.Kind.allCases.filter { !$0.isWarning && ($0 != .unmanaged || failsUnmanaged) })
        let newData = counts.newData > 0 ? [counted(counts.newData, "project") + " with new data"] : []
        if report.staleData == .fail { drifts += newData }
        var others = ["\(counts[.inSync]) in sync"]
        if counts[.inTraining] > 0 { others.append("\(counts[.inTraining]) in training") }
        if counts[.beingCopied] > 0 { others.append("\(counts[.beingCopied]) being copied") }
        if counts[.retired] > 0 { others.append("\(counts[.retired]) retired") }
        if counts[.acknowledged] > 0 { others.append("\(counts[.acknowledged]) acknowledged") }
        others += parts([.deprecated, .expired] + (failsUnmanaged ? [] : [.unmanaged]))
        if report.staleData != .fail { others += newData }
        if counts.ignored > 0 { others.append("\(counts.ignored) ignored") }
        let unknown = counts.unread + counts[.unverified]
        if unknown > 0 { others.append("\(unknown) unknown") }
        let found = report.hasDrift ? drifts.joined(separator: ", ") : report.isComplete ? "none" : "none seen"
        let part = report.omission == nil ? "" : " in this part"
        return "\(found)\(part). \(others.joined(separator: ", "))."
    }

    /// The parts that the report does not compare, as a sentence; nil where there are none.
    static func notCompared(_ report: DriftReport) -> String? {
        let left = [(report.comparesTags, "tags"), (report.comparesManifests, "manifests")].filter { !$0.0 }.map(\.1)
        return left.isEmpty ? nil : "Not compared: \(left.joined(separator: ", "))."
    }
}
