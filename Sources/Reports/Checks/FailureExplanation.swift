package import Checks
import Manifests
import ModelVersions
import Storage
import Text

/// What `status --explain` says about a failed training, for a report with several.
package enum FailureExplanation: Sendable {
    case read(TrainingExplanation)
    /// With a sentence.
    case unreadable(reason: String)
    /// It was not read, because there are others, or because it took too long.
    case leftOut

    /// How many findings one training shows.
    static let most = 10

    /// One line for each fact. They may quote foreign text.
    ///
    /// - Parameter name: the training's version.
    func lines(of name: VersionName) -> [String] {
        switch self {
        case .unreadable(let reason): ["the reason in the data could not be read: \(reason)"]
        case .leftOut: ["`rekon status --explain \(name)` shows what the service says about its data"]
        case .read(let explanation): explanation.lines(of: name)
        }
    }
}

extension TrainingExplanation {
    fileprivate func lines(of name: VersionName) -> [String] {
        var lines: [String] = []
        switch summary {
        case .notYet: return [ExplanationWords.notYet]
        case .notNamed: lines.append(ExplanationWords.notNamed)
        case .unreadable(let problem): lines.append(Self.text(problem, summaryLocation ?? "manifest summary"))
        case .read(let file):
            lines += file.datasets.map { "\($0.dataset.rawValue): \(ExplanationWords.counts($0))" }
        }
        let found =
            (summaryFile?.findings ?? []).map { ($0, summaryLocation ?? "") }
            + manifests.flatMap { manifest in manifest.tally.findings.map { ($0, manifest.location) } }
        lines += found.prefix(FailureExplanation.most).map(Self.text)
        lines += manifests.compactMap { manifest in manifest.problem.map { Self.text($0, manifest.location) } }
        let counts = ExplanationCounts(self)
        let shown = min(found.count, FailureExplanation.most)
        let omitted = counts.terminalErrors + counts.lineErrors + counts.warnings - shown
        if omitted > 0 { lines.append("and \(grouped(omitted)) more: `rekon status --explain \(name)` lists them") }
        return lines
    }

    private static func text(_ finding: ReportedFinding, _ file: String) -> String {
        let place = [file] + [finding.line, finding.column].compactMap { $0 }.map(String.init)
        let level = finding.level == .warning ? "warning " : ""
        return "`\(place.joined(separator: ":"))`: \(level)`\(finding.error.code)`: "
            + sentences(ExplanationWords.message(of: finding), finding.help)
    }

    private static func text(_ problem: ObjectProblem, _ file: String) -> String {
        "`\(file)` could not be read: " + sentences(problem.message, problem.help)
    }
}
