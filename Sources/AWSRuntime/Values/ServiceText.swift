/// Text from outside, as it may stand in a message.
enum ServiceText {
    /// On one line, without control characters, at most `limit` characters.
    static func harmless(_ text: String, limit: Int = 1000) -> String {
        var result = ""
        var isGap = false
        for scalar in text.unicodeScalars {
            if result.count >= limit { return result + "..." }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                isGap = !result.isEmpty
            default:
                if isGap { result += " " }
                isGap = false
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
