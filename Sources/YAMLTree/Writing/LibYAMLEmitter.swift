internal import CLibYAML

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
