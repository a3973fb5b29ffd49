import Text

extension YAMLLayout {
    /// The key of a value in a mapping.
    func key(of value: Int, in mapping: Int) -> Int? {
        var key = mapping + 1
        while key < nodes[mapping].next {
            if nodes[key].next == value { return key }
            key = nodes[nodes[key].next].next
        }
        return nil
    }

    /// Whether a key has a `?` before it.
    func isExplicit(_ key: Int) -> Bool {
        var offset = nodes[key].start
        while offset > 0, bytes[offset - 1].isYAMLBlank { offset -= 1 }
        return offset > 0 && offset < nodes[key].start && bytes[offset - 1] == UInt8(ascii: "?")
    }

    /// The edit that writes a new key and its value after another one of the same mapping.
    ///
    /// - Parameters:
    ///   - name: A key that the mapping does not have itself.
    ///   - key: The number of the key before it.
    /// - Throws: `EditRefusal` for a mapping that an alias repeats, or whose style has no certain place for a key.
    package func edit(
        adding name: String,
        _ value: YAMLOutput,
        afterKey key: Int,
        in mapping: Int
    ) throws(EditRefusal) -> TextEdit {
        try checkUnshared(mapping)
        let previous = nodes[nodes[key].next]
        guard !isExplicit(key), previous.kind != .blockScalar else { throw oddStyle(key) }
        let isQuoted = nodes[key].kind == .doubleQuoted && nodes[mapping].kind.isFlow
        let entry = YAMLOutput.mapping([.init(name, value)], style: .flow)
        switch nodes[mapping].kind {
        case .flowMapping:
            let text = try flowText(of: entry, isQuoted: isQuoted, at: key).dropFirst().dropLast()
            return TextEdit(at: previous.end, ", " + text)
        case .blockMapping:
            guard endsLine(previous.end) else { throw oddStyle(key) }
            let line: String
            do throws(YAMLWriteError) {
                line = try YAMLWriter.lines(.mapping([.init(name, value)])).joined()
            } catch {
                throw refusal(error.description, at: key, help: "edit the file by hand")
            }
            let indent = String(repeating: " ", count: column(of: nodes[mapping].body))
            return edit(addingLines: [indent + line], afterLineOf: previous.end)
        default:
            throw oddStyle(mapping)
        }
    }

    /// The edit that writes another value in the place of a scalar.
    ///
    /// - Parameter value: A value of one line.
    /// - Throws: `EditRefusal` for a scalar that an alias repeats, with a tag, or in a block.
    package func edit(replacing scalar: Int, by value: YAMLOutput) throws(EditRefusal) -> TextEdit {
        try checkUnshared(scalar)
        let node = nodes[scalar]
        guard node.kind.isScalar, node.kind != .blockScalar, !node.hasTag else { throw oddStyle(scalar) }
        let isQuoted = scalar > 0 && nodes[scalar - 1].kind == .doubleQuoted && isInFlow(scalar)
        let text = try flowText(of: value, isQuoted: isQuoted, at: scalar)
        let isAtColon = node.body > 0 && node.body == node.end && !bytes[node.body - 1].isYAMLBlank
        return TextEdit(node.body..<node.end, ((isAtColon ? " " : "") + text).utf8)
    }

    /// The edits that write a text directly behind that of a scalar.
    ///
    /// - Parameter suffix: Letters, digits and `?=._~+/-`: they mean themselves in and outside of quotes.
    /// - Throws: `EditRefusal` for a scalar that an alias repeats, or in a block.
    package func edits(appending suffix: String, to scalar: Int) throws(EditRefusal) -> [TextEdit] {
        try checkUnshared(scalar)
        let node = nodes[scalar]
        switch node.kind {
        case .singleQuoted, .doubleQuoted:
            return [TextEdit(at: node.end - 1, suffix)]
        case .plain where !isInFlow(scalar):
            return [TextEdit(at: node.end, suffix)]
        case .plain:
            // In brackets PyYAML ends a text without quotes at `?`.
            let written = bytes[node.body..<node.end]
            if written.contains(UInt8(ascii: "\"")) || written.contains(UInt8(ascii: "\\")) { throw oddStyle(scalar) }
            return [TextEdit(at: node.body, "\""), TextEdit(at: node.end, suffix + "\"")]
        default:
            throw oddStyle(scalar)
        }
    }
}
