import TestSupport

/// Makes documents of every kind, and breaks them.
struct RandomJSON {
    var random: SplitMix64

    private static let texts = [
        "", "a", "Status", "größe", "日本", "\u{1F600}", "s3://acme/x", "a longer text that is not kept in place",
    ]
    private static let escapes = [
        #"\""#, #"\\"#, #"\/"#, #"\b"#, #"\f"#, #"\n"#, #"\r"#, #"\t"#, #"\u0041"#, #"\u00e9"#, #"\uD83D\uDE00"#,
        #"\u0000"#, #"\u2028"#,
    ]
    private static let numbers = [
        "0", "-0", "1", "-1", "12", "1690556789.012", "1.690560389E9", "0.8512345", "1e2", "1E+2", "1e-2", "-0.0",
        "9007199254740993", "0.1", "123456789012345678901234567890", "1e22", "1e23", "5e-324", "1.7976931348623157e308",
        "2.2250738585072014e-308", "9223372036854775807", "-9223372036854775808", "62.5", "1e300",
    ]
    private static let tokens = [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "\\uD83D", "\\uDE00", "\\x", "n", "null", "true", "fals", "-",
        "+", ".", "e", "E5", "0", "01", "1.", " ", "\n", "\t", "\u{1}", "\u{7F}", "é", "/", "//", "NaN", "1e999",
        "1e-999",
    ]

    mutating func blanks() -> String { random.below(4) == 0 ? [" ", "\n", "\t", "\r\n  "][random.below(4)] : "" }

    mutating func string() -> String {
        var text = ""
        for _ in 0..<random.below(3) {
            text += random.chance ? Self.texts[random.below(Self.texts.count)] : Self.escapes[random.below(13)]
        }
        return "\"\(text)\""
    }

    mutating func number() -> String {
        if random.chance { return Self.numbers[random.below(Self.numbers.count)] }
        var text = random.chance ? "-" : ""
        text += random.chance ? "0" : String(random.next() >> random.below(64) | 1)
        if random.chance { text += ".\(random.next() >> random.below(64))" }
        if random.below(3) == 0 { text += "e\(random.below(700) - 350)" }
        return text
    }

    /// - Parameter depth: how many lists and objects may still be in it.
    mutating func value(depth: Int = 4) -> String {
        switch random.below(depth > 0 ? 8 : 5) {
        case 0: return "null"
        case 1: return random.chance ? "true" : "false"
        case 2, 3: return number()
        case 4: return string()
        case 5:
            let elements = (0..<random.below(4)).map { _ in blanks() + value(depth: depth - 1) + blanks() }
            return "[" + (elements.isEmpty ? blanks() : elements.joined(separator: ",")) + "]"
        default:
            // Names of their own: which of two counts is another test's.
            let members = (0..<random.below(4)).map { number in
                "\(blanks())\"\(number)\(string().dropFirst())\(blanks()):\(blanks())\(value(depth: depth - 1))\(blanks())"
            }
            return "{" + (members.isEmpty ? blanks() : members.joined(separator: ",")) + "}"
        }
    }

    mutating func damage(_ bytes: inout [UInt8]) {
        let place = random.below(bytes.count + 1)
        switch random.below(4) {
        case 0: bytes.insert(contentsOf: Array(Self.tokens[random.below(Self.tokens.count)].utf8), at: place)
        case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
        case 2: if place < bytes.count { bytes.remove(at: place) }
        default: if place < bytes.count { bytes[place] ^= 1 << UInt8(random.below(8)) }
        }
    }
}
