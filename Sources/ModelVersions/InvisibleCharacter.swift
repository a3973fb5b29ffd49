import Text

/// Characters that a reader of a file or a plan does not see.
package enum InvisibleCharacter {
    /// What is invisible in a text, as a clause: a blank at an end, a blank that is no space, a character without
    /// width, a control character. Nil for a text in which everything is visible.
    package static func problem(in text: String) -> String? {
        let scalars = text.unicodeScalars
        if let odd = scalars.firstIndex(where: isInvisible) {
            let before = String(scalars[..<odd].suffix(40)).unicodeScalars.map(HarmlessText.shown)
            let place =
                before.isEmpty ? "starts with" : "contains, after `\(String(String.UnicodeScalarView(before)))`,"
            return "\(place) \(TextRule.name(of: scalars[odd])), which is not visible"
        }
        if text.utf8.first == UInt8(ascii: " ") { return "starts with a space" }
        if text.utf8.last == UInt8(ascii: " ") { return "ends with a space: `\(HarmlessText.shown(text))`" }
        return nil
    }

    /// Whether a key starts with a blank that YAML does not take as indentation.
    package static func indents(_ key: String) -> Bool {
        guard let first = key.unicodeScalars.first, !first.isASCII else { return false }
        return isInvisible(first)
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        if scalar.properties.isDefaultIgnorableCodePoint { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }
}
