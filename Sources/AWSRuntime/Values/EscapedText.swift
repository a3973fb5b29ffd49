import AWSProfiles

/// Finds texts however they are escaped: as they are, in JSON (`\/`, `\u002b`), in XML (`&#43;`, `&amp;`) or in a URL.
struct EscapedText {
    private let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The same with each occurrence of the texts replaced.
    ///
    /// - Parameter texts: of ASCII; where several begin at one place, the first one counts.
    func replacing(_ texts: [[UInt8]], with mark: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            var end: Int?
            for text in texts {
                end = self.end(of: text, at: position)
                if end != nil { break }
            }
            if let end {
                result += mark.utf8
                position = end
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Where a text ends that begins at a position; nil where it does not.
    private func end(of text: [UInt8], at start: Int) -> Int? {
        var position = start
        for byte in text {
            guard position < bytes.count else { return nil }
            if let end = escapeEnd(of: byte, at: position) {
                position = end
            } else if bytes[position] == byte {
                position += 1
            } else {
                return nil
            }
        }
        return position
    }

    /// Where an escape that stands for the byte ends; nil where there is none.
    private func escapeEnd(of byte: UInt8, at start: Int) -> Int? {
        switch bytes[start] {
        case UInt8(ascii: "\\"):
            // JSON in JSON has more than one.
            var position = start
            while position < bytes.count, bytes[position] == UInt8(ascii: "\\") { position += 1 }
            guard position < bytes.count else { return nil }
            if bytes[position] == UInt8(ascii: "u"), number(from: position + 1, digits: 4) == UInt32(byte) {
                return position + 5
            }
            return bytes[position] == byte ? position + 1 : nil
        case UInt8(ascii: "%"):
            return number(from: start + 1, digits: 2) == UInt32(byte) ? start + 3 : nil
        case UInt8(ascii: "&"):
            return referenceEnd(of: byte, at: start)
        default:
            return nil
        }
    }

    private static let entities: [(name: [UInt8], byte: UInt8)] = [
        (Array("amp".utf8), UInt8(ascii: "&")), (Array("lt".utf8), UInt8(ascii: "<")),
        (Array("gt".utf8), UInt8(ascii: ">")), (Array("quot".utf8), UInt8(ascii: "\"")),
        (Array("apos".utf8), UInt8(ascii: "'")),
    ]

    private func referenceEnd(of byte: UInt8, at start: Int) -> Int? {
        guard let end = bytes[start...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = bytes[(start + 1)..<end]
        if name.first == UInt8(ascii: "#") {
            let digits = String(decoding: name.dropFirst(), as: UTF8.self).lowercased()
            let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return value == UInt32(byte) ? end + 1 : nil
        }
        return Self.entities.contains { $0.byte == byte && name.elementsEqual($0.name) } ? end + 1 : nil
    }

    private func number(from start: Int, digits: Int) -> UInt32? {
        guard start + digits <= bytes.count else { return nil }
        return UInt32(String(decoding: bytes[start..<(start + digits)], as: UTF8.self), radix: 16)
    }
}

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

/// Keys and tokens as they may be: they stand in headers, and a line break in one is a fault that no service explains.
enum CredentialText {
    static let headerRule = "holds a line break or another character that no header may have"

    static func isHeaderValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }

    /// - Parameter values: each with the variable or setting that it comes from.
    /// - Throws: `CredentialError` that names the first one that cannot be a key or a token, and nothing of its text.
    static func check(_ values: [(origin: String, text: String?)]) throws(CredentialError) {
        for (origin, text) in values {
            guard let text, !text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { continue }
            let what: String
            if text.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A }) {
                what = "a line break; a file with the line ends of Windows (CRLF) leaves one behind"
            } else if text.utf8.contains(0x20) || text.utf8.contains(0x09) {
                what = "a blank"
            } else {
                what = "a character other than the letters, digits and signs of ASCII"
            }
            throw CredentialError("\(origin) holds \(what): no key or token has one; take it out")
        }
    }

    static func check(_ keys: ProfileKeys) throws(CredentialError) {
        func origin(_ setting: String) -> String { "\(setting) of the profile `\(keys.profile)`" }
        try check([
            (origin("`aws_access_key_id`"), keys.accessKeyID),
            (origin("`aws_secret_access_key`"), keys.secretAccessKey),
            (origin("`aws_session_token` (or `aws_security_token`)"), keys.sessionToken),
        ])
    }
}
