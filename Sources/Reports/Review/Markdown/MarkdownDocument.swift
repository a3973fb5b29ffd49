/// A comment: its head, which is always whole, and sections that share the room that is left.
///
/// The rule for what is left out is promised in specs/review-formats.md. Each section gets an even share of the room;
/// what one does not need goes to the others. Items are left out whole and from the end of a section, so nothing that
/// was opened stays open.
struct MarkdownDocument {
    /// In bytes of UTF-8, of which a text never has fewer than characters or UTF-16 units. GitHub takes comments of
    /// 65,536 characters; the rest is for what whoever posts it puts around.
    static let commentLimit = 64_000

    /// Paragraphs.
    var head: [String]
    var sections: [MarkdownSection]
    /// Where everything can be seen, as a sentence.
    var hint: String

    func render(limit: Int = commentLimit) -> String {
        var head = head.joined(separator: "\n\n") + "\n"
        var parts = sections.filter { $0.count > 0 }.map { Part($0, limit: limit) }
        let size = head.utf8.count + parts.reduce(0) { $0 + $1.frame + $1.demand }
        guard size > limit || parts.contains(where: { !$0.isWhole }) else {
            return parts.reduce(into: head) { text, part in part.write(to: &text) }
        }
        var omitted = 0
        // The longest that the notice can be.
        let total = parts.reduce(0) { $0 + $1.section.count }
        var room = limit - head.utf8.count - notice(total).utf8.count
        room -= parts.reduce(0) { $0 + $1.frame + $1.longestRemainder }
        while room < 0, let last = parts.popLast() {
            room += last.frame + last.longestRemainder
            omitted += last.section.count
        }
        let shares = Self.shares(of: parts.map(\.demand), room: room)
        for index in parts.indices {
            parts[index].cut(to: shares[index])
            omitted += parts[index].section.count - parts[index].items.count
        }
        head += notice(omitted)
        return parts.reduce(into: head) { text, part in part.write(to: &text) }
    }

    private func notice(_ omitted: Int) -> String {
        "\n**Cut to fit a comment:** \(counted(omitted, "item")) left out below. \(hint)\n"
    }

    /// Even shares, of which nobody gets more than they can use.
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

    /// A section and those of its items that there may be room for.
    private struct Part {
        let section: MarkdownSection
        var items: [String] = []
        /// Bytes of the items, as far as they were asked for.
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

        /// Leaves out the items that do not fit any more.
        mutating func cut(to room: Int) {
            var size = 0
            let fitting = items.prefix { item in
                size += item.utf8.count + 1
                return size <= room
            }
            items = Array(fitting)
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
