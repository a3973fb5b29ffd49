package import Checks
import Diagnostics
import Manifests
import ModelVersions
package import Text

/// The results of the checks, for people.
package struct PreflightText {
    private let style: TextStyle
    private let width: Int?
    private let showsPassed: Bool

    /// - Parameters:
    ///   - width: columns to fold prose to; nil: not folded.
    ///   - showsPassed: whether passed checks are listed, not only counted.
    package init(style: TextStyle, width: Int?, showsPassed: Bool) {
        self.style = style
        self.width = width
        self.showsPassed = showsPassed
    }

    package func render(_ report: PreflightReport) -> String {
        var page = Page(style: style, width: width)
        var project: ProjectARN?
        for result in report.results where showsPassed || result.verdict != .pass {
            if result.project != project {
                if project != nil { page.line(0, "") }
                page.line(0, style.paint(result.project.text, .bold))
                project = result.project
            }
            write(result, to: &page)
        }
        if project != nil { page.line(0, "") }
        page.line(0, Self.summary(of: report))
        return page.text
    }

    private func write(_ result: CheckResult, to page: inout Page) {
        let (symbol, paint) = result.verdict.mark
        var head = style.paint("\(symbol) \(result.rule.id)", paint)
        if let subject = result.subject { head += "  \(HarmlessText.shown(subject))" }
        page.line(1, head)
        page.prose(2, result.message)
        for finding in result.findings {
            page.prose(3, finding.text)
            page.prose(4, "help: \(finding.finding.help)")
        }
        if result.verdict == .pass { return }
        if let help = result.help { page.prose(2, "help: \(help)") }
        if !result.trainings.isEmpty { page.prose(2, "for \(listed(result.trainings))") }
    }

    /// The first versions with their places, and how many more there are.
    private func listed(_ trainings: [PlannedTraining]) -> String {
        let shown = trainings.prefix(3).map { training in
            training.name.text + (training.location.map { " (\($0.path):\($0.line))" } ?? "")
        }.joined(separator: ", ")
        return trainings.count > 3 ? "\(shown) and \(trainings.count - 3) more" : shown
    }

    static func summary(of report: PreflightReport) -> String {
        guard !report.results.isEmpty else {
            return "Checks: no version to create, so nothing was checked. `rekon plan` says why."
        }
        var parts = ["\(report.count(.pass)) passed"]
        if report.count(.fail) > 0 { parts.append("\(report.count(.fail)) failed") }
        if report.count(.warning) > 0 { parts.append(counted(report.count(.warning), "warning")) }
        if report.count(.unknown) > 0 { parts.append("\(report.count(.unknown)) not possible") }
        let subject = counted(report.trainingCount, "version")
        return "Checks of \(subject) to create: \(parts.joined(separator: ", "))."
            + (report.hasFailures ? " A training would fail." : "")
    }
}

extension EntryFinding {
    /// As `manifest check` shows a finding, with the image in place of a line.
    var text: String {
        let place = [image, finding.pointer].compactMap(\.self).joined(separator: " ")
        return "\(place.isEmpty ? "an entry" : place): \(finding.level.rawValue): \(finding.error.code): "
            + finding.error.message
    }
}

extension Verdict {
    fileprivate var mark: (symbol: String, paint: TextStyle.Paint) {
        switch self {
        case .pass: ("=", .faint)
        case .warning: ("~ warning:", .yellow)
        case .fail: ("! failed:", .red)
        case .unknown: ("? not checked:", .yellow)
        }
    }
}
