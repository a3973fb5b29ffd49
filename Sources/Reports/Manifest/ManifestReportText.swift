package import Manifests
import ModelVersions
package import Text

/// Findings and statistics of manifests, for people.
package struct ManifestReportText {
    private static let labelLimit = 25

    let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    /// A finding in the format of compilers, with its help.
    package func finding(_ finding: ManifestFinding, name: String) -> String {
        entry(
            at: [name] + [finding.line, finding.column].compactMap { $0 }.map(String.init),
            finding.level,
            code: finding.code.rawValue,
            finding.message,
            help: finding.help
        )
    }

    /// - Parameter place: the name of the manifest, and the line and the column if known.
    func entry(
        at place: [String],
        _ level: ManifestFinding.Level,
        code: String,
        _ message: String,
        help: String
    ) -> String {
        """
        \(HarmlessText.shown(place.joined(separator: ":"))): \
        \(style.paint(level.rawValue + ":", level == .error ? .red : .yellow)) \
        \(style.paint(HarmlessText.shown(code), .bold)): \(HarmlessText.shown(message))
          \(style.paint("help:", .cyan)) \(help)

        """
    }

    /// The counts of findings that are not listed.
    package func omitted(_ summary: ManifestSummary, name: String, limit: Int) -> String {
        var text = ""
        for code in FindingCode.allCases where summary.count(code) > limit {
            text += "\(HarmlessText.shown(name)): \(grouped(summary.count(code) - limit)) more of \(code.rawValue)\n"
        }
        return text
    }

    /// - Parameter sandbox: nil for a run without it.
    package func summary(_ report: ManifestReport, _ sandbox: SandboxNotice? = nil) -> String {
        // Findings are above.
        let start = report.errors + report.warnings > 0 ? "\n" : ""
        return start + sandbox.heading + report.parts.map { statistics($0) + "\n" }.joined() + verdict(report) + "\n"
    }

    private func statistics(_ part: ManifestReport.Part) -> String {
        let summary = part.summary
        var page = Page(style: style, width: nil)
        page.line(0, style.paint(HarmlessText.shown("\(part.name) (\(summary.dataset.rawValue))"), .bold))
        func row(_ name: String, _ value: String) {
            page.line(1, name + String(repeating: " ", count: 10 - name.count) + HarmlessText.shown(value))
        }
        row("size", "\(grouped(summary.size)) bytes")
        row(
            "lines",
            """
            \(grouped(summary.totalLines)): \(grouped(summary.validLines)) valid, \(grouped(summary.ignoredLines)) \
            ignored, \(grouped(summary.invalidLines)) invalid
            """
        )
        row("images", images(summary))
        if let counts = part.images { row("in S3", inS3(counts, summary)) }
        row("format", format(summary))
        row(
            "boxes",
            "\(grouped(summary.boxes))\(summary.droppedBoxes > 0 ? ", \(grouped(summary.droppedBoxes)) left out" : "")"
        )
        if let bucket = summary.bucket { row("bucket", bucket) }
        row("labels", "\(summary.hasMoreLabels ? "more than " : "")\(grouped(summary.labels.count))")
        labels(summary, &page)
        return page.text
    }

    private func images(_ summary: ManifestSummary) -> String {
        var text = "\(grouped(summary.images)), \(grouped(summary.duplicates)) named twice"
        if summary.dataset == .testing { text += ", \(grouped(summary.sharedImages)) in the training manifest, too" }
        if !summary.comparedAllImages { text += " (of the first million and a half)" }
        return text
    }

    private func inS3(_ counts: ManifestReport.ImageCounts, _ summary: ManifestSummary) -> String {
        """
        \(counted(counts.images, "image")) checked with \(counted(counts.requests, "request")); \
        \(counted(counts.rejectedLines, "line")) without a usable image, \
        \(grouped(summary.uncheckedImages)) not checked
        """
    }

    private func format(_ summary: ManifestSummary) -> String {
        if summary.feature == .contentModeration { return "adapter for content moderation" }
        guard let useCase = summary.useCase else { return "not determined" }
        if !summary.hasBothFormats { return words(useCase) }
        return """
            both: \(counted(summary.objectLines, "line")) with bounding boxes, \(grouped(summary.imageLevelLines)) \
            with \
            image-level labels; the model is likely one of \(words(useCase))
            """
    }

    private func words(_ useCase: UseCase) -> String {
        switch useCase {
        case .imageLevelLabels: "image-level labels"
        case .objectLocalization: "bounding boxes"
        }
    }

    private func labels(_ summary: ManifestSummary, _ page: inout Page) {
        let shown = summary.labels.prefix(Self.labelLimit)
        guard !shown.isEmpty else { return }
        let rows = [("images", "boxes", "label")] + shown.map { (grouped($0.images), grouped($0.boxes), $0.name) }
        let widths = (rows.map(\.0.count).max() ?? 0, rows.map(\.1.count).max() ?? 0)
        for row in rows {
            let first = String(repeating: " ", count: widths.0 - row.0.count) + row.0
            let second = String(repeating: " ", count: widths.1 - row.1.count) + row.1
            page.line(2, "\(first)  \(second)  \(HarmlessText.shown(row.2))")
        }
        if summary.labels.count > shown.count { page.line(2, "and \(summary.labels.count - shown.count) more labels") }
    }

    private func verdict(_ report: ManifestReport) -> String {
        let warnings = report.warnings > 0 ? " \(counted(report.warnings, "warning"))." : ""
        switch report.verdict {
        case .passes: return style.paint("No errors.", .green) + warnings
        case .unknown:
            return style.paint("Incomplete:", .yellow)
                + " the images of \(counted(report.uncheckedImages, "line")) could not be checked." + warnings
        case .excludesLines:
            let lines = report.parts.reduce(0) { $0 + $1.summary.invalidLines }
            let boxes = report.parts.reduce(0) { $0 + $1.summary.droppedBoxes }
            return style.paint("\(counted(report.errors, "error")).", .yellow)
                + Self.losses(lines: lines, boxes: boxes) + warnings
        case .fails:
            return style.paint("A training would fail:", .red)
                + " \(counted(report.errors, "error")), \(grouped(report.terminalErrors)) of which end a training."
                + warnings
        }
    }

    /// The lines and boxes that a training would leave out.
    static func losses(lines: Int, boxes: Int) -> String {
        var parts: [String] = []
        if lines > 0 { parts.append(counted(lines, "line")) }
        if boxes > 0 { parts.append(counted(boxes, "box", plural: "boxes")) }
        let all = parts.isEmpty ? "the parts above" : parts.joined(separator: " and ")
        return " A training would run without \(all)."
    }
}
