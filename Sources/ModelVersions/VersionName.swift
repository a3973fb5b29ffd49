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

/// What a version says about itself.
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
