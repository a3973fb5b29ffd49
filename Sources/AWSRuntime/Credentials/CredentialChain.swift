internal import AWSSigning
internal import Host
internal import Synchronization

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
