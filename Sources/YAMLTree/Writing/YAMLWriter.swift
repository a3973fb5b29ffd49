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

    /// How far nested blocks are indented, in spaces.
    package struct Indentation: Sendable, Equatable {
        /// A mapping below its key.
        package var mapping = 2
        /// The dashes of a list below its key; they may stand directly below it.
        package var list = 2
        /// An item after its dash, the dash included: at least 2.
        package var item = 2

        package init() {}
    }

    /// The lines of a block mapping or list, or of one value.
    package static func lines(
        _ node: YAMLOutput,
        _ indentation: Indentation = Indentation()
    ) throws(YAMLWriteError) -> [String] {
        if node.isOneLine { return try emit(node) }
        switch node {
        case .mapping(let entries, _): return try lines(entries, indentation)
        case .sequence(let items, _): return try lines(items, indentation)
        case .string, .bool, .number, .null: return try emit(node)
        }
    }

    /// The node in one line, for a place inside of brackets. Comments and items that are commented out are left out.
    ///
    /// - Parameter isQuoted: Whether every text has double quotes, as in JSON.
    package static func flow(_ node: YAMLOutput, isQuoted: Bool = false) throws(YAMLWriteError) -> String {
        // A text is a document with rules of its own: as the item of a list it is one line in every case.
        let lines = try emit(.sequence([.init(node)], style: .flow), isQuoted: isQuoted)
        guard lines.count == 1, let line = lines.first, line.utf8.count >= 2 else {
            throw YAMLWriteError(description: "libyaml wrote several lines")
        }
        return String(line.dropFirst().dropLast())
    }

    /// A list whose items are all commented out.
    private static let emptyList = "[]"

    private static func lines(
        _ entries: [YAMLOutput.Entry],
        _ indentation: Indentation
    ) throws(YAMLWriteError) -> [String] {
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
            var own = try Self.lines(entry.value, indentation)
            var key = try emit(.mapping([YAMLOutput.Entry(entry.key, .sequence([]))]))
            if own.first == emptyList {
                own.removeFirst()
            } else if let last = key.popLast() {
                key.append(String(last.dropLast(emptyList.count + 1)))
            }
            let isList = if case .sequence = entry.value { true } else { false }
            let indent = String(repeating: " ", count: isList ? indentation.list : indentation.mapping)
            lines += key + own.map { indent + $0 }
        }
        if !run.isEmpty { lines += try emit(.mapping(run)) }
        return lines
    }

    private static func lines(
        _ items: [YAMLOutput.Item],
        _ indentation: Indentation
    ) throws(YAMLWriteError) -> [String] {
        let dash = "-" + String(repeating: " ", count: max(1, indentation.item - 1))
        let indent = String(repeating: " ", count: dash.utf8.count)
        var lines = items.allSatisfy(\.isCommentedOut) ? [emptyList] : []
        var run: [YAMLOutput.Item] = []
        for item in items {
            if item.node.isOneLine, item.comment.isEmpty, !item.isCommentedOut {
                run.append(item)
                continue
            }
            lines += try emit(run, dash: dash)
            run = []
            lines += item.comment.map(comment)
            var own = try Self.lines(item.node, indentation)
            for index in own.indices { own[index] = (index == 0 ? dash : indent) + own[index] }
            lines += item.isCommentedOut ? own.map { "# " + $0 } : own
        }
        return lines + (try emit(run, dash: dash))
    }

    /// Items of one line each. libyaml writes `- ` before them.
    private static func emit(_ items: [YAMLOutput.Item], dash: String) throws(YAMLWriteError) -> [String] {
        if items.isEmpty { return [] }
        return try emit(.sequence(items)).map { dash + $0.dropFirst(2) }
    }

    /// A comment line.
    private static func comment(_ text: String) -> String {
        let shown = HarmlessText.shown(text)
        return shown.isEmpty ? "#" : "# " + shown
    }

    // MARK: libyaml's part

    private static func emit(_ node: YAMLOutput, isQuoted: Bool = false) throws(YAMLWriteError) -> [String] {
        var emitter = LibYAMLEmitter(unicode: node.isHarmless)
        send(node, to: &emitter, inFlow: false, isQuoted: isQuoted)
        return String(decoding: try emitter.finish(), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }

    private static func send(
        _ node: YAMLOutput,
        to emitter: inout LibYAMLEmitter,
        inFlow: Bool,
        isQuoted: Bool
    ) {
        switch node {
        case .string(let text):
            emitter.scalar(text, isPlain: !isQuoted && PlainText.isSafe(text, inFlow: inFlow))
        case .bool(let value): emitter.scalar(value ? "true" : "false", isPlain: true)
        case .number(let value): emitter.scalar(DecimalText.of(value), isPlain: true)
        case .null: emitter.scalar("null", isPlain: true)
        case .sequence(let items, let style):
            let isFlow = style == .flow || items.isEmpty
            emitter.startSequence(isFlow: isFlow)
            for item in items where !item.isCommentedOut {
                send(item.node, to: &emitter, inFlow: inFlow || isFlow, isQuoted: isQuoted)
            }
            emitter.endSequence()
        case .mapping(let entries, let style):
            let isFlow = style == .flow || entries.isEmpty
            emitter.startMapping(isFlow: isFlow)
            for entry in entries {
                send(.string(entry.key), to: &emitter, inFlow: inFlow || isFlow, isQuoted: isQuoted)
                send(entry.value, to: &emitter, inFlow: inFlow || isFlow, isQuoted: isQuoted)
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
