/// Finds the endpoint that somebody configured for a service.
///
/// Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints" (feature-ss-endpoints.html): the command
/// line, then the variable of the service, the variable of all services, the profile's `services` section, and the
/// profile's `endpoint_url`. `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` leaves only the command line.
package struct ConfiguredEndpoint: Sendable {
    private let environment: @Sendable (String) -> String?
    private let config: SharedConfig
    private let profile: String

    /// - Parameter environment: the value of a variable, nil where it is unset or blank.
    package init(environment: @escaping @Sendable (String) -> String?, config: SharedConfig, profile: String) {
        self.environment = environment
        self.config = config
        self.profile = profile
    }

    /// - Parameters:
    ///   - service: as in a variable's name, in lower case: `rekognition`.
    ///   - flag: the value of `--endpoint-url`.
    /// - Returns: the URL and where it was configured; nil where it was not.
    package func url(of service: String, flag: String?) -> (url: String, source: String)? {
        if let flag { return (flag, "--endpoint-url") }
        let settings = config.profiles[profile] ?? [:]
        let ignores = environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") ?? settings["ignore_configured_endpoint_urls"]
        if ignores?.lowercased() == "true" { return nil }

        for variable in ["AWS_ENDPOINT_URL_\(service.uppercased())", "AWS_ENDPOINT_URL"] {
            if let url = environment(variable) { return (url, variable) }
        }
        if let section = settings["services"], let nested = config.services[section]?[service],
            let url = SharedConfig.nested(nested)["endpoint_url"]
        {
            return (url, "`endpoint_url` of `\(service)` in the section `[services \(section)]`")
        }
        return settings["endpoint_url"].map { ($0, "`endpoint_url` of the profile `\(profile)`") }
    }
}
