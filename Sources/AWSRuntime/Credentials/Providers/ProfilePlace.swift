internal import AWSProfiles

/// One kind of credentials in the profile in force.
struct ProfilePlace: CredentialPlace {
    let profile: String
    /// Of the shared files, for people.
    let files: String
    let kind: SharedConfig.ProfileKind
    /// What the profile says of the kind.
    let read: @Sendable () throws(ProfileError) -> ProfileCredentials?
    let makeProvider: @Sendable (ProfileCredentials) async throws(CredentialError) -> any CredentialProvider

    var name: String { "the profile `\(profile)`, \(setting)" }
    var group: String { "the profile `\(profile)` in \(files)" }

    private var setting: String {
        switch kind {
        case .assumedRole: "role_arn"
        case .webIdentity: "web_identity_token_file"
        case .sso: "IAM Identity Center"
        case .credentialsFileKeys: "keys in the credentials file"
        case .process: "credential_process"
        case .configFileKeys: "keys in the config file"
        }
    }

    func look() async throws(CredentialError) -> CredentialFinding {
        let found: ProfileCredentials?
        do throws(ProfileError) {
            found = try read()
        } catch {
            throw CredentialError(error.description)
        }
        guard let found else { return .nothing("no \(setting)") }
        return .provider(try await makeProvider(found))
    }
}
