import AWSProfiles
import AWSSigning
import Host

extension WebIdentityRole: ProfileSource {
    static let setting = "web_identity_token_file"

    static func read(_ profile: String, in config: SharedConfig) throws(ProfileError) -> WebIdentityRole? {
        try config.webIdentityRole(ofProfile: profile)
    }

    func provider(in context: ProviderContext) throws(CredentialError) -> any CredentialProvider {
        WebIdentityProvider(role: self, context: context)
    }
}

/// Credentials of a role, from a token in a file (API: STS AssumeRoleWithWebIdentity).
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

    /// Reads the file for each session: its writer renews the token.
    private func token() throws(CredentialError) -> String {
        let path = context.process.environment.expandingHome(role.tokenFile)
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try context.process.files.read(path, limit: Self.tokenLimit)
        } catch {
            throw CredentialError(
                "the web identity token of \(role.origin) cannot be read: \(error): check the path and its permissions"
            )
        }
        guard let text = String(validating: bytes, as: UTF8.self)?.trimmingWhitespace, !text.isEmpty else {
            throw CredentialError("the web identity token of \(role.origin) in \(path) is empty, or is not text")
        }
        return text
    }
}

/// A web identity by variables; the profile can complete it.
struct WebIdentityVariables: CredentialPlace {
    private static let variables = ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME"]

    static let readsVariables = true

    let context: ProviderContext

    var name: String { "the variables of a web identity" }

    func look() async throws(CredentialError) -> CredentialFinding {
        let environment = context.process.environment
        guard Self.variables.contains(where: { environment[$0] != nil }) else {
            return .nothing("AWS_WEB_IDENTITY_TOKEN_FILE is not set")
        }
        do throws(ProfileError) {
            let profile = context.settings.profile
            let role = try profile.config.webIdentityRole(ofProfile: profile.profile) { environment[$0] }
            guard let role else { return .nothing("AWS_WEB_IDENTITY_TOKEN_FILE is not set") }
            return .provider(WebIdentityProvider(role: role, context: context))
        } catch {
            throw CredentialError(error)
        }
    }
}

extension String {
    /// Without the ASCII white space at its ends.
    fileprivate var trimmingWhitespace: String {
        func isBlank(_ scalar: Unicode.Scalar) -> Bool { [" ", "\t", "\n", "\r"].contains(scalar) }
        var scalars = Substring(self).unicodeScalars
        while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        return String(scalars)
    }
}
