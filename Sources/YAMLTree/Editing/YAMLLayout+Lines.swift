import Diagnostics
import Text

extension YAMLLayout {
    /// A refusal at a node.
    ///
    /// - Parameter related: Further places: what stands there, and the number of the node.
    package func refusal(
        _ message: String,
        at index: Int,
        related: [(message: String, index: Int)] = [],
        help: String
    ) -> EditRefusal {
        EditRefusal([
            .error(
                message,
                at: location(of: index),
                related: related.map { .init($0.message, at: location(of: $0.index)) },
                help: help
            )
        ])
    }

    /// Refuses a node that is an alias or a part of what an alias repeats: a change of it changes other places too.
    package func checkUnshared(_ index: Int) throws(EditRefusal) {
        let help = "write the value out at the place that you mean, or edit the shared value by hand"
        var place: Int? = index
        while let index = place {
            let node = nodes[index]
            if node.kind == .alias {
                throw refusal(
                    "the value is shared: `*\(node.text.excerpt)` repeats a value that other places may use too",
                    at: index,
                    related: node.target.map { [("the shared value is here", $0)] } ?? [],
                    help: help
                )
            }
            if let alias = node.firstAlias {
                throw refusal(
                    "the value is shared: `*\(nodes[alias].text.excerpt)` repeats it elsewhere",
                    at: index,
                    related: [("it is repeated here", alias)],
                    help: help
                )
            }
            place = node.parent
        }
    }

    /// Whether a node is in brackets or braces.
    func isInFlow(_ index: Int) -> Bool {
        nodes[index].parent.map { nodes[$0].kind.isFlow } ?? false
    }

    /// The column of an offset in bytes, from 0. In front of a block there are only spaces and dashes.
    func column(of offset: Int) -> Int { offset - bytes.startOfLine(at: offset) }

    /// Whether an offset is the first on its line, after spaces.
    func isFirstOnLine(_ offset: Int) -> Bool {
        bytes[bytes.startOfLine(at: offset)..<offset].allSatisfy { $0 == UInt8(ascii: " ") }
    }

    /// Whether the rest of a line has at most a comment.
    func endsLine(_ offset: Int) -> Bool {
        let rest = bytes[offset..<bytes.endOfLine(at: offset)]
        guard let first = rest.firstIndex(where: { !$0.isBlank }) else { return true }
        return bytes[first] == UInt8(ascii: "#") && first > offset
    }

    /// The indentation of a line that is only a comment; nil for another line.
    private func indentationOfComment(at start: Int) -> Int? {
        let line = bytes[start..<bytes.endOfLine(at: start)]
        guard let first = line.firstIndex(where: { !$0.isBlank }), bytes[first] == UInt8(ascii: "#") else { return nil }
        return first - start
    }

    /// The line break of a line; at the end of the file, that of its first line.
    func lineBreak(near offset: Int) -> [UInt8] {
        let own = bytes.lineBreak(at: bytes.endOfLine(at: offset))
        if !own.isEmpty { return Array(own) }
        let first = bytes.lineBreak(at: bytes.endOfLine(at: 0))
        return first.isEmpty ? [UInt8(ascii: "\n")] : Array(first)
    }

    /// Lines after the line of an offset, and after the comments below it that are indented deeper than a column.
    ///
    /// A file without a final line break stays without one.
    func edit(addingLines lines: [String], afterLineOf offset: Int, deeperThan column: Int = .max) -> TextEdit {
        let lineBreak = lineBreak(near: offset)
        var end = bytes.endOfLine(at: offset)
        while true {
            let next = end + bytes.lineBreak(at: end).count
            guard next > end, let indentation = indentationOfComment(at: next), indentation > column else { break }
            end = bytes.endOfLine(at: next)
        }
        let own = bytes.lineBreak(at: end)
        let place = end + own.count
        let text = lines.flatMap { line in own.isEmpty ? lineBreak + Array(line.utf8) : Array(line.utf8) + lineBreak }
        return TextEdit(place..<place, text)
    }

    /// Lines before the line of an offset, and before the comments directly above it.
    func edit(addingLines lines: [String], beforeLineOf offset: Int) -> TextEdit {
        let lineBreak = lineBreak(near: offset)
        var start = bytes.startOfLine(at: offset)
        while start > 0 {
            let above = bytes.startOfLine(at: bytes.startOfLineBreak(before: start))
            guard above < start, indentationOfComment(at: above) != nil else { break }
            start = above
        }
        return TextEdit(start..<start, lines.flatMap { Array($0.utf8) + lineBreak })
    }
}
