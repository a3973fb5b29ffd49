internal import AWSProfiles
internal import Host

/// Credentials of a role of IAM Identity Center (API: SSO GetRoleCredentials), with the token of `aws sso login`.
struct SSOProvider: CredentialProvider {
    /// Before the token expires, in seconds (botocore: `SSOTokenProvider`).
    private static let refreshWindow: Int64 = 15 * 60

    let settings: SSOSettings
    let context: ProviderContext

    private var login: String { "run `aws sso login --profile \(settings.profile)`" }
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
                    \(profile) asks for: let it be assigned to you, or correct `sso_role_name` and `sso_account_id`; if \
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

    /// A token that is still good, renewed if need be.
    private func token() async throws(CredentialError) -> String {
        var file = try tokenFile()
        guard let token = file.accessToken, let expiration = file.expiration else {
            throw CredentialError("\(file.path) is no token of IAM Identity Center: \(login)")
        }
        try CredentialText.check([("`accessToken` in \(file.path)", token)])
        let now = context.now
        // Without a session, there is nothing to renew (botocore: legacy SSO).
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
        let path = SSOTokenFile.path(of: settings, context.environment)
        let file: SSOTokenFile?
        do throws(FileError) {
            file = try SSOTokenFile(path, context.files)
        } catch {
            if error.reason == .notFound || error.reason == .notAFolder {
                throw CredentialError("there is no session of IAM Identity Center for \(profile): \(login)")
            }
            throw CredentialError("the token of IAM Identity Center cannot be read: \(error): \(login)")
        }
        guard let file else { throw CredentialError("\(path) is no token of IAM Identity Center: \(login)") }
        return file
    }

    private func save(_ file: SSOTokenFile) {
        do throws(FileError) {
            try file.write(context.fileWriter)
            context.log("credentials: the token of \(profile) was renewed, and written to \(file.path)")
        } catch {
            // The new token is good all the same; other programs will have to renew it too.
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
