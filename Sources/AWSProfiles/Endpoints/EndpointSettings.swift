import Text

/// Finds the endpoint of each service of a run: the configured one, or the one by the rules of AWS.
package struct EndpointSettings: Sendable {
    private let reader: SettingsReader
    private let settings: ClientSettings

    package init(_ reader: SettingsReader, settings: ClientSettings) {
        self.reader = reader
        self.settings = settings
    }

    /// - Parameters:
    ///   - partition: the partition by another source, such as a project's ARN; it must be the region's.
    ///   - flag: the value of `--endpoint-url`, where it is for this service.
    /// - Throws: `InvalidEndpoint`, a message that completes "the endpoint ...".
    package func endpoint(
        of service: AWSService,
        region: String,
        partition: String? = nil,
        flag: String? = nil
    ) throws(InvalidEndpoint) -> Endpoint {
        if let (url, source) = try configured(service, flag: flag) {
            try checkVariants(url, source)
            do throws(InvalidEndpoint) {
                return try Endpoint(url: url, origin: .configured(source))
            } catch {
                throw InvalidEndpoint("`\(url.withoutURLSecrets)` from \(source) \(error)")
            }
        }
        return try Endpoint(
            service: service,
            region: region,
            fips: settings.usesFIPS.value,
            dualStack: settings.usesDualStack.value,
            partition: partition,
            stsEndpoints: settings.stsEndpoints.value
        )
    }

    private func configured(
        _ service: AWSService,
        flag: String?
    ) throws(InvalidEndpoint) -> (url: String, source: String)? {
        do throws(InvalidSetting) {
            return try ConfiguredEndpoint(reader).url(of: service, flag: flag)
        } catch {
            throw InvalidEndpoint("of \(service.endpointPrefix) is not valid: \(error)")
        }
    }

    /// A configured endpoint cannot be checked for FIPS or dual-stack.
    private func checkVariants(_ url: String, _ source: String) throws(InvalidEndpoint) {
        for (name, setting) in [("FIPS", settings.usesFIPS), ("dual-stack", settings.usesDualStack)]
        where setting.value {
            throw InvalidEndpoint(
                "`\(url.withoutURLSecrets)` from \(source) cannot be combined with \(name) (\(setting.origin)): switch "
                    + "off one of them"
            )
        }
    }
}

/// Finds the configured endpoint of a service.
///
/// Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints" (feature-ss-endpoints.html), and botocore
/// (`ConfiguredEndpointProvider`): the command line, the variable of the service, the variable of all services, the
/// profile's `services` section, the profile's `endpoint_url`. `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` ignores all but
/// the command line.
package struct ConfiguredEndpoint: Sendable {
    private let reader: SettingsReader

    package init(_ reader: SettingsReader) {
        self.reader = reader
    }

    /// - Parameter flag: the value of `--endpoint-url`.
    /// - Returns: the URL and its origin; nil where it is not configured.
    /// - Throws: `InvalidSetting` for a missing `services` section, and for an
    ///   `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` that is not true or false.
    package func url(of service: AWSService, flag: String? = nil) throws(InvalidSetting) -> (
        url: String, source: String
    )? {
        if let flag { return (flag, "--endpoint-url") }
        let ignores = try reader.boolean(
            variable: "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
            setting: "ignore_configured_endpoint_urls"
        )
        if ignores.value { return nil }
        let name = service.settingName
        if let url = reader.text(variables: ["AWS_ENDPOINT_URL_\(name.uppercased())", "AWS_ENDPOINT_URL"]) {
            return (url.value, url.origin.description)
        }
        if let section = reader.text(setting: "services") {
            guard let services = reader.config.services[section.value] else {
                throw InvalidSetting(
                    section,
                    must: "the name of a `[services]` section, and no section has this name"
                )
            }
            if let url = SharedConfig.nested(services[name] ?? "")["endpoint_url"], !url.isEmpty {
                return (url, "`endpoint_url` of `\(name)` in the section `[services \(section.value)]`")
            }
        }
        return reader.text(setting: "endpoint_url").map { ($0.value, $0.origin.description) }
    }
}

/// The services that rekon calls.
package enum AWSService: Sendable, CaseIterable {
    case rekognition
    case sts
    case s3
    case kms
    case serviceQuotas
    case cloudTrail
    case sso
    case ssoOIDC

    /// In a host name: `PREFIX.REGION.SUFFIX`.
    package var endpointPrefix: String {
        switch self {
        case .rekognition: "rekognition"
        case .sts: "sts"
        case .s3: "s3"
        case .kms: "kms"
        case .serviceQuotas: "servicequotas"
        case .cloudTrail: "cloudtrail"
        case .sso: "portal.sso"
        case .ssoOIDC: "oidc"
        }
    }

    /// In the scope of a signature.
    package var signingName: String {
        switch self {
        case .rekognition, .sts, .s3, .kms, .serviceQuotas, .cloudTrail: endpointPrefix
        case .sso: "awsssoportal"
        case .ssoOIDC: "sso-oauth"
        }
    }

    /// The service's ID with `_` for spaces, in lower case, as in a `services` section. `AWS_ENDPOINT_URL_...` has it
    /// in upper case.
    package var settingName: String {
        switch self {
        case .rekognition, .sts, .s3, .kms, .cloudTrail: endpointPrefix
        case .serviceQuotas: "service_quotas"
        case .sso: "sso"
        case .ssoOIDC: "sso_oidc"
        }
    }
}

extension String {
    /// A URL for messages: without user name and password, and without its query, which can contain a token.
    package var withoutURLSecrets: String {
        let start = utf8.place(of: "://")?.upperBound ?? startIndex
        var rest = self[start...]
        var user = ""
        // The last `@`: a password without escapes can contain `@` and `/`.
        if let at = rest.lastPlace(of: "@") {
            user = "[redacted]"
            rest = rest[at...]
        }
        var query = ""
        if let sign = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            query = "?[redacted]"
            rest = rest[..<sign]
        }
        return self[..<start] + user + rest + query
    }
}
