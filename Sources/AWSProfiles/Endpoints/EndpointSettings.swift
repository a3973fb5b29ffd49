/// Finds the endpoint of each service of a run: the configured one, or the one that AWS's rules give.
package struct EndpointSettings: Sendable {
    private let reader: SettingsReader
    private let settings: ClientSettings

    package init(_ reader: SettingsReader, settings: ClientSettings) {
        self.reader = reader
        self.settings = settings
    }

    /// - Parameters:
    ///   - partition: what else says the partition, such as a project's ARN; it must be the region's.
    ///   - flag: the value of `--endpoint-url`, for the services that it is meant for.
    /// - Throws: `InvalidEndpoint`, in words that complete "the endpoint ...".
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
            throw InvalidEndpoint("of \(service.endpointPrefix) cannot be told: \(error)")
        }
    }

    /// Nobody can tell whether a configured endpoint is what these ask for.
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

/// Finds the endpoint that somebody configured for a service.
///
/// Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints" (feature-ss-endpoints.html), and botocore
/// (`ConfiguredEndpointProvider`): the command line, then the variable of the service, the variable of all services,
/// the profile's `services` section, and the profile's `endpoint_url`. `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` leaves
/// only the command line.
package struct ConfiguredEndpoint: Sendable {
    private let reader: SettingsReader

    package init(_ reader: SettingsReader) {
        self.reader = reader
    }

    /// - Parameter flag: the value of `--endpoint-url`.
    /// - Returns: the URL and where it was configured; nil where it was not.
    /// - Throws: `InvalidSetting` for a `services` section that is not there, and for an
    ///   `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` that is neither true nor false.
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
                    must: "the name of a `[services]` section, and there is none of that name"
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
    case sso
    case ssoOIDC

    /// In a host name: `PREFIX.REGION.SUFFIX`.
    package var endpointPrefix: String {
        switch self {
        case .rekognition: "rekognition"
        case .sts: "sts"
        case .s3: "s3"
        case .kms: "kms"
        case .sso: "portal.sso"
        case .ssoOIDC: "oidc"
        }
    }

    /// In the scope of a signature.
    package var signingName: String {
        switch self {
        case .rekognition, .sts, .s3, .kms: endpointPrefix
        case .sso: "awsssoportal"
        case .ssoOIDC: "sso-oauth"
        }
    }

    /// The service's ID with `_` for spaces, in lower case: how a `services` section and, in upper case,
    /// `AWS_ENDPOINT_URL_...` name it.
    package var settingName: String {
        switch self {
        case .rekognition, .sts, .s3, .kms: endpointPrefix
        case .sso: "sso"
        case .ssoOIDC: "sso_oidc"
        }
    }
}

extension String {
    /// A URL as messages may show it: without the user name and password in front of its host, and without its query,
    /// which may hold a token.
    package var withoutURLSecrets: String {
        let start = firstRange(of: "://")?.upperBound ?? startIndex
        var rest = self[start...]
        var user = ""
        // The last one: a password may hold more of them, and slashes, if somebody did not encode it.
        if let at = rest.lastIndex(of: "@") {
            user = "[redacted]"
            rest = rest[at...]
        }
        var query = ""
        if let sign = rest.firstIndex(of: "?") {
            query = "?[redacted]"
            rest = rest[..<sign]
        }
        return self[..<start] + user + rest + query
    }
}
