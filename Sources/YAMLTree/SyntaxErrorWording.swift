import Diagnostics
import Text

/// The words for a line that is indented with something else than spaces.
package enum IndentationWording {
    package static func message(_ character: String) -> String {
        "the line is indented with \(character), and YAML takes only spaces as indentation"
    }

    package static let help = "replace each such character by a space"
}

/// Turns libyaml's error into a message at the place that the user must change.
struct SyntaxErrorWording {
    private let error: LibYAMLError
    private let path: String
    private let source: SourceText
    private let problemPosition: SourcePosition
    private let contextPosition: SourcePosition

    init(_ error: LibYAMLError, path: String, positions: PositionMap, source: [UInt8]) {
        self.error = error
        self.path = path
        self.source = SourceText(source)
        self.problemPosition = positions.position(of: error.problemMark)
        self.contextPosition = positions.position(of: error.contextMark)
    }

    var diagnostic: Diagnostic {
        guard let problem = error.problem else { return .error("\(path): not enough memory to read this file") }
        var diagnostic = worded(problem)
        for (name, position) in unusualBreaks {
            diagnostic.related.append(.init("\(name) ends the line for YAML", at: location(position)))
            diagnostic.help = "remove \(name) if it is there by mistake"
        }
        for (name, position) in oddBlanks {
            diagnostic.related.append(.init("\(name) is no space for YAML", at: location(position)))
            diagnostic.help = "replace it by a space"
        }
        return diagnostic
    }

    private func worded(_ problem: String) -> Diagnostic {
        oddIndentation ?? tab(problem) ?? quoted(problem) ?? unclosed(problem) ?? badStart(problem) ?? colon(problem)
            ?? indentation(problem) ?? directive(problem) ?? textBlock(problem) ?? asReported(problem)
    }

    // MARK: Kinds of errors; nil for an error of another kind

    /// libyaml takes such a character as text, and reports the error there or on the line below.
    private var oddIndentation: Diagnostic? {
        if isInQuotes { return nil }
        for number in nearLines {
            let indent = text(ofLine: number).prefix { $0 == " " || $0 == "\t" || Self.isOdd($0) }
            guard let odd = indent.firstIndex(where: Self.isOdd) else { continue }
            let column = indent.distance(from: indent.startIndex, to: odd) + 1
            return here(
                IndentationWording.message(HarmlessText.codePoint(of: indent[odd])),
                at: SourcePosition(line: number, column: column),
                help: IndentationWording.help
            )
        }
        return nil
    }

    private func tab(_ problem: String) -> Diagnostic? {
        let speaksOfTab = problem.utf8.starts(with: "found a tab character".utf8)
        let startsWithTab =
            problem == "found character that cannot start any token" && problemByte == UInt8(ascii: "\t")
        guard speaksOfTab || startsWithTab || lineIndentedByTab(problem) else { return nil }
        let indent = lineOfProblem.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let column = indent.firstIndex(of: UInt8(ascii: "\t")).map { $0 - indent.startIndex + 1 }
        return here(
            "YAML does not allow tabs as indentation",
            at: SourcePosition(line: problemPosition.line, column: column ?? problemPosition.column),
            help: "use spaces"
        )
    }

    private func lineIndentedByTab(_ problem: String) -> Bool {
        let indent = lineOfProblem.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return indent.contains(UInt8(ascii: "\t")) && !isInFlow && !isInQuotes
    }

    private func quoted(_ problem: String) -> Diagnostic? {
        guard isInQuotes else { return nil }
        switch problem {
        case "found unexpected end of stream", "found unexpected document indicator":
            return here("the quote that opens here is not closed", at: contextPosition)
        case "found unknown escape character":
            return here(
                "unknown escape in double quotes",
                help: "write `\\\\` for a backslash, or use single quotes, which have no escapes"
            )
        default:
            return here("bad escape in double quotes: \(problem)")
        }
    }

    private func unclosed(_ problem: String) -> Diagnostic? {
        let closing: String
        switch problem {
        case "did not find expected ',' or ']'": closing = "]"
        case "did not find expected ',' or '}'": closing = "}"
        default: return nil
        }
        return here(
            "a `,` or the closing `\(closing)` is missing for the bracket that opens here",
            at: contextPosition,
            related: [.init("expected before this place", at: location(problemPosition))],
            help: isReference ? "put a value with `${...}` in quotes inside `[...]` and `{...}`" : nil
        )
    }

    private func badStart(_ problem: String) -> Diagnostic? {
        switch (problem, error.context ?? "") {
        case ("found character that cannot start any token", _):
            let character = problemCharacter == "`" ? "a backtick" : "`\(problemCharacter)`"
            return here("a text cannot start with \(character)", help: "put the text in quotes")
        case ("did not find expected alphabetic or numeric character", "while scanning an alias"):
            return here(
                "`*` starts an alias, but no anchor name follows",
                at: contextPosition,
                help: "put the text in quotes"
            )
        case ("did not find expected alphabetic or numeric character", _):
            return here(
                "`&` starts an anchor, but no name follows",
                at: contextPosition,
                help: "put the text in quotes"
            )
        case ("found undefined tag handle", _):
            return here("unknown tag", at: problemPosition, help: "put a text that begins with `!` in quotes")
        case (_, "while scanning a tag"), (_, "while parsing a tag"):
            return here(
                "`!` starts a tag, but this is not a tag",
                at: contextPosition,
                help: "put the text in quotes"
            )
        default:
            return nil
        }
    }

    private func colon(_ problem: String) -> Diagnostic? {
        switch problem {
        case "could not find expected ':'":
            return here(
                "this is neither `key: value` nor an item of a list",
                at: contextPosition,
                help: "write a colon and a space after a key, and a dash and a space before an item"
            )
        case "mapping values are not allowed in this context":
            let before = lineOfProblem.prefix(max(0, problemOffset))
            if Self.hasColon(before, followedBySpace: true) {
                return here("a second `: ` in one line", help: "put the value in quotes")
            }
            if let above = lineAbove, Self.hasColon(above.line, followedBySpace: false) {
                return here(
                    "a mapping cannot start here: the text of the line above continues on this line",
                    related: [.init("a space after this `:` is probably missing", at: location(above.position))]
                )
            }
            return here(
                "a key is not allowed here",
                help: "check the indentation: this line continues the value above"
            )
        default:
            return nil
        }
    }

    private func indentation(_ problem: String) -> Diagnostic? {
        switch problem {
        case "did not find expected key":
            if let closing = closingBefore {
                return here(
                    "text after the closing \(closing) is not allowed on this line",
                    help: closing == "quote" ? "write a quote inside a quoted text as '' or \\\"" : nil
                )
            }
            return here(
                "this does not fit the mapping around it",
                related: [.init("the mapping starts here", at: location(contextPosition))],
                help: "check the indentation"
            )
        case "did not find expected '-' indicator":
            return here(
                "this does not fit the list around it",
                related: [.init("the list starts here", at: location(contextPosition))],
                help: "check the indentation; an item begins with a dash and a space"
            )
        case "block sequence entries are not allowed in this context":
            return here(
                "a list cannot start here",
                help: "put each `- ` on its own line below the key; a text that begins with `- ` needs quotes"
            )
        case "mapping keys are not allowed in this context":
            return here(
                "a key cannot start here",
                help: "check the indentation; a text that begins with `? ` needs quotes"
            )
        case "did not find expected node content":
            return isAtEnd
                ? here("the file ends where a value is expected", help: "look for a bracket that is not closed")
                : here("a value is missing before this")
        case "did not find expected <document start>":
            return here(
                "this line does not belong to the document above",
                help: "check the indentation, or start another document with a line `---`"
            )
        default:
            return nil
        }
    }

    private func directive(_ problem: String) -> Diagnostic? {
        if problem == "found incompatible YAML document" {
            return here("only YAML 1.1 and 1.2 can be read", help: "remove the `%YAML` line")
        }
        guard let context = error.context, context.utf8.starts(with: "while scanning a ".utf8) else { return nil }
        guard
            ["directive", "%YAML directive", "%TAG directive"].contains(where: { context == "while scanning a " + $0 })
        else { return nil }
        return here(
            "`%` in the first column starts a directive, but YAML does not know this directive",
            at: contextPosition,
            help: "remove the line, or put the text in quotes"
        )
    }

    private func textBlock(_ problem: String) -> Diagnostic? {
        guard error.context == "while scanning a block scalar" else { return nil }
        return here(
            "`|` and `>` start a block of text: the text begins on the next line",
            at: contextPosition,
            help: "indent the text on the next line, or put it in quotes"
        )
    }

    private func asReported(_ problem: String) -> Diagnostic {
        let hasOtherContext = error.context != nil && contextPosition < problemPosition
        return here(
            "this is not YAML: \(problem)",
            related: hasOtherContext ? [.init(error.context ?? "", at: location(contextPosition))] : []
        )
    }

    // MARK: The text around the problem

    private var isInQuotes: Bool {
        error.context == "while scanning a quoted scalar" || error.context == "while parsing a quoted scalar"
    }
    /// The characters in the lines of the error that editors do not show as the end of a line.
    private var unusualBreaks: [(name: String, position: SourcePosition)] {
        Set([problemPosition.line, contextPosition.line]).sorted().flatMap { number in
            let line = String(decoding: source.line(number) ?? [], as: UTF8.self)
            return line.unicodeScalars.enumerated().compactMap { column, scalar -> (String, SourcePosition)? in
                let name: String
                switch scalar {
                case "\u{85}": name = "U+0085 (next line)"
                case "\u{2028}": name = "U+2028 (line separator)"
                case "\u{2029}": name = "U+2029 (paragraph separator)"
                default: return nil
                }
                return (name, SourcePosition(line: number, column: column + 1))
            }
        }
    }

    /// The lines of the error, and the one above.
    private var nearLines: [Int] {
        let above = lineAbove?.position.line ?? problemPosition.line
        return Set([problemPosition.line, contextPosition.line, above]).sorted()
    }

    /// The invisible characters right behind a colon or a dash, in the lines near the error.
    private var oddBlanks: [(name: String, position: SourcePosition)] {
        if isInQuotes { return [] }
        return nearLines.flatMap { number in
            let line = Array(text(ofLine: number))
            return line.indices.dropFirst().compactMap { index -> (String, SourcePosition)? in
                guard Self.isOdd(line[index]), line[index - 1] == ":" || line[index - 1] == "-" else { return nil }
                return (HarmlessText.codePoint(of: line[index]), SourcePosition(line: number, column: index + 1))
            }
        }
    }

    private func text(ofLine number: Int) -> String.UnicodeScalarView {
        String(decoding: source.line(number) ?? [], as: UTF8.self).unicodeScalars
    }

    /// Whether a reader does not see it, or takes it for a space; without line breaks, which other rules report.
    private static func isOdd(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\t", "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}": false
        default: !HarmlessText.isHarmless(scalar)
        }
    }

    private var isInFlow: Bool { error.context?.utf8.starts(with: "while parsing a flow".utf8) ?? false }

    private var lineOfProblem: ArraySlice<UInt8> { source.line(problemPosition.line) ?? [] }

    /// The byte offset of the problem in its line.
    private var problemOffset: Int {
        var column = 1
        for (offset, byte) in lineOfProblem.enumerated() where byte & 0xC0 != 0x80 {
            if column == problemPosition.column { return offset }
            column += 1
        }
        return lineOfProblem.count
    }

    private var isAtEnd: Bool {
        lineOfProblem.count == problemOffset && problemPosition.line == source.lineCount
    }

    /// The kind of closing character at the problem or right before it.
    private var closingBefore: String? {
        if problemByte == UInt8(ascii: "]") || problemByte == UInt8(ascii: "}") { return "bracket" }
        switch lineOfProblem.prefix(problemOffset).last(where: { $0 != UInt8(ascii: " ") }) {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return "quote"
        case UInt8(ascii: "]"), UInt8(ascii: "}"): return "bracket"
        default: return nil
        }
    }

    /// Whether the problem is the brace of a `${`.
    private var isReference: Bool {
        problemByte == UInt8(ascii: "{") && lineOfProblem.prefix(problemOffset).last == UInt8(ascii: "$")
    }

    private var problemByte: UInt8? { lineOfProblem.dropFirst(problemOffset).first }

    private var problemCharacter: String {
        let rest = String(decoding: lineOfProblem.dropFirst(problemOffset).prefix(4), as: UTF8.self)
        return rest.unicodeScalars.first.map { String($0) } ?? ""
    }

    /// The nearest line above the problem that is not blank, and the place of its first colon.
    private var lineAbove: (line: ArraySlice<UInt8>, position: SourcePosition)? {
        for number in stride(from: problemPosition.line - 1, to: 0, by: -1) {
            guard let line = source.line(number), line.contains(where: { $0 != UInt8(ascii: " ") }) else { continue }
            let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.startIndex
            let column = line[..<colon].count { $0 & 0xC0 != 0x80 } + 1
            return (line, SourcePosition(line: number, column: column))
        }
        return nil
    }

    /// Whether a line has a colon that could end a key.
    private static func hasColon(_ line: ArraySlice<UInt8>, followedBySpace: Bool) -> Bool {
        line.indices.contains { index in
            guard line[index] == UInt8(ascii: ":"), index > line.startIndex, index + 1 < line.endIndex else {
                return false
            }
            let next = line[index + 1]
            return followedBySpace ? next == UInt8(ascii: " ") : next != UInt8(ascii: " ") && next != UInt8(ascii: "/")
        }
    }

    private func location(_ position: SourcePosition) -> SourceLocation {
        SourceLocation(path: path, position: position)
    }

    private func here(
        _ message: String,
        at position: SourcePosition? = nil,
        related: [Diagnostic.Related] = [],
        help: String? = nil
    ) -> Diagnostic {
        .error(message, at: location(position ?? problemPosition), related: related, help: help)
    }
}
