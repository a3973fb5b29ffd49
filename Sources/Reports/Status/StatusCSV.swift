import ModelVersions
import Planning
import Text

/// A status for spreadsheets, one line for each version. New columns are added only at the end.
package enum StatusCSV {
    private static let columns = [
        "project", "version", "state", "status", "message", "f1_score", "f1_change", "compared_with", "min_f1_score",
        "gate",
        "billable_seconds", "cost_usd", "created", "ended", "management", "arn", "description", "output", "tags",
        "outcome", "min_inference_units", "max_inference_units", "min_usd_per_hour", "max_usd_per_hour", "copied_from",
        "account", "region", "sandbox",
    ]

    package static func render(_ report: StatusReport, sandbox: Bool = false) -> String {
        var csv = CSVText()
        csv.append(columns.map { .text($0) })
        for project in report.projects {
            for row in project.versions {
                let record = StatusRecord(row, of: project.project, in: report)
                csv.append(
                    [.text(project.project.text)] + cells(of: record) + [.text(row.entry?.outcome.rawValue)]
                        + laterCells(of: record)
                        + [.text(project.project.account), .text(project.project.region), .text("\(sandbox)")]
                )
            }
        }
        return csv.text
    }

    private static func cells(of record: StatusRecord) -> [CSVText.Cell] {
        [
            .text(record.name), .text(record.state), .text(record.status), .text(record.statusMessage),
            .number(record.f1Score.map { "\($0)" }), .number(record.f1Change.map { decimal($0, places: 6) }),
            .text(record.comparedWith), .number(record.minF1Score.map { "\($0)" }), .text(record.gate),
            .number(record.billableSeconds.map(String.init)), .number(record.costUSD.map { decimal($0, places: 2) }),
            .text(record.created), .text(record.ended), .text(record.management), .text(record.arn),
            .text(record.description), .text(record.output),
            // A JSON object, because a tag may contain any separator.
            .text(record.tags.map { String(decoding: JSONText.line($0.all.write).dropLast(), as: UTF8.self) }),
        ]
    }

    /// The cells after the outcome.
    private static func laterCells(of record: StatusRecord) -> [CSVText.Cell] {
        [
            .number(record.units.map { "\($0.minimum)" }), .number(record.units.map { "\($0.maximum)" }),
            .number(record.minUSDPerHour.map { decimal($0, places: 2) }),
            .number(record.maxUSDPerHour.map { decimal($0, places: 2) }), .text(record.copiedFrom),
        ]
    }

    /// The parts that could not be read: a sentence for each project, and for each version whose tags are missing.
    package static func problems(of report: StatusReport) -> [String] {
        report.projects.flatMap { project in
            let problem = project.problem.map { "\(project.project): \($0.explanation(of: project.project))" }
            let tags = project.versions.compactMap { row in
                row.tagsProblem.map { "\(project.project): \(row.name): \(TagWords.unreadable($0))" }
            }
            return [problem].compactMap(\.self) + tags
        }
    }
}

/// A table by RFC 4180: cells between commas, quoted where necessary, each line ended by CR and LF.
///
/// The format has no escapes. Users show it on terminals and open it in spreadsheets: so control characters are
/// replaced, and text that a spreadsheet would take for a formula gets an apostrophe in front, also a name. JSON has
/// the texts unchanged.
struct CSVText {
    enum Cell {
        case empty
        /// A number of this program: a minus sign is no formula.
        case number(String)
        case text(String)

        static func number(_ text: String?) -> Cell { text.map { .number($0) } ?? .empty }
        static func text(_ text: String?) -> Cell { text.map { .text($0) } ?? .empty }
    }

    private(set) var text = ""

    mutating func append(_ cells: [Cell]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { text += "," }
            switch cell {
            case .empty: break
            case .number(let number): text += number
            case .text(let content): text += Self.quoted(Self.withoutFormula(content))
            }
        }
        text += "\r\n"
    }

    /// OWASP's rule for CSV injection (<https://owasp.org/www-community/attacks/CSV_Injection>).
    private static func withoutFormula(_ text: String) -> String {
        let shown = HarmlessText.shown(text)
        let startsWithControl = text.utf8.first.map { [0x09, 0x0A, 0x0D].contains($0) } ?? false
        // Some spreadsheets skip leading spaces.
        let first = shown.unicodeScalars.first { $0 != " " }
        let startsFormula = first.map { "=+-@＝＋－＠".unicodeScalars.contains($0) } ?? false
        return startsWithControl || startsFormula ? "'" + shown : shown
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") }
        // Some readers strip spaces at the ends of an unquoted cell.
        if isPlain, text.utf8.first != UInt8(ascii: " "), text.utf8.last != UInt8(ascii: " ") { return text }
        return "\"" + text.replacing("\"", by: "\"\"") + "\""
    }
}
