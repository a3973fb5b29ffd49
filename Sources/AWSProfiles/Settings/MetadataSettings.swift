/// The settings of the metadata service of an EC2 instance.
///
/// Source, also of the defaults: botocore (`IMDSFetcher`, `resolve_imds_endpoint_mode`).
package struct MetadataSettings: Sendable, Equatable {
    package var isDisabled: ConfiguredValue<Bool>
    /// The base of paths such as `/latest/api/token`.
    package var endpoint: ConfiguredValue<Endpoint>
    /// Of one attempt, in seconds.
    package var timeout: ConfiguredValue<Int>
    /// Attempts of one request, with the first one.
    package var attempts: ConfiguredValue<Int>

    /// - Throws: `InvalidSetting` for the first invalid value. A disabled service has no other settings.
    package init(_ reader: SettingsReader) throws(InvalidSetting) {
        let standard = SettingOrigin.standard
        isDisabled = try reader.boolean(variable: "AWS_EC2_METADATA_DISABLED")
        endpoint = ConfiguredValue(.metadataIPv4, origin: standard)
        timeout = ConfiguredValue(1, origin: standard)
        attempts = ConfiguredValue(1, origin: standard)
        if isDisabled.value { return }
        endpoint = try Self.endpoint(reader)
        let seconds = try reader.integer(
            variable: "AWS_METADATA_SERVICE_TIMEOUT",
            setting: "metadata_service_timeout",
            minimum: 1
        )
        let attempts = try reader.integer(
            variable: "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
            setting: "metadata_service_num_attempts",
            minimum: 1
        )
        timeout = seconds ?? timeout
        self.attempts = attempts ?? self.attempts
    }

    private static func endpoint(_ reader: SettingsReader) throws(InvalidSetting) -> ConfiguredValue<Endpoint> {
        let mode = try mode(reader)
        let configured = reader.text(
            variables: ["AWS_EC2_METADATA_SERVICE_ENDPOINT"],
            setting: "ec2_metadata_service_endpoint"
        )
        guard let configured else { return mode }
        do throws(InvalidEndpoint) {
            let endpoint = try Endpoint(url: configured.value, origin: .configured(configured.origin.description))
            return ConfiguredValue(endpoint, origin: configured.origin)
        } catch {
            throw InvalidSetting(
                configured.map(\.withoutURLSecrets),
                must: "a URL such as http://169.254.169.254, but it \(error)"
            )
        }
    }

    private static func mode(_ reader: SettingsReader) throws(InvalidSetting) -> ConfiguredValue<Endpoint> {
        let mode = reader.text(
            variables: ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"],
            setting: "ec2_metadata_service_endpoint_mode"
        )
        switch mode?.value.lowercased() {
        case "ipv4"?, "ipv6"?: break
        case nil:
            let ipv6 = try reader.boolean(variable: "AWS_IMDS_USE_IPV6", setting: "imds_use_ipv6")
            return ipv6.map { $0 ? .metadataIPv6 : .metadataIPv4 }
        default:
            if let mode { throw InvalidSetting(mode, must: "IPv4 or IPv6") }
        }
        let isIPv6 = mode?.value.lowercased() == "ipv6"
        return ConfiguredValue(isIPv6 ? .metadataIPv6 : .metadataIPv4, origin: mode?.origin ?? .standard)
    }
}

extension Endpoint {
    /// The link-local addresses of the service.
    fileprivate static let metadataIPv4 = Endpoint(metadataHost: "169.254.169.254")
    fileprivate static let metadataIPv6 = Endpoint(metadataHost: "[fd00:ec2::254]")

    private init(metadataHost: String) {
        self.init(
            isSecure: false,
            host: metadataHost,
            port: nil,
            basePath: "",
            origin: .configured("the metadata service's own address")
        )
    }
}
