package import AWSProfiles
import AWSSigning
import Host
import Synchronization

/// Whose credentials the calls for an account use.
package enum AccountCredentials: Sendable, Hashable {
    /// Those of the run itself.
    case ofRun
    /// Those of a profile, as `--profile` finds them.
    ///
    /// - Parameter origin: what names the profile, for messages, such as `rekon.yaml:7:11`.
    case profile(String, origin: String? = nil)
    /// Those of a role that the run's own credentials assume.
    case role(AssumedRole)
}

/// The connections of a run to its accounts, each made once.
final class AccountConnections: Sendable {
    /// How many seconds an account that could not be entered is not tried again. Otherwise each call for one of its
    /// projects would ask STS.
    private static let pause: Int64 = 30

    let access: @Sendable (_ account: String) -> AccountCredentials
    private let entered = Mutex<[String: AWSConnection]>([:])
    /// Two accounts with one profile or one role share a session.
    private let caches = Mutex<[AccountCredentials: CredentialCache]>([:])

    init(_ access: @escaping @Sendable (_ account: String) -> AccountCredentials) {
        self.access = access
    }

    func connection(to account: String, make: () -> AWSConnection) -> AWSConnection {
        entered.withLock { entered in
            if let connection = entered[account] { return connection }
            let connection = make()
            entered[account] = connection
            return connection
        }
    }

    /// - Parameters:
    ///   - own: the run's credentials.
    ///   - context: with the settings of the profile, if there is one.
    ///   - problem: why the profile cannot be used.
    func credentials(
        of account: String,
        _ access: AccountCredentials,
        own: any CredentialProvider,
        in context: ProviderContext,
        problem: ConfigurationError?
    ) -> any CredentialProvider {
        switch access {
        case .ofRun:
            return own
        case .role(let role):
            let cache = cache(of: access, context) { AssumedRoleProvider(role: role, source: own, context: context) }
            return CredentialsOfAccount(account: account, cache: cache, own: own)
        case .profile(let name, let origin):
            let cache = cache(of: access, context) {
                if let problem { UnusableProfile(error: CredentialError(problem)) } else { CredentialChain(context) }
            }
            let place = "the profile `\(name)`" + (origin.map { " of \($0)" } ?? "")
            return CredentialsOfAccount(account: account, place: place, cache: cache)
        }
    }

    private func cache(
        of access: AccountCredentials,
        _ context: ProviderContext,
        _ make: () -> any CredentialProvider
    ) -> CredentialCache {
        caches.withLock { caches in
            if let cache = caches[access] { return cache }
            let cache = CredentialCache(
                make(),
                firstPause: Self.pause,
                wallClock: context.process.wallClock,
                log: context.log
            )
            caches[access] = cache
            return cache
        }
    }
}

/// The credentials of one account of several. Its errors name the account, and do not end the run.
private struct CredentialsOfAccount: CredentialProvider {
    let account: String
    /// What the account is entered with; nil where the cache's errors say it.
    var place: String?
    let cache: CredentialCache
    /// The run's credentials, where the cache needs them.
    var own: (any CredentialProvider)?

    func credentials() async throws(CredentialError) -> SourcedCredentials {
        let failure: CredentialError
        do throws(CredentialError) {
            return try await cache.credentials()
        } catch {
            failure = error
        }
        if failure.isCancellation { throw failure }
        // Without the run's own credentials, no account can be entered: that is one error of the run.
        _ = try await own?.credentials()
        let parts = ["account \(account)", place, failure.description].compactMap(\.self)
        var error = CredentialError(parts.joined(separator: ": "))
        error.isOfAccount = true
        throw error
    }

    func invalidate(_ refused: AWSCredentials) async { await cache.invalidate(refused) }
}

private struct UnusableProfile: CredentialProvider {
    let error: CredentialError

    func credentials() async throws(CredentialError) -> SourcedCredentials { throw error }
}
