package import Diagnostics

/// A file as it is written: its bytes, and where each node stands in them.
///
/// Unlike `YAMLNode`, aliases and merge keys are not resolved. Edits at these places leave all other bytes as they are.
/// The nodes stand in one array in the order of the file. Time and memory are proportional to the length of the file.
package struct YAMLLayout: Sendable {
    /// The kind of a node and how it is written.
    package enum Kind: UInt8, Sendable {
        case alias
        case plain, singleQuoted, doubleQuoted
        /// A text after `|` or `>`.
        case blockScalar
        case blockList, flowList
        case blockMapping, flowMapping
        /// A key and a value without braces in the brackets of a list: `[a: b]`.
        case bareMapping

        package var isScalar: Bool { (Self.plain.rawValue...Self.blockScalar.rawValue).contains(rawValue) }
        package var isList: Bool { self == .blockList || self == .flowList }
        package var isMapping: Bool { rawValue >= Self.blockMapping.rawValue }
        /// Whether its parts are in brackets or braces.
        package var isFlow: Bool { self == .flowList || self == .flowMapping || self == .bareMapping }
    }

    package struct Node: Sendable {
        package var kind: Kind
        /// The text of a scalar, the name of an alias.
        package var text = ""
        /// The offset of its first byte, of an anchor or tag before it if it has one.
        package var start: Int
        /// The offset behind its anchor and tag: of a quote, a bracket, the first dash or the first key.
        package var body: Int
        /// The offset behind its last byte. Comments and line breaks after it do not belong to it.
        package var end: Int
        /// The position of `start`, the same as that of the `YAMLNode`.
        package var position: SourcePosition
        /// The list or mapping around it.
        package var parent: Int?
        /// The number of the first node that is not inside it.
        package var next: Int
        package var hasTag: Bool
        /// The number of the first alias that repeats it, also as the value of `<<`.
        package var firstAlias: Int?
        /// For an alias: the number of the node that it repeats.
        package var target: Int?
    }

    package let path: String
    /// The file, with its byte order mark if it has one.
    package let bytes: [UInt8]
    /// The documents with aliases and merge keys resolved.
    package let documents: [YAMLDocument]
    package let nodes: [Node]
    /// The number of each document's root.
    package let roots: [Int]

    /// - Throws: `EditRefusal` for a file that is not YAML, or whose lines differ between programs.
    package init(_ bytes: [UInt8], path: String) throws(EditRefusal) {
        self.path = path
        self.bytes = bytes
        let result = YAMLParser.parse(bytes, path: path)
        if result.diagnostics.hasErrors { throw EditRefusal(result.diagnostics) }
        guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else {
            throw EditRefusal([
                .error("\(path) is UTF-16 text, which is not edited in place", help: "save the file as UTF-8")
            ])
        }
        documents = result.documents
        guard let text = try? InputText.read(bytes), !text.bytes.isEmpty else {
            (nodes, roots) = ([], [])
            return
        }
        if text.hasUnusualBreaks, let offset = Self.unusualBreak(in: bytes) {
            throw EditRefusal([
                .error(
                    "U+0085, U+2028 or U+2029 ends a line in YAML 1.1, but not in YAML 1.2: the file is not edited",
                    at: SourceLocation(path: path, position: SourceText(bytes).position(ofByte: offset)),
                    help: #"remove the character, or write it in double quotes as "\x85", "\u2028" or "\u2029""#
                )
            ])
        }
        var builder = LayoutBuilder(bytes, positions: PositionMap(of: text), start: bytes.count - text.bytes.count)
        LibYAMLEventReader.read(text.bytes) { events in builder.readStream(&events) }
        (nodes, roots) = (builder.nodes, builder.roots)
    }

    private static func unusualBreak(in bytes: [UInt8]) -> Int? {
        bytes.indices.first { offset in
            bytes[offset...].starts(with: [0xC2, 0x85]) || bytes[offset...].starts(with: [0xE2, 0x80, 0xA8])
                || bytes[offset...].starts(with: [0xE2, 0x80, 0xA9])
        }
    }

    /// The items of a list; the keys and values of a mapping, one after the other.
    package func children(of index: Int) -> [Int] {
        var result: [Int] = []
        var child = index + 1
        while child < nodes[index].next {
            result.append(child)
            child = nodes[child].next
        }
        return result
    }

    /// A key and its value that a mapping has itself, not through `<<`.
    package func pair(_ name: String, in mapping: Int) -> (key: Int, value: Int)? {
        guard nodes[mapping].kind.isMapping else { return nil }
        var key = mapping + 1
        while key < nodes[mapping].next {
            let value = nodes[key].next
            if nodes[key].kind.isScalar, nodes[key].text.utf8.elementsEqual(name.utf8) { return (key, value) }
            key = nodes[value].next
        }
        return nil
    }

    /// The merge key of a mapping.
    package func mergeKey(in mapping: Int) -> Int? {
        pair("<<", in: mapping).flatMap { nodes[$0.key].kind == .plain ? $0.key : nil }
    }

    package func location(of index: Int) -> SourceLocation {
        SourceLocation(path: path, position: nodes[index].position)
    }
}

/// Why an edit is not made: the place, the reason, and what to do instead.
package struct EditRefusal: Error, Sendable, Equatable {
    package var diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }
}

/// Bytes to replace.
package struct TextEdit: Sendable, Equatable {
    /// In the original bytes. Empty where text is only added.
    package var range: Range<Int>
    package var replacement: [UInt8]

    package init(_ range: Range<Int>, _ replacement: some Sequence<UInt8>) {
        self.range = range
        self.replacement = Array(replacement)
    }

    init(at offset: Int, _ text: String) {
        self.init(offset..<offset, text.utf8)
    }
}

extension [TextEdit] {
    /// In the order of the file. Edits of one place keep their order.
    package var inOrder: [TextEdit] {
        enumerated().sorted { ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset) }
            .map(\.element)
    }

    /// The bytes with these edits; nil if two of them overlap. Every byte outside of their ranges stays.
    package func applied(to bytes: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + reduce(0) { $0 + $1.replacement.count })
        var offset = 0
        for edit in inOrder {
            guard edit.range.lowerBound >= offset, edit.range.upperBound <= bytes.count else { return nil }
            result += bytes[offset..<edit.range.lowerBound]
            result += edit.replacement
            offset = edit.range.upperBound
        }
        return result + bytes[offset...]
    }
}
