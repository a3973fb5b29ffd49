import AWSProfiles
import Crypto
import Host
import JSON
import Text

extension SSOSettings: ProfileSource {
    static let setting = "IAM Identity Center"

    static func read(_ profile: String, in config: SharedConfig) throws(ProfileError) -> SSOSettings? {
        try config.ssoSettings(ofProfile: profile)
    }

    func provider(in context: ProviderContext) throws(CredentialError) -> any CredentialProvider {
        SSOProvider(settings: self, context: context)
    }
}

/// Credentials of a role of IAM Identity Center (API: SSO GetRoleCredentials), with the token of `aws sso login`.
struct SSOProvider: CredentialProvider {
    /// Before the token expires, in seconds (botocore: `SSOTokenProvider`).
    private static let refreshWindow: Int64 = 15 * 60

    let settings: SSOSettings
    let context: ProviderContext

    private var login: String { "run `aws sso login --profile \(settings.profile.shellQuoted)`" }
    private var profile: String { "the profile `\(settings.profile)`" }

    func credentials() async throws(CredentialError) -> SourcedCredentials {
        let token = try await token()
        do throws(AWSError) {
            let found = try await client(context.services.sso).getRoleCredentials(
                accountID: settings.accountID,
                roleName: settings.roleName,
                accessToken: token
            )
            return SourcedCredentials(
                found,
                source: "IAM Identity Center (\(profile), role \(settings.roleName) in account \(settings.accountID))"
            )
        } catch {
            switch error.code {
            case "UnauthorizedException":
                throw CredentialError(
                    "the session of IAM Identity Center of \(profile) is no longer accepted: \(login)"
                )
            case "ForbiddenException":
                throw CredentialError(
                    """
                    IAM Identity Center refuses the role \(settings.roleName) in account \(settings.accountID), which \
                    \(profile) asks for: request its assignment, or correct `sso_role_name` and `sso_account_id`; if \
                    it is assigned, \(login)
                    """
                )
            default:
                break
            }
            throw CredentialError(
                "IAM Identity Center gave no credentials for the role \(settings.roleName) of \(profile)",
                error
            )
        }
    }

    // MARK: The token

    /// A valid token, renewed if necessary.
    private func token() async throws(CredentialError) -> String {
        var file = try tokenFile()
        guard let token = file.accessToken, let expiration = file.expiration else {
            throw CredentialError("\(file.path) is not a token of IAM Identity Center: \(login)")
        }
        try CredentialText.check([("`accessToken` in \(file.path)", token)])
        let now = context.now
        // Without a session there is no renewal (botocore: legacy SSO).
        if settings.session != nil, expiration.seconds - now.seconds < Self.refreshWindow,
            let registration = file.registration(at: now)
        {
            do throws(AWSError) {
                let fresh = try await client(context.services.oidc).createToken(
                    clientID: registration.clientID,
                    clientSecret: registration.clientSecret,
                    refreshToken: registration.refreshToken
                )
                file.take(fresh, at: now)
                save(file)
                return fresh.accessToken
            } catch {
                if error.cause == .cancelled { throw .cancelled }
                context.log("credentials: the token of \(profile) could not be renewed: \(error)")
            }
        }
        guard expiration > now else {
            throw CredentialError(
                "the session of IAM Identity Center of \(profile) expired at \(expiration.iso8601): \(login)"
            )
        }
        return token
    }

    private func tokenFile() throws(CredentialError) -> SSOTokenFile {
        let path = SSOTokenFile.path(of: settings, context.process.environment)
        let file: SSOTokenFile?
        do throws(FileError) {
            file = try SSOTokenFile(path, context.process.files)
        } catch {
            if error.reason == .notFound || error.reason == .notAFolder {
                throw CredentialError("there is no session of IAM Identity Center for \(profile): \(login)")
            }
            throw CredentialError("the token of IAM Identity Center cannot be read: \(error): \(login)")
        }
        guard let file else { throw CredentialError("\(path) is not a token of IAM Identity Center: \(login)") }
        return file
    }

    private func save(_ file: SSOTokenFile) {
        do throws(FileError) {
            try file.write(context.process.fileWriter)
            context.log("credentials: the token of \(profile) was renewed, and written to \(file.path)")
        } catch {
            // The new token is valid for this run; other programs must renew it too.
            context.log("credentials: the token of \(profile) was renewed, and could not be written: \(error)")
        }
    }

    private func client<Client>(
        _ make: (String) throws(ConfigurationError) -> Client
    ) throws(AWSError) -> Client {
        do throws(ConfigurationError) {
            return try make(settings.region)
        } catch {
            throw AWSError(
                .credentials("IAM Identity Center of \(profile): \(error)"),
                operation: "GetRoleCredentials",
                service: "sso",
                host: settings.region
            )
        }
    }
}

/// The file with the token of `aws sso login` and the members for its renewal.
///
/// Unknown members stay when the file is written.
struct SSOTokenFile: Sendable {
    /// In bytes.
    private static let sizeLimit = 262_144

    let path: String
    private var members: JSONObject

    /// The path of the file, `~/.aws/sso/cache/SHA1.json`, with the hash of the session's name, or of the start URL
    /// without a session (botocore: `SSOTokenLoader`).
    static func path(of settings: SSOSettings, _ environment: Environment) -> String {
        let key = settings.session ?? settings.startURL
        let hash = Insecure.SHA1.hash(data: Array(key.utf8)).hexadecimal
        return environment.expandingHome("~/.aws/sso/cache/\(hash).json")
    }

    /// - Throws: `FileError`; nil where the file is not a token file.
    init?(_ path: String, _ files: any FileReader) throws(FileError) {
        self.path = path
        let content = try files.read(path, limit: Self.sizeLimit)
        guard case .object(let members)? = try? JSONValue(parsing: content) else { return nil }
        self.members = members
    }

    /// A member's text, with any case of its name; nil where it is missing or blank.
    private func text(_ name: String) -> String? {
        let name = name.lowercased()
        let value = members[name] ?? members.members.first { $0.name.lowercased() == name }?.value
        return value?.text.flatMap { $0.isEmpty ? nil : $0 }
    }

    var accessToken: String? { text("accessToken") }
    var expiration: UnixTime? { text("expiresAt").flatMap { UnixTime(iso8601: $0) } }

    /// The members that a renewal needs.
    struct Registration: Sendable {
        var clientID: String
        var clientSecret: String
        var refreshToken: String
    }

    /// Nil where a member is missing or expired.
    func registration(at now: UnixTime) -> Registration? {
        guard let id = text("clientId"), let secret = text("clientSecret"), let token = text("refreshToken"),
            let end = text("registrationExpiresAt").flatMap({ UnixTime(iso8601: $0) }), end > now
        else { return nil }
        return Registration(clientID: id, clientSecret: secret, refreshToken: token)
    }

    mutating func take(_ token: SSOOIDCClient.Token, at now: UnixTime) {
        set("accessToken", token.accessToken)
        set("expiresAt", now.advanced(by: .seconds(token.expiresIn)).iso8601)
        if let refreshToken = token.refreshToken { set("refreshToken", refreshToken) }
    }

    private mutating func set(_ name: String, _ value: String) {
        let present = members.members.first { $0.name.lowercased() == name.lowercased() }?.name
        members[present ?? name] = .string(value)
    }

    func write(_ files: any FileWriter) throws(FileError) {
        try files.replace(path, with: JSONValue.object(members).bytes())
    }
}
