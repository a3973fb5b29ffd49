internal import Diagnostics

/// Rows under each other, in columns that are as wide as what stands in them.
///
/// Where the width is too small, no row is wrapped: long texts are cut, then columns are left out, those that matter
/// least first.
struct Table {
    struct Column {
        enum Alignment {
            case left, right
        }

        let title: String
        var alignment = Alignment.left
        /// The larger, the sooner the column is left out; nil: it always stays.
        var dispensability: Int?
        /// The columns that it may be cut to before others are left out; nil: it is shown as a whole or not at all.
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
    /// What a column that always stays is cut to at last.
    private static let hardLimit = 8

    let columns: [Column]
    /// The columns to show, with their widths.
    private let layout: [(index: Int, width: Int)]

    /// - Parameters:
    ///   - rows: All that will be written: each has a cell for each column.
    ///   - width: that the lines may have; nil for as much as they need.
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
        // What matters most comes first; what matters less may be narrow enough where something else is not.
        let candidates = columns.indices.filter { columns[$0].dispensability != nil }
            .sorted { (columns[$0].dispensability ?? 0) < (columns[$1].dispensability ?? 0) }
        for index in candidates where excess() + gap + widths[index] <= 0 { kept.append(index) }
        kept.sort()
        // What can be cut is, the widest first.
        while excess() > 0 {
            guard let widest = kept.filter({ widths[$0] > hardLimit }).max(by: { widths[$0] < widths[$1] }) else {
                break
            }
            widths[widest] -= 1
        }
        // What is left is for what was cut.
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
            // Blanks are written when something follows them: no line ends with any.
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
