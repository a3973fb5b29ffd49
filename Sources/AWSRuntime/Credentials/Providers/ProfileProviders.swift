internal import AWSProfiles
internal import AWSSigning
internal import Host

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
