import Text

/// Writes YAML that has the same meaning in YAML 1.1 and YAML 1.2.
///
/// libyaml writes scalars, keys and brackets. It has no comments and does not indent lists, so block structure is made
/// here from lines. This is correct because every scalar is on one line: line breaks are escapes in double quotes.
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

    /// A list whose items are all commented out.
    private static let emptyList = "[]"

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
        // One call of libyaml writes consecutive entries of one line each.
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
            if own.first == emptyList {
                own.removeFirst()
            } else if let last = key.popLast() {
                key.append(String(last.dropLast(emptyList.count + 1)))
            }
            lines += key + own.map { "  " + $0 }
        }
        if !run.isEmpty { lines += try emit(.mapping(run)) }
        return lines
    }

    private static func lines(_ items: [YAMLOutput.Item]) throws(YAMLWriteError) -> [String] {
        var lines = items.allSatisfy(\.isCommentedOut) ? [emptyList] : []
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

    /// A comment line.
    private static func comment(_ text: String) -> String {
        let shown = HarmlessText.shown(text)
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

/// Decides which strings need no quotes: only those that are the same string in YAML 1.1 and 1.2.
enum PlainText {
    /// - Parameter inFlow: whether it is inside `[...]` or `{...}`.
    static func isSafe(_ text: String, inFlow: Bool) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, first.isLetter || first.isDigit else {
            return false
        }
        // A colon or a space at the end does not belong to a plain text.
        guard last != UInt8(ascii: " "), last != UInt8(ascii: ":") else { return false }
        var previous = first
        for byte in text.utf8 {
            guard byte.isLetter || byte.isDigit || others.contains(byte) else { return false }
            // `: ` ends a key. Two spaces are quoted to be safe.
            if byte == UInt8(ascii: " "), previous == UInt8(ascii: " ") || previous == UInt8(ascii: ":") {
                return false
            }
            if inFlow, byte == UInt8(ascii: ":") || byte == UInt8(ascii: "?") { return false }
            previous = byte
        }
        if first.isDigit { return text.utf8.contains(where: \.excludesNumber) }
        return !words.contains(text.lowercased())
    }

    /// The further characters of a plain text after the first one. `#` starts a comment after a space, and `,` ends an
    /// item in brackets.
    private static let others = Set("_-./@+=:?()'; ".utf8)

    /// Booleans and nulls of YAML 1.1 or 1.2, in any case of letters.
    private static let words: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }

    fileprivate var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }

    /// Whether it is a letter that no number and no time of day contains. Those contain a to f (hexadecimal digits and
    /// exponents), o, x and b for the base, t and z.
    fileprivate var excludesNumber: Bool {
        guard isLetter else { return false }
        switch self | 0x20 {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "o"), UInt8(ascii: "t"), UInt8(ascii: "x"),
            UInt8(ascii: "z"):
            return false
        default: return true
        }
    }
}

/// Numbers that every YAML reader reads alike.
enum DecimalText {
    /// The shortest decimal text that gives the same number, without an exponent.
    static func of(_ number: Double) -> String {
        guard number.isFinite else { return "null" }
        let text = number.magnitude.description
        let sign = number < 0 ? "-" : ""
        let parts = text.split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        let whole = String(mantissa[0])
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? String(mantissa[1]) : ""
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let digits = whole + fraction
        let point = whole.utf8.count + exponent
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.utf8.count {
            return sign + digits + String(repeating: "0", count: point - digits.utf8.count)
        }
        return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }
}
