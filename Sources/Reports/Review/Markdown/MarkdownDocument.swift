import Text

/// A comment: a head, which is never cut, and sections that share the remaining room.
///
/// specs/review-formats.md promises the rules: each section gets an equal share; room that a section does not need goes
/// to the others, and then to the sections that are always folded. Whole items are left out, from the end of a section.
struct MarkdownDocument {
    /// In bytes of UTF-8, which are never fewer than characters or UTF-16 units. GitHub takes comments of 65,536
    /// characters; the rest is for text that the poster adds.
    static let commentLimit = 64_000

    /// Paragraphs.
    var head: [String]
    var sections: [MarkdownSection]
    /// How to see everything, as a sentence.
    var hint: String

    func render(limit: Int = commentLimit) -> String {
        var head = head.joined(separator: "\n\n") + "\n"
        var parts = sections.filter { $0.count > 0 }.map { Part($0, limit: limit) }
        let size = head.utf8.count + parts.reduce(0) { $0 + $1.frame + $1.demand }
        guard size > limit || parts.contains(where: { !$0.isWhole }) else {
            return parts.reduce(into: head) { text, part in part.write(to: &text) }
        }
        var omitted = 0
        // Reserve room for the longest notice.
        let total = parts.reduce(0) { $0 + $1.section.count }
        var room = limit - head.utf8.count - notice(total).utf8.count
        room -= parts.reduce(0) { $0 + $1.frame + $1.longestRemainder }
        while room < 0, let last = parts.popLast() {
            room += last.frame + last.longestRemainder
            omitted += last.section.count
        }
        // The sections that are always folded are the least important: they get the rest.
        for isFolded in [false, true] {
            let places = parts.indices.filter { (parts[$0].section.folding == .always) == isFolded }
            let shares = Self.shares(of: places.map { parts[$0].demand }, room: room)
            for (place, share) in zip(places, shares) {
                parts[place].cut(to: share)
                room -= parts[place].demand
                omitted += parts[place].section.count - parts[place].items.count
            }
        }
        head += notice(omitted)
        return parts.reduce(into: head) { text, part in part.write(to: &text) }
    }

    private func notice(_ omitted: Int) -> String {
        "\n**Cut to fit a comment:** \(counted(omitted, "item")) left out below. \(hint)\n"
    }

    /// Equal shares, none larger than the demand.
    static func shares(of demands: [Int], room: Int) -> [Int] {
        var shares = demands.map { _ in 0 }
        var rest = max(room, 0)
        let order = demands.indices.sorted { (demands[$0], $0) < (demands[$1], $1) }
        for (place, index) in order.enumerated() {
            shares[index] = min(demands[index], rest / (order.count - place))
            rest -= shares[index]
        }
        return shares
    }

    /// A section with the items that may fit.
    private struct Part {
        let section: MarkdownSection
        var items: [String] = []
        /// Bytes of the items that were rendered.
        var demand = 0

        init(_ section: MarkdownSection, limit: Int) {
            self.section = section
            for index in 0..<section.count {
                let item = section.item(index)
                items.append(item)
                demand += item.utf8.count + 1
                if demand > limit { break }
            }
        }

        var isWhole: Bool { items.count == section.count }
        var frame: Int { section.opening.utf8.count + section.closing.utf8.count }
        var longestRemainder: Int { section.remainder(section.count).utf8.count }

        /// Leaves out the items that do not fit.
        mutating func cut(to room: Int) {
            while demand > room, let last = items.popLast() { demand -= last.utf8.count + 1 }
        }

        func write(to text: inout String) {
            text += section.opening
            for item in items {
                text += item
                text += "\n"
            }
            if !isWhole { text += section.remainder(section.count - items.count) }
            text += section.closing
        }
    }
}

/// A part of a comment: a heading and a table or a list.
package struct MarkdownSection: Sendable {
    package enum Folding: Sendable {
        case always
        /// If it has more than 25 items.
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
    /// Called only as long as there is room, so that a plan of ten thousand versions is not rendered whole.
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

    /// Before the items.
    var opening: String {
        var text =
            isFolded ? "\n<details><summary>\(title): \(count)</summary>\n\n" : "\n#### \(title): \(count)\n\n"
        if !columns.isEmpty {
            text += Markdown.row(columns) + "\n" + Markdown.row(columns.map { _ in "---" }) + "\n"
        }
        return text
    }

    /// After the items.
    var closing: String { isFolded ? "\n</details>\n" : "" }

    /// After the last item, where others are left out.
    func remainder(_ count: Int) -> String { "\n… and \(count) more, left out here.\n" }
}

extension ReviewFormat {
    /// A comment for GitHub and GitLab.
    package static let markdown = ReviewFormat(name: "markdown") { MarkdownReview.render($0) }
}

package enum MarkdownReview {
    /// - Parameter limit: in bytes of UTF-8.
    package static func render(_ review: Review, limit: Int? = nil) -> String {
        var head = review.marker.map { [$0.text] } ?? []
        head.append("**\(Markdown.prose(review.summary, limit: 2000))**")
        if let sandbox = review.sandbox { head.append(sandbox.markdown) }
        head += review.paragraphs
        if review.omittedFindings > 0 {
            head.append("\(counted(review.omittedFindings, "more finding")) of the kinds below, not listed.")
        }
        let document = MarkdownDocument(
            head: head,
            sections: review.sections ?? sections(of: review.briefFindings),
            hint: review.hint
        )
        return document.render(limit: limit ?? MarkdownDocument.commentLimit)
    }

    /// For a review without sections of its own.
    static func sections(of findings: [Finding]) -> [MarkdownSection] {
        [("Errors", Finding.Level.error), ("Warnings", .warning), ("Notes", .note)].map { title, level in
            let groups = FindingGroup.groups(of: findings.filter { $0.level == level })
            return MarkdownSection(title, count: groups.count) { groups[$0].item }
        }
    }
}
