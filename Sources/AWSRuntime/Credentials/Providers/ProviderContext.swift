internal import AWSProfiles
internal import AWSSigning
internal import Host

/// What providers of credentials need of the world.
struct ProviderContext: Sendable {
    let environment: Environment
    let files: any FileReader
    let fileWriter: any FileWriter
    let processes: any ProcessRunner
    let calls: CallContext
    let services: ServiceClients
    /// Asks the person at the terminal and gives the answer; nil where there is no terminal.
    let prompt: (@Sendable (String) -> String?)?

    var log: DebugLog { calls.log }
    var now: UnixTime { calls.wallClock.now }

    /// As botocore makes one: `botocore-session-EPOCH`.
    var sessionName: String { "rekon-\(now.seconds)" }

    func cached(_ provider: any CredentialProvider) -> CredentialCache {
        CredentialCache(provider, wallClock: calls.wallClock, log: log)
    }
}

/// Makes the clients that providers call.
struct ServiceClients: Sendable {
    var sts: @Sendable (any CredentialProvider) throws(ConfigurationError) -> STSClient
    /// In a region.
    var sso: @Sendable (String) throws(ConfigurationError) -> SSOClient
    /// In a region.
    var oidc: @Sendable (String) throws(ConfigurationError) -> SSOOIDCClient
}

/// For operations that are not signed.
struct NoCredentials: CredentialProvider {
    func credentials() async throws(CredentialError) -> SourcedCredentials {
        throw CredentialError("this operation takes no credentials")
    }
}

extension CredentialError {
    init(_ error: ConfigurationError) {
        self.init(error.help.map { "\(error.description): \($0)" } ?? error.description)
    }
}
