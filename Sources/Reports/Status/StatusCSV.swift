import ModelVersions
import Planning
import Reconciler
import Text

/// A status for spreadsheets: one line for each version. New columns are only ever added at the end.
package enum StatusCSV {
    private static let columns = [
        "project", "version", "state", "status", "message", "f1_score", "f1_change", "compared_with", "min_f1_score",
        "gate",
        "billable_seconds", "cost_usd", "created", "ended", "management", "arn", "description", "output", "tags",
    ]

    package static func render(_ report: StatusReport) throws -> String {
        var csv = CSVText()
        csv.append(columns.map { .exact($0) })
        for project in report.projects {
            for row in project.versions {
                csv.append([.exact(project.project.text)] + (try cells(of: StatusRecord(row, in: report))))
            }
        }
        return csv.text
    }

    private static func cells(of record: StatusRecord) throws -> [CSVText.Cell] {
        [
            .exact(record.name), .exact(record.state), .free(record.status), .free(record.statusMessage),
            .exact(record.f1Score.map { "\($0)" }), .exact(record.f1Change.map { decimal($0, places: 6) }),
            .exact(record.comparedWith), .exact(record.minF1Score.map { "\($0)" }), .exact(record.gate),
            .exact(record.billableSeconds.map(String.init)), .exact(record.costUSD.map { decimal($0, places: 2) }),
            .exact(record.created), .exact(record.ended), .exact(record.management), .exact(record.arn),
            .free(record.description), .free(record.output),
            // An object of JSON: what separates two tags may stand in a tag.
            .exact(try record.tags.map { try JSONText.line($0).trimmingLineBreak }),
        ]
    }

    /// What could not be read, which has no place in the table: a sentence for each project, and for each version whose
    /// tags are missing.
    package static func problems(of report: StatusReport) -> [String] {
        report.projects.flatMap { project in
            let problem = project.problem.map { "\(project.project): \($0.text(of: project.project))" }
            let tags = project.versions.compactMap { row in
                row.tagsProblem.map { "\(project.project): the tags of \(row.name) could not be read: \($0)" }
            }
            return [problem].compactMap { $0 } + tags
        }
    }
}

extension String {
    fileprivate var trimmingLineBreak: String { hasSuffix("\n") ? String(dropLast()) : self }
}

/// A table as RFC 4180 has it: cells between commas, quoted where they must be, every line ended by CR and LF.
///
/// The format has no escapes, and its files are shown on terminals and opened in spreadsheets: what could act on a
/// terminal is replaced as in every text, and free text that a spreadsheet would take for a formula has an apostrophe
/// put before it. JSON has the texts as they are.
struct CSVText {
    enum Cell {
        case empty
        /// What holds only what this program or a strict rule lets in, as numbers and names.
        case exact(String)
        /// Anything.
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
        // Some spreadsheets look behind the blanks.
        let first = text.unicodeScalars.first { $0 != " " }
        return first.map { "=+-@＝＋－＠".unicodeScalars.contains($0) } == true ? "'" + text : text
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") }
        // Blanks at the ends are part of the cell; some readers would take them away.
        if isPlain, text.utf8.first != UInt8(ascii: " "), text.utf8.last != UInt8(ascii: " ") { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
