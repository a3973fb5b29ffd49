/// Takes secrets out of text that came from outside before it is shown.
enum Redaction {
    static let mark = "[redacted]"

    /// Takes out secrets that are known, however they are escaped.
    static func removing(_ secrets: [String], from text: String) -> String {
        let known = secrets.filter { $0.utf8.count >= 4 }.sorted { $0.utf8.count > $1.utf8.count }
        guard !known.isEmpty, !text.isEmpty else { return text }
        return EscapedText(text).replacing(known.map { Array($0.utf8) }, with: mark)
    }

    /// Takes out what may be a secret: what follows a word such as `secret` or `token`, and long runs of letters and
    /// digits of all kinds, as keys and tokens are. An access key's id, which is none, stays.
    static func removingLikelySecrets(from text: String) -> String {
        var result = ""
        var isAfterName = false
        var rest = Substring(text)
        while !rest.isEmpty {
            let run = rest.prefix(while: isPartOfToken)
            if run.isEmpty || run.first == "=" {
                let sign = rest.removeFirst()
                // A quote, colon or equals sign may stand between the name and the value; a line break ends that.
                if sign.isNewline || sign == "," || sign == ";" || sign == "." { isAfterName = false }
                result.append(sign)
                continue
            }
            rest = rest.dropFirst(run.count)
            let (name, value) = split(run)
            if let name {
                result += name + "="
                if !value.isEmpty { result += namesSecret(name) || looksLikeSecret(value) ? mark : String(value) }
                isAfterName = value.isEmpty && namesSecret(name)
            } else if isAfterName || looksLikeSecret(value) {
                result += mark
                isAfterName = false
            } else {
                result += value
                isAfterName =
                    namesSecret(value) && rest.first.map { "\"':= \t".contains($0) } ?? false
                    && hasAssignment(rest)
            }
        }
        return result
    }

    private static func isPartOfToken(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "+/=_-.".contains(character))
    }

    /// `NAME=value`, where the sign is no padding at the end.
    private static func split(_ run: Substring) -> (name: Substring?, value: Substring) {
        guard let sign = run.firstIndex(of: "="), sign != run.startIndex,
            !run[sign...].allSatisfy({ $0 == "=" }) || namesSecret(run[..<sign])
        else { return (nil, run) }
        return (run[..<sign], run[run.index(after: sign)...])
    }

    private static func namesSecret(_ name: Substring) -> Bool {
        let name = name.lowercased()
        return ["secret", "token", "password", "passwd", "signature", "credential", "authorization", "bearer"].contains
        {
            name.hasSuffix($0) || name.hasSuffix($0 + "key") || name.contains("secret")
        }
    }

    /// Whether a colon or an equals sign follows the name, perhaps after a quote or blanks.
    private static func hasAssignment(_ rest: Substring) -> Bool {
        guard let sign = rest.first(where: { !"\"' \t".contains($0) }) else { return false }
        return sign == ":" || sign == "="
    }

    private static func looksLikeSecret(_ run: Substring) -> Bool {
        guard run.utf8.count >= 30 else { return false }
        return run.contains(where: \.isNumber) && run.contains(where: \.isLetter)
    }
}
