extension ConfigSection {
    /// What a header names.
    enum Name: Equatable {
        /// `[NAME]`
        case plain(String)
        /// `[PREFIX NAME]`, or `[PREFIX "NAME"]` where the name may hold more than letters.
        case prefixed(String, String)
        /// Other characters than a name may hold without quotes.
        case invalid
    }

    var name: Name {
        let bytes = header.utf8
        guard let end = bytes.firstIndex(where: \.isBlank) else {
            return Self.isIdentifier(header) ? .plain(header) : .invalid
        }
        let prefix = String(header[..<end])
        let rest = header[end...].trimmingBlanks
        if let quote = rest.utf8.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let inner = rest.utf8.dropFirst().dropLast()
            let isQuoted = rest.utf8.count > 2 && rest.utf8.last == quote && !inner.contains(quote)
            return isQuoted && !inner.contains(UInt8(ascii: "\\"))
                ? .prefixed(prefix, String(Substring(inner))) : .invalid
        }
        return Self.isIdentifier(rest) ? .prefixed(prefix, rest) : .invalid
    }

    /// Letters, digits and `_-/.%@:+`.
    static func isIdentifier(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "_-/.%@:+".utf8.contains(byte)
                }
            }
    }
}

extension SharedConfig {
    /// The nested settings of a setting, such as those below `rekognition =` in a `[services]` section; names in lower
    /// case.
    package static func nested(_ value: String) -> Settings {
        var result: Settings = [:]
        for line in value.utf8.split(separator: UInt8(ascii: "\n")) {
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = Substring(line[..<equals]).trimmingBlanks.lowercased()
            result[name] = Substring(line[line.index(after: equals)...]).trimmingBlanks
        }
        return result
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        var bytes = utf8
        while let first = bytes.first, first.isBlank { bytes.removeFirst() }
        while let last = bytes.last, last.isBlank { bytes.removeLast() }
        return String(Substring(bytes))
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
