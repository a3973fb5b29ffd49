import Diagnostics

/// Builds the documents' trees from libyaml's events in a loop: deep input does not cause deep recursion.
struct TreeBuilder: ~Copyable {
    let path: String
    let limits: YAMLLimits
    let positions: PositionMap

    private(set) var documents: [YAMLDocument] = []
    private(set) var diagnostics: [Diagnostic] = []

    /// The lists and mappings around the current place, outermost first.
    var open: [OpenCollection] = []
    /// Stacks with the items of all open lists, and the entries of all open mappings with their keys' numbers. When a
    /// collection closes, its part of the stack becomes an array of the right size.
    var items = PartStack<YAMLNode>()
    var entries = PartStack<YAMLEntry>()
    var entryKeys: [Int] = []

    var keys = KeyTable()
    let mergeKey: Int
    let emptyKey: Int
    var anchors = Anchors()
    var writtenNodes = 0
    var aliasedNodes = 0
    /// Entries that `<<` may still add.
    var mergeRoom: Int
    private let nodeLimit: Int
    /// Whether a scalar of the file may contain a `$`.
    let mayHoldDollar: Bool
    /// Whether the current document contains a `$`.
    var holdsDollar = false
    /// The number of searches for a similar anchor.
    var guesses = 0
    private var root: YAMLNode?
    private var isStopped = false

    init(_ text: InputText, path: String, limits: YAMLLimits) {
        self.path = path
        self.limits = limits
        positions = PositionMap(of: text)
        mayHoldDollar = text.mayHoldDollar
        let length = text.bytes.count
        nodeLimit = min(limits.nodes, limits.nodesInAnyFile + length / limits.bytesPerNode)
        mergeRoom = limits.mergedEntriesInAnyFile + length / limits.bytesPerMergedEntry
        self.mergeKey = keys.number(of: "<<")
        self.emptyKey = keys.number(of: "")
    }

    /// Reads to the end or to an error that stops the reading.
    mutating func readStream(_ events: inout LibYAMLEventReader, source: [UInt8]) {
        while !isStopped {
            switch events.next() {
            case .streamStart: continue
            case .streamEnd: return
            case .documentStart: startDocument(at: positions.position(of: events.start))
            case .documentEnd: endDocument()
            case .scalar: readScalar(events)
            case .alias: readAlias(events.aliasName, at: positions.position(of: events.start))
            case .sequenceStart: startCollection(events, isMapping: false)
            case .mappingStart: startCollection(events, isMapping: true)
            case .sequenceEnd: endSequence()
            case .mappingEnd: endMapping()
            case .failure:
                let wording = SyntaxErrorWording(events.error, path: path, positions: positions, source: source)
                return report(wording.diagnostic)
            }
        }
    }

    /// Adds a finished node to the innermost open collection.
    ///
    /// - Parameter place: where it is written; for an alias, the place of the alias.
    mutating func place(_ node: consuming YAMLNode, _ size: NodeSize, at place: SourcePosition) {
        guard let top = open.indices.last else {
            root = node
            return
        }
        open[top].size.add(size)
        guard open[top].isMapping else {
            items.append(node)
            return
        }
        switch open[top].slot {
        case .key:
            // A key that is not a scalar is already reported; its value is dropped too.
            open[top].slot = .dropped
            return
        case .value(let key, let position):
            entries.append(YAMLEntry(key: keys[key], keyPosition: position, value: node))
            entryKeys.append(key)
            open[top].keySet?.insert(key)
        case .merge:
            open[top].merged = (node, place)
        case .dropped:
            break
        }
        open[top].slot = .key
    }

    func location(_ position: SourcePosition) -> SourceLocation {
        SourceLocation(path: path, position: position)
    }

    mutating func report(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
        if diagnostics.count >= limits.diagnostics, !isStopped {
            isStopped = true
            diagnostics.append(.error("too many errors: the rest of the file was not read", at: diagnostic.location))
        }
    }

    mutating func reportError(
        _ message: String,
        at position: SourcePosition,
        related: [Diagnostic.Related] = [],
        help: String? = nil
    ) {
        report(.error(message, at: location(position), related: related, help: help))
    }

    /// Ends the reading.
    mutating func stop() {
        isStopped = true
    }

    /// Counts a node of the file.
    mutating func countNode(at position: SourcePosition) {
        writtenNodes += 1
        if writtenNodes > nodeLimit {
            stop()
            reportError(
                "the file has more than \(nodeLimit) keys and values, the limit",
                at: position,
                help: "split it into several files"
            )
        }
    }

    private mutating func startDocument(at position: SourcePosition) {
        anchors = Anchors()
        holdsDollar = false
        root = nil
        if documents.count >= limits.documents {
            stop()
            reportError(
                "the file has more than \(limits.documents) documents, the limit",
                at: position,
                help: "split it into several files"
            )
        }
    }

    private mutating func endDocument() {
        guard let root else { return }
        documents.append(YAMLDocument(root: root, path: path, holdsDollar: holdsDollar))
    }
}

/// The size of a node and everything in it, with aliases expanded.
struct NodeSize {
    /// The node and all keys, values, lists and mappings in it.
    var nodes = 1
    /// The number of nested lists and mappings: 0 for a scalar.
    var height: Int

    /// A long text counts more, because each alias repeats it.
    static func scalar(bytes: Int) -> NodeSize { NodeSize(nodes: 1 + bytes / 1024, height: 0) }
    static let emptyCollection = NodeSize(height: 1)

    mutating func add(_ part: NodeSize) {
        nodes += part.nodes
        height = max(height, part.height + 1)
    }
}

/// A list or mapping that is being read.
struct OpenCollection {
    /// The role of the next node in a mapping.
    enum Slot {
        case key
        case value(key: Int, at: SourcePosition)
        /// The value of `<<`.
        case merge
        /// The value of a rejected key.
        case dropped
    }

    var isMapping: Bool
    var position: SourcePosition
    var anchor: Anchors.Ticket?
    /// The start of its items or entries in the builder's stack.
    var start: Int
    var size = NodeSize.emptyCollection
    var slot = Slot.key
    /// Its keys' numbers, if there are too many for a linear search.
    var keySet: Set<Int>?
    var mergePosition: SourcePosition?
    /// The value of `<<` and its place.
    var merged: (node: YAMLNode, place: SourcePosition)?
}
