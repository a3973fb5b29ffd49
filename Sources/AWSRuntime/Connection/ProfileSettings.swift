package import AWSProfiles
package import Host

/// The shared files as they are on this machine, and the profile in force.
package struct ProfileSettings: Sendable {
    package let config: SharedConfig
    package let locations: ConfigLocations
    package let profile: String
    /// Whether the profile was named on the command line.
    package let isNamedExplicitly: Bool

    /// The longest config file that is read, in bytes.
    private static let fileLimit = 4 * 1_048_576

    /// - Parameter flag: the value of `--profile`.
    /// - Throws: `ConfigurationError` for a file that cannot be read or understood, and for a profile that is nowhere.
    package init(
        environment: Environment,
        files: any FileReader,
        flag: String?
    ) throws(ConfigurationError) {
        locations = ConfigLocations { environment[$0] }
        let named = flag ?? environment["AWS_PROFILE"] ?? environment["AWS_DEFAULT_PROFILE"]
        profile = named ?? "default"
        isNamedExplicitly = flag != nil
        let configFile = try Self.read(locations.config, files)
        let credentialsFile = try Self.read(locations.credentials, files)
        do throws(ConfigSyntaxError) {
            config = try SharedConfig(config: configFile, credentials: credentialsFile)
        } catch {
            throw ConfigurationError(error.description, help: "correct the line; AWS tools read the same file")
        }
        if let named, named != "default", config.profiles[named] == nil {
            let known = config.profiles.keys.sorted()
            throw ConfigurationError(
                "the profile `\(named)` is neither in \(locations.config) nor in \(locations.credentials)",
                help: known.isEmpty
                    ? "there are no profiles: `aws configure --profile \(named)` makes one"
                    : "the profiles there are: \(known.joined(separator: ", "))"
            )
        }
    }

    private static func read(
        _ path: String,
        _ files: any FileReader
    ) throws(ConfigurationError) -> SharedConfig.File? {
        do throws(FileError) {
            return SharedConfig.File(path: path, text: try files.read(path, limit: fileLimit))
        } catch {
            if error.reason == .notFound || error.reason == .notAFolder { return nil }
            throw ConfigurationError(error.description, help: "AWS settings are read from there")
        }
    }
}

/// Settings that cannot be used: what is wrong, where, and what to do.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String
    package var help: String?

    package init(_ description: String, help: String? = nil) {
        self.description = description
        self.help = help
    }
}
