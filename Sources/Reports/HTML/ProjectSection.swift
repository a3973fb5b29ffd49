import ModelVersions
import Planning
import Reconciler

/// One project of the page: what is wrong, how good its versions are, what they cost, and what each was made of.
struct ProjectSection {
    let project: ProjectStatus
    let report: StatusReport
    let now: Int64
    let id: String
    /// As they are numbered in the charts: the live ones, oldest first, then those that are not live.
    private let rows: [StatusRow]

    init(_ project: ProjectStatus, number: Int, of report: StatusReport, now: Int64) {
        self.project = project
        self.report = report
        self.now = now
        id = "p\(number)"
        rows = project.versions
    }

    func write(to main: inout HTML) {
        main.block("section", ["id": id, "aria-labelledby": "\(id)-name"]) { section in
            section.block("h2", ["id": "\(id)-name"], project.project.name)
            section.block("p", ["class": "arn muted"], project.project.text)
            if let problem = project.problem {
                section.block("p", ["class": "notice bad"]) { $0.foreign(sentence(problem.text(of: project.project))) }
                return
            }
            guard !rows.isEmpty else {
                section.block("p", report.targets.isEmpty ? "No versions." : "No version matches --target.")
                return
            }
            let counts = report.counts(of: project)
            let sentences = [counts.text(hasFiles: report.hasFiles) + ".", counts.bestText, counts.chargeText]
            section.block("p", sentences.compactMap { $0 }.joined(separator: " "))
            if report.hasFiles { writeDrift(to: &section) }
            writeCharts(to: &section)
            writeTable(to: &section)
            HistoryList(rows, in: report, id: id, now: now).write(to: &section)
        }
    }

    // MARK: Drift

    private func writeDrift(to section: inout HTML) {
        let drifts = StatusDrift.all(in: rows)
        let unmanaged = rows.filter { $0.management == .unmanaged }
        let absent = rows.filter { $0.state == .notTrained }
        section.block("h3", "Drift")
        if drifts.isEmpty, absent.isEmpty {
            section.block("p", ["class": "ok"], "None: what is described is live as it is described.")
        }
        folded(drifts.count, "Show all \(counted(drifts.count, "version"))", in: &section) { html in
            guard !drifts.isEmpty else { return }
            html.block("ul", ["class": "drift"]) { list in
                for drift in drifts { write(drift, to: &list) }
            }
        }
        write(absent, "not trained", "described, and not live", to: &section)
        write(unmanaged, "unmanaged", "live, and named by no file", to: &section)
        if !report.readsTags { section.block("p", ["class": "muted"], "Tags were not compared (--tags).") }
    }

    private func write(_ drift: StatusDrift, to list: inout HTML) {
        list.block("li", ["class": drift.level.cssClass]) { item in
            item.element("strong", drift.name.text)
            for remark in drift.remarks {
                item.block("p") { paragraph in
                    paragraph.element("span", ["class": "tag \(remark.level.cssClass)"]) { $0.foreign(remark.title) }
                    paragraph.text(" \(remark.text)")
                }
                guard !remark.details.isEmpty else { continue }
                item.block("dl", ["class": "fields"]) { html in
                    for detail in remark.details { html.field(detail.label, [detail.value]) }
                }
            }
        }
    }

    private func write(_ rows: [StatusRow], _ title: String, _ text: String, to section: inout HTML) {
        guard !rows.isEmpty else { return }
        section.block("p") { paragraph in
            paragraph.element("strong", "\(rows.count) \(title)")
            paragraph.element("span", ["class": "muted"], " (\(text)): ")
            paragraph.text(rows.map(\.name.text).joined(separator: ", "))
        }
    }

    // MARK: Charts

    private func writeCharts(to section: inout HTML) {
        let live = rows.filter { $0.live != nil }
        if let chart = F1Chart(live) {
            section.block("h3", "F1 score")
            section.block("figure") { figure in
                chart.draw(id: "\(id)-f1", into: &figure)
                figure.block("figcaption") { caption in
                    if live.count <= F1Chart.limit {
                        caption.block("div", ["class": "legends"]) { legends in
                            for mark in Self.legend where mark.isShown(live) { write(mark, to: &legends) }
                        }
                    }
                    caption.text("Versions from the oldest to the newest, numbered as in the table.")
                    if live.count > F1Chart.limit {
                        caption.text(" Each line stands for several, from the lowest score to the highest.")
                    }
                }
            }
        }
        if let chart = TimeChart(live, price: report.price) {
            section.block("h3", "Training time and cost")
            section.block("figure", ["class": "both"]) { figure in
                chart.draw(id: "\(id)-time", into: &figure)
                figure.block("figcaption") { caption in
                    caption.element(
                        "span",
                        "At the left the time that was charged, at the right about what it costs in USD."
                    )
                }
            }
        }
    }

    private struct LegendMark: Sendable {
        let shape: String
        let words: String
        let isShown: @Sendable ([StatusRow]) -> Bool
    }

    private static let legend = [
        LegendMark(shape: "#scored", words: "F1 score") {
            $0.contains { $0.f1Score != nil && $0.gate?.isMissed != true }
        },
        LegendMark(shape: "#missed", words: "below its gate") {
            $0.contains { $0.f1Score != nil && $0.gate?.isMissed == true }
        },
        LegendMark(shape: "#failed", words: "failed") { $0.contains { $0.f1Score == nil && $0.state == .failed } },
        LegendMark(shape: "#running", words: "in training") {
            $0.contains { $0.f1Score == nil && $0.state == .inProgress }
        },
        LegendMark(shape: "", words: "required") { $0.contains { $0.minimumF1Score != nil } },
    ]

    private func write(_ mark: LegendMark, to caption: inout HTML) {
        caption.element("span", ["class": "legend"]) { entry in
            entry.element("svg", ["width": "16", "height": "14", "aria-hidden": "true"]) { svg in
                if mark.shape.isEmpty {
                    svg.void("line", ["class": "gate", "x1": "0", "x2": "16", "y1": "7", "y2": "7"], closes: true)
                } else {
                    svg.void("use", ["href": mark.shape, "x": "8", "y": "7"], closes: true)
                }
            }
            entry.text(mark.words)
        }
    }

    // MARK: Table

    private func writeTable(to section: inout HTML) {
        section.block("h3", "Versions")
        folded(rows.count, "Show all \(rows.count) versions", in: &section) { html in
            html.block("table") { table in
                table.element("caption", ["class": "hidden"], "Versions of \(project.project.name), oldest first")
                table.block("thead") { head in
                    head.block("tr") { row in
                        for column in columns {
                            row.element("th", ["scope": "col", "class": column.cssClass], column.title)
                        }
                    }
                }
                table.block("tbody") { body in
                    for (index, row) in rows.enumerated() { write(row, number: index + 1, to: &body) }
                }
            }
        }
    }

    private var columns: [(title: String, cssClass: String)] {
        [
            ("#", "number"), ("Version", ""), ("State", ""), ("F1", "number"), ("Time", "number wide"),
            ("USD", "number wide"),
        ]
            + [("Created", "wide")] + (report.hasFiles ? [("Managed", "wide"), ("Gate", "wide")] : [])
    }

    private func write(_ row: StatusRow, number: Int, to body: inout HTML) {
        body.block("tr") { cells in
            cells.element("td", ["class": "number muted"], "\(number)")
            cells.element("th", ["scope": "row"]) { cell in
                cell.element("a", ["href": "#\(id)-v\(number)"], row.name.text)
            }
            cells.element("td") { $0.state(row, now: now) }
            cells.element("td", ["class": "number"]) { $0.score(row) }
            cells.element("td", ["class": "number wide"], row.billableSeconds.map { span(seconds: $0) } ?? "")
            cells.element(
                "td",
                ["class": "number wide"],
                row.billableSeconds.map { dollars(cents: report.price.cents(forBillableSeconds: $0)) } ?? ""
            )
            cells.element("td", ["class": "wide date"], row.created.map(minuteText) ?? "")
            guard report.hasFiles else { return }
            cells.element("td", ["class": "wide"], row.management.word)
            cells.element("td", ["class": "wide"], row.gateText ?? "")
        }
    }
}

/// Writes a part of the page that is folded at first where it is long.
func folded(_ count: Int, _ summary: String, in html: inout HTML, _ content: (inout HTML) -> Void) {
    guard count > StatusPage.foldingLimit else { return content(&html) }
    html.block("details") { details in
        details.element("summary", summary)
        content(&details)
    }
}

/// A clause as a sentence.
private func sentence(_ clause: String) -> String {
    clause.prefix(1).uppercased() + clause.dropFirst() + (clause.hasSuffix(".") ? "" : ".")
}

extension StatusDrift.Level {
    var cssClass: String {
        switch self {
        case .error: "bad"
        case .warning: "warn"
        }
    }
}

extension VersionState {
    var cssClass: String {
        switch self {
        case .failed, .deleting, .missing: "bad"
        case .unrecognized, .expired: "warn"
        case .inProgress: "busy"
        case .notTrained: "note"
        case .trained: "ok"
        }
    }
}

extension HTML {
    mutating func state(_ row: StatusRow, now: Int64) {
        element("span", ["class": "state \(row.state.cssClass)"]) { $0.foreign(row.stateWord) }
        if row.state == .inProgress, let created = row.created {
            element("span", ["class": "muted"], " \(span(seconds: (now - created) / 1000))")
        }
    }

    /// A score and its change, which has a place of its own, so that scores stand below each other.
    mutating func score(_ row: StatusRow) {
        guard let score = row.scoreText else { return }
        element("span", ["class": row.gate?.isMissed == true ? "missed" : ""], score)
        let change = row.f1Change ?? 0
        let direction = row.f1Change == nil || change == 0 ? "" : change > 0 ? "up" : "down"
        text(" ")
        element("span", ["class": "change \(direction)"], row.f1Change.map { signed($0, places: 3) } ?? "")
    }

    /// A name and its values in a list of descriptions.
    mutating func field(_ name: String, _ values: [String]) {
        guard !values.isEmpty else { return }
        block("div") { group in
            group.element("dt", name)
            for value in values { group.element("dd") { $0.foreign(value) } }
        }
    }
}
