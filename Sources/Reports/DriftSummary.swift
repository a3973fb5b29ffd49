internal import Planning

/// The lines that say all of a drift report.
enum DriftSummary {
    static func line(of report: DriftReport) -> String {
        let counts = DriftCounts(report)
        func parts(_ kinds: [Drift.Kind]) -> [String] {
            kinds.filter { counts[$0] > 0 }.map { $0.counted(counts[$0]) }
        }
        let failsUnmanaged = report.unmanaged == .fail
        let drifts = parts(Drift.Kind.allCases.filter { $0 != .expired && ($0 != .unmanaged || failsUnmanaged) })
        var others = ["\(counts[.inSync]) in sync"]
        if counts[.inTraining] > 0 { others.append("\(counts[.inTraining]) in training") }
        if counts[.retired] > 0 { others.append("\(counts[.retired]) retired") }
        others += parts(failsUnmanaged ? [.expired] : [.expired, .unmanaged])
        if counts.ignored > 0 { others.append("\(counts.ignored) ignored") }
        let unknown = counts.unread + counts[.unverified]
        if unknown > 0 { others.append("\(unknown) unknown") }
        let found = report.hasDrift ? drifts.joined(separator: ", ") : report.isComplete ? "none" : "none seen"
        let part = report.omission == nil ? "" : " in this part"
        let line = "Drift: \(found)\(part). \(others.joined(separator: ", "))."
        return report.isComplete ? line : line + " Incomplete: part of the live state could not be read."
    }

    /// What was left out, as a sentence; nil where nothing was.
    static func notCompared(_ report: DriftReport) -> String? {
        let left = [(report.comparesTags, "tags"), (report.comparesManifests, "manifests")].filter { !$0.0 }.map(\.1)
        return left.isEmpty ? nil : "Not compared: \(left.joined(separator: ", "))."
    }
}
