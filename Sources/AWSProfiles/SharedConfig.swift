/// What the shared config and credentials files say together.
package struct SharedConfig: Sendable, Equatable {
    /// A named set of settings; names in lower case, nested settings as lines of text behind a line break.
    package typealias Settings = [String: String]

    package private(set) var profiles: [String: Settings] = [:]
    package private(set) var ssoSessions: [String: Settings] = [:]
    package private(set) var services: [String: Settings] = [:]
    /// What was left out and why, for a debug log.
    package private(set) var warnings: [String] = []

    /// One of the two files.
    package struct File: Sendable {
        package var path: String
        package var text: [UInt8]

        package init(path: String, text: [UInt8]) {
            self.path = path
            self.text = text
        }
    }

    package init() {}

    /// - Parameters:
    ///   - config: `[default]`, `[profile NAME]`, `[sso-session NAME]` and `[services NAME]`.
    ///   - credentials: `[NAME]`; its settings win over those of the config file.
    package init(config: File?, credentials: File?) throws(ConfigSyntaxError) {
        if let config { try add(config: config) }
        if let credentials { try add(credentials: credentials) }
    }

    private mutating func add(config file: File) throws(ConfigSyntaxError) {
        let sections = try ConfigGrammar.parse(file.text, path: file.path)
        // `[profile default]` puts `[default]` out of force, wherever it stands.
        let hasPrefixedDefault = sections.contains { $0.words == ["profile", "default"] }
        for section in sections {
            let words = section.words
            switch (words.first, words.count) {
            case ("default", 1):
                if !hasPrefixedDefault { add(section, to: \.profiles, "default", file) }
            case ("profile", 2): add(section, to: \.profiles, words[1], file)
            case ("sso-session", 2): add(section, to: \.ssoSessions, words[1], file)
            case ("services", 2): add(section, to: \.services, words[1], file)
            default: warn("the section `[\(section.header)]` is none that AWS tools know", section, file)
            }
        }
    }

    private mutating func add(credentials file: File) throws(ConfigSyntaxError) {
        for section in try ConfigGrammar.parse(file.text, path: file.path) {
            guard section.words.count == 1 else {
                warn("the section `[\(section.header)]` has no place in a credentials file", section, file)
                continue
            }
            add(section, to: \.profiles, section.header, file)
        }
    }

    private mutating func add(
        _ section: ConfigSection,
        to path: WritableKeyPath<SharedConfig, [String: Settings]>,
        _ name: String,
        _ file: File
    ) {
        guard name.isIdentifier else {
            warn("the name in `[\(section.header)]` holds characters that are not allowed", section, file)
            return
        }
        self[keyPath: path][name, default: [:]].merge(
            section.properties.filter { $0.name.isIdentifier }.map { ($0.name, $0.value) }
        ) { _, last in last }
    }

    private mutating func warn(_ message: String, _ section: ConfigSection, _ file: File) {
        warnings.append("\(file.path):\(section.line): \(message); it is left out")
    }

    /// The nested settings of a setting, such as those below `rekognition =` in a `[services]` section.
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

extension ConfigSection {
    fileprivate var words: [String] {
        header.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.map { String(Substring($0)) }
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        var result = self
        while let first = result.first, first == " " || first == "\t" { result.removeFirst() }
        while let last = result.last, last == " " || last == "\t" { result.removeLast() }
        return String(result)
    }
}

extension String {
    /// Letters, digits and `_-/.%@:+`.
    fileprivate var isIdentifier: Bool {
        !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "_-/.%@:+".utf8.contains(byte)
                }
            }
    }
}
