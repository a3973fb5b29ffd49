import AWSProfiles
import AWSSigning
import Host
import Synchronization

/// Looks for credentials in one place after the other, and keeps the first place that has some.
///
/// A place without credentials is skipped. A place with unusable credentials is an error.
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
            }
        }
        let places = reasons.map { "- \($0.group): \($0.texts.joined(separator: ", "))" }
        throw CredentialError(
            (["there are no AWS credentials. Looked in:"] + places + [
                "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or choose a profile with --profile or AWS_PROFILE"
            ]).joined(separator: "\n")
        )
    }
}

extension CredentialChain {
    /// Where credentials are looked for, in botocore's order (`create_credential_resolver`).
    ///
    /// A new kind of credentials is one file with a `CredentialPlace` or a `ProfileSource`, and one line here.
    static let places: [any CredentialPlace.Type] = [
        EnvironmentPlace.self,
        ProfilePlace<RoleChain>.self,
        WebIdentityVariables.self,
        ProfilePlace<WebIdentityRole>.self,
        ProfilePlace<SSOSettings>.self,
        ProfilePlace<CredentialsFileKeys>.self,
        ProfilePlace<ProfileProcess>.self,
        ProfilePlace<ConfigFileKeys>.self,
        ContainerPlace.self,
        InstanceMetadataPlace.self,
    ]

    /// The kinds of credentials that a profile can have, in the same order.
    static var profileSources: [any ProfileSource.Type] { places.compactMap { $0.profileSource } }

    /// The places of a run. Variables do not count where the command line names a profile.
    convenience init(_ context: ProviderContext) {
        let skipsVariables = context.settings.profile.isNamedExplicitly
        self.init(
            Self.places.filter { !(skipsVariables && $0.readsVariables) }.map { $0.init(context: context) },
            log: context.log
        )
    }
}

/// One of the places where AWS tools look for credentials.
protocol CredentialPlace: Sendable {
    /// Whether variables name the credentials.
    static var readsVariables: Bool { get }
    /// The value of `credential_source` that names the place.
    static var credentialSource: CredentialSource? { get }
    /// For a place in a profile.
    static var profileSource: (any ProfileSource.Type)? { get }

    init(context: ProviderContext)

    /// For messages, after "in": `the environment`.
    var name: String { get }
    /// The error of the chain joins the reasons of the places of one group.
    var group: String { get }

    /// - Throws: `CredentialError` for configured credentials that cannot be used.
    func look() async throws(CredentialError) -> CredentialFinding
}

extension CredentialPlace {
    static var readsVariables: Bool { false }
    static var credentialSource: CredentialSource? { nil }
    static var profileSource: (any ProfileSource.Type)? { nil }

    var group: String { name }
}

enum CredentialFinding: Sendable {
    /// The place has credentials. The provider will be asked again for new ones.
    case provider(any CredentialProvider)
    /// Why the place has no credentials.
    case nothing(String)
}

/// What credential providers need.
struct ProviderContext: Sendable {
    let settings: ConnectionSettings
    let calls: CallContext
    let services: ServiceClients
    /// Asks the user at the terminal and returns the answer; nil where there is no terminal.
    let prompt: (@Sendable (String) -> String?)?

    var process: ProcessContext { calls.process }
    var log: DebugLog { calls.log }
    var now: UnixTime { process.wallClock.now }

    /// As botocore's `botocore-session-EPOCH`.
    var sessionName: String { "rekon-\(now.seconds)" }

    func cached(_ provider: any CredentialProvider) -> CredentialCache {
        CredentialCache(provider, wallClock: process.wallClock, log: log)
    }
}
