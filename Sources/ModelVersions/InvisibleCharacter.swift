import Text

/// Characters that a reader of a file or a plan does not see.
package enum InvisibleCharacter {
    /// What is invisible in a text, as a clause: a blank at an end, a blank that is no space, a character without
    /// width, a control character. Nil for a text in which everything is visible.
    ///
    /// - Parameter isSecret: whether the clause must not quote the text, because a variable gave a part of it.
    package static func problem(in text: String, isSecret: Bool = false) -> String? {
        let scalars = text.unicodeScalars
        if !text.isPrintableASCII, let odd = scalars.firstIndex(where: isInvisible) {
            let before = String(scalars[..<odd].suffix(40)).unicodeScalars.map(HarmlessText.shown)
            let place =
                before.isEmpty
                ? "starts with"
                : isSecret ? "contains" : "contains, after `\(String(String.UnicodeScalarView(before)))`,"
            return "\(place) \(TextRule.name(of: scalars[odd])), which is not visible"
        }
        if text.utf8.first == UInt8(ascii: " ") { return "starts with a space" }
        if text.utf8.last == UInt8(ascii: " ") {
            return "ends with a space" + (isSecret ? "" : ": `\(HarmlessText.shown(text.excerpt))`")
        }
        return nil
    }

    /// The name of the character that a key starts with instead of the spaces of YAML's indentation; nil for another
    /// key.
    package static func indentation(of key: String) -> String? {
        if key.utf8.first.map({ $0 < 0x80 }) ?? true { return nil }
        return key.unicodeScalars.first.flatMap { $0.isVisible ? nil : TextRule.name(of: $0) }
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool { scalar != " " && !scalar.isVisible }
}
