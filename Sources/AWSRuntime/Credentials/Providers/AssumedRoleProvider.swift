import AWSProfiles
import AWSSigning
import Host
import Synchronization

/// Credentials of a role, for which others are given (API: STS AssumeRole).
final class AssumedRoleProvider: CredentialProvider {
    private let role: AssumedRole
    private let source: any CredentialProvider
    private let context: ProviderContext
    /// A code opens one session; the next one would need another.
    private let hasUsedCode = Mutex(false)

    init(role: AssumedRole, source: any CredentialProvider, context: ProviderContext) {
        self.role = role
        self.source = source
        self.context = context
    }

    private var attempt: String { "the role \(role.roleARN) of the profile `\(role.profile)` could not be assumed" }

    func credentials() async throws(CredentialError) -> SourcedCredentials {
        let sts: STSClient
        do throws(ConfigurationError) {
            sts = try context.services.sts(source)
        } catch {
            throw CredentialError(error)
        }
        // Before a person is asked for a code.
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
                source: "the role \(role.roleARN) of the profile `\(role.profile)`, assumed with \(origin)"
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
                the session of the role \(role.roleARN) of the profile `\(role.profile)` ends, and the next one needs \
                another code of the device \(serial): run it again
                """
            )
        }
        guard let prompt = context.prompt else {
            throw CredentialError(
                """
                \(attempt): it needs a code of the device \(serial) (mfa_serial), and there is no terminal to ask for it. \
                Run it on a terminal, or give it credentials of an open session, such as those of \
                `aws configure export-credentials --profile \(role.profile) --format env`
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

/// Credentials of a role, for a token in a file (API: STS AssumeRoleWithWebIdentity).
struct WebIdentityProvider: CredentialProvider {
    /// In bytes. STS takes 20,000 characters.
    private static let tokenLimit = 65_536

    let role: WebIdentityRole
    let context: ProviderContext

    func credentials() async throws(CredentialError) -> SourcedCredentials {
        let sts: STSClient
        do throws(ConfigurationError) {
            sts = try context.services.sts(NoCredentials())
        } catch {
            throw CredentialError(error)
        }
        let token = try token()
        do throws(AWSError) {
            return SourcedCredentials(
                try await sts.assumeRoleWithWebIdentity(
                    roleARN: role.roleARN,
                    sessionName: role.sessionName ?? context.sessionName,
                    token: token,
                    duration: role.duration
                ),
                source: "the role \(role.roleARN), assumed with the token file of \(role.origin)"
            )
        } catch {
            throw CredentialError(
                "the role \(role.roleARN) could not be assumed with the token of \(role.origin)",
                error
            )
        }
    }

    /// Read each time: whoever writes the file puts new tokens there before the old ones expire.
    private func token() throws(CredentialError) -> String {
        let path = context.process.environment.expandingHome(role.tokenFile)
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try context.process.files.read(path, limit: Self.tokenLimit)
        } catch {
            throw CredentialError(
                "the web identity token of \(role.origin) cannot be read: \(error): check the path, and who may read it"
            )
        }
        guard let text = String(validating: bytes, as: UTF8.self)?.trimmingWhitespace, !text.isEmpty else {
            throw CredentialError("the web identity token of \(role.origin) in \(path) is empty, or no text")
        }
        return text
    }
}

/// The web identity that variables name; what they leave out may stand in the profile.
struct WebIdentityVariables: CredentialPlace {
    private static let variables = ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME"]

    let config: SharedConfig
    let profile: String
    let context: ProviderContext

    var name: String { "the variables of a web identity" }

    func look() async throws(CredentialError) -> CredentialFinding {
        let environment = context.process.environment
        guard Self.variables.contains(where: { environment[$0] != nil }) else {
            return .nothing("AWS_WEB_IDENTITY_TOKEN_FILE is not set")
        }
        do throws(ProfileError) {
            let role = try config.webIdentityRole(ofProfile: profile) { environment[$0] }
            guard let role else { return .nothing("AWS_WEB_IDENTITY_TOKEN_FILE is not set") }
            return .provider(WebIdentityProvider(role: role, context: context))
        } catch {
            throw CredentialError(error.description)
        }
    }
}
