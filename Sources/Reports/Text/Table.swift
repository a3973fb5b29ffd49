import Text

/// Rows in columns, each as wide as its longest cell.
///
/// Where the width is too small, no row is wrapped: long texts are cut, then columns are left out, the least important
/// first.
struct Table {
    struct Column {
        enum Alignment {
            case left, right
        }

        let title: String
        var alignment = Alignment.left
        /// The column with the largest number is left out first; nil: never.
        var dispensability: Int?
        /// The width to which it may be cut before others are left out; nil: it is never cut.
        var softLimit: Int?
    }

    struct Cell {
        let text: String
        let paint: TextStyle.Paint?

        /// - Parameter text: From anywhere: it is made harmless here.
        init(_ text: String, _ paint: TextStyle.Paint? = nil) {
            self.text = HarmlessText.shown(text)
            self.paint = paint
        }
    }

    private static let gap = 2
    /// The smallest width of a column that is never left out.
    private static let hardLimit = 8

    let columns: [Column]
    /// The columns to show, with their widths.
    private let layout: [(index: Int, width: Int)]

    /// - Parameters:
    ///   - rows: All rows to write, each with a cell for each column.
    ///   - width: Of a line, at most; nil: without limit.
    init(_ columns: [Column], for rows: [[Cell]], width: Int?) {
        self.columns = columns
        var widths = columns.map { Columns.width(of: $0.title) }
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], Columns.width(of: cell.text)) }
        }
        layout = Self.layout(columns, widths, within: width)
    }

    private static func layout(_ columns: [Column], _ natural: [Int], within room: Int?) -> [(index: Int, width: Int)] {
        guard let room else { return natural.enumerated().map { ($0.offset, $0.element) } }
        var widths = zip(columns, natural).map { column, width in min(width, column.softLimit ?? width) }
        var kept = columns.indices.filter { columns[$0].dispensability == nil }
        func excess() -> Int { kept.reduce(-gap) { $0 + widths[$1] + gap } - room }
        // The most important first. A less important one may still fit where another does not.
        let candidates = columns.indices.filter { columns[$0].dispensability != nil }
            .sorted { (columns[$0].dispensability ?? 0) < (columns[$1].dispensability ?? 0) }
        for index in candidates where excess() + gap + widths[index] <= 0 { kept.append(index) }
        kept.sort()
        // Cut the widest first.
        while excess() > 0 {
            guard let widest = kept.filter({ widths[$0] > hardLimit }).max(by: { widths[$0] < widths[$1] }) else {
                break
            }
            widths[widest] -= 1
        }
        // Give the rest of the room to the columns that were cut.
        for index in kept where columns[index].softLimit != nil {
            widths[index] += max(min(natural[index] - widths[index], -excess()), 0)
        }
        return kept.map { ($0, widths[$0]) }
    }

    /// The indices of the columns that are not left out.
    var shown: [Int] { layout.map(\.index) }

    func header(_ style: TextStyle) -> String {
        line(columns.map { Cell($0.title, .faint) }, style)
    }

    func line(_ cells: [Cell], _ style: TextStyle) -> String {
        var line = ""
        var pending = ""
        for (place, column) in layout.enumerated() {
            let cell = cells[column.index]
            let text = Columns.fitted(cell.text, column.width)
            let padding = Columns.padding(text, to: column.width)
            if place > 0 { pending += String(repeating: " ", count: Self.gap) }
            // No line ends with spaces.
            if columns[column.index].alignment == .right { pending += padding }
            if !text.isEmpty {
                line += pending + (cell.paint.map { style.paint(text, $0) } ?? text)
                pending = ""
            }
            if columns[column.index].alignment == .left { pending += padding }
        }
        return line
    }
}

/// The width of text in columns of a terminal; a character takes none, one or two.
enum Columns {
    static func width(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + HarmlessText.width($1) }
    }

    /// A text cut to a number of columns, with `…` where it was cut.
    static func fitted(_ text: String, _ columns: Int) -> String {
        guard width(of: text) > columns else { return text }
        guard columns > 1 else { return columns == 1 ? "…" : "" }
        var result = String.UnicodeScalarView()
        var taken = 1
        for scalar in text.unicodeScalars {
            let width = HarmlessText.width(scalar)
            guard taken + width <= columns else { break }
            taken += width
            result.append(scalar)
        }
        return String(result) + "…"
    }

    static func padding(_ text: String, to columns: Int) -> String {
        String(repeating: " ", count: max(columns - width(of: text), 0))
    }
}
