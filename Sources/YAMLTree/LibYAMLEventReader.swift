import CLibYAML

/// A place in libyaml's numbers: from 0, in code points.
struct LibYAMLMark {
    /// From the start of the text.
    var index: Int
    var line: Int
    var column: Int
}

/// libyaml's report about a text that is not YAML.
struct LibYAMLError {
    /// `nil`: out of memory.
    var problem: String?
    var problemMark: LibYAMLMark
    var context: String?
    var contextMark: LibYAMLMark
}

/// libyaml's parser with its current event. Only this type and `LibYAMLEmitter` call C.
///
/// The parser points to itself and to the input. It therefore has a fixed address and exists only inside `read`.
@safe struct LibYAMLEventReader: ~Copyable {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case alias, scalar, sequenceStart, sequenceEnd, mappingStart, mappingEnd
        case failure
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    /// Whether `event` owns memory that must be freed once.
    private var holdsEvent = false

    /// Runs `body` with a reader of the bytes.
    ///
    /// - Parameter bytes: UTF-8, not empty.
    static func read(_ bytes: [UInt8], _ body: (inout LibYAMLEventReader) -> Void) {
        // libyaml reads lazily: the pointer must stay valid during the whole parse.
        unsafe bytes.withUnsafeBufferPointer { buffer in
            var reader = unsafe LibYAMLEventReader(buffer)
            body(&reader)
        }
    }

    private init(_ input: UnsafeBufferPointer<UInt8>) {
        unsafe parser = .allocate(capacity: 1)
        unsafe event = .allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        unsafe event.initialize(to: yaml_event_t())
        // A failure means that there is no memory. The first event reports it.
        if unsafe yaml_parser_initialize(parser) != 0 {
            unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
            unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
        }
    }

    deinit {
        if holdsEvent { unsafe yaml_event_delete(event) }
        unsafe yaml_parser_delete(parser)
        unsafe event.deallocate()
        unsafe parser.deallocate()
    }

    /// Moves to the next event.
    mutating func next() -> Kind {
        if holdsEvent { unsafe yaml_event_delete(event) }
        holdsEvent = false
        guard unsafe parser.pointee.read_handler != nil, unsafe yaml_parser_parse(parser, event) != 0 else {
            return .failure
        }
        holdsEvent = true
        return switch unsafe event.pointee.type {
        case YAML_STREAM_START_EVENT: .streamStart
        case YAML_DOCUMENT_START_EVENT: .documentStart
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_ALIAS_EVENT: .alias
        case YAML_SCALAR_EVENT: .scalar
        case YAML_SEQUENCE_START_EVENT: .sequenceStart
        case YAML_SEQUENCE_END_EVENT: .sequenceEnd
        case YAML_MAPPING_START_EVENT: .mappingStart
        case YAML_MAPPING_END_EVENT: .mappingEnd
        default: .streamEnd
        }
    }

    /// Where the current event starts.
    var start: LibYAMLMark {
        LibYAMLMark(unsafe event.pointee.start_mark)
    }

    /// Where the current event ends. For the end of a block list or mapping: where the next token starts.
    var end: LibYAMLMark {
        LibYAMLMark(unsafe event.pointee.end_mark)
    }

    /// The text of the current scalar.
    var scalarText: String {
        unsafe String(decoding: scalarBytes, as: UTF8.self)
    }

    /// The length of the current scalar's text in bytes.
    var scalarByteCount: Int {
        unsafe event.pointee.data.scalar.length
    }

    /// Whether the current scalar's text contains a `$`.
    var scalarHoldsDollar: Bool {
        unsafe scalarBytes.contains(UInt8(ascii: "$"))
    }

    /// The number of columns between the start of the current scalar and its text; nil unless the file has the text
    /// literally on one line.
    ///
    /// The source is then as long as the text with its quotes. An escape, an anchor or a tag makes it longer.
    var scalarInset: UInt8? {
        let (start, end) = unsafe (event.pointee.start_mark, event.pointee.end_mark)
        guard start.line == end.line else { return nil }
        let style = unsafe event.pointee.data.scalar.style
        let quotes: Int
        switch style {
        case YAML_PLAIN_SCALAR_STYLE: quotes = 0
        case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: quotes = 1
        default: return nil
        }
        let length = unsafe scalarBytes.count { $0 & 0xC0 != 0x80 }
        return Int(end.index) - Int(start.index) == length + 2 * quotes ? UInt8(quotes) : nil
    }

    /// The number of the current scalar's text in the table of keys.
    func scalarNumber(in keys: inout KeyTable) -> Int {
        unsafe keys.number(of: scalarBytes)
    }

    /// Valid until the next event.
    private var scalarBytes: UnsafeBufferPointer<UInt8> {
        let scalar = unsafe event.pointee.data.scalar
        return unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
    }

    var isPlainScalar: Bool {
        unsafe event.pointee.data.scalar.style == YAML_PLAIN_SCALAR_STYLE
    }

    /// How the current scalar is written.
    var scalarKind: YAMLLayout.Kind {
        switch unsafe event.pointee.data.scalar.style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .blockScalar
        default: .plain
        }
    }

    /// The kind of the list or mapping that starts. A mapping without braces in a list counts as `flowMapping`.
    var collectionKind: YAMLLayout.Kind {
        if unsafe event.pointee.type == YAML_SEQUENCE_START_EVENT {
            return unsafe event.pointee.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE ? .flowList : .blockList
        }
        return unsafe event.pointee.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE ? .flowMapping : .blockMapping
    }

    /// The name of the current alias.
    var aliasName: String {
        unsafe Self.text(event.pointee.data.alias.anchor) ?? ""
    }

    /// The anchor of the current scalar, sequence or mapping.
    var anchor: String? {
        switch unsafe event.pointee.type {
        case YAML_SCALAR_EVENT: unsafe Self.text(event.pointee.data.scalar.anchor)
        case YAML_SEQUENCE_START_EVENT: unsafe Self.text(event.pointee.data.sequence_start.anchor)
        case YAML_MAPPING_START_EVENT: unsafe Self.text(event.pointee.data.mapping_start.anchor)
        default: nil
        }
    }

    /// The full tag of the current scalar, sequence or mapping.
    var tag: String? {
        switch unsafe event.pointee.type {
        case YAML_SCALAR_EVENT: unsafe Self.text(event.pointee.data.scalar.tag)
        case YAML_SEQUENCE_START_EVENT: unsafe Self.text(event.pointee.data.sequence_start.tag)
        case YAML_MAPPING_START_EVENT: unsafe Self.text(event.pointee.data.mapping_start.tag)
        default: nil
        }
    }

    /// Why `next()` failed.
    var error: LibYAMLError {
        guard unsafe parser.pointee.problem != nil else {
            let nowhere = LibYAMLMark(index: 0, line: 0, column: 0)
            return LibYAMLError(problem: nil, problemMark: nowhere, context: nil, contextMark: nowhere)
        }
        return LibYAMLError(
            problem: unsafe String(cString: parser.pointee.problem),
            problemMark: LibYAMLMark(unsafe parser.pointee.problem_mark),
            context: unsafe parser.pointee.context.map { unsafe String(cString: $0) },
            contextMark: LibYAMLMark(unsafe parser.pointee.context_mark)
        )
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe String(cString: pointer)
    }
}

extension LibYAMLMark {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(index: Int(mark.index), line: Int(mark.line), column: Int(mark.column))
    }
}
