internal import AWSProfiles
internal import Host

extension ServiceClients {
    /// Clients with the run's endpoints and retries.
    init(settings: ConnectionSettings, context: CallContext, regions: RegionMemory) {
        @Sendable func sender(
            _ service: AWSService,
            _ region: String,
            _ credentials: any CredentialProvider,
            _ readError: @escaping @Sendable (HTTPResponse) -> ServiceError?
        ) throws(ConfigurationError) -> CallSender {
            let endpoint = try settings.endpoint(of: service, region: region)
            context.log("\(service.signingName) in \(region): \(endpoint), because of \(endpoint.explanation)")
            return CallSender(
                service: service.signingName,
                region: endpoint.signingRegion ?? region,
                endpoint: endpoint,
                context: context,
                credentials: credentials,
                readError: readError
            )
        }
        self.init(
            sts: { credentials throws(ConfigurationError) in
                STSClient(try sender(.sts, try regions.region(), credentials, QueryProtocol.error))
            },
            sso: { region throws(ConfigurationError) in
                SSOClient(try sender(.sso, region, NoCredentials()) { ServiceError(json: $0) })
            },
            oidc: { region throws(ConfigurationError) in
                SSOOIDCClient(try sender(.ssoOIDC, region, NoCredentials()) { ServiceError(json: $0) })
            }
        )
    }
}
