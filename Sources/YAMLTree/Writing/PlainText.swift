/// Which strings may stand without quotes.
///
/// Only those that every reader takes for that very string, of YAML 1.1 and 1.2 alike. When in doubt: quotes.
enum PlainText {
    /// - Parameter inFlow: whether it stands in `[...]` or `{...}`.
    static func isSafe(_ text: String, inFlow: Bool) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, first.isLetter || first.isDigit else {
            return false
        }
        // A colon or a blank at the end is not part of a plain text.
        guard last != UInt8(ascii: " "), last != UInt8(ascii: ":") else { return false }
        var previous = first
        for byte in text.utf8 {
            guard byte.isLetter || byte.isDigit || others.contains(byte) else { return false }
            // `: ` ends a key; two blanks in a row are not worth the doubt.
            if byte == UInt8(ascii: " "), previous == UInt8(ascii: " ") || previous == UInt8(ascii: ":") {
                return false
            }
            if inFlow, byte == UInt8(ascii: ":") || byte == UInt8(ascii: "?") { return false }
            previous = byte
        }
        if first.isDigit { return text.utf8.contains(where: \.isInNoNumber) }
        return !words.contains(text.lowercased())
    }

    /// What may stand in a plain text behind its first character. Not `#`, which begins a comment behind a blank, nor
    /// `,`, which ends an item in brackets.
    private static let others = Set("_-./@+=:?()'; ".utf8)

    /// What YAML 1.1 or 1.2 takes for a truth value or for nothing, in any case of letters.
    private static let words: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }

    fileprivate var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }

    /// Whether it is a letter that stands in no number and in no time of day: those have a to f (hexadecimal, and
    /// exponents), o, x and b for the base, t and z.
    fileprivate var isInNoNumber: Bool {
        guard isLetter else { return false }
        switch self | 0x20 {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "o"), UInt8(ascii: "t"), UInt8(ascii: "x"),
            UInt8(ascii: "z"):
            return false
        default: return true
        }
    }
}
