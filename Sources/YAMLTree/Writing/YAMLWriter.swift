internal import Diagnostics

/// Writes YAML that readers of YAML 1.1 and of YAML 1.2 understand alike.
///
/// Scalars, keys and what stands in brackets are libyaml's, which knows no comments and does not indent lists: block
/// structure is put together here, of lines. That is sound because no scalar spans lines: a text with a line break in it
/// is written in double quotes, with escapes.
package enum YAMLWriter {
    /// - Returns: The documents with `---` between them, and a line break at the end.
    package static func write(_ documents: [YAMLOutputDocument]) throws(YAMLWriteError) -> String {
        var lines: [String] = []
        for (number, document) in documents.enumerated() {
            if number > 0 { lines.append("---") }
            lines += document.comment.map(comment)
            lines += try Self.lines(document.root)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// What stands for a list of which every item is commented out.
    private static let nothing = "[]"

    private static func lines(_ node: YAMLOutput) throws(YAMLWriteError) -> [String] {
        if node.isOneLine { return try emit(node) }
        switch node {
        case .mapping(let entries, _): return try lines(entries)
        case .sequence(let items, _): return try lines(items)
        case .string, .bool, .number, .null: return try emit(node)
        }
    }

    private static func lines(_ entries: [YAMLOutput.Entry]) throws(YAMLWriteError) -> [String] {
        var lines: [String] = []
        // Entries of one line each are written in one go.
        var run: [YAMLOutput.Entry] = []
        for entry in entries {
            if entry.value.isOneLine, entry.comment.isEmpty {
                run.append(entry)
                continue
            }
            if !run.isEmpty { lines += try emit(.mapping(run)) }
            run = []
            lines += entry.comment.map(comment)
            if entry.value.isOneLine {
                run.append(entry)
                continue
            }
            var own = try Self.lines(entry.value)
            var key = try emit(.mapping([YAMLOutput.Entry(entry.key, .sequence([]))]))
            if own.first == nothing {
                own.removeFirst()
            } else if let last = key.popLast() {
                key.append(String(last.dropLast(nothing.count + 1)))
            }
            lines += key + own.map { "  " + $0 }
        }
        if !run.isEmpty { lines += try emit(.mapping(run)) }
        return lines
    }

    private static func lines(_ items: [YAMLOutput.Item]) throws(YAMLWriteError) -> [String] {
        var lines = items.allSatisfy(\.isCommentedOut) ? [nothing] : []
        var run: [YAMLOutput.Item] = []
        for item in items {
            if item.node.isOneLine, item.comment.isEmpty, !item.isCommentedOut {
                run.append(item)
                continue
            }
            if !run.isEmpty { lines += try emit(.sequence(run)) }
            run = []
            lines += item.comment.map(comment)
            var own = try Self.lines(item.node)
            for index in own.indices { own[index] = (index == 0 ? "- " : "  ") + own[index] }
            lines += item.isCommentedOut ? own.map { "# " + $0 } : own
        }
        if !run.isEmpty { lines += try emit(.sequence(run)) }
        return lines
    }

    /// A line that no reader of YAML sees.
    private static func comment(_ text: String) -> String {
        // The two that are left are no characters, and YAML forbids them even here.
        let shown = String(
            String.UnicodeScalarView(
                HarmlessText.shown(text).unicodeScalars.lazy.map {
                    $0 == "\u{FFFE}" || $0 == "\u{FFFF}" ? "\u{FFFD}" : $0
                }
            )
        )
        return shown.isEmpty ? "#" : "# " + shown
    }

    // MARK: libyaml's part

    private static func emit(_ node: YAMLOutput) throws(YAMLWriteError) -> [String] {
        var emitter = LibYAMLEmitter(unicode: node.isHarmless)
        send(node, to: &emitter, inFlow: false)
        return String(decoding: try emitter.finish(), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }

    private static func send(_ node: YAMLOutput, to emitter: inout LibYAMLEmitter, inFlow: Bool) {
        switch node {
        case .string(let text): emitter.scalar(text, isPlain: PlainText.isSafe(text, inFlow: inFlow))
        case .bool(let value): emitter.scalar(value ? "true" : "false", isPlain: true)
        case .number(let value): emitter.scalar(DecimalText.of(value), isPlain: true)
        case .null: emitter.scalar("null", isPlain: true)
        case .sequence(let items, let style):
            let isFlow = style == .flow || items.isEmpty
            emitter.startSequence(isFlow: isFlow)
            for item in items { send(item.node, to: &emitter, inFlow: inFlow || isFlow) }
            emitter.endSequence()
        case .mapping(let entries, let style):
            let isFlow = style == .flow || entries.isEmpty
            emitter.startMapping(isFlow: isFlow)
            for entry in entries {
                send(.string(entry.key), to: &emitter, inFlow: inFlow || isFlow)
                send(entry.value, to: &emitter, inFlow: inFlow || isFlow)
            }
            emitter.endMapping()
        }
    }
}
