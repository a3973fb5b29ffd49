import Host

extension Environment {
    /// Replaces a leading `~/` by the home folder.
    func expandingHome(_ path: String) -> String {
        guard path.utf8.starts(with: "~/".utf8), let home = self["HOME"] else { return path }
        return home + path.dropFirst(1)
    }
}

extension String {
    /// Without the ASCII white space at its ends.
    var trimmingWhitespace: String {
        func isBlank(_ scalar: Unicode.Scalar) -> Bool { [" ", "\t", "\n", "\r"].contains(scalar) }
        var scalars = Substring(self).unicodeScalars
        while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        return String(scalars)
    }
}

/// Text from a service or a program, for a message.
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
