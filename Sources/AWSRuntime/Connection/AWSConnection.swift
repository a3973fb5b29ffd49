package import AWSProfiles
import AWSSigning
package import Host
import Synchronization

/// Makes the clients of a run. All services and regions share the credentials and the settings; each account has
/// credentials and a pace of its own (`entering`).
package struct AWSConnection: Sendable {
    package let settings: ConnectionSettings
    package let credentials: any CredentialProvider
    private let context: CallContext
    /// For the credentials: its settings are those of their profile.
    private let providers: ProviderContext
    private let accounts: AccountConnections
    /// The pace of Rekognition, and that of CloudTrail's LookupEvents.
    private let pacers: (control: CallPacer, lookUps: CallPacer)
    private let regions: RegionMemory
    private var services: ServiceClients { providers.services }
    /// Of a call that the run can do without.
    private static let optionalTimeout: Duration = .seconds(5)

    /// - Parameters:
    ///   - warn: gets each warning, without `warning:`.
    ///   - allowsHTTP: whether secrets may be sent to other machines without TLS.
    ///   - prompt: asks the user at the terminal and returns the answer; nil where there is no terminal.
    ///   - product: the program's name and version, as in `rekon/0.1.0`.
    ///   - accounts: the credentials for an account, by its twelve digits.
    package init(
        _ settings: ConnectionSettings,
        in process: ProcessContext,
        transport: any HTTPTransport,
        log: DebugLog = .off,
        warn: @escaping @Sendable (String) -> Void = { _ in },
        allowsHTTP: Bool = false,
        prompt: (@Sendable (String) -> String?)? = nil,
        product: String,
        accounts: @escaping @Sendable (_ account: String) -> AccountCredentials = { _ in .ofRun }
    ) {
        let policy = RetryPolicy(settings.client)
        let context = CallContext(
            process: process,
            transport: transport,
            log: log,
            retryPolicy: policy,
            userAgent: UserAgent.text(product: product, policy: policy),
            plainHTTP: PlainHTTP(isAllowed: allowsHTTP, warn: warn),
            attemptTimeout: settings.attemptTimeout,
            callTimeout: settings.client.callTimeout?.value
        )
        let regions = RegionMemory(settings)
        providers = ProviderContext(
            settings: settings,
            calls: context,
            services: ServiceClients(settings: settings, context: context, regions: regions),
            prompt: Self.oneAtATime(prompt)
        )
        self.settings = settings
        self.context = context
        self.regions = regions
        self.accounts = AccountConnections(accounts)
        pacers = Self.pacers(process.clock)
        credentials = CredentialCache(
            CredentialChain(providers),
            wallClock: process.wallClock,
            log: log
        )
        log(
            """
            settings: profile `\(settings.profile.profile)`, retry mode \(policy.mode.rawValue), \
            at most \(policy.maxAttempts) attempts
            """
        )
    }

    /// Profiles of several accounts may ask for codes at the same time.
    private static func oneAtATime(
        _ prompt: (@Sendable (String) -> String?)?
    ) -> (@Sendable (String) -> String?)? {
        guard let prompt else { return nil }
        let turn = Mutex(())
        return { question in turn.withLock { _ in prompt(question) } }
    }

    private static func pacers(_ clock: any Clock<Duration>) -> (control: CallPacer, lookUps: CallPacer) {
        (
            // Custom Labels guide, limits.html: the default quota is about five control calls a second.
            CallPacer(rate: 5, burst: 5, clock: clock),
            // API: LookupEvents, "limited to two per second, per account, per Region".
            CallPacer(rate: 2, burst: 1, clock: clock)
        )
    }

    /// The same connection for the calls of one account, with the account's credentials and a pace of its own. The
    /// quota of retries, the adaptive rate and the clock's difference are its own too, as those of an SDK's client.
    ///
    /// Nothing is sent before the first call. The connection of an account is made once.
    ///
    /// - Parameter account: twelve digits.
    package func entering(_ account: String) -> AWSConnection {
        accounts.connection(to: account) { AWSConnection(account, of: self) }
    }

    private init(_ account: String, of run: AWSConnection) {
        settings = run.settings
        accounts = run.accounts
        context = run.context.withHostsOfItsOwn()
        pacers = Self.pacers(run.context.process.clock)
        let access = accounts.access(account)
        var (credentialSettings, problem) = (run.settings, ConfigurationError?.none)
        if case .profile(let name, _) = access {
            do throws(ConfigurationError) {
                credentialSettings = try run.settings.naming(profile: name)
            } catch {
                problem = error
            }
        }
        regions = RegionMemory(credentialSettings, of: run.regions)
        providers = ProviderContext(
            settings: credentialSettings,
            // The roles of all accounts are asked for at one host, with one quota of retries.
            calls: run.context,
            services: ServiceClients(settings: credentialSettings, context: run.context, regions: regions),
            prompt: run.providers.prompt
        )
        credentials = accounts.credentials(
            of: account,
            access,
            own: run.credentials,
            in: providers,
            problem: problem
        )
    }

    /// A client for Rekognition, or another service that speaks AWS JSON 1.1, in a region.
    ///
    /// - Parameter isOptional: whether the run can do without the answers: one attempt each, with a short timeout.
    /// - Throws: `ConfigurationError` for an endpoint that cannot be used.
    package func client(
        service: AWSService,
        targetPrefix: String,
        region: String,
        partition: String? = nil,
        isOptional: Bool = false
    ) throws(ConfigurationError) -> AWSClient {
        let context = isOptional ? context.probing(within: Self.optionalTimeout) : context
        let sender = try sender(of: service, region: region, partition: partition, context) {
            ServiceError(json: $0)
        }
        return AWSClient(sender, targetPrefix: targetPrefix)
    }

    /// Sends the requests of S3 in a region.
    ///
    /// - Throws: `ConfigurationError` for an endpoint that cannot be used.
    package func s3Sender(region: String) throws(ConfigurationError) -> CallSender {
        try sender(of: .s3, region: region, partition: nil, context, readError: S3Protocol.error)
    }

    private func sender(
        of service: AWSService,
        region: String,
        partition: String?,
        _ context: CallContext,
        readError: @escaping @Sendable (HTTPResponse) -> ServiceError?
    ) throws(ConfigurationError) -> CallSender {
        let endpoint = try settings.endpoint(of: service, region: region, partition: partition)
        if service == .rekognition {
            regions.note(region)
        } else if let source = try settings.loneEndpoint(besides: service, region: region) {
            throw ConfigurationError(
                "no endpoint is configured for \(service.settingName.uppercased()), but one for Rekognition is, by "
                    + "\(source)",
                help: "set AWS_ENDPOINT_URL_\(service.settingName.uppercased()) too",
                isOfLoneEndpoint: true
            )
        }
        return try settings.sender(
            of: service,
            region,
            partition: partition,
            // The rates are those of AWS. A configured endpoint has its own.
            pacer: endpoint.origin == .region ? pacer(of: service) : nil,
            context,
            credentials,
            readError
        )
    }

    private func pacer(of service: AWSService) -> CallPacer? {
        switch service {
        case .rekognition: pacers.control
        case .cloudTrail: pacers.lookUps
        case .sts, .s3, .kms, .serviceQuotas, .sso, .ssoOIDC: nil
        }
    }

    /// The owner of the credentials (API: STS GetCallerIdentity).
    ///
    /// - Throws: `ConfigurationError` for an endpoint that cannot be used; `AWSError`.
    package func callerIdentity() async throws -> CallerIdentity {
        try await services.sts(credentials).getCallerIdentity()
    }

    /// The same with one attempt and a short timeout, for messages.
    ///
    /// - Returns: nil where only Rekognition's endpoint is configured; see `ConnectionSettings.loneEndpoint`.
    /// - Throws: as `callerIdentity`.
    package func identityForMessages() async throws -> CallerIdentity? {
        let region = regions.region().name
        if try providers.settings.loneEndpoint(besides: .sts, region: region) != nil {
            context.log("sts GetCallerIdentity: not asked, because only Rekognition's endpoint is configured")
            return nil
        }
        let services = ServiceClients(
            settings: providers.settings,
            context: context.probing(within: Self.optionalTimeout),
            regions: regions
        )
        return try await services.sts(credentials).getCallerIdentity()
    }

    /// The region for what has no region of its own.
    package var region: String { regions.region().name }

    /// What `rekon whoami` shows.
    ///
    /// - Throws: as `callerIdentity`.
    package func situation() async throws -> ConnectionSituation {
        let (region, regionOrigin) = regions.region()
        let identity = try await callerIdentity()
        // From the cache: the call before used them.
        let found = try await credentials.credentials()
        return ConnectionSituation(
            identity: identity,
            credentialSource: found.source,
            accessKeyID: found.credentials.accessKeyID,
            expiration: found.expiration,
            profile: providers.settings.profile.profile,
            region: region,
            regionOrigin: regionOrigin,
            endpoint: try settings.endpoint(of: .rekognition, region: region),
            identityEndpoint: try providers.settings.endpoint(of: .sts, region: region)
        )
    }
}

/// The identity, the credentials and the endpoints of a connection.
package struct ConnectionSituation: Sendable, Equatable {
    package var identity: CallerIdentity
    package var credentialSource: String
    package var accessKeyID: String
    package var expiration: UnixTime?
    package var profile: String
    package var region: String
    /// The origin of the region.
    package var regionOrigin: String
    /// Of Rekognition; `explanation` says why.
    package var endpoint: Endpoint
    /// Of STS.
    package var identityEndpoint: Endpoint
}
