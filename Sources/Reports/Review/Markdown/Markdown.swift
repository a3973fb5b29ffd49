import Text

/// Foreign text in Markdown for GitHub and GitLab, without effect on the text around it.
///
/// Only a code span is safe: nothing in it becomes a link, a mention, an issue, a commit, an emoji, an image or HTML.
/// Escapes are not enough: both platforms look for mentions and links after they resolve the escapes.
package enum Markdown {
    /// A code span, cut after `limit` code points, with an ellipsis after the span.
    package static func code(_ text: String, limit: Int = 2500) -> String {
        let (shown, isCut) = clipped(text, to: limit)
        return span(HarmlessText.shown(shown)) + (isCut ? "…" : "")
    }

    /// Sentences with foreign words: plain words stay plain, everything else becomes a code span, as does the text
    /// between two backticks.
    package static func prose(_ text: String, limit: Int = 3000) -> String {
        let (shown, isCut) = clipped(text, to: limit)
        var writer = ProseWriter()
        let parts = HarmlessText.shown(shown).parts(between: "`")
        // A single backtick is an ordinary character.
        if parts.count % 2 == 0 {
            writer.words(HarmlessText.shown(shown)[...])
        } else {
            for (index, part) in parts.enumerated() {
                if index % 2 == 0 { writer.words(part) } else { writer.code(part) }
            }
        }
        return writer.finish() + (isCut ? "…" : "")
    }

    /// The content of a table cell: a bar ends it, even in a code span.
    package static func cell(_ content: String) -> String {
        content.replacing("|", by: "\\|")
    }

    package static func row(_ cells: [String]) -> String {
        "| " + cells.map(cell).joined(separator: " | ") + " |"
    }

    /// - Parameter text: harmless.
    static func span(_ text: String) -> String {
        if text.isEmpty { return "(empty)" }
        var text = text
        var (longest, current) = (0, 0)
        for byte in text.utf8 {
            current = byte == UInt8(ascii: "`") ? current + 1 : 0
            longest = max(longest, current)
        }
        if longest > longestRun {
            // cmark, which GitHub uses, takes at most 80 backticks as a fence.
            text = String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "`" ? "\u{02CB}" : $0 }))
            longest = 0
        }
        let fence = String(repeating: "`", count: longest + 1)
        let ends = (text.utf8.first, text.utf8.last)
        let isPadded = [ends.0, ends.1].contains(UInt8(ascii: "`")) || ends == (UInt8(ascii: " "), UInt8(ascii: " "))
        return isPadded ? "\(fence) \(text) \(fence)" : fence + text + fence
    }

    private static let longestRun = 8

    static func clipped(_ text: String, to limit: Int) -> (text: String, isCut: Bool) {
        guard text.utf8.count > limit else { return (text, false) }
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return (text, false) }
        return (String(scalars[..<end]), true)
    }
}

/// Joins words; neighbouring code becomes one span.
private struct ProseWriter {
    private var result = ""
    private var pending: String?
    private var pendingFollowsSpace = false
    private var endsWithSpace = false

    mutating func words(_ text: Substring) {
        var needsSpace = text.hasPrefix(" ")
        for word in text.split(separator: " ") {
            let head = word.prefix { $0 == "(" || $0 == "\"" }
            let rest = word.dropFirst(head.count)
            let tail = rest.reversed().prefix { ",.;:)\"?!'".contains($0) }
            let core = rest.dropLast(tail.count)
            if core.isEmpty || PlainWord.isPlain(core) {
                plain(word, afterSpace: needsSpace)
            } else {
                if !head.isEmpty { plain(head, afterSpace: needsSpace) }
                code(core, afterSpace: needsSpace && head.isEmpty)
                if !tail.isEmpty { plain(rest.dropFirst(core.count), afterSpace: false) }
            }
            needsSpace = true
        }
        if text.hasSuffix(" ") { endsWithSpace = true }
    }

    mutating func code(_ text: Substring) {
        code(text, afterSpace: false)
    }

    mutating func finish() -> String {
        flush()
        return result
    }

    private mutating func plain(_ text: Substring, afterSpace: Bool) {
        flush()
        if afterSpace || endsWithSpace, !result.isEmpty { result += " " }
        endsWithSpace = false
        result += text
    }

    private mutating func code(_ text: Substring, afterSpace: Bool) {
        let space = afterSpace || endsWithSpace
        endsWithSpace = false
        if pending != nil {
            pending? += (space ? " " : "") + text
        } else {
            pending = String(text)
            pendingFollowsSpace = space
        }
    }

    private mutating func flush() {
        guard let code = pending else { return }
        if pendingFollowsSpace, !result.isEmpty { result += " " }
        result += Markdown.span(code)
        pending = nil
    }
}

/// The words that have no special meaning in Markdown.
enum PlainWord {
    static func isPlain(_ word: Substring) -> Bool {
        let bytes = Array(word.utf8)
        if bytes.allSatisfy({ $0.isLetter || joins.contains($0) }) { return isWord(bytes) }
        return isNumber(bytes) || (bytes.count == 2 && bytes[0].isLetter && bytes[1].isDigit)
    }

    private static let joins: [UInt8] = [UInt8(ascii: "-"), UInt8(ascii: "'")]

    /// Letters, with single hyphens and apostrophes between them. Seven letters from a to f may be a commit.
    private static func isWord(_ bytes: [UInt8]) -> Bool {
        guard bytes.first?.isLetter == true, bytes.last?.isLetter == true else { return false }
        for (byte, next) in zip(bytes, bytes.dropFirst()) where joins.contains(byte) && joins.contains(next) {
            return false
        }
        return !(bytes.count >= 7 && bytes.allSatisfy(\.isHexLetter))
    }

    /// Up to six digits, with at most one point or comma among them, and at most one letter of a unit at the end.
    private static func isNumber(_ bytes: [UInt8]) -> Bool {
        guard bytes.first?.isDigit == true, bytes.count <= 8 else { return false }
        let digits = bytes.last?.isLetter == true ? bytes.dropLast() : bytes[...]
        guard digits.last?.isDigit == true, digits.count(where: \.isDigit) <= 6 else { return false }
        return digits.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
            && digits.count { !$0.isDigit } <= 1
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
    fileprivate var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
    fileprivate var isHexLetter: Bool { (0x41...0x46).contains(self) || (0x61...0x66).contains(self) }
}
