internal import Diagnostics
internal import JSONBytes

/// How every JSON result is written: keys in byte order, two spaces, a line break at the end.
///
/// Texts are exactly what they are: what could act on a terminal is written as an escape, not replaced.
package enum JSONText {
    /// The version of the formats of plans and apply reports. A new minor version only adds members.
    package static let formatVersion = "1.0"

    package static func render(_ value: some Encodable) throws -> String {
        try text(value, indented: true)
    }

    /// The same on one line, for JSON Lines.
    static func line(_ value: some Encodable) throws -> String {
        try text(value, indented: false)
    }

    private static func text(_ value: some Encodable, indented: Bool) throws -> String {
        var json = JSONWriter(indented: indented)
        try JSONTree(encoding: value).write(to: &json)
        return escapingWhatIsNotHarmless(String(decoding: json.bytes, as: UTF8.self)) + "\n"
    }

    /// The writer escapes the controls below U+0020; this does the rest: U+007F, the C1 controls, the marks that turn
    /// the direction of writing, and what cannot be seen. None of these stands outside of a JSON string.
    static func escapingWhatIsNotHarmless(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x7F }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\n" || HarmlessText.isHarmless(scalar) {
                result.append(scalar)
            } else {
                for unit in UTF16.encode(scalar) ?? .init() { result.append(contentsOf: escape(unit).unicodeScalars) }
            }
        }
        return String(result)
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}
