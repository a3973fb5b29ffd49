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
