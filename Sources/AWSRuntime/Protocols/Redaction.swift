import Host
import Text

/// Removes secrets from text of services and programs before it is shown.
package enum Redaction {
    static let mark = "[redacted]"
    /// Of a foreign text that is searched for likely secrets, in bytes.
    static let likelySecretsLimit = 65_536

    /// Removes known secrets, with and without escapes.
    package static func removing(_ secrets: [String], from text: String) -> String {
        let known = secrets.filter { $0.utf8.count >= 4 }.sorted { $0.utf8.count > $1.utf8.count }
        guard !known.isEmpty, !text.isEmpty else { return text }
        return EscapedText(text).replacing(known.map { Array($0.utf8) }, with: mark)
    }

    /// Removes what can be a secret from text of a foreign program or endpoint: PEM blocks, user information in URLs,
    /// everything after a word that names a secret up to the end of the line, and long runs of letters and digits. A
    /// name at the end of its line hides the next line. The id of an access key is not a secret and stays.
    ///
    /// Call it before the text is cut off, which could leave the end of a block or of a line. Of a text of more than
    /// `likelySecretsLimit` bytes, the whole lines at its start are kept.
    package static func removingLikelySecrets(from text: String) -> String {
        var text = text
        if text.utf8.count > likelySecretsLimit {
            // The end of a line tells what its start is: a password comes before `@`.
            let start = text.utf8.prefix(likelySecretsLimit)
            let end = start.lastIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            text = text[..<(end ?? text.startIndex)] + "\n" + mark
        }
        var isAfterName = false
        let lines = removingPEM(from: text).split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        return lines.map { line in
            if isAfterName, line.contains(where: { !$0.isWhitespace }) {
                isAfterName = false
                return mark
            }
            let text = removingUsers(from: line)
            guard let name = secretName(in: text) else { return removingLongRuns(from: text) }
            isAfterName = isAssignment(text[name.wordEnd...])
            return removingLongRuns(from: String(text[..<name.end])) + (isAssignment(text[name.end...]) ? "" : mark)
        }.joined(separator: "\n")
    }

    /// A block without an end goes on to the end of the text, and one without a start begins where the text does.
    private static func removingPEM(from text: String) -> String {
        var parts: [Substring] = []
        var rest = text[...]
        while let end = rest.utf8.place(of: "-----END ") {
            parts.append(rest[..<end.lowerBound])
            rest = rest[end.upperBound...]
        }
        parts.append(rest)
        return parts.enumerated().map { index, part in
            let label = index == 0 ? "" : part.prefix { !$0.isNewline }
            let labelEnd = label.utf8.place(of: "-----")?.upperBound ?? label.endIndex
            let text = part[(index == 0 ? part.startIndex : labelEnd)...]
            let isInBlock = index < parts.count - 1
            guard let start = text.utf8.place(of: "-----BEGIN ")?.lowerBound else {
                return isInBlock ? mark : String(text)
            }
            return text[..<start] + mark
        }.joined()
    }

    /// The first name of a secret. The rest of its word can be the secret: `password-4711`.
    private static func secretName(in line: String) -> (end: String.Index, wordEnd: String.Index)? {
        var rest = Substring(line)
        while let start = rest.firstIndex(where: isPartOfName) {
            let word = rest[start...].prefix(while: isPartOfName)
            if let length = lengthToName(word.lowercased()) {
                return (word.index(start, offsetBy: length, limitedBy: word.endIndex) ?? word.endIndex, word.endIndex)
            }
            rest = rest[word.endIndex...]
        }
        return nil
    }

    private static func isPartOfName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "-"
    }

    private static let secretNames =
        [
            "secret", "token", "password", "passwd", "passphrase", "passcode", "pwd", "credential", "signature",
            "authorization", "bearer", "cookie",
        ]
        + ["", "_", "-"].flatMap { ["api\($0)key", "private\($0)key", "access\($0)key"] }

    /// The number of characters up to the end of the first name of a secret; nil where there is none.
    private static func lengthToName(_ word: String) -> Int? {
        if word == "key" { return 3 }
        // The id of an access key names no secret.
        if ["accesskeyid", "access_key_id", "access-key-id"].contains(where: word.hasSuffix) { return nil }
        // As bytes: to compare characters takes ten times as long, and a mark after a name would hide it.
        let ends = secretNames.compactMap { word.utf8.place(of: $0)?.upperBound }
        return ends.min().map { word.distance(from: word.startIndex, to: $0) }
    }

    /// Whether only signs of an assignment are left: the value is on the next line.
    private static func isAssignment(_ rest: Substring) -> Bool {
        rest.allSatisfy { $0.isWhitespace || "\"'`:=>".contains($0) }
    }

    /// Without user information in URLs: everything from `://` to the last `@` before a blank. A password without
    /// escapes can contain `@` and `/`.
    private static func removingUsers(from line: Substring) -> String {
        var result = ""
        var rest = line
        while let start = rest.utf8.place(of: "://")?.upperBound {
            let url = rest[start...].prefix { !$0.isWhitespace }
            result += rest[..<start]
            rest = rest[start...]
            guard let at = url.lastPlace(of: "@") else {
                // Nor is there one after a further `://` of this word, so none is looked for.
                result += url
                rest = rest[url.endIndex...]
                continue
            }
            result += mark
            rest = rest[at...]
        }
        return result + rest
    }

    private static func removingLongRuns(from line: String) -> String {
        var result = ""
        var rest = Substring(line)
        while let first = rest.first {
            let run = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+/=_-.".contains($0)) }
            result += run.isEmpty ? String(first) : looksLikeSecret(run) ? mark : String(run)
            rest = rest.dropFirst(max(1, run.count))
        }
        return result
    }

    private static func looksLikeSecret(_ run: Substring) -> Bool {
        guard run.utf8.count >= 30 else { return false }
        return run.contains(where: \.isNumber) && run.contains(where: \.isLetter)
    }
}

extension DebugLog {
    private static let foreignLines = 20

    /// Logs the last lines of what a foreign program or endpoint wrote, without what can be a secret. No error and no
    /// result may show such text.
    ///
    /// - Parameter name: starts the first line: `credentials: the standard error of ...`.
    func foreignText(_ name: String, _ bytes: [UInt8]) {
        guard isOn else { return }
        var end = bytes.suffix(Redaction.likelySecretsLimit)
        // The name of a secret may be before the cut: the rest of that line is dropped.
        if end.count < bytes.count { end = end.drop { $0 != UInt8(ascii: "\n") } }
        let text = Redaction.removingLikelySecrets(from: String(decoding: end, as: UTF8.self))
        let lines = text.split { $0.isNewline }.map { ServiceText.harmless(String($0), limit: 200) }.filter {
            !$0.isEmpty
        }
        self(lines.isEmpty ? "\(name): nothing" : "\(name), without what can be a secret:")
        for line in lines.suffix(Self.foreignLines) { self("  | \(line)") }
    }
}

/// Text from a service or a program, for a message.
package enum ServiceText {
    /// On one line, without control characters, at most `limit` code points. Nothing beyond them is looked at but
    /// blanks and controls.
    package static func harmless(_ text: String, limit: Int = 1000) -> String {
        var result = String.UnicodeScalarView()
        // `count` of the view, or of the text's characters, would be counted again for each scalar.
        var count = 0
        var isGap = false
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                isGap = count > 0
                continue
            default: break
            }
            guard count + (isGap ? 1 : 0) < limit else { return String(result) + "..." }
            if isGap { result.append(" ") }
            result.append(scalar)
            count += isGap ? 2 : 1
            isGap = false
        }
        return String(result)
    }
}
