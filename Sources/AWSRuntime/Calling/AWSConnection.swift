internal import AWSProfiles
package import Host

/// Makes the clients of a run: one set of credentials and settings for all services and regions.
package struct AWSConnection: Sendable {
    private let settings: ProfileSettings
    private let environment: Environment
    private let endpointFlag: String?
    private let machine: AWSClient.Machine
    private let retryPolicy: RetryPolicy
    private let quota: RetryQuota
    private let pacer: CallPacer
    private let userAgent: String

    /// - Parameters:
    ///   - profile: the value of `--profile`.
    ///   - endpointURL: the value of `--endpoint-url`.
    ///   - userAgent: the program's name and version.
    /// - Throws: `ConfigurationError`.
    package init(
        environment: Environment,
        files: any FileReader,
        profile: String? = nil,
        endpointURL: String? = nil,
        transport: any HTTPTransport,
        clock: any Clock<Duration>,
        wallClock: any WallClock,
        random: any RandomSource,
        userAgent: String
    ) throws(ConfigurationError) {
        settings = try ProfileSettings(environment: environment, files: files, flag: profile)
        self.environment = environment
        endpointFlag = endpointURL
        retryPolicy = try RetryPolicy(environment: environment)
        quota = RetryQuota(capacity: retryPolicy.quota)
        pacer = CallPacer(rate: 5, burst: 5, clock: clock)
        self.userAgent = userAgent
        machine = AWSClient.Machine(
            transport: transport,
            credentials: CredentialCache(CredentialChain(environment: environment, settings: settings)),
            clock: clock,
            wallClock: wallClock,
            random: random
        )
    }

    /// A client for a service in a region.
    ///
    /// - Throws: `ConfigurationError` for an endpoint that cannot be used.
    package func client(
        service: String,
        targetPrefix: String,
        region: String,
        partition: String
    ) throws(ConfigurationError) -> AWSClient {
        let endpoint = try endpoint(of: service, region: region, partition: partition)
        return AWSClient(
            AWSClient.Settings(
                signingName: service,
                targetPrefix: targetPrefix,
                region: region,
                endpoint: endpoint,
                userAgent: userAgent,
                retryPolicy: retryPolicy
            ),
            on: machine,
            quota: quota,
            // The rate is AWS's; what somebody configured has its own, or none.
            pacer: endpoint.origin == .region ? pacer : nil
        )
    }

    private func endpoint(
        of service: String,
        region: String,
        partition: String
    ) throws(ConfigurationError) -> Endpoint {
        let environment = environment
        let configured = ConfiguredEndpoint(
            environment: { environment[$0] },
            config: settings.config,
            profile: settings.profile
        ).url(of: service, flag: endpointFlag)
        do throws(InvalidEndpoint) {
            if let (url, source) = configured { return try Endpoint(url: url, origin: .configured(source)) }
            return try Endpoint(service: service, region: region, partition: partition)
        } catch {
            if let (url, source) = configured {
                throw ConfigurationError("the endpoint `\(url)` from \(source) \(error)")
            }
            throw ConfigurationError("the endpoint \(error)")
        }
    }
}
