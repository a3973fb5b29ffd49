import CLibYAML
import Diagnostics
import Text

/// Why a text could not be written.
package struct YAMLWriteError: Error, Sendable, CustomStringConvertible {
    package var description: String
}

/// libyaml's emitter of one document: the only code that writes with C.
///
/// The emitter points at itself and at its output, so both live at addresses of their own.
@safe struct LibYAMLEmitter: ~Copyable {
    private let emitter: UnsafeMutablePointer<yaml_emitter_t>
    private let output: UnsafeMutablePointer<[UInt8]>
    /// Whether everything went well up to here; nothing is sent to an emitter that has failed.
    private var isFine = true

    /// - Parameter unicode: whether characters that are not ASCII are written as themselves, rather than as escapes.
    init(unicode: Bool) {
        unsafe emitter = .allocate(capacity: 1)
        unsafe output = .allocate(capacity: 1)
        unsafe emitter.initialize(to: yaml_emitter_t())
        unsafe output.initialize(to: [])
        guard unsafe yaml_emitter_initialize(emitter) != 0 else {
            isFine = false
            return
        }
        unsafe yaml_emitter_set_output(emitter, append, output)
        unsafe yaml_emitter_set_encoding(emitter, YAML_UTF8_ENCODING)
        unsafe yaml_emitter_set_unicode(emitter, unicode ? 1 : 0)
        unsafe yaml_emitter_set_break(emitter, YAML_LN_BREAK)
        // No text is folded: each stays on its line.
        unsafe yaml_emitter_set_width(emitter, -1)
        unsafe emit { event in unsafe yaml_stream_start_event_initialize(event, YAML_UTF8_ENCODING) }
        unsafe emit { event in unsafe yaml_document_start_event_initialize(event, nil, nil, nil, 1) }
    }

    deinit {
        unsafe yaml_emitter_delete(emitter)
        unsafe output.deinitialize(count: 1)
        unsafe output.deallocate()
        unsafe emitter.deallocate()
    }

    mutating func scalar(_ text: String, isPlain: Bool) {
        var text = text
        text.withUTF8 { bytes in
            // An empty string may have no address, and libyaml wants one.
            unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count + 1) { copy in
                _ = unsafe copy.initialize(from: bytes)
                let start = unsafe UnsafePointer(copy.baseAddress)
                let style = isPlain ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE
                unsafe emit { event in
                    unsafe yaml_scalar_event_initialize(event, nil, nil, start, Int32(bytes.count), 1, 1, style)
                }
            }
        }
    }

    mutating func startSequence(isFlow: Bool) {
        let style = isFlow ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE
        unsafe emit { event in unsafe yaml_sequence_start_event_initialize(event, nil, nil, 1, style) }
    }

    mutating func endSequence() {
        unsafe emit { event in unsafe yaml_sequence_end_event_initialize(event) }
    }

    mutating func startMapping(isFlow: Bool) {
        let style = isFlow ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE
        unsafe emit { event in unsafe yaml_mapping_start_event_initialize(event, nil, nil, 1, style) }
    }

    mutating func endMapping() {
        unsafe emit { event in unsafe yaml_mapping_end_event_initialize(event) }
    }

    /// Ends the document, and gives its text.
    mutating func finish() throws(YAMLWriteError) -> [UInt8] {
        unsafe emit { event in unsafe yaml_document_end_event_initialize(event, 1) }
        unsafe emit { event in unsafe yaml_stream_end_event_initialize(event) }
        guard isFine else {
            let problem = unsafe emitter.pointee.problem.map { unsafe String(cString: $0) }
            throw YAMLWriteError(description: "libyaml could not write it: \(problem ?? "out of memory")")
        }
        return unsafe output.pointee
    }

    /// The emitter takes the event that is made, whether it can write it or not.
    private mutating func emit(_ make: (UnsafeMutablePointer<yaml_event_t>) -> Int32) {
        guard isFine else { return }
        unsafe withUnsafeTemporaryAllocation(of: yaml_event_t.self, capacity: 1) { place in
            guard let event = place.baseAddress else { return }
            unsafe event.initialize(to: yaml_event_t())
            isFine = unsafe make(event) != 0 && yaml_emitter_emit(emitter, event) != 0
        }
    }
}

/// libyaml's write handler.
private func append(_ output: UnsafeMutableRawPointer?, _ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let output = unsafe output, let bytes = unsafe bytes else { return 0 }
    unsafe output.assumingMemoryBound(to: [UInt8].self).pointee.append(
        contentsOf: UnsafeBufferPointer(start: bytes, count: count)
    )
    return 1
}

/// A node of YAML that is to be written.
package indirect enum YAMLOutput: Sendable, Equatable {
    /// A string, whatever it looks like: it is quoted where a reader might take it for something else.
    case string(String)
    case bool(Bool)
    /// Written without an exponent, which readers of YAML 1.1 and 1.2 do not write alike. What is not finite is `null`.
    case number(Double)
    case null
    case sequence([Item], style: Style = .block)
    case mapping([Entry], style: Style = .block)

    package enum Style: Sendable, Equatable {
        /// A line for each item or entry.
        case block
        /// In brackets on one line. What has comments in it is written in block style all the same.
        case flow
    }

    /// An item of a sequence.
    package struct Item: Sendable, Equatable {
        /// Lines above it, without their `#`. They may hold anything: what would end a comment is made harmless.
        package var comment: [String]
        package var node: YAMLOutput
        /// Whether it is written as a comment, for a person to read: to a reader of YAML it is not there.
        package var isCommentedOut: Bool

        package init(_ node: YAMLOutput, comment: [String] = [], isCommentedOut: Bool = false) {
            self.node = node
            self.comment = comment
            self.isCommentedOut = isCommentedOut
        }
    }

    /// A key of a mapping and its value. Keys are strings; each once.
    package struct Entry: Sendable, Equatable {
        package var comment: [String]
        package var key: String
        package var value: YAMLOutput

        package init(_ key: String, _ value: YAMLOutput, comment: [String] = []) {
            self.key = key
            self.value = value
            self.comment = comment
        }
    }
}

/// A document of a YAML stream that is to be written.
package struct YAMLOutputDocument: Sendable, Equatable {
    /// Lines above it, without their `#`.
    package var comment: [String]
    package var root: YAMLOutput

    package init(_ root: YAMLOutput, comment: [String] = []) {
        self.root = root
        self.comment = comment
    }
}

extension YAMLOutput {
    /// Whether there is a comment anywhere in it.
    var hasComments: Bool {
        switch self {
        case .string, .bool, .number, .null: false
        case .sequence(let items, _):
            items.contains { !$0.comment.isEmpty || $0.isCommentedOut || $0.node.hasComments }
        case .mapping(let entries, _): entries.contains { !$0.comment.isEmpty || $0.value.hasComments }
        }
    }

    /// Whether it stands on the line of its key or dash.
    var isOneLine: Bool {
        switch self {
        case .string, .bool, .number, .null: true
        case .sequence(let items, let style): items.isEmpty || style == .flow && !hasComments
        case .mapping(let entries, let style): entries.isEmpty || style == .flow && !hasComments
        }
    }
}

extension YAMLOutput {
    /// Whether every character in it may stand in a file as itself: each can be seen, and acts on nothing. Blanks that
    /// are not ASCII's cannot be told from it.
    var isHarmless: Bool {
        switch self {
        case .string(let text): text.isHarmless
        case .bool, .number, .null: true
        case .sequence(let items, _): items.allSatisfy { $0.node.isHarmless }
        case .mapping(let entries, _): entries.allSatisfy { $0.key.isHarmless && $0.value.isHarmless }
        }
    }
}

extension String {
    fileprivate var isHarmless: Bool {
        utf8.allSatisfy { $0 < 0x80 }
            || unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    || HarmlessText.isHarmless(scalar) && scalar.properties.generalCategory != .spaceSeparator
            }
    }
}
