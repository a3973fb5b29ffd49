/// The settings of the shared config and credentials files.
package struct SharedConfig: Sendable, Equatable {
    /// Settings by name, in lower case. Nested settings are lines after a line break.
    package typealias Settings = [String: String]

    /// The settings of both files; the credentials file replaces those of the config file.
    package private(set) var profiles: [String: Settings] = [:]
    /// The settings of the config file alone: a pair of keys must be in one file.
    package private(set) var configProfiles: [String: Settings] = [:]
    /// The settings of the credentials file alone.
    package private(set) var credentialsProfiles: [String: Settings] = [:]
    package private(set) var ssoSessions: [String: Settings] = [:]
    package private(set) var services: [String: Settings] = [:]
    /// The sections that rekon does not read, in the order of the files.
    package private(set) var ignoredSections: [IgnoredSection] = []

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
    ///   - credentials: `[NAME]`; its settings replace those of the config file.
    package init(config: File?, credentials: File?) throws(ConfigSyntaxError) {
        if let config { try add(config: config) }
        if let credentials { try add(credentials: credentials) }
        profiles = configProfiles.merging(credentialsProfiles) { config, credentials in
            config.merging(credentials) { _, credentials in credentials }
        }
    }

    private mutating func add(config file: File) throws(ConfigSyntaxError) {
        let sections = try ConfigGrammar.parse(file.text, path: file.path)
        // `[profile default]` replaces `[default]`, in any order.
        let hasPrefixedDefault = sections.contains { $0.name == .prefixed("profile", "default") }
        for section in sections {
            switch section.name {
            case .plain("default"):
                if !hasPrefixedDefault { add(section, to: \.configProfiles, "default") }
            case .prefixed("profile", let name): add(section, to: \.configProfiles, name)
            case .prefixed("sso-session", let name): add(section, to: \.ssoSessions, name)
            case .prefixed("services", let name): add(section, to: \.services, name)
            // Settings of the AWS CLI itself.
            case .plain("plugins"), .plain("preview"): break
            case .plain, .prefixed: ignore(section, in: file, .config, "is not known to AWS tools")
            case .invalid: ignore(section, in: file, .config, "has a name with characters that are not allowed")
            }
        }
    }

    private mutating func add(credentials file: File) throws(ConfigSyntaxError) {
        for section in try ConfigGrammar.parse(file.text, path: file.path) {
            if case .plain(let name) = section.name {
                add(section, to: \.credentialsProfiles, name)
            } else if configProfiles[section.header] != nil {
                // A name with spaces: in quotes in the config file, without quotes here.
                add(section, to: \.credentialsProfiles, section.header)
            } else {
                ignore(section, in: file, .credentials, "does not belong in a credentials file")
            }
        }
    }

    private mutating func add(
        _ section: ConfigSection,
        to path: WritableKeyPath<SharedConfig, [String: Settings]>,
        _ name: String
    ) {
        self[keyPath: path][name, default: [:]].merge(
            section.properties.filter { ConfigSection.isIdentifier($0.name) }.map { ($0.name, $0.value) }
        ) { _, last in last }
    }

    private mutating func ignore(_ section: ConfigSection, in file: File, _ kind: FileKind, _ reason: String) {
        ignoredSections.append(IgnoredSection(section, in: file.path, kind, reason))
    }

    /// The ignored section that was probably meant to be `[TYPE NAME]`.
    package func ignoredSection(_ type: String, _ name: String) -> IgnoredSection? {
        ignoredSections.first { $0.type == type && $0.name == name }
    }
}

/// The paths of the shared config and credentials files.
///
/// Source: AWS SDKs and Tools Reference Guide, "Location of the shared config and credentials files".
package struct ConfigLocations: Sendable, Equatable {
    package var config: String
    package var credentials: String

    /// - Parameter environment: the value of a variable, nil where it is unset or blank.
    package init(environment: (String) -> String?) {
        let home = environment("HOME")
        func locate(_ variable: String, _ name: String) -> String {
            let path = environment(variable) ?? "~/.aws/\(name)"
            guard path.utf8.starts(with: "~/".utf8), let home else { return path }
            return home + String(path.dropFirst(1))
        }
        config = locate("AWS_CONFIG_FILE", "config")
        credentials = locate("AWS_SHARED_CREDENTIALS_FILE", "credentials")
    }
}
