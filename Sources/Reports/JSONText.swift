package import JSON
import Text

/// The form of every JSON result: keys in byte order, two spaces a level, a line break at the end.
///
/// Texts keep all of their characters. Those that could act on a terminal are written as escapes.
package enum JSONText {
    /// The version of the formats of plans and apply reports. A new minor version only adds members.
    package static let formatVersion = "1.0"

    package static func render(_ members: JSONObject) -> String {
        text(JSONValue.object(members).bytes(indented: true))
    }

    /// The result of a command that asks a service.
    ///
    /// - Parameter sandbox: whether the sandbox answered, instead of AWS.
    static func render(_ members: JSONObject, sandbox: Bool) -> String {
        var members = members
        members["sandbox"] = .bool(sandbox)
        return render(members)
    }

    /// The same on one line, for JSON Lines.
    static func line(_ members: JSONObject) -> String { text(JSONValue.object(members).bytes()) }

    private static func text(_ bytes: [UInt8]) -> String {
        escapingHarmfulCharacters(String(decoding: bytes, as: UTF8.self)) + "\n"
    }

    /// The writer escapes the controls below U+0020. This escapes the rest: U+007F, the C1 controls, the marks that
    /// change the direction of writing, and invisible characters. They occur only within JSON strings.
    static func escapingHarmfulCharacters(_ text: String) -> String {
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
