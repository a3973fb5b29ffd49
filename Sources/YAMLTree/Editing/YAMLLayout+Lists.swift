import Text

extension YAMLLayout {
    package enum End: Sendable { case first, last }

    /// The edits that add items to a list.
    ///
    /// In a block they get lines of their own, indented as the items beside them; in brackets they are written in flow
    /// style. A comment directly above the first item stays with it. Comments below the last item stay below the new
    /// ones, unless they are indented deeper than the dashes.
    ///
    /// - Parameters:
    ///   - items: In the order of the file.
    ///   - list: The number of the list. It is the value of a key.
    /// - Throws: `EditRefusal` for a list that an alias repeats, or whose style has no certain place for an item.
    package func edits(adding items: [YAMLOutput], to list: Int, at end: End) throws(EditRefusal) -> [TextEdit] {
        try checkUnshared(list)
        if items.isEmpty { return [] }
        if nodes[list].kind == .blockList { return [try blockEdit(adding: items, to: list, at: end)] }
        if let edits = try editsOfEmptyList(adding: items, to: list) { return edits }
        let isQuoted = writesLikeJSON(list)
        var texts: [String] = []
        for item in items { texts.append(try flowText(of: item, isQuoted: isQuoted, at: list)) }
        return flowEdits(adding: texts, to: list, at: end)
    }

    func oddStyle(_ index: Int) -> EditRefusal {
        refusal(
            "this notation is not edited in place",
            at: index,
            help: "write each key and each dash first on its line, without `?` before keys and without `|` or `>`"
        )
    }

    /// A node for a place in brackets.
    ///
    /// - Parameter index: The node whose place a refusal names.
    func flowText(of node: YAMLOutput, isQuoted: Bool, at index: Int) throws(EditRefusal) -> String {
        do throws(YAMLWriteError) {
            return try YAMLWriter.flow(node, isQuoted: isQuoted)
        } catch {
            throw refusal("\(error.description)", at: index, help: "edit the file by hand")
        }
    }

    /// Whether the keys in a flow list or mapping, or the key of a list without any, have double quotes.
    func writesLikeJSON(_ index: Int) -> Bool {
        let node = nodes[index]
        let inside = (index..<node.next).first { nodes[$0].kind.isMapping }
        return nodes[inside.map { $0 + 1 } ?? max(index - 1, 0)].kind == .doubleQuoted
    }

    // MARK: blocks

    private func blockEdit(adding items: [YAMLOutput], to list: Int, at end: End) throws(EditRefusal) -> TextEdit {
        let dash = nodes[list].body
        let entries = children(of: list)
        guard isFirstOnLine(dash), let first = entries.first, let last = entries.last else { throw oddStyle(list) }
        let beside = end == .first ? first : last
        var width = 2
        if let mapping = nodes[beside].kind == .blockMapping
            ? beside : entries.first(where: { nodes[$0].kind == .blockMapping })
        {
            width = min(max(column(of: nodes[mapping].body) - column(of: dash), 2), Self.widest)
        }
        let lines = try lines(of: items, list: list, beside: beside, column: column(of: dash), width: width)
        if end == .first { return edit(addingLines: lines, beforeLineOf: dash) }
        guard endsLine(nodes[last].end) else { throw oddStyle(last) }
        return edit(addingLines: lines, afterLineOf: nodes[last].end, deeperThan: column(of: dash))
    }

    /// The edits of `key: []` in a block; nil for another list.
    private func editsOfEmptyList(adding items: [YAMLOutput], to list: Int) throws(EditRefusal) -> [TextEdit]? {
        let node = nodes[list]
        guard node.next == list + 1, let parent = node.parent, nodes[parent].kind == .blockMapping,
            bytes[node.body + 1..<node.end - 1].allSatisfy({ $0 == UInt8(ascii: " ") }),
            let key = key(of: list, in: parent)
        else { return nil }
        guard !isExplicit(key), endsLine(node.end) else { throw oddStyle(list) }
        var start = node.body
        while bytes[start - 1].isBlank { start -= 1 }
        if bytes[start - 1].isLineBreak { start = node.body }
        let indentation = indentation(beside: parent, in: parent)
        let lines = try lines(
            of: items,
            list: list,
            beside: parent,
            column: column(of: nodes[key].start) + indentation.list,
            width: 2
        )
        return [TextEdit(start..<node.end, []), edit(addingLines: lines, afterLineOf: node.end)]
    }

    private func lines(
        of items: [YAMLOutput],
        list: Int,
        beside: Int,
        column: Int,
        width: Int
    ) throws(EditRefusal) -> [String] {
        let indentation = indentation(beside: beside, in: nodes[list].parent ?? list)
        let dash = String(repeating: " ", count: column) + "-" + String(repeating: " ", count: width - 1)
        let indent = String(repeating: " ", count: column + width)
        var result: [String] = []
        for item in items {
            do throws(YAMLWriteError) {
                let own = try YAMLWriter.lines(item, indentation)
                result += own.enumerated().map { ($0 == 0 ? dash : indent) + $1 }
            } catch {
                throw refusal(error.description, at: list, help: "edit the file by hand")
            }
        }
        return result
    }

    /// The widest indentation that is copied. It keeps the text of an entry short.
    private static let widest = 16

    /// The indentation of the blocks in a node, and then in one around it.
    private func indentation(beside index: Int, in root: Int) -> YAMLWriter.Indentation {
        var (mapping, list, item): (Int?, Int?, Int?)
        for number in [index..<nodes[index].next, root..<nodes[root].next].joined() {
            if mapping != nil, list != nil, item != nil { break }
            guard let parent = nodes[number].parent else { continue }
            let node = nodes[number]
            switch (nodes[parent].kind, node.kind) {
            case (.blockMapping, .blockMapping) where mapping == nil:
                mapping = column(of: node.body) - column(of: nodes[parent].body)
            case (.blockMapping, .blockList) where list == nil:
                list = column(of: node.body) - column(of: nodes[parent].body)
            case (.blockList, _) where item == nil:
                let dash = bytes.startOfLine(at: node.start) + column(of: nodes[parent].body)
                guard dash < node.start, bytes[dash] == UInt8(ascii: "-") else { continue }
                item = node.start - dash
            default: continue
            }
        }
        var result = YAMLWriter.Indentation()
        if let mapping { result.mapping = min(max(mapping, 1), Self.widest) }
        if let list { result.list = min(max(list, 0), Self.widest) }
        if let item { result.item = min(max(item, 2), Self.widest) }
        return result
    }

    // MARK: brackets

    private func flowEdits(adding texts: [String], to list: Int, at end: End) -> [TextEdit] {
        let entries = children(of: list)
        guard let first = entries.first, let last = entries.last else {
            return [TextEdit(at: nodes[list].body + 1, texts.joined(separator: ", "))]
        }
        if end == .first {
            let start = nodes[first].start
            guard let indent = indentOfOwnLine(start, in: list) else {
                return [TextEdit(at: start, texts.map { $0 + ", " }.joined())]
            }
            return [edit(addingLines: texts.map { indent + $0 + "," }, beforeLineOf: start)]
        }
        let place = nodes[last].end
        guard let indent = indentOfOwnLine(nodes[last].start, in: list) else {
            return [TextEdit(at: place, texts.map { ", " + $0 }.joined())]
        }
        let comma = commaAfter(place, before: nodes[list].end)
        let behind = comma.map { $0 + 1 } ?? place
        let lineBreak = String(decoding: lineBreak(near: place), as: UTF8.self)
        guard endsLine(behind) else {
            return [TextEdit(at: place, texts.map { "," + lineBreak + indent + $0 }.joined())]
        }
        let text = texts.map { lineBreak + indent + $0 }.joined(separator: ",")
        let addition = TextEdit(at: bytes.endOfLine(at: behind), text + (comma == nil ? "" : ","))
        return comma == nil ? [TextEdit(at: place, ","), addition] : [addition]
    }

    /// The blanks before the first item of a line; nil for an item that is not the first on its line.
    private func indentOfOwnLine(_ start: Int, in list: Int) -> String? {
        let line = bytes.startOfLine(at: start)
        guard line > nodes[list].body, bytes[line..<start].allSatisfy(\.isBlank) else { return nil }
        return String(decoding: bytes[line..<start], as: UTF8.self)
    }

    private func commaAfter(_ offset: Int, before end: Int) -> Int? {
        var offset = offset
        while offset < end {
            switch bytes[offset] {
            case UInt8(ascii: ","): return offset
            case UInt8(ascii: "#"): offset = bytes.endOfLine(at: offset)
            case let byte where byte.isYAMLBlank: offset += 1
            default: return nil
            }
        }
        return nil
    }
}
