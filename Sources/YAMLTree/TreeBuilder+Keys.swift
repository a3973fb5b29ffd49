import Diagnostics
import Text

extension TreeBuilder {
    /// Uses the current scalar as a key of the innermost mapping.
    mutating func readKey(_ events: borrowing LibYAMLEventReader, isPlain: Bool, at position: SourcePosition) {
        let length = events.scalarByteCount
        if length > limits.keyBytes {
            open[open.count - 1].slot = .dropped
            return reportError(
                "the key has \(length) bytes; the limit is \(limits.keyBytes)",
                at: position
            )
        }
        useKey(events.scalarNumber(in: &keys), isPlain: isPlain, at: position)
    }

    mutating func useKey(_ key: Int, isPlain: Bool, at position: SourcePosition) {
        let top = open.count - 1
        guard keys.count <= limits.distinctKeys else {
            stop()
            return reportError(
                "the file has more than \(limits.distinctKeys) different keys, the limit",
                at: position,
                help: "split it into several files"
            )
        }
        open[top].size.nodes += 1
        if isPlain, key == mergeKey {
            useMergeKey(at: position)
        } else if isPlain, key == emptyKey {
            open[top].slot = .dropped
            reportError("the key before this `:` is missing", at: position)
        } else if let first = entryIndex(of: key) {
            open[top].slot = .dropped
            reportError(
                "duplicate key `\(keys[key].excerpt)`",
                at: position,
                related: [.init("first defined here", at: location(entries[first].keyPosition))]
            )
        } else {
            open[top].slot = .value(key: key, at: position)
        }
    }

    private mutating func useMergeKey(at position: SourcePosition) {
        let top = open.count - 1
        if let first = open[top].mergePosition {
            open[top].slot = .dropped
            return reportError(
                "duplicate key `<<`",
                at: position,
                related: [.init("first defined here", at: location(first))],
                help: "merge several mappings with one list: `<<: [*a, *b]`"
            )
        }
        open[top].mergePosition = position
        open[top].slot = .merge
    }

    mutating func refuseKey(_ kind: String, at position: SourcePosition) {
        reportError("a key must be a text, not a \(kind)", at: position)
    }

    /// The index in `entries` of a key of the innermost mapping; nil if it does not have the key.
    private mutating func entryIndex(of key: Int) -> Int? {
        let top = open.count - 1
        let start = open[top].start
        // Most mappings are so small that a linear search is cheaper than a table.
        if entryKeys.count - start > 16 {
            if open[top].keySet == nil { open[top].keySet = Set(entryKeys[start...]) }
            if open[top].keySet?.contains(key) != true { return nil }
        }
        return entryKeys[start...].firstIndex(of: key)
    }

    /// The entries that `<<` adds to a mapping (YAML 1.1's merge type). The mapping's own keys win, then the first of
    /// several merged mappings. Entries keep the position where they were written.
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
                    reportError(
                        "`<<` merges mappings, but this list has another value",
                        at: place,
                        related: [.init("this is not a mapping", at: location(node.position))]
                    )
                }
            }
        case .scalar:
            reportError(
                "`<<` merges a mapping or a list of mappings, not a text",
                at: place,
                help: "write `<<: *name` with the name of an anchor, or \"<<\" in quotes if you mean the text"
            )
        }
        var seen = Set(ownKeys)
        var result: [YAMLEntry] = []
        for entry in sources.joined() where seen.insert(keys.number(of: entry.key)).inserted {
            result.append(entry)
        }
        mergeRoom -= result.count
        guard mergeRoom >= 0 else {
            stop()
            reportError(
                "`<<` makes this document too large: it repeats too many keys for the length of the file",
                at: place,
                help: "put what the versions share into `defaults`, or split the file"
            )
            return []
        }
        return result
    }
}

/// The anchors of a document.
struct Anchors {
    /// Identifies one of several anchors of the same name.
    struct Ticket {
        fileprivate var name: String
        fileprivate var number: Int
    }

    struct Anchor {
        fileprivate var number: Int
        var position: SourcePosition
        /// Nil while its node is being read.
        var node: (node: YAMLNode, size: NodeSize)?
    }

    private var anchors: [String: Anchor] = [:]
    private var count = 0

    /// Of different names.
    var distinct: Int { anchors.count }

    subscript(name: String) -> Anchor? { anchors[name] }

    /// In byte order; nil if there are more than the limit.
    func names(upTo limit: Int) -> [String]? {
        guard anchors.count <= limit else { return nil }
        return anchors.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Gives the name to the node that begins here, even if another node had it before.
    mutating func define(_ name: String, at position: SourcePosition) -> Ticket {
        count += 1
        anchors[name] = Anchor(number: count, position: position)
        return Ticket(name: name, number: count)
    }

    /// Sets the node of an anchor, unless a newer anchor has the name.
    mutating func complete(_ ticket: Ticket, _ node: YAMLNode, _ size: NodeSize) {
        guard anchors[ticket.name]?.number == ticket.number else { return }
        anchors[ticket.name]?.node = (node, size)
    }
}

extension TreeBuilder {
    mutating func define(_ anchor: String, at position: SourcePosition) -> Anchors.Ticket {
        let ticket = anchors.define(anchor, at: position)
        if anchors.distinct > limits.anchors {
            stop()
            reportError(
                "the document has more than \(limits.anchors) anchors, the limit",
                at: position,
                help: "split it into several documents or files"
            )
        }
        return ticket
    }

    mutating func readAlias(_ name: String, at place: SourcePosition) {
        countNode(at: place)
        guard let (node, size) = node(named: name, at: place), admit(size, at: place) else {
            // A placeholder, so that the rest of the file can be checked.
            return use(YAMLNode(.scalar(YAMLScalar(text: "", isPlain: true)), at: place), .scalar(bytes: 0), at: place)
        }
        use(node, size, at: place)
    }

    /// The node of an alias; after a misspelling, the node that the user probably means, to avoid follow-up errors.
    private mutating func node(named name: String, at place: SourcePosition) -> (YAMLNode, NodeSize)? {
        guard let anchor = anchors[name] else {
            let guess = guess(name)
            let name = name.excerpt
            reportError(
                "unknown anchor `\(name)`" + (guess.map { "; did you mean `*\($0)`?" } ?? ""),
                at: place,
                help: "set the anchor with `&\(name)` in the same document before you use it; "
                    + "if you mean the text `*\(name)`, put it in quotes"
            )
            return guess.flatMap { anchors[$0]?.node }
        }
        if let found = anchor.node { return found }
        reportError(
            "the alias `*\(name.excerpt)` is inside the node that it names",
            at: place,
            related: [.init("the node starts here", at: location(anchor.position))]
        )
        return nil
    }

    /// The anchor with the most similar name. The search takes time and is therefore limited.
    private mutating func guess(_ name: String) -> String? {
        guard guesses < limits.guesses, let names = anchors.names(upTo: limits.guessedAnchors) else { return nil }
        guesses += 1
        return nearestName(to: name, among: names)
    }

    /// Whether the limits allow an alias's node here: aliases of aliases grow exponentially.
    private mutating func admit(_ size: NodeSize, at place: SourcePosition) -> Bool {
        if open.count + size.height > limits.depth {
            reportDepth(at: place)
            return false
        }
        aliasedNodes += size.nodes
        if aliasedNodes > limits.aliasedNodes + limits.aliasedNodesPerWrittenNode * writtenNodes {
            stop()
            reportError(
                "aliases make this document too large: at this place they repeat \(aliasedNodes) keys and values",
                at: place,
                help: "aliases of nodes that contain aliases multiply: use fewer of them"
            )
            return false
        }
        return true
    }

    private mutating func use(_ node: YAMLNode, _ size: NodeSize, at position: SourcePosition) {
        guard let top = open.last, top.isMapping, case .key = top.slot else {
            return place(node, size, at: position)
        }
        if case .scalar(let scalar) = node.content, scalar.text.utf8.count <= limits.keyBytes {
            useKey(keys.number(of: scalar.text), isPlain: scalar.isPlain, at: position)
        } else {
            refuseKey("mapping or list", at: position)
            open[open.count - 1].slot = .dropped
        }
    }
}
