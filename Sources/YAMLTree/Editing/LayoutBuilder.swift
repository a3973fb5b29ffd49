import Diagnostics

/// Builds a layout from libyaml's events.
struct LayoutBuilder {
    private(set) var nodes: [YAMLLayout.Node] = []
    private(set) var roots: [Int] = []

    private let bytes: [UInt8]
    private let positions: PositionMap
    private var cursor: ByteCursor
    /// The numbers of the lists and mappings around the current place, outermost first.
    private var open: [Int] = []
    private var anchors: [String: Int] = [:]
    /// The end of the last scalar, alias or bracket. libyaml's end of a block is the start of what follows.
    private var lastEnd = 0

    /// - Parameter start: The number of bytes before the text that libyaml reads: of a byte order mark.
    init(_ bytes: [UInt8], positions: PositionMap, start: Int) {
        self.bytes = bytes
        self.positions = positions
        cursor = ByteCursor(bytes, start: start)
    }

    /// - Parameter events: of a text that `YAMLParser` accepted.
    mutating func readStream(_ events: inout LibYAMLEventReader) {
        while true {
            switch events.next() {
            case .streamStart, .documentEnd: continue
            case .streamEnd, .failure: return
            case .documentStart:
                anchors = [:]
                roots.append(nodes.count)
            case .alias: readAlias(events)
            case .scalar: readScalar(events)
            case .sequenceStart, .mappingStart: open.append(startCollection(events))
            case .sequenceEnd, .mappingEnd: endCollection(at: cursor.offset(of: events.end))
            }
        }
    }

    private mutating func readAlias(_ events: borrowing LibYAMLEventReader) {
        let index = add(.alias, events, text: events.aliasName)
        lastEnd = nodes[index].end
        guard let target = anchors[events.aliasName] else { return }
        nodes[index].target = target
        if nodes[target].firstAlias == nil { nodes[target].firstAlias = index }
    }

    private mutating func readScalar(_ events: borrowing LibYAMLEventReader) {
        let index = add(events.scalarKind, events, text: events.scalarText)
        if nodes[index].kind == .blockScalar { nodes[index].end = endOfBlockScalar(nodes[index]) }
        lastEnd = nodes[index].end
    }

    /// - Returns: The number of the list or mapping.
    private mutating func startCollection(_ events: borrowing LibYAMLEventReader) -> Int {
        let index = add(events.collectionKind, events)
        let node = nodes[index]
        // The end of the event is that of the opening bracket, or of the first dash, or the start of the first key.
        switch node.kind {
        case .flowList:
            nodes[index].body = node.end - 1
        case .flowMapping where node.end > node.start && bytes[node.end - 1] == UInt8(ascii: "{"):
            nodes[index].body = node.end - 1
        case .flowMapping:
            nodes[index].kind = .bareMapping
            nodes[index].body = node.end
        case .blockList:
            // It is before the first dash, except where the dashes stand below the key itself.
            let isBefore = node.end < bytes.count && bytes[node.end] == UInt8(ascii: "-")
            nodes[index].body = isBefore ? node.end : node.end - 1
        default:
            nodes[index].body = node.end
        }
        return index
    }

    private mutating func endCollection(at end: Int) {
        guard let index = open.popLast() else { return }
        if nodes[index].kind == .flowList || nodes[index].kind == .flowMapping { lastEnd = end }
        nodes[index].end = lastEnd
        nodes[index].next = nodes.count
    }

    private mutating func add(
        _ kind: YAMLLayout.Kind,
        _ events: borrowing LibYAMLEventReader,
        text: String = ""
    ) -> Int {
        let index = nodes.count
        let start = cursor.offset(of: events.start)
        let end = cursor.offset(of: events.end)
        let anchor = kind == .alias ? nil : events.anchor
        let tag = kind == .alias ? nil : events.tag
        if let anchor { anchors[anchor] = index }
        nodes.append(
            YAMLLayout.Node(
                kind: kind,
                text: text,
                start: start,
                body: anchor == nil && tag == nil ? start : behindProperties(from: start, to: end),
                end: end,
                position: positions.position(of: events.start),
                parent: open.last,
                next: index + 1,
                hasTag: tag != nil
            )
        )
        return index
    }

    /// The offset behind an anchor and a tag, with the blanks, line breaks and comments after them.
    private func behindProperties(from start: Int, to end: Int) -> Int {
        var offset = start
        while offset < end {
            switch bytes[offset] {
            case UInt8(ascii: "&"), UInt8(ascii: "!"):
                while offset < end, !bytes[offset].isYAMLBlank { offset += 1 }
            case UInt8(ascii: "#"):
                while offset < end, !bytes[offset].isLineBreak { offset += 1 }
            case let byte where byte.isYAMLBlank:
                offset += 1
            default:
                return offset
            }
        }
        return offset
    }

    /// The end of the last line of a block scalar, without its line break.
    ///
    /// libyaml's end is behind the empty lines that follow. They belong to the text only after `|+` and `>+`.
    private func endOfBlockScalar(_ node: YAMLLayout.Node) -> Int {
        let header = bytes[node.body..<node.end].prefix { !$0.isYAMLBlank }
        var end = bytes.startOfLineBreak(before: node.end)
        if header.contains(UInt8(ascii: "+")) { return end }
        while end > node.body, bytes[end - 1].isLineBreak { end = bytes.startOfLineBreak(before: end) }
        return end
    }
}

/// Converts libyaml's marks, which count code points, into offsets of bytes.
///
/// Marks come almost in the order of the file: to count from the last one takes linear time for all.
struct ByteCursor {
    private let bytes: [UInt8]
    private var index = 0
    private var offset: Int

    init(_ bytes: [UInt8], start: Int) {
        self.bytes = bytes
        offset = start
    }

    mutating func offset(of mark: LibYAMLMark) -> Int {
        while index < mark.index, offset < bytes.count {
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            index += 1
        }
        while index > mark.index, offset > 0 {
            offset -= 1
            while offset > 0, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
            index -= 1
        }
        return offset
    }
}

extension UInt8 {
    var isLineBreak: Bool { self == UInt8(ascii: "\n") || self == UInt8(ascii: "\r") }
    /// A space or a tab.
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
    var isYAMLBlank: Bool { isBlank || isLineBreak }
}

extension [UInt8] {
    /// The start of the line break that ends before an offset; the offset itself without one.
    func startOfLineBreak(before offset: Int) -> Int {
        guard offset > 0, self[offset - 1].isLineBreak else { return offset }
        let isPair = offset > 1 && self[offset - 1] == UInt8(ascii: "\n") && self[offset - 2] == UInt8(ascii: "\r")
        return offset - (isPair ? 2 : 1)
    }

    /// The first byte of the line of an offset.
    func startOfLine(at offset: Int) -> Int {
        var start = offset
        while start > 0, !self[start - 1].isLineBreak { start -= 1 }
        return start == 0 && starts(with: [0xEF, 0xBB, 0xBF]) ? Swift.min(3, offset) : start
    }

    /// The start of the line break of the line of an offset, or the end of the file.
    func endOfLine(at offset: Int) -> Int {
        self[offset...].firstIndex(where: \.isLineBreak) ?? count
    }

    /// The line break that starts at an offset; empty at the end of the file.
    func lineBreak(at offset: Int) -> ArraySlice<UInt8> {
        guard offset < count, self[offset].isLineBreak else { return [] }
        return self[offset...].starts(with: "\r\n".utf8) ? self[offset..<offset + 2] : self[offset..<offset + 1]
    }
}
