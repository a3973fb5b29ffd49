internal import Diagnostics

extension TreeBuilder {
    /// Takes the current scalar for the key of the mapping that was opened last.
    mutating func readKey(_ events: borrowing LibYAMLEventReader, isPlain: Bool, at position: SourcePosition) {
        let length = events.scalarByteCount
        if length > limits.keyBytes {
            open[open.count - 1].slot = .dropped
            return report(
                .error(
                    "a key of \(length) bytes; the longest that is read is \(limits.keyBytes)",
                    at: location(position)
                )
            )
        }
        useKey(events.scalarNumber(in: &keys), isPlain: isPlain, at: position)
    }

    mutating func useKey(_ key: Int, isPlain: Bool, at position: SourcePosition) {
        let top = open.count - 1
        open[top].size.nodes += 1
        if isPlain, key == mergeKey {
            useMergeKey(at: position)
        } else if isPlain, key == emptyKey {
            open[top].slot = .dropped
            report(.error("there is no key before this `:`", at: location(position)))
        } else if let first = entryIndex(of: key) {
            open[top].slot = .dropped
            report(
                .error(
                    "duplicate key `\(keys[key])`",
                    at: location(position),
                    related: [.init("first defined here", at: location(entries[first].keyPosition))]
                )
            )
        } else {
            open[top].slot = .value(key: key, at: position)
        }
    }

    private mutating func useMergeKey(at position: SourcePosition) {
        let top = open.count - 1
        if let first = open[top].mergePosition {
            open[top].slot = .dropped
            return report(
                .error(
                    "duplicate key `<<`",
                    at: location(position),
                    related: [.init("first defined here", at: location(first))],
                    help: "merge several mappings with one list: `<<: [*a, *b]`"
                )
            )
        }
        open[top].mergePosition = position
        open[top].slot = .merge
    }

    mutating func refuseKey(_ kind: String, at position: SourcePosition) {
        report(.error("a key must be a text, not a \(kind)", at: location(position)))
    }

    /// Where in `entries` the mapping that was opened last has a key; nil where it does not.
    private mutating func entryIndex(of key: Int) -> Int? {
        let top = open.count - 1
        let start = open[top].start
        // Most mappings are so small that looking through them is cheaper than any table.
        if entryKeys.count - start > 16 {
            if open[top].keySet == nil { open[top].keySet = Set(entryKeys[start...]) }
            if open[top].keySet?.contains(key) != true { return nil }
        }
        return entryKeys[start...].firstIndex(of: key)
    }

    /// What `<<` adds to a mapping: of several mappings the first that has a key gives its value, and what the mapping
    /// has itself stays (YAML 1.1's merge type). The entries stay where they were written.
    mutating func mergedEntries(
        of node: YAMLNode,
        at place: SourcePosition,
        into ownKeys: ArraySlice<Int>
    ) -> [YAMLEntry] {
        var sources: [[YAMLEntry]] = []
        switch node.content {
        case .mapping(let entries): sources = [entries]
        case .sequence(let nodes):
            for node in nodes {
                if case .mapping(let entries) = node.content {
                    sources.append(entries)
                } else {
                    report(
                        .error(
                            "`<<` merges mappings, and this list holds something else",
                            at: location(place),
                            related: [.init("this is not a mapping", at: location(node.position))]
                        )
                    )
                }
            }
        case .scalar:
            report(
                .error(
                    "`<<` merges a mapping or a list of mappings, not a text",
                    at: location(place),
                    help: "write `<<: *name` with the name of an anchor, or \"<<\" in quotes if you mean the text"
                )
            )
        }
        var seen = Set(ownKeys)
        var result: [YAMLEntry] = []
        for entry in sources.joined() where seen.insert(keys.number(of: entry.key)).inserted {
            result.append(entry)
        }
        return result
    }
}
