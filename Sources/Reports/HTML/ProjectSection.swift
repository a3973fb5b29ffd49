import ModelVersions
import Planning
import Text

/// One project of the page: drift, charts, a table, and the history of each version.
struct ProjectSection {
    let project: ProjectStatus
    let report: StatusReport
    let now: Int64
    let id: String
    private let name: String
    /// Numbered in the charts: the live versions, oldest first, then those that are not live.
    private let rows: [StatusRow]
    /// Whether a model of the project runs, which is charged for by the hour.
    private let runs: Bool
    /// Of the versions.
    private let costs: [VersionName: Cost]

    init(_ project: ProjectStatus, number: Int, of report: StatusReport, now: Int64) {
        self.project = project
        self.report = report
        self.now = now
        id = "p\(number)"
        name = report.names[project.project].name
        rows = project.versions
        runs = project.counts.running.count > 0
        costs = report.costs.versions(of: project.project)
    }

    func write(to main: inout HTML) {
        main.block("section", ["id": id, "aria-labelledby": "\(id)-name"]) { section in
            section.block("h2", ["id": "\(id)-name"], name)
            section.block("p", class: "place muted", AccountRegion(project.project).title)
            section.block("p", class: "arn muted", project.project.text)
            if let problem = project.problem {
                section.block("p", class: "notice bad") {
                    $0.foreign(sentence(problem.explanation(of: project.project)))
                }
                return
            }
            if !project.datasets.isEmpty {
                section.block("ul", class: "muted") { list in
                    for dataset in project.datasets { list.block("li") { $0.foreign(dataset.sentence) } }
                }
            }
            // With files, the drift says it.
            if !report.hasFiles, let data = project.live?.newData {
                section.block("p") { $0.foreign(sentence(data.message)) }
            }
            guard !rows.isEmpty else {
                section.block("p", report.targets.isEmpty ? "No versions." : "No version matches --target.")
                return
            }
            section.block("p", report.sentences(of: project))
            if report.hasFiles { DriftSection(report: project.drift).write(to: &section) }
            writeCharts(to: &section)
            writeTable(to: &section)
            HistoryList(project: project.project, rows: rows, report: report, costs: costs, id: id, now: now)
                .write(to: &section)
        }
    }

    // MARK: Charts

    private func writeCharts(to section: inout HTML) {
        let live = rows.filter { $0.live != nil }
        if let chart = F1Chart(live) {
            section.block("h3", "F1 score")
            section.block("figure", class: "both") { figure in
                chart.draw(id: "\(id)-f1", into: &figure)
                figure.block("figcaption") { caption in
                    if live.count <= F1Chart.limit {
                        caption.block("div", class: "legends") { legends in
                            for mark in Self.legend where mark.isShown(live) { write(mark, to: &legends) }
                        }
                    }
                    caption.text("Versions from the oldest to the newest, numbered as in the table.")
                    if live.count > F1Chart.limit {
                        caption.text(" Each line covers several, from the lowest score to the highest.")
                    }
                }
            }
        }
        if let chart = TimeChart(live, price: report.price[project.project], costs: costs) {
            section.block("h3", "Training time and cost")
            section.block("figure", class: "both") { figure in
                chart.draw(id: "\(id)-time", into: &figure)
                figure.block("figcaption") { caption in
                    caption.element(
                        "span",
                        "Left: the billable time. Right: its approximate cost in USD."
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
        LegendMark(shape: "#running", words: VersionState.inProgress.countWord) {
            $0.contains { $0.f1Score == nil && $0.state == .inProgress }
        },
        LegendMark(shape: "#running", words: VersionState.beingCopied.countWord) {
            $0.contains { $0.f1Score == nil && $0.state == .beingCopied }
        },
        LegendMark(shape: "", words: "required") { $0.contains { $0.minimumF1Score != nil } },
    ]

    private func write(_ mark: LegendMark, to caption: inout HTML) {
        caption.element("span", class: "legend") { entry in
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
                table.element("caption", class: "hidden", "Versions of \(name), oldest first")
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
            + (runs ? [("USD/h", "number")] : []) + [("Created", "wide")]
            + (report.hasFiles ? [("Managed", "wide"), ("Gate", "wide")] : [])
    }

    private func write(_ row: StatusRow, number: Int, to body: inout HTML) {
        body.block("tr") { cells in
            cells.element("td", class: "number muted", "\(number)")
            cells.element("th", ["scope": "row"]) { cell in
                cell.element("a", ["href": "#\(id)-v\(number)"], row.name.text)
            }
            cells.element("td") { $0.state(row, now: now) }
            cells.element("td", class: "number") { $0.score(row) }
            cells.element("td", class: "number wide", row.billableSeconds.map { span(seconds: $0) } ?? "")
            cells.element("td", class: "number wide", costs[row.name]?.text ?? "")
            if runs {
                let cost = row.live?.chargedUnits.map(report.inferencePrice[project.project].hourText)
                cells.element("td", class: "number", cost ?? "")
            }
            cells.element("td", class: "wide date", row.created.map(minuteText) ?? "")
            guard report.hasFiles else { return }
            cells.element("td", class: "wide", row.management.word)
            cells.element("td", class: "wide", row.gateText ?? "")
        }
    }
}

/// Writes a part of the page, folded where it is long.
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

extension VersionState {
    fileprivate var cssClass: StaticString {
        switch self {
        case .failed, .deleting, .missing: "state bad"
        case .unrecognized, .deprecated, .expired: "state warn"
        case .inProgress, .beingCopied: "state busy"
        case .notTrained: "state note"
        case .trained: "state ok"
        }
    }
}

extension HTML {
    mutating func state(_ row: StatusRow, now: Int64) {
        let isRefused = row.entry?.outcome.isBlocking == true
        element("span", class: isRefused ? "state bad" : row.state.cssClass) { $0.foreign(row.stateWord) }
        if row.conflict != nil { element("span", class: "muted", " conflict") }
        if row.isInProgress, let created = row.created {
            element("span", class: "muted", " \(span(seconds: (now - created) / 1000))")
        }
    }

    /// A score and its change, which has its own column, so that the scores align.
    mutating func score(_ row: StatusRow) {
        guard let score = row.scoreText else { return }
        element("span", class: row.gate?.isMissed == true ? "missed" : "", score)
        let change = row.f1Change
        let cssClass: StaticString =
            switch change ?? 0 {
            case 0: "change "
            case ..<0: "change down"
            default: "change up"
            }
        text(" ")
        element("span", class: cssClass, change.map { signed($0, places: 3) } ?? "")
    }

    /// A name and its values in a description list.
    mutating func field(_ name: String, _ values: [String]) {
        guard !values.isEmpty else { return }
        block("div") { group in
            group.element("dt", name)
            for value in values { group.element("dd") { $0.foreign(value) } }
        }
    }
}
