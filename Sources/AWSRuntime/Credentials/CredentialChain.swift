import AWSProfiles
package import AWSSigning
package import Host
import Synchronization

/// One of the places where AWS tools look for credentials.
protocol CredentialPlace: Sendable {
    /// For people, as it follows "in": `the environment`.
    var name: String { get }
    /// What the reasons of several places are told under; the name, where a place stands alone.
    var group: String { get }

    /// - Throws: `CredentialError` where credentials are configured and cannot be had.
    func look() async throws(CredentialError) -> CredentialFinding
}

extension CredentialPlace {
    var group: String { name }
}

enum CredentialFinding: Sendable {
    /// Something is configured there, and will be asked again when new credentials are needed.
    case provider(any CredentialProvider)
    /// The same, and it has been asked already.
    case answered(any CredentialProvider, SourcedCredentials)
    /// Why there is nothing.
    case nothing(String)
}

/// Looks for credentials in one place after another, and stays with the first that has something.
///
/// A place with nothing in it is passed by; one that holds something unusable is an error, never passed by.
final class CredentialChain: CredentialProvider {
    private let places: [any CredentialPlace]
    private let log: DebugLog
    private let chosen = Mutex<(any CredentialProvider)?>(nil)

    init(_ places: [any CredentialPlace], log: DebugLog) {
        self.places = places
        self.log = log
    }

    func invalidate(_ refused: AWSCredentials) async {
        await chosen.withLock { $0 }?.invalidate(refused)
    }

    func credentials() async throws(CredentialError) -> SourcedCredentials {
        if let provider = chosen.withLock({ $0 }) { return try await provider.credentials() }
        var reasons: [(group: String, texts: [String])] = []
        for place in places {
            let finding: CredentialFinding
            do throws(CredentialError) {
                finding = try await place.look()
            } catch {
                if !error.isCancellation { log("credentials: in \(place.name): stopped: \(error)") }
                throw error
            }
            switch finding {
            case .nothing(let reason):
                log("credentials: none in \(place.name): \(reason)")
                if let index = reasons.firstIndex(where: { $0.group == place.group }) {
                    reasons[index].texts.append(reason)
                } else {
                    reasons.append((place.group, [reason]))
                }
            case .provider(let provider):
                log("credentials: configured in \(place.name)")
                chosen.withLock { $0 = provider }
                return try await provider.credentials()
            case .answered(let provider, let found):
                chosen.withLock { $0 = provider }
                return found
            }
        }
        // A line for each place: people look for theirs.
        let places = reasons.map { "- \($0.group): \($0.texts.joined(separator: ", "))" }
        throw CredentialError(
            (["there are no AWS credentials. Looked in:"] + places + [
                "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or choose a profile with --profile or AWS_PROFILE"
            ]).joined(separator: "\n")
        )
    }
}

/// The places where credentials may be, in botocore's order (`create_credential_resolver`).
struct CredentialPlaces: Sendable {
    let settings: ConnectionSettings
    let context: ProviderContext

    var inOrder: [any CredentialPlace] {
        let environment = EnvironmentPlace(environment: context.process.environment)
        let container = ContainerPlace(context: context)
        let instanceMetadata = InstanceMetadataPlace(reader: settings.reader, context: context)
        let providers = ProfileProviders(
            context: context,
            environment: environment,
            container: container,
            instanceMetadata: instanceMetadata
        )
        let profile = settings.profile.profile
        let config = settings.profile.config
        let locations = settings.profile.locations
        let variables = WebIdentityVariables(config: config, profile: profile, context: context)
        // A profile named on the command line is meant: variables that happen to be set do not count against it.
        let countsVariables = !settings.profile.isNamedExplicitly

        var places: [any CredentialPlace] = countsVariables ? [environment] : []
        for kind in SharedConfig.ProfileKind.allCases {
            if kind == .webIdentity, countsVariables { places.append(variables) }
            places.append(
                ProfilePlace(
                    profile: profile,
                    files: "\(locations.config) and \(locations.credentials)",
                    kind: kind,
                    read: { () throws(ProfileError) in try config.credentials(ofProfile: profile, kind: kind) },
                    makeProvider: { found throws(CredentialError) in try await providers.provider(found) }
                )
            )
        }
        return places + [container, instanceMetadata]
    }
}

/// Credentials and where they came from.
package struct SourcedCredentials: Sendable, Equatable {
    package var credentials: AWSCredentials
    /// For people: `the environment`, `the profile x in FILE`.
    package var source: String
    /// Nil where they are good until somebody takes them back, or where nobody knows.
    package var expiration: UnixTime?

    package init(_ credentials: AWSCredentials, source: String, expiration: UnixTime? = nil) {
        self.credentials = credentials
        self.source = source
        self.expiration = expiration
    }

    init(_ temporary: TemporaryCredentials, source: String) {
        self.init(temporary.credentials, source: source, expiration: temporary.expiration)
    }
}

/// Gives credentials when they are first needed.
package protocol CredentialProvider: Sendable {
    func credentials() async throws(CredentialError) -> SourcedCredentials

    /// Told when a service refused these credentials: the next call must not give them from memory.
    func invalidate(_ refused: AWSCredentials) async
}

extension CredentialProvider {
    package func invalidate(_ refused: AWSCredentials) async {}
}

/// Why there are no credentials. No secret ever stands in it.
package struct CredentialError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A sentence: what is missing or wrong, and what to do.
    package var description: String
    /// Whether it is only that the caller gave up.
    package var isCancellation: Bool

    package init(_ description: String, isCancellation: Bool = false) {
        self.description = description
        self.isCancellation = isCancellation
    }

    static let cancelled = CredentialError("the search for credentials was cancelled", isCancellation: true)

    /// - Parameter attempt: a clause: "the role R of the profile P could not be assumed".
    init(_ attempt: String, _ error: AWSError) {
        if error.cause == .cancelled {
            self = .cancelled
        } else if case .credentials(let text) = error.cause {
            self.init("\(attempt): \(text)")
        } else {
            self.init("\(attempt): \(error)")
        }
    }
}

/// Credentials that stay as they are.
struct FixedCredentials: CredentialProvider {
    let found: SourcedCredentials

    init(_ found: SourcedCredentials) {
        self.found = found
    }

    func credentials() async throws(CredentialError) -> SourcedCredentials { found }
}

/// What providers of credentials need of the world.
struct ProviderContext: Sendable {
    let calls: CallContext
    let services: ServiceClients
    /// Asks the person at the terminal and gives the answer; nil where there is no terminal.
    let prompt: (@Sendable (String) -> String?)?

    var process: ProcessContext { calls.process }
    var log: DebugLog { calls.log }
    var now: UnixTime { process.wallClock.now }

    /// As botocore makes one: `botocore-session-EPOCH`.
    var sessionName: String { "rekon-\(now.seconds)" }

    func cached(_ provider: any CredentialProvider) -> CredentialCache {
        CredentialCache(provider, wallClock: process.wallClock, log: log)
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
