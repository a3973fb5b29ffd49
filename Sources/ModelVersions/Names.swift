import Text

/// The name of a model version, which is its identity within a project.
///
/// API: VersionName, 1 to 255 of `[a-zA-Z0-9_.\-]`. Names compare as bytes.
package struct VersionName: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let text: String

    private static let rule = TextRule(
        length: 1...255,
        alphabet: "letters a-z and A-Z, digits, `_`, `.` and `-`",
        allows: { $0.isASCIIAlphanumeric || $0 == "_" || $0 == "." || $0 == "-" }
    )

    package init(_ text: String) throws(InvalidValue) {
        try Self.rule.check(text)
        self.text = text
    }

    package var description: String { text }

    package static func < (lhs: VersionName, rhs: VersionName) -> Bool {
        lhs.text.utf8.lexicographicallyPrecedes(rhs.text.utf8)
    }
}

/// The description of a version.
///
/// API: VersionDescription, 1 to 255 of `[a-zA-Z0-9-_. ()':,;?]`.
package struct VersionDescription: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    private static let rule = TextRule(
        length: 1...255,
        alphabet: "letters a-z and A-Z, digits, spaces and `-_.()':,;?`",
        allows: { $0.isASCIIAlphanumeric || "-_. ()':,;?".unicodeScalars.contains($0) }
    )

    package init(_ text: String) throws(InvalidValue) {
        try Self.rule.check(text)
        self.text = text
    }

    package var description: String { text }
}

/// Why a text is not a valid value.
package struct InvalidValue: Error, Sendable, Equatable, CustomStringConvertible {
    /// A clause without a subject that quotes nothing of the value: `may contain only letters, digits, ...`.
    package var rule: String
    /// The part of the value that breaks the rule, as a message quotes it; nil for none.
    package var found: String?

    package init(_ rule: String, found: String? = nil) {
        self.rule = rule
        self.found = found
    }

    package var description: String { found.map { "\(rule); found \($0)" } ?? rule }
}

/// The length and alphabet that the API model gives a string.
package struct TextRule: Sendable {
    /// In Unicode code points, as the service counts.
    let length: ClosedRange<Int>
    /// The allowed characters, for the message.
    let alphabet: String
    let allows: @Sendable (Unicode.Scalar) -> Bool
    /// A bit for each ASCII character that is allowed. Most texts have no other characters.
    private let ascii: (low: UInt64, high: UInt64)

    package init(
        length: ClosedRange<Int>,
        alphabet: String,
        allows: @escaping @Sendable (Unicode.Scalar) -> Bool
    ) {
        self.length = length
        self.alphabet = alphabet
        self.allows = allows
        let bits = { (start: UInt8) in
            (0..<64).reduce(UInt64(0)) { $0 | (allows(Unicode.Scalar(start + $1)) ? 1 << UInt64($1) : 0) }
        }
        ascii = (bits(0), bits(64))
    }

    /// Whether every byte is an allowed ASCII character, whatever the length.
    func allowsAsASCII(_ text: String) -> Bool {
        let (low, high) = ascii
        return unsafe text.utf8.withContiguousStorageIfAvailable { bytes in
            unsafe bytes.allSatisfy { byte in
                byte < 0x80 && (byte < 64 ? low : high) &>> UInt64(byte) & 1 != 0
            }
        } ?? false
    }

    package func check(_ text: String) throws(InvalidValue) {
        if length.contains(text.utf8.count), allowsAsASCII(text) { return }
        var count = 0
        var firstRefused: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            count += 1
            if firstRefused == nil, !allows(scalar) { firstRefused = scalar }
        }
        guard count >= length.lowerBound else {
            throw InvalidValue(
                count == 0 ? "must not be empty" : "must have at least \(length.lowerBound) characters; it has \(count)"
            )
        }
        guard count <= length.upperBound else {
            throw InvalidValue("may have at most \(length.upperBound) characters; it has \(count)")
        }
        if let firstRefused {
            throw InvalidValue("may contain only \(alphabet)", found: Self.name(of: firstRefused))
        }
    }

    /// How a message shows a character: in quotes, or as a code point if it is invisible.
    static func name(of scalar: Unicode.Scalar) -> String {
        switch scalar {
        case " ": return "a space"
        case "\t": return "a tab"
        case "\n", "\r": return "a line break"
        default:
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .spacingMark: return HarmlessText.codePoint(of: scalar)
            default: return scalar.isVisible ? "`\(scalar)`" : HarmlessText.codePoint(of: scalar)
            }
        }
    }
}

extension Unicode.Scalar {
    package var isASCIIAlphanumeric: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }
}
