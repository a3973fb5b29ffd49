import CLibYAML
import Diagnostics
import Text

/// Why a text could not be written.
package struct YAMLWriteError: Error, Sendable, CustomStringConvertible {
    package var description: String
}

/// libyaml's emitter of one document.
///
/// The emitter points to itself and to its output. Both therefore have fixed addresses.
@safe struct LibYAMLEmitter: ~Copyable {
    private let emitter: UnsafeMutablePointer<yaml_emitter_t>
    private let output: UnsafeMutablePointer<[UInt8]>
    /// Whether every call succeeded. A failed emitter receives no more events.
    private var hasSucceeded = true

    /// - Parameter unicode: whether characters outside ASCII are written literally, not as escapes.
    init(unicode: Bool) {
        unsafe emitter = .allocate(capacity: 1)
        unsafe output = .allocate(capacity: 1)
        unsafe emitter.initialize(to: yaml_emitter_t())
        unsafe output.initialize(to: [])
        guard unsafe yaml_emitter_initialize(emitter) != 0 else {
            hasSucceeded = false
            return
        }
        unsafe yaml_emitter_set_output(emitter, append, output)
        unsafe yaml_emitter_set_encoding(emitter, YAML_UTF8_ENCODING)
        unsafe yaml_emitter_set_unicode(emitter, unicode ? 1 : 0)
        unsafe yaml_emitter_set_break(emitter, YAML_LN_BREAK)
        // Do not fold texts: each stays on its line.
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
            // libyaml requires an address, which an empty string may not have.
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

    /// Ends the document and returns its text.
    mutating func finish() throws(YAMLWriteError) -> [UInt8] {
        unsafe emit { event in unsafe yaml_document_end_event_initialize(event, 1) }
        unsafe emit { event in unsafe yaml_stream_end_event_initialize(event) }
        guard hasSucceeded else {
            let problem = unsafe emitter.pointee.problem.map { unsafe String(cString: $0) }
            throw YAMLWriteError(description: "libyaml could not write it: \(problem ?? "out of memory")")
        }
        return unsafe output.pointee
    }

    /// The emitter owns the event, even if it cannot write it.
    private mutating func emit(_ make: (UnsafeMutablePointer<yaml_event_t>) -> Int32) {
        guard hasSucceeded else { return }
        unsafe withUnsafeTemporaryAllocation(of: yaml_event_t.self, capacity: 1) { place in
            guard let event = place.baseAddress else { return }
            unsafe event.initialize(to: yaml_event_t())
            hasSucceeded = unsafe make(event) != 0 && yaml_emitter_emit(emitter, event) != 0
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

/// A YAML node to write.
package indirect enum YAMLOutput: Sendable, Equatable {
    /// A string; it gets quotes if a reader could interpret it as another type.
    case string(String)
    case bool(Bool)
    /// Written without an exponent, because YAML 1.1 and 1.2 differ there. A number that is not finite is `null`.
    case number(Double)
    case null
    case sequence([Item], style: Style = .block)
    case mapping([Entry], style: Style = .block)

    package enum Style: Sendable, Equatable {
        /// One line for each item or entry.
        case block
        /// In brackets on one line. A node that contains comments always has block style.
        case flow
    }

    /// An item of a sequence.
    package struct Item: Sendable, Equatable {
        /// Lines above it without `#`. The writer replaces characters that would end a comment.
        package var comment: [String]
        package var node: YAMLOutput
        /// Whether it is written as a comment, which YAML readers ignore.
        package var isCommentedOut: Bool

        package init(_ node: YAMLOutput, comment: [String] = [], isCommentedOut: Bool = false) {
            self.node = node
            self.comment = comment
            self.isCommentedOut = isCommentedOut
        }
    }

    /// A key of a mapping and its value. Each key occurs once.
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

/// A YAML document to write.
package struct YAMLOutputDocument: Sendable, Equatable {
    /// Lines above it without `#`.
    package var comment: [String]
    package var root: YAMLOutput

    package init(_ root: YAMLOutput, comment: [String] = []) {
        self.root = root
        self.comment = comment
    }
}

extension YAMLOutput {
    /// Whether it contains a comment.
    var hasComments: Bool {
        switch self {
        case .string, .bool, .number, .null: false
        case .sequence(let items, _):
            items.contains { !$0.comment.isEmpty || $0.isCommentedOut || $0.node.hasComments }
        case .mapping(let entries, _): entries.contains { !$0.comment.isEmpty || $0.value.hasComments }
        }
    }

    /// Whether it is on the line of its key or dash.
    var isOneLine: Bool {
        switch self {
        case .string, .bool, .number, .null: true
        case .sequence(let items, let style): items.isEmpty || style == .flow && !hasComments
        case .mapping(let entries, let style): entries.isEmpty || style == .flow && !hasComments
        }
    }
}

extension YAMLOutput {
    /// Whether a file may contain every character literally: all are visible and control nothing. Spaces outside ASCII
    /// look like ASCII's space and are therefore escaped.
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
            || unicodeScalars.allSatisfy { $0.isASCII || HarmlessText.isHarmless($0) }
    }
}
