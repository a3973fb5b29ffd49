package import Checks
import Diagnostics
import Host
import Manifests
import ModelVersions
import Planning
import Storage
package import Text

/// Why a training failed, for people. The findings look as those of `manifest check`.
package struct ExplanationText: Sendable {
    let style: TextStyle
    let width: Int?

    package init(style: TextStyle = .plain, width: Int? = nil) {
        self.style = style
        self.width = width
    }

    package func render(_ explanation: TrainingExplanation) -> String {
        var page = Page(style: style, width: width)
        head(explanation, &page)
        summary(explanation, &page)
        var text = page.text
        let findings = self.findings(explanation)
        if !findings.isEmpty { text += "\n" + findings }
        return text + "\n" + verdict(explanation) + "\n"
    }

    // MARK: Version

    private func head(_ explanation: TrainingExplanation, _ page: inout Page) {
        let version = explanation.version
        let state = VersionState(version.status)
        var line = "\(state.mark.symbol) \(version.arn.name): \(HarmlessText.shown(version.status.word))"
        if let ended = version.training.ended { line += ", ended \(UnixTime(milliseconds: ended).iso8601)" }
        page.line(0, style.paint(explanation.project.text, .bold))
        page.line(1, style.paint(line, state.paint))
        if state == .expired { page.prose(2, AdapterWords.expired) }
        if let message = version.statusMessage, !message.isEmpty { page.prose(2, message) }
    }

    // MARK: Summary

    private func summary(_ explanation: TrainingExplanation, _ page: inout Page) {
        page.line(0, "")
        switch explanation.summary {
        case .notYet: page.prose(0, ExplanationWords.notYet)
        case .notNamed:
            page.prose(0, ExplanationWords.notNamed)
            for manifest in (explanation.version.settings.training ?? []) + (explanation.version.settings.testing ?? [])
            {
                // Not as a command to paste: the key is foreign text.
                page.line(1, HarmlessText.shown("\(manifest)"))
            }
        case .unreadable(let problem):
            page.line(0, HarmlessText.shown(explanation.summaryLocation ?? "manifest summary"))
            self.problem(problem, &page)
        case .read(let file):
            page.line(0, style.paint(HarmlessText.shown(explanation.summaryLocation ?? "manifest summary"), .bold))
            if file.datasets.isEmpty { page.line(1, "no statistics") }
            for statistics in file.datasets { self.statistics(statistics, explanation, &page) }
        }
    }

    private func statistics(
        _ statistics: SummaryFile.Statistics,
        _ explanation: TrainingExplanation,
        _ page: inout Page
    ) {
        let name = statistics.dataset.rawValue
        let gap = String(repeating: " ", count: max(10 - name.count, 1))
        page.line(1, HarmlessText.shown(name + gap + ExplanationWords.counts(statistics)))
        // Where the lines are unknown, at least their numbers.
        guard statistics.errorLineCount > 0, !explanation.hasLines(of: statistics.dataset) else { return }
        page.prose(
            2,
            "lines with errors: \(ExplanationWords.ranges(statistics.errorLines, of: statistics.errorLineCount))"
        )
    }

    private func problem(_ problem: ObjectProblem, _ page: inout Page) {
        page.prose(1, "! could not be read: " + problem.message)
        if let help = problem.help { page.prose(1, "  help: " + help) }
    }

    // MARK: Findings

    private func findings(_ explanation: TrainingExplanation) -> String {
        let writer = ManifestReportText(style: style)
        var text = ""
        if let file = explanation.summaryFile {
            for finding in file.findings { text += entry(finding, explanation.summaryLocation ?? "", writer) }
            if file.omittedErrors > 0 { text += "\(grouped(file.omittedErrors)) more errors in the summary\n" }
        }
        for manifest in explanation.manifests {
            let name = HarmlessText.shown(manifest.location)
            for finding in manifest.tally.findings { text += entry(finding, manifest.location, writer) }
            for code in manifest.tally.counts.keys.sorted() where manifest.tally.omitted(code) > 0 {
                text += "\(name): \(grouped(manifest.tally.omitted(code))) more of \(HarmlessText.shown(code))\n"
            }
            if manifest.tally.otherCodes > 0 {
                text += "\(name): \(grouped(manifest.tally.otherCodes)) more errors of further codes\n"
            }
            if manifest.tally.unreadLines > 0 {
                text +=
                    "\(name): \(counted(manifest.tally.unreadLines, "line")) too long to be read\n"
            }
            guard let problem = manifest.problem else { continue }
            var page = Page(style: style, width: width)
            page.line(0, name)
            self.problem(problem, &page)
            text += page.text
        }
        return text
    }

    private func entry(_ finding: ReportedFinding, _ name: String, _ writer: ManifestReportText) -> String {
        writer.entry(
            at: [name] + [finding.line, finding.column].compactMap { $0 }.map(String.init),
            finding.level,
            code: finding.error.code,
            ExplanationWords.message(of: finding),
            help: finding.help
        )
    }

    private func verdict(_ explanation: TrainingExplanation) -> String {
        let counts = ExplanationCounts(explanation)
        guard case .notYet = explanation.summary else {
            let parts = [
                counted(counts.terminalErrors, "error") + " of whole manifests",
                counted(counts.lineErrors, "error") + " and "
                    + counted(counts.warnings, "warning") + " in lines",
            ]
            let text = "Explain: \(parts.joined(separator: ", "))."
            return explanation.isComplete
                ? text : text + " " + style.paint("A part could not be read.", .red)
        }
        return "Explain: no results yet."
    }
}

enum ExplanationWords {
    static let notYet = """
        No results yet: the service writes its findings about the manifests when the training has ended. Run \
        `rekon wait` to wait for it.
        """
    static let notNamed = """
        The service names no manifest summary. It writes none if a whole manifest was unusable, or if the service \
        itself failed: the status message gives the reason. Run `rekon manifest check` to check a manifest.
        """

    /// As in `10 lines: 7 valid, 1 ignored, 2 invalid; bounding boxes`.
    static func counts(_ statistics: SummaryFile.Statistics) -> String {
        func number(_ value: Int?) -> String { value.map(grouped) ?? "?" }
        let useCase = statistics.useCase.map { "; \(Self.useCase($0))" } ?? ""
        return """
            \(number(statistics.totalLines)) lines: \(number(statistics.validLines)) valid, \
            \(number(statistics.ignoredLines)) ignored, \(number(statistics.invalidLines)) invalid\(useCase)
            """
    }

    static func useCase(_ text: String) -> String {
        switch text {
        case "IMAGE_LEVEL_LABELS": "image-level labels"
        case "OBJECT_LOCALIZATION": "bounding boxes"
        case "NOT_DETERMINED": "the format was not determined"
        default: text
        }
    }

    static func message(of finding: ReportedFinding) -> String {
        var message = finding.error.message
        while message.hasSuffix(".") { message.removeLast() }
        if message.isEmpty { message = "the service gives no details" }
        if let pointer = finding.pointer { return "\(message) (\(pointer))" }
        if finding.line == nil, let dataset = finding.dataset { return "\(message) (\(dataset.rawValue))" }
        return message
    }

    /// As in `3, 5-9 and 12 more`.
    static func ranges(_ lines: [Int], of count: Int, limit: Int = 20) -> String {
        var ranges: [ClosedRange<Int>] = []
        var shown = 0
        for line in lines {
            if let last = ranges.last, last.upperBound < line, line - last.upperBound == 1 {
                ranges[ranges.count - 1] = last.lowerBound...line
            } else {
                guard ranges.count < limit else { break }
                ranges.append(line...line)
            }
            shown += 1
        }
        let text = ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ", ")
        return shown < count ? text + " and \(grouped(count - shown)) more" : text
    }
}

/// The counts of errors and warnings in the manifests of a training.
struct ExplanationCounts {
    var terminalErrors = 0
    var lineErrors = 0
    var warnings = 0

    init(_ explanation: TrainingExplanation) {
        if let file = explanation.summaryFile {
            for finding in file.findings {
                switch finding.level {
                case .error: terminalErrors += 1
                case .warning: warnings += 1
                }
            }
            terminalErrors += file.omittedErrors
        }
        for manifest in explanation.manifests {
            lineErrors += manifest.tally.errors
            warnings += manifest.tally.warnings
        }
    }
}
