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
    ]

    package static func render(_ report: StatusReport) -> String {
        var csv = CSVText()
        csv.append(columns.map { .exact($0) })
        for project in report.projects {
            for row in project.versions {
                let record = StatusRecord(row, in: report)
                csv.append(
                    [.exact(project.project.text)] + cells(of: record) + [.exact(row.entry?.outcome.rawValue)]
                        + laterCells(of: record)
                )
            }
        }
        return csv.text
    }

    private static func cells(of record: StatusRecord) -> [CSVText.Cell] {
        [
            .exact(record.name), .exact(record.state), .free(record.status), .free(record.statusMessage),
            .exact(record.f1Score.map { "\($0)" }), .exact(record.f1Change.map { decimal($0, places: 6) }),
            .exact(record.comparedWith), .exact(record.minF1Score.map { "\($0)" }), .exact(record.gate),
            .exact(record.billableSeconds.map(String.init)), .exact(record.costUSD.map { decimal($0, places: 2) }),
            .exact(record.created), .exact(record.ended), .exact(record.management), .exact(record.arn),
            .free(record.description), .free(record.output),
            // A JSON object, because a tag may contain any separator.
            .exact(record.tags.map { JSONText.line($0.json).trimmingLineBreak }),
        ]
    }

    /// The cells after the outcome.
    private static func laterCells(of record: StatusRecord) -> [CSVText.Cell] {
        [
            .exact(record.units.map { "\($0.minimum)" }), .exact(record.units.map { "\($0.maximum)" }),
            .exact(record.minUSDPerHour.map { decimal($0, places: 2) }),
            .exact(record.maxUSDPerHour.map { decimal($0, places: 2) }), .free(record.copiedFrom),
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

extension String {
    fileprivate var trimmingLineBreak: String { hasSuffix("\n") ? String(dropLast()) : self }
}

/// A table by RFC 4180: cells between commas, quoted where necessary, each line ended by CR and LF.
///
/// The format has no escapes. Users show it on terminals and open it in spreadsheets: so control characters are
/// replaced, and free text that a spreadsheet would take for a formula gets an apostrophe in front. JSON has the texts
/// unchanged.
struct CSVText {
    enum Cell {
        case empty
        /// Numbers, names and words of this program.
        case exact(String)
        /// Foreign text.
        case free(String)

        static func exact(_ text: String?) -> Cell { text.map { .exact($0) } ?? .empty }
        static func free(_ text: String?) -> Cell { text.map { .free($0) } ?? .empty }
    }

    private(set) var text = ""

    mutating func append(_ cells: [Cell]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { text += "," }
            switch cell {
            case .empty: break
            case .exact(let content): text += Self.quoted(HarmlessText.shown(content))
            case .free(let content): text += Self.quoted(Self.withoutFormula(HarmlessText.shown(content)))
            }
        }
        text += "\r\n"
    }

    private static func withoutFormula(_ text: String) -> String {
        // Some spreadsheets skip leading spaces.
        let first = text.unicodeScalars.first { $0 != " " }
        return first.map { "=+-@＝＋－＠".unicodeScalars.contains($0) } == true ? "'" + text : text
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") }
        // Some readers strip spaces at the ends of an unquoted cell.
        if isPlain, text.utf8.first != UInt8(ascii: " "), text.utf8.last != UInt8(ascii: " ") { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
