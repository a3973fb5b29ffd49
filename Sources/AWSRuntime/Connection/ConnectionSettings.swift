package import AWSProfiles
package import Host
import Text

/// The settings for the calls of a run: from the command line, the environment and the shared files.
package struct ConnectionSettings: Sendable {
    package let profile: ProfileSettings
    package let client: ClientSettings
    let reader: SettingsReader
    private let endpoints: EndpointSettings
    private let source: Source

    /// What the settings are read from, beside the profile.
    private struct Source {
        var environment: Environment
        var endpointFlag: String?
        var flags: ClientSettings.Flags
        var defaults: ClientSettings.Defaults
    }

    /// A read timeout that is longer than the default would have no effect with it.
    var attemptTimeout: Duration {
        client.attemptTimeout?.value ?? max(.seconds(60), client.readTimeout?.value ?? .zero)
    }

    /// - Parameters:
    ///   - profile: the value of `--profile`.
    ///   - endpointURL: the value of `--endpoint-url`, for Rekognition alone.
    ///   - defaults: the settings of rekon's settings file.
    /// - Throws: `ConfigurationError` for files that cannot be read and for invalid settings.
    package init(
        environment: Environment,
        files: any FileReader,
        profile: String? = nil,
        endpointURL: String? = nil,
        flags: ClientSettings.Flags = ClientSettings.Flags(),
        defaults: ClientSettings.Defaults = ClientSettings.Defaults()
    ) throws(ConfigurationError) {
        try self.init(
            ProfileSettings(environment: environment, files: files, flag: profile),
            Source(environment: environment, endpointFlag: endpointURL, flags: flags, defaults: defaults)
        )
    }

    private init(_ profile: ProfileSettings, _ source: Source) throws(ConfigurationError) {
        self.profile = profile
        self.source = source
        reader = SettingsReader(
            environment: { source.environment[$0] },
            config: profile.config,
            profile: profile.profile
        )
        do throws(InvalidSetting) {
            client = try ClientSettings(reader, flags: source.flags, defaults: source.defaults)
        } catch {
            throw ConfigurationError(error.description, help: profile.help(for: error))
        }
        endpoints = EndpointSettings(reader, settings: client)
    }

    /// The same settings with another profile, as if `--profile` named it. The files are not read again.
    ///
    /// - Throws: `ConfigurationError` for an unknown profile, and for invalid settings of it.
    func naming(profile name: String) throws(ConfigurationError) -> ConnectionSettings {
        try ConnectionSettings(profile.naming(name), source)
    }

    /// - Throws: `ConfigurationError` for an endpoint that cannot be used.
    package func endpoint(
        of service: AWSService,
        region: String,
        partition: String? = nil
    ) throws(ConfigurationError) -> Endpoint {
        do throws(InvalidEndpoint) {
            return try endpoints.endpoint(
                of: service,
                region: region,
                partition: partition,
                flag: service == .rekognition ? source.endpointFlag : nil
            )
        } catch {
            throw ConfigurationError("the endpoint \(error)")
        }
    }

    /// The setting that configures Rekognition's endpoint, where the service has no endpoint of its own: with an
    /// emulator or a private endpoint for Rekognition, no other request must go to AWS.
    ///
    /// - Returns: nil where the service may be asked.
    /// - Throws: as `endpoint`.
    func loneEndpoint(besides service: AWSService, region: String) throws(ConfigurationError) -> String? {
        guard try endpoint(of: service, region: region).origin == .region,
            case .configured(let source) = try endpoint(of: .rekognition, region: region).origin
        else { return nil }
        return source
    }
}

/// The shared files of this machine, and the profile of the run.
package struct ProfileSettings: Sendable {
    package let config: SharedConfig
    package let locations: ConfigLocations
    package let profile: String
    /// Whether the command line names the profile.
    package let isNamedExplicitly: Bool

    /// Of a config file, in bytes.
    private static let fileLimit = 4 * 1_048_576

    /// - Parameter flag: the value of `--profile`.
    /// - Throws: `ConfigurationError` for a file that cannot be read or has a syntax error, and for an unknown profile.
    package init(
        environment: Environment,
        files: any FileReader,
        flag: String?
    ) throws(ConfigurationError) {
        locations = ConfigLocations { environment[$0] }
        let named = flag ?? environment["AWS_PROFILE"] ?? environment["AWS_DEFAULT_PROFILE"]
        let configFile = try Self.read(locations.config, files)
        let credentialsFile = try Self.read(locations.credentials, files)
        do throws(ConfigSyntaxError) {
            config = try SharedConfig(config: configFile, credentials: credentialsFile)
        } catch {
            throw ConfigurationError(error.description, help: "correct the line; AWS tools read the same file")
        }
        profile = named ?? "default"
        isNamedExplicitly = flag != nil
        if let named { try check(named) }
    }

    /// The same files with another profile, as if the command line named it.
    ///
    /// - Throws: `ConfigurationError` for an unknown profile.
    fileprivate func naming(_ name: String) throws(ConfigurationError) -> ProfileSettings {
        try check(name)
        return ProfileSettings(config: config, locations: locations, profile: name, isNamedExplicitly: true)
    }

    private init(config: SharedConfig, locations: ConfigLocations, profile: String, isNamedExplicitly: Bool) {
        self.config = config
        self.locations = locations
        self.profile = profile
        self.isNamedExplicitly = isNamedExplicitly
    }

    private func check(_ named: String) throws(ConfigurationError) {
        if named != "default", config.profiles[named] == nil {
            if let ignored = config.ignoredSection("profile", named) {
                throw ConfigurationError("the profile `\(named)` was not found: \(ignored)", help: ignored.help)
            }
            let known = config.profiles.keys.sorted()
            throw ConfigurationError(
                "the profile `\(named)` is neither in \(locations.config) nor in \(locations.credentials)",
                help: known.isEmpty
                    ? "there are no profiles: `aws configure --profile \(named.shellQuoted)` makes one"
                    : "the profiles there are: \(known.joined(separator: ", "))"
            )
        }
    }

    /// Names the file of an invalid setting of a profile.
    fileprivate func help(for error: InvalidSetting) -> String? {
        guard case .profile(let profile, let setting) = error.origin else { return nil }
        let isInCredentials = config.credentialsProfiles[profile]?[setting] != nil
        return "correct the setting in \(isInCredentials ? locations.credentials : locations.config)"
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
    /// Whether only Rekognition's endpoint is configured. A question that the run can do without is then not asked.
    package var isOfLoneEndpoint: Bool

    package init(_ description: String, help: String? = nil, isOfLoneEndpoint: Bool = false) {
        self.description = description
        self.help = help
        self.isOfLoneEndpoint = isOfLoneEndpoint
    }
}

/// The `User-Agent` header: `rekon/0.1.0 ua/2.1 os/linux lang/swift#6.3 cfg/retry-mode#standard`.
enum UserAgent {
    /// - Parameter product: the program's name and version, as in `rekon/0.1.0`.
    static func text(product: String, policy: RetryPolicy) -> String {
        #if os(Linux)
        let system = "linux"
        #elseif os(macOS)
        let system = "macos"
        #else
        let system = "other"
        #endif
        #if compiler(>=6.3)
        let language = "swift#6.3"
        #else
        let language = "swift#6"
        #endif
        let text = "\(product) ua/2.1 os/\(system) lang/\(language) cfg/retry-mode#\(policy.mode.rawValue)"
        // Headers are ASCII.
        return String(decoding: text.utf8.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "-") }, as: UTF8.self)
    }
}
