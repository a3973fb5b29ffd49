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
