import Host
import ModelVersions
import Planning
package import Text

/// A status as a table for a terminal.
package struct StatusText: Sendable {
    let style: TextStyle
    /// Columns of the terminal; nil: nothing is cut.
    let width: Int?
    /// Milliseconds since 1970.
    let now: Int64

    package init(style: TextStyle = .plain, width: Int? = nil, now: Int64) {
        self.style = style
        self.width = width
        self.now = now
    }

    package func render(_ report: StatusReport) -> String {
        var page = Page(style: style, width: width)
        let runs = report.counts.running.count > 0
        let rows = report.projects.map { project in
            project.versions.map { cells(of: $0, of: project.project, in: report, runs: runs) }
        }
        let table = Table(
            columns(of: report, runs: runs),
            for: rows.flatMap { $0 },
            width: width.map { max($0 - 2, 1) }
        )
        let accounts = report.unreadAccounts
        page.write(accounts, "unknown")
        let told = Set(accounts.flatMap(\.projects))
        let rowsOf = Dictionary(zip(report.projects.map(\.project), rows)) { first, _ in first }
        let parts = report.parts
        for (place, projects) in parts {
            if parts.count > 1 { page.heading(place, report.access[place.account]?.readText) }
            for project in projects where !told.contains(project.project) {
                page.line(0, style.paint(Columns.fitted(project.project.text, width ?? .max), .bold))
                write(project, rowsOf[project.project] ?? [], table, of: report, to: &page)
                page.line(0, "")
            }
            if parts.count > 1 {
                page.subtotal("Status of \(place.subject): \(report.sentences(of: place, projects))")
            }
        }
        if let omission = report.omission {
            page.prose(0, omission.text)
            page.line(0, "")
        }
        writeSummary(of: report, to: &page)
        return page.text
    }

    private func write(
        _ project: ProjectStatus,
        _ rows: [[Table.Cell]],
        _ table: Table,
        of report: StatusReport,
        to page: inout Page
    ) {
        if let problem = project.problem {
            page.prose(1, "! \(problem.explanation(of: project.project))")
            return
        }
        for dataset in project.datasets { page.prose(1, dataset.sentence) }
        if let data = project.live?.newData { page.prose(1, data.message) }
        if rows.isEmpty {
            page.prose(1, report.targets.isEmpty ? "No versions." : "No version matches --target.")
            return
        }
        page.line(1, table.header(style))
        for (row, cells) in zip(project.versions, rows) {
            page.line(1, table.line(cells, style))
            for text in [row.conflict, row.message, row.tagsProblem.map(TagWords.unreadable)] {
                if let text { page.prose(3, text) }
            }
        }
        guard report.projects.count > 1 else { return }
        page.prose(1, report.sentences(of: project))
    }

    private func writeSummary(of report: StatusReport, to page: inout Page) {
        let counts = report.counts
        let unread = report.unread
        let isListed = report.projects.count > max(unread, 1)
        let place = isListed ? "\(counted(report.projects.count, "project")), " : ""
        let seen = counts.versions == 0 && unread == 0 && !report.isComplete ? " seen" : ""
        page.prose(0, "Status: \(place)\(counts.text(hasFiles: report.hasFiles, unread: unread))\(seen).")
        if let best = counts.bestText, report.projects.count == 1 { page.prose(0, best) }
        if let charged = counts.billableTime {
            page.prose(0, "\(charged.chargeText(report.costs.total)), \(report.price.assumption(in: charged.places)).")
        }
        if let running = counts.running.sentence(at: report.inferencePrice) { page.prose(0, running) }
        if !report.isComplete { page.prose(0, PlanSummary.incomplete) }
    }

    // MARK: Columns

    /// - Parameter runs: Whether a model runs, which is charged for by the hour.
    private func columns(of report: StatusReport, runs: Bool) -> [Table.Column] {
        var columns: [Table.Column] = [
            .init(title: ""), .init(title: "version", softLimit: 24), .init(title: "state"),
            .init(title: "F1", alignment: .right), .init(title: "change", alignment: .right, dispensability: 1),
            .init(title: "time", alignment: .right, dispensability: 4),
            .init(title: "USD", alignment: .right, dispensability: 3),
            .init(title: "created (UTC)", dispensability: 2),
        ]
        if report.hasFiles {
            columns.append(.init(title: "managed", dispensability: 6))
            columns.append(.init(title: "gate", dispensability: 5))
        }
        if runs {
            columns.append(.init(title: "units", alignment: .right, dispensability: 2))
            columns.append(.init(title: "USD/h", alignment: .right, dispensability: 1))
        }
        if report.readsTags { columns.append(.init(title: "tags", dispensability: 7, softLimit: 24)) }
        return columns
    }

    private func cells(
        of row: StatusRow,
        of project: ProjectARN,
        in report: StatusReport,
        runs: Bool
    ) -> [Table.Cell] {
        var state = row.stateWord
        if row.isInProgress, let created = row.created {
            state += " \(span(seconds: (now - created) / 1000))"
        }
        var cells: [Table.Cell] = [
            .init(row.mark.symbol, row.mark.paint), .init(row.name.text), .init(state, row.state.paint),
            .init(row.scoreText ?? "", row.gate?.isMissed == true ? .red : nil),
            .init(row.f1Change.map { signed($0, places: 3) } ?? ""),
            .init(row.billableSeconds.map { span(seconds: $0) } ?? ""),
            .init(report.costs[project, row.name]?.text ?? ""),
            .init(row.created.map(minuteText) ?? ""),
        ]
        if report.hasFiles {
            cells.append(.init(row.management.word))
            cells.append(.init(row.gateText ?? "", row.gate?.isMissed == true ? .red : nil))
        }
        if runs {
            cells.append(.init(row.live?.chargedUnits?.range ?? ""))
            cells.append(.init(row.live?.chargedUnits.map(report.inferencePrice[project].hourText) ?? "", .yellow))
        }
        if report.readsTags { cells.append(.init(row.tags.map(\.text) ?? "")) }
        return cells
    }
}

extension StatusRow {
    /// As in `0.873`.
    var scoreText: String? {
        f1Score.map { Reports.scoreText($0, against: gate?.isMissed == true ? minimumF1Score : nil) }
    }

    /// As in `0.850 met`; nil where nothing is required.
    var gateText: String? { Reports.gateText(gate, minimum: minimumF1Score) }
}

extension StatusRow.Management {
    var word: String {
        switch self {
        case .managed: "yes"
        case .retired: "retired"
        case .unmanaged: "no"
        }
    }
}

extension Tags {
    /// As in `stage=prod, team=perception`.
    var text: String { pairs.joined(separator: ", ") }
}
