import AWSProfiles
import AWSSigning
import Host

/// Makes the provider that a profile's settings describe.
struct ProfileProviders: Sendable {
    let context: ProviderContext
    let environment: EnvironmentPlace
    let container: ContainerPlace
    let instanceMetadata: InstanceMetadataPlace

    func provider(_ profile: ProfileCredentials) async throws(CredentialError) -> any CredentialProvider {
        var provider = try await provider(profile.base, for: profile.roles.first?.profile)
        for role in profile.roles {
            // Each step remembers its own: renewing a role must not open the session below it anew.
            provider = AssumedRoleProvider(role: role, source: context.cached(provider), context: context)
        }
        return provider
    }

    private func provider(
        _ base: ProfileCredentials.Base,
        for profile: String?
    ) async throws(CredentialError) -> any CredentialProvider {
        switch base {
        case .keys(let keys):
            try CredentialText.check(keys)
            return FixedCredentials(
                SourcedCredentials(
                    AWSCredentials(
                        accessKeyID: keys.accessKeyID,
                        secretAccessKey: keys.secretAccessKey,
                        sessionToken: keys.sessionToken
                    ),
                    source: "the profile `\(keys.profile)`"
                )
            )
        case .process(let process): return ProcessProvider(process: process, context: context)
        case .sso(let settings): return SSOProvider(settings: settings, context: context)
        case .webIdentity(let role): return WebIdentityProvider(role: role, context: context)
        case .source(.environment): return try await provider(in: environment, .environment, for: profile)
        case .source(.ecsContainer): return try await provider(in: container, .ecsContainer, for: profile)
        case .source(.ec2InstanceMetadata):
            return try await provider(in: instanceMetadata, .ec2InstanceMetadata, for: profile)
        }
    }

    /// What `credential_source` names must be there.
    private func provider(
        in place: any CredentialPlace,
        _ source: CredentialSource,
        for profile: String?
    ) async throws(CredentialError) -> any CredentialProvider {
        switch try await place.look() {
        case .provider(let provider), .answered(let provider, _):
            return provider
        case .nothing(let reason):
            throw CredentialError(
                """
                the profile `\(profile ?? "")` takes its first credentials from `credential_source = \(source.rawValue)`, \
                and there are none in \(place.name): \(reason)
                """
            )
        }
    }
}

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

/// Keys in environment variables.
struct EnvironmentPlace: CredentialPlace {
    let environment: Environment

    var name: String { "the environment" }

    func look() async throws(CredentialError) -> CredentialFinding {
        guard let id = environment["AWS_ACCESS_KEY_ID"] else {
            let isHalf = environment["AWS_SECRET_ACCESS_KEY"] != nil
            return .nothing("AWS_ACCESS_KEY_ID is not set" + (isHalf ? ", although AWS_SECRET_ACCESS_KEY is" : ""))
        }
        guard let secret = environment["AWS_SECRET_ACCESS_KEY"] else {
            throw CredentialError("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not: set both, or neither")
        }
        var expiration: UnixTime?
        if let text = environment["AWS_CREDENTIAL_EXPIRATION"] {
            expiration = UnixTime(iso8601: text)
            if expiration == nil {
                throw CredentialError(
                    """
                    AWS_CREDENTIAL_EXPIRATION is `\(ServiceText.harmless(text, limit: 60))`, and must be a time such as \
                    2026-11-23T20:00:00Z
                    """
                )
            }
        }
        // In botocore's order, should both be set.
        let old = environment["AWS_SECURITY_TOKEN"]
        let token = old ?? environment["AWS_SESSION_TOKEN"]
        try CredentialText.check([
            ("AWS_ACCESS_KEY_ID", id), ("AWS_SECRET_ACCESS_KEY", secret),
            (old == nil ? "AWS_SESSION_TOKEN" : "AWS_SECURITY_TOKEN", token),
        ])
        return .provider(
            FixedCredentials(
                SourcedCredentials(
                    AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token),
                    source: "the environment (AWS_ACCESS_KEY_ID)",
                    expiration: expiration
                )
            )
        )
    }
}
