import AWSProfiles
import Host
import Synchronization

/// Makes the clients of the services that providers call.
struct ServiceClients: Sendable {
    var sts: @Sendable (any CredentialProvider) throws(ConfigurationError) -> STSClient
    /// In a region.
    var sso: @Sendable (String) throws(ConfigurationError) -> SSOClient
    /// In a region.
    var oidc: @Sendable (String) throws(ConfigurationError) -> SSOOIDCClient
}

extension ServiceClients {
    /// Clients with the endpoints and retries of the run.
    init(settings: ConnectionSettings, context: CallContext, regions: RegionMemory) {
        self.init(
            sts: { credentials throws(ConfigurationError) in
                STSClient(
                    try settings.sender(of: .sts, regions.region().name, context, credentials, QueryProtocol.error)
                )
            },
            sso: { region throws(ConfigurationError) in
                SSOClient(try settings.sender(of: .sso, region, context, NoCredentials()) { ServiceError(json: $0) })
            },
            oidc: { region throws(ConfigurationError) in
                SSOOIDCClient(
                    try settings.sender(of: .ssoOIDC, region, context, NoCredentials()) { ServiceError(json: $0) }
                )
            }
        )
    }
}

extension ConnectionSettings {
    /// - Throws: `ConfigurationError` for an endpoint that cannot be used.
    func sender(
        of service: AWSService,
        _ region: String,
        partition: String? = nil,
        pacer: CallPacer? = nil,
        _ context: CallContext,
        _ credentials: any CredentialProvider,
        _ readError: @escaping @Sendable (HTTPResponse) -> ServiceError?
    ) throws(ConfigurationError) -> CallSender {
        let endpoint = try endpoint(of: service, region: region, partition: partition)
        context.log("\(service.signingName) in \(region): \(endpoint), because of \(endpoint.explanation)")
        return CallSender(
            service: service.signingName,
            region: endpoint.signingRegion ?? region,
            endpoint: endpoint,
            context: context,
            credentials: credentials,
            pacer: pacer,
            readError: readError
        )
    }
}

/// The region for services without a project's ARN. It is the configured one, unless all projects are in another
/// partition, where the credentials are not valid. Otherwise it is the region of the first client. Commands make a
/// client for each region in the order of the projects' ARNs before the first call, so it is always the same. Without
/// both it is us-east-1, where botocore calls the global endpoint of STS too.
final class RegionMemory: Sendable {
    private let configured: ConfiguredValue<String>?
    private let noted = Mutex<[String]>([])
    /// The regions of the whole run; nil for these.
    private let run: RegionMemory?

    /// - Parameter run: for the regions of one account: those of the run, which get each region too.
    init(_ settings: ConnectionSettings, of run: RegionMemory? = nil) {
        configured = settings.client.region
        self.run = run
    }

    func note(_ region: String) {
        noted.withLock { if !$0.contains(region) { $0.append(region) } }
        run?.note(region)
    }

    /// - Returns: the region, and its origin for messages.
    func region() -> (name: String, origin: String) {
        let noted = noted.withLock { $0 }
        if let configured {
            let partition = Partition.of(region: configured.value).id
            let fits = noted.isEmpty || noted.contains { Partition.of(region: $0).id == partition }
            if fits { return (configured.value, configured.origin.description) }
        }
        if let project = noted.first { return (project, "the project") }
        return ("us-east-1", "the default: no region is set")
    }
}
