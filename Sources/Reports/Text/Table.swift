import Text

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

/// Text measured in a terminal's columns, of which a character may take none, one or two.
enum Columns {
    static func width(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + HarmlessText.width($1) }
    }

    /// A text cut to a number of columns, with a mark where it was cut.
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

/// A text that grows line by line. Everything that came from outside passes `HarmlessText` before it is in.
struct Page {
    let style: TextStyle
    let width: Int?
    private(set) var text = ""

    init(style: TextStyle, width: Int?) {
        self.style = style
        self.width = width
    }

    /// A line that the caller has made harmless, and that is not folded.
    mutating func line(_ level: Int, _ content: String) {
        if !content.isEmpty {
            text += String(repeating: "  ", count: level)
            text += content
        }
        text += "\n"
    }

    /// A sentence, folded to the width between words.
    mutating func prose(_ level: Int, _ sentence: String) {
        let harmless = HarmlessText.shown(sentence)
        let room = width.map { max($0 - 2 * level, 30) } ?? .max
        var current = ""
        for word in harmless.split(separator: " ") {
            if !current.isEmpty, current.count + 1 + word.count > room {
                line(level, current)
                current = "  "
            } else if !current.isEmpty {
                current += " "
            }
            current += word
        }
        if !current.isEmpty { line(level, current) }
    }

    /// A named value, or several of one name below each other.
    mutating func field(_ name: String, _ values: [String]) {
        let label = name + String(repeating: " ", count: max(13 - name.count, 2))
        for (index, value) in values.enumerated() {
            let start = index == 0 ? label : String(repeating: " ", count: label.count)
            line(2, "  " + start + HarmlessText.shown(value))
        }
    }
}
