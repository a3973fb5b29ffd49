/// A line of a shared config or credentials file with a syntax error.
package struct ConfigSyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
    package var path: String
    /// From 1.
    package var line: Int
    package var message: String

    package var description: String { "\(path):\(line): \(message)" }
}

/// A section of a file, before its header is interpreted.
struct ConfigSection: Equatable {
    struct Property: Equatable {
        /// In lower case.
        var name: String
        var value: String
    }

    /// The text between the brackets, trimmed.
    var header: String
    var line: Int
    var properties: [Property] = []
}

/// The grammar that the AWS SDKs share for `~/.aws/config` and `~/.aws/credentials`.
///
/// Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files" (file-format.html). White space is
/// space and tab only; a line ends with LF or CRLF. Indentation follows botocore: a line that is indented more than the
/// setting above continues it, and a comment may be indented.
enum ConfigGrammar {
    static func parse(_ text: [UInt8], path: String) throws(ConfigSyntaxError) -> [ConfigSection] {
        var parser = Parser(path: path)
        var bytes = text[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            try parser.take(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
        }
        return parser.sections
    }

    private struct Parser {
        let path: String
        var sections: [ConfigSection] = []
        private var line = 0
        /// The indentation of the property above, in bytes; nil where there is no property to continue.
        private var indentOfProperty: Int?

        init(path: String) {
            self.path = path
        }

        private func failure(_ message: String) -> ConfigSyntaxError {
            ConfigSyntaxError(path: path, line: line, message: message)
        }

        mutating func take(_ bytes: ArraySlice<UInt8>) throws(ConfigSyntaxError) {
            line += 1
            let content = bytes.trimmed
            guard let first = content.first, !first.startsComment else { return }
            let indent = content.startIndex - bytes.startIndex
            if let indentOfProperty, indent > indentOfProperty {
                try takeContinuation(content)
            } else if first == UInt8(ascii: "[") {
                try takeHeader(content)
            } else {
                try takeProperty(content, indent: indent)
            }
        }

        private mutating func takeHeader(_ bytes: ArraySlice<UInt8>) throws(ConfigSyntaxError) {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else {
                throw failure("the section header must end with `]`")
            }
            // As in botocore, text after the header means nothing. Another `]` would be the end of the header there.
            let rest = bytes[bytes.index(after: end)...].prefix { !$0.startsComment }
            guard !rest.contains(UInt8(ascii: "]")) else {
                throw failure("the section header has two `]`")
            }
            sections.append(ConfigSection(header: bytes[..<end].dropFirst().trimmed.text, line: line))
            indentOfProperty = nil
        }

        private mutating func takeProperty(_ bytes: ArraySlice<UInt8>, indent: Int) throws(ConfigSyntaxError) {
            guard !sections.isEmpty else {
                throw failure("a section such as `[default]` must come before the first setting")
            }
            let content = bytes.withoutComment
            guard let equals = content.firstIndex(of: UInt8(ascii: "=")) else {
                throw failure(
                    indent > 0 && indentOfProperty == nil
                        ? "an indented line continues a setting, and there is no setting above it"
                        : "a setting is written `name = value`; the `=` is missing"
                )
            }
            let name = content[..<equals].trimmed
            guard !name.isEmpty else { throw failure("the name before the `=` is missing") }
            let value = content[content.index(after: equals)...].trimmed
            sections[sections.count - 1].properties.append(.init(name: name.text.lowercased(), value: value.text))
            indentOfProperty = indent
        }

        private mutating func takeContinuation(_ content: ArraySlice<UInt8>) throws(ConfigSyntaxError) {
            guard var property = sections[sections.count - 1].properties.popLast() else { return }
            let isNested = property.value.isEmpty || property.value.utf8.first == UInt8(ascii: "\n")
            if isNested {
                guard let equals = content.firstIndex(of: UInt8(ascii: "=")) else {
                    throw failure("a nested setting is written `name = value`; the `=` is missing")
                }
                guard !content[..<equals].trimmed.isEmpty else {
                    throw failure("the name before the `=` of a nested setting is missing")
                }
            }
            property.value += "\n" + content.text
            sections[sections.count - 1].properties.append(property)
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate var trimmed: ArraySlice<UInt8> {
        var result = drop(while: \.isBlank)
        while let last = result.last, last.isBlank { result = result.dropLast() }
        return result
    }

    /// The text before a comment; white space comes before a comment.
    fileprivate var withoutComment: ArraySlice<UInt8> {
        var isAfterBlank = false
        for index in indices {
            let byte = self[index]
            if isAfterBlank, byte.startsComment { return self[..<index] }
            isAfterBlank = byte.isBlank
        }
        return self
    }

    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
    fileprivate var startsComment: Bool { self == UInt8(ascii: "#") || self == UInt8(ascii: ";") }
}

extension ConfigSection {
    /// The meaning of a header.
    enum Name: Equatable {
        /// `[NAME]`
        case plain(String)
        /// `[PREFIX NAME]`, or `[PREFIX "NAME"]` for a name with other characters.
        case prefixed(String, String)
        /// Characters that a name without quotes must not have.
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
