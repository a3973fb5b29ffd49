import ModelVersions
import Planning
import Text

/// A selected version for shells and people. The two go to different streams.
package enum SelectText {
    /// For stdout: the ARN of the selected version alone, so that `$(rekon select ...)` works; empty without one.
    package static func result(_ report: SelectReport) -> String {
        report.selected?.row.live.map { "\($0.arn)\n" } ?? ""
    }

    /// For stderr: why this version, and why not the others.
    package static func reasons(_ report: SelectReport) -> String {
        let rest = report.candidates.filter { $0.reason != nil }
        var lines: [String] = []
        if let selected = report.selected {
            let count = report.candidates.count - rest.count
            let choice = count == 1 ? "the only version that qualifies" : "\(report.choice) \(count) that qualify"
            lines.append("\(selected.row.name) of \(report.project.name): \(choice)\(selected.scoreText)")
            lines += selected.warnings.map { "warning: \($0)" }
        } else {
            lines.append("No version of \(report.project.name) qualifies.")
        }
        // The newest first: they are what a person asks about.
        for candidate in rest.reversed().prefix(mostShown) {
            lines.append("  not \(candidate.row.name): \(candidate.explanation)")
        }
        if rest.count > mostShown {
            lines.append("  and \(rest.count - mostShown) others that do not qualify; --format json lists all")
        }
        return lines.map { HarmlessText.shown($0) + "\n" }.joined()
    }

    private static let mostShown = 10
}

extension SelectReport {
    fileprivate var choice: String {
        switch criterion {
        case .best: "the best of"
        case .newest: "the newest of"
        }
    }
}

extension SelectReport.Candidate {
    /// As in `, F1 0.950, at least 0.800 required`.
    fileprivate var scoreText: String {
        guard let score = row.f1Score else { return "" }
        let required = minimumF1Score.map { ", at least \(decimal($0, places: 3)) required" } ?? ""
        return ", F1 \(decimal(score, places: 3))\(required)"
    }

    /// What a deployment should know about a version that qualifies.
    var warnings: [String] {
        let status = row.live?.status.rawValue
        let message = row.message.map { ": \($0)" } ?? ""
        if status == "FAILED" { return ["the last start of \(row.name) failed\(message)"] }
        return row.state == .deprecated ? ["\(row.name) is deprecated\(message)"] : []
    }

    /// Why it does not qualify, in a clause.
    fileprivate var explanation: String {
        switch reason {
        case nil: "qualifies"
        case .notUsable?: row.stateWord
        case .unmanaged?: "no file describes it"
        case .retired?: "the files keep it as history"
        case .conflict?: "live with other settings: run `rekon plan`"
        case .noScore?: "the service gives no F1 score; --newest needs none"
        case .gateMissed?:
            row.f1Score.map { GateVerdict.missedText(score: $0, minimum: minimumF1Score ?? 0) }
                ?? GateVerdict.unknownText(minimum: minimumF1Score ?? 0)
        }
    }
}
