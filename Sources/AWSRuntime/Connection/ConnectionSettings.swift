package import AWSProfiles
package import Host

/// What the command line, the environment and the shared files say of a run's calls: read before there is a
/// connection, as the connection depends on it.
package struct ConnectionSettings: Sendable {
    package let profile: ProfileSettings
    package let client: ClientSettings
    let environment: Environment
    let reader: SettingsReader
    private let endpoints: EndpointSettings
    private let endpointFlag: String?

    /// - Parameters:
    ///   - profile: the value of `--profile`.
    ///   - endpointURL: the value of `--endpoint-url`, which is for Rekognition alone.
    /// - Throws: `ConfigurationError` for what cannot be read, understood or meant.
    package init(
        environment: Environment,
        files: any FileReader,
        profile: String? = nil,
        endpointURL: String? = nil,
        flags: ClientSettings.Flags = ClientSettings.Flags()
    ) throws(ConfigurationError) {
        self.environment = environment
        self.profile = try ProfileSettings(environment: environment, files: files, flag: profile)
        endpointFlag = endpointURL
        reader = SettingsReader(
            environment: { environment[$0] },
            config: self.profile.config,
            profile: self.profile.profile
        )
        do throws(InvalidSetting) {
            client = try ClientSettings(reader, flags: flags)
        } catch {
            throw ConfigurationError(error.description)
        }
        endpoints = EndpointSettings(reader, settings: client)
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
                flag: service == .rekognition ? endpointFlag : nil
            )
        } catch {
            throw ConfigurationError("the endpoint \(error)")
        }
    }
}
