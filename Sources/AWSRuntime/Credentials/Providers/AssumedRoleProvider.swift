import AWSProfiles
import AWSSigning
import Host
import Synchronization
import Text

extension RoleChain: ProfileSource {
    static let setting = "role_arn"

    static func read(_ profile: String, in config: SharedConfig) throws(ProfileError) -> RoleChain? {
        try config.roleChain(ofProfile: profile)
    }

    func provider(in context: ProviderContext) async throws(CredentialError) -> any CredentialProvider {
        var provider = try await firstProvider(in: context)
        for role in roles {
            // A cache for each step: a renewal of one role must not open a new session of the role before it.
            provider = AssumedRoleProvider(role: role, source: context.cached(provider), context: context)
        }
        return provider
    }

    private func firstProvider(in context: ProviderContext) async throws(CredentialError) -> any CredentialProvider {
        switch start {
        case .profile(let name):
            let source: any ProfileSource
            do throws(ProfileError) {
                source = try first(in: context.settings.profile.config, profile: name)
            } catch {
                throw CredentialError(error)
            }
            return try await source.provider(in: context)
        case .source(let name):
            guard let type = CredentialChain.places.first(where: { $0.credentialSource == name }) else {
                throw CredentialError("`credential_source = \(name.rawValue)` is not supported")
            }
            let place = type.init(context: context)
            switch try await place.look() {
            case .provider(let provider):
                return provider
            case .nothing(let reason):
                throw CredentialError(
                    """
                    the profile `\(roles.first?.profile ?? "")` takes its first credentials from `credential_source = \
                    \(name.rawValue)`, and there are none in \(place.name): \(reason)
                    """
                )
            }
        }
    }

    /// The credentials that the last `source_profile` has, whatever role it names too.
    func first(in config: SharedConfig, profile name: String) throws(ProfileError) -> any ProfileSource {
        for source in CredentialChain.profileSources where source != RoleChain.self {
            if let found = try source.read(name, in: config) { return found }
        }
        throw ProfileError(
            "the profile `\(name)`, which `\(roles.first?.profile ?? "")` names as its `source_profile`, has no "
                + "credentials; give it keys, a role, `sso_session` or `credential_process`"
        )
    }
}

/// Credentials of a role, from other credentials (API: STS AssumeRole).
final class AssumedRoleProvider: CredentialProvider {
    private let role: AssumedRole
    private let source: any CredentialProvider
    private let context: ProviderContext
    /// A code opens one session only.
    private let hasUsedCode = Mutex(false)

    init(role: AssumedRole, source: any CredentialProvider, context: ProviderContext) {
        self.role = role
        self.source = source
        self.context = context
    }

    private var attempt: String { "the role \(role.roleARN) of \(role.origin) could not be assumed" }

    func credentials() async throws(CredentialError) -> SourcedCredentials {
        let sts: STSClient
        do throws(ConfigurationError) {
            sts = try context.services.sts(source)
        } catch {
            throw CredentialError(error)
        }
        // Before the user must enter a code.
        let origin = try await source.credentials().source
        let input = STSClient.AssumeRoleInput(
            roleARN: role.roleARN,
            sessionName: role.sessionName ?? context.sessionName,
            externalID: role.externalID,
            duration: role.duration,
            mfaSerial: role.mfaSerial,
            mfaCode: try code()
        )
        do throws(AWSError) {
            let found = SourcedCredentials(
                try await sts.assumeRole(input),
                source: "the role \(role.roleARN) of \(role.origin), assumed with \(origin)"
            )
            if role.mfaSerial != nil { hasUsedCode.withLock { $0 = true } }
            return found
        } catch {
            throw CredentialError(attempt, error)
        }
    }

    private func code() throws(CredentialError) -> String? {
        guard let serial = role.mfaSerial else { return nil }
        if hasUsedCode.withLock({ $0 }) {
            throw CredentialError(
                """
                the session of the role \(role.roleARN) of \(role.origin) ends, and the next one needs \
                another code of the device \(serial): run it again
                """
            )
        }
        guard let prompt = context.prompt else {
            throw CredentialError(
                """
                \(attempt): it needs a code of the device \(serial) (mfa_serial), and there is no terminal to ask for \
                it. \
                Run it on a terminal, or give it credentials of an open session, such as those of \
                `aws configure export-credentials --profile \((role.profile ?? "").shellQuoted) --format env`
                """
            )
        }
        let answer = prompt("Code of the MFA device \(serial): ")?.filter { !$0.isWhitespace }
        guard let answer, !answer.isEmpty, answer.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw CredentialError("\(attempt): the code of the device \(serial) must be a number, such as 123456")
        }
        return answer
    }
}
