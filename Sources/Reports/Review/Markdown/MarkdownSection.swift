/// A part of a comment: a heading over a table or a list, whose items are left out from the end where there is no room.
package struct MarkdownSection: Sendable {
    package enum Folding: Sendable {
        /// Behind a line to click on.
        case always
        /// From 26 items on.
        case whenLong
    }

    /// The program's own words.
    package var title: String
    /// The headings of a table; empty for a list.
    package var columns: [String]
    package var folding: Folding
    package var count: Int
    /// Markdown of one item, without a line break at its end: a row, or a list item of any number of lines.
    ///
    /// Asked for only as long as there is room: a plan of ten thousand versions costs no more than what is shown of it.
    package var item: @Sendable (Int) -> String

    package init(
        _ title: String,
        columns: [String] = [],
        folding: Folding = .whenLong,
        count: Int,
        item: @escaping @Sendable (Int) -> String
    ) {
        self.title = title
        self.columns = columns
        self.folding = folding
        self.count = count
        self.item = item
    }

    package init(_ title: String, columns: [String] = [], folding: Folding = .whenLong, items: [String]) {
        self.init(title, columns: columns, folding: folding, count: items.count) { items[$0] }
    }

    static let mostUnfolded = 25

    private var isFolded: Bool {
        switch folding {
        case .always: true
        case .whenLong: count > Self.mostUnfolded
        }
    }

    /// What stands before the items.
    var opening: String {
        var text =
            isFolded ? "\n<details><summary>\(title): \(count)</summary>\n\n" : "\n#### \(title): \(count)\n\n"
        if !columns.isEmpty {
            text += Markdown.row(columns) + "\n" + Markdown.row(columns.map { _ in "---" }) + "\n"
        }
        return text
    }

    /// What stands behind the items.
    var closing: String { isFolded ? "\n</details>\n" : "" }

    /// Told behind the last item that there was room for.
    func remainder(_ count: Int) -> String { "\n… and \(count) more, left out here.\n" }
}
