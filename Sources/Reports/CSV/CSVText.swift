internal import Diagnostics

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
