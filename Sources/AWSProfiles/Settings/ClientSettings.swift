/// The settings that all calls of a run share, each with its origin.
package struct ClientSettings: Sendable, Equatable {
    /// For services without a project's ARN: STS, IAM Identity Center. Nil where it is not set.
    package var region: ConfiguredValue<String>?
    package var retryMode: ConfiguredValue<RetryMode>
    /// Attempts of one call, with the first one; nil where it is not set.
    package var maxAttempts: ConfiguredValue<Int>?
    package var usesFIPS: ConfiguredValue<Bool>
    package var usesDualStack: ConfiguredValue<Bool>
    /// The path of a file of certificates to trust instead of the machine's.
    package var caBundle: ConfiguredValue<String>?
    package var stsEndpoints: ConfiguredValue<STSEndpoints>
    /// For the connection and the TLS handshake. This and the other time limits are nil where they are not set.
    package var connectTimeout: ConfiguredValue<Duration>?
    /// For a pause in an answer, also before its start.
    package var readTimeout: ConfiguredValue<Duration>?
    /// For one attempt of a call, with the whole answer.
    package var attemptTimeout: ConfiguredValue<Duration>?
    /// For a call with all its attempts.
    package var callTimeout: ConfiguredValue<Duration>?

    /// The settings of the command line.
    package struct Flags: Sendable {
        /// `--region`
        package var region: String?
        /// `--use-fips-endpoint`
        package var usesFIPS: Bool?
        /// `--use-dualstack-endpoint`
        package var usesDualStack: Bool?
        /// `--ca-bundle`
        package var caBundle: String?
        /// `--cli-connect-timeout`
        package var connectTimeout: String?
        /// `--cli-read-timeout`
        package var readTimeout: String?
        /// `--retry-mode`
        package var retryMode: String?
        /// `--max-attempts`
        package var maxAttempts: String?

        package init(
            region: String? = nil,
            usesFIPS: Bool? = nil,
            usesDualStack: Bool? = nil,
            caBundle: String? = nil,
            connectTimeout: String? = nil,
            readTimeout: String? = nil,
            retryMode: String? = nil,
            maxAttempts: String? = nil
        ) {
            self.region = region
            self.usesFIPS = usesFIPS
            self.usesDualStack = usesDualStack
            self.caBundle = caBundle
            self.connectTimeout = connectTimeout
            self.readTimeout = readTimeout
            self.retryMode = retryMode
            self.maxAttempts = maxAttempts
        }
    }

    /// The settings of rekon's settings file, each with its place. The command line and the variables come before them,
    /// the shared config files after them.
    package struct Defaults: Sendable {
        package var retryMode: ConfiguredValue<String>?
        package var maxAttempts: ConfiguredValue<Int>?
        package var connectTimeout: ConfiguredValue<Duration>?
        package var readTimeout: ConfiguredValue<Duration>?

        package init(
            retryMode: ConfiguredValue<String>? = nil,
            maxAttempts: ConfiguredValue<Int>? = nil,
            connectTimeout: ConfiguredValue<Duration>? = nil,
            readTimeout: ConfiguredValue<Duration>? = nil
        ) {
            self.retryMode = retryMode
            self.maxAttempts = maxAttempts
            self.connectTimeout = connectTimeout
            self.readTimeout = readTimeout
        }
    }

    /// - Throws: `InvalidSetting` for the first invalid value.
    package init(
        _ reader: SettingsReader,
        flags: Flags = Flags(),
        defaults: Defaults = Defaults()
    ) throws(InvalidSetting) {
        usesFIPS = try reader.boolean(
            flag: ("--use-fips-endpoint", flags.usesFIPS),
            variable: "AWS_USE_FIPS_ENDPOINT",
            setting: "use_fips_endpoint"
        )
        usesDualStack = try reader.boolean(
            flag: ("--use-dualstack-endpoint", flags.usesDualStack),
            variable: "AWS_USE_DUALSTACK_ENDPOINT",
            setting: "use_dualstack_endpoint"
        )
        caBundle = reader.text(
            flag: ("--ca-bundle", flags.caBundle),
            variables: ["AWS_CA_BUNDLE"],
            setting: "ca_bundle"
        )
        retryMode = try RetryMode.read(reader, flag: flags.retryMode, file: defaults.retryMode)
        maxAttempts = try reader.integer(
            flag: ("--max-attempts", flags.maxAttempts),
            variable: "AWS_MAX_ATTEMPTS",
            file: defaults.maxAttempts?.map { String($0) },
            setting: "max_attempts",
            minimum: 1
        )
        stsEndpoints = try STSEndpoints.read(reader)
        connectTimeout = try reader.timeout(
            flag: ("--cli-connect-timeout", flags.connectTimeout),
            variable: "AWS_CONNECT_TIMEOUT",
            file: defaults.connectTimeout?.map { "\($0 / .seconds(1))" },
            setting: "connect_timeout"
        )
        readTimeout = try reader.timeout(
            flag: ("--cli-read-timeout", flags.readTimeout),
            variable: "AWS_READ_TIMEOUT",
            file: defaults.readTimeout?.map { "\($0 / .seconds(1))" },
            setting: "read_timeout"
        )
        attemptTimeout = try reader.timeout(
            variable: "AWS_API_CALL_ATTEMPT_TIMEOUT",
            setting: "api_call_attempt_timeout"
        )
        callTimeout = try reader.timeout(variable: "AWS_API_CALL_TIMEOUT", setting: "api_call_timeout")

        region = reader.text(
            flag: ("--region", flags.region),
            variables: ["AWS_REGION", "AWS_DEFAULT_REGION"],
            setting: "region"
        )
        guard let configured = region else { return }
        // Regions such as `fips-us-east-1` are older than the setting.
        let plain = Self.withoutFIPS(configured.value)
        guard Region.isLabel(plain) else {
            throw InvalidSetting(configured, must: "a region such as us-east-1, in lower case")
        }
        if plain != configured.value {
            region = ConfiguredValue(plain, origin: configured.origin)
            usesFIPS = ConfiguredValue(true, origin: configured.origin)
        }
    }

    private static func withoutFIPS(_ region: String) -> String {
        if region.hasPrefix("fips-") { return String(region.dropFirst(5)) }
        if region.hasSuffix("-fips") { return String(region.dropLast(5)) }
        return region
    }
}

/// The retry modes of the SDKs.
package enum RetryMode: String, Sendable, CaseIterable {
    case standard
    case adaptive

    static func read(
        _ reader: SettingsReader,
        flag: String?,
        file: ConfiguredValue<String>?
    ) throws(InvalidSetting) -> ConfiguredValue<RetryMode> {
        let text = reader.text(
            flag: ("--retry-mode", flag),
            variables: ["AWS_RETRY_MODE"],
            file: file,
            setting: "retry_mode"
        )
        guard let text else { return ConfiguredValue(.standard, origin: .standard) }
        // The old rules of botocore.
        if text.value.lowercased() == "legacy" { return ConfiguredValue(.standard, origin: text.origin) }
        guard let mode = RetryMode(rawValue: text.value.lowercased()) else {
            throw InvalidSetting(text, must: "standard or adaptive (legacy counts as standard)")
        }
        return ConfiguredValue(mode, origin: text.origin)
    }
}

/// Whether STS is called in the region or at its global endpoint.
package enum STSEndpoints: String, Sendable, CaseIterable {
    case regional
    case legacy

    static func read(_ reader: SettingsReader) throws(InvalidSetting) -> ConfiguredValue<STSEndpoints> {
        guard
            let text = reader.text(variables: ["AWS_STS_REGIONAL_ENDPOINTS"], setting: "sts_regional_endpoints")
        else { return ConfiguredValue(.regional, origin: .standard) }
        guard let value = STSEndpoints(rawValue: text.value) else {
            throw InvalidSetting(text, must: "regional or legacy")
        }
        return ConfiguredValue(value, origin: text.origin)
    }
}
