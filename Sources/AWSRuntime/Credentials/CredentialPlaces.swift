internal import AWSProfiles
internal import Host

/// The places where credentials may be, in botocore's order (`create_credential_resolver`).
struct CredentialPlaces: Sendable {
    let settings: ConnectionSettings
    let context: ProviderContext

    var inOrder: [any CredentialPlace] {
        let environment = EnvironmentPlace(environment: context.environment)
        let container = ContainerPlace(context: context)
        let instanceMetadata = InstanceMetadataPlace(reader: settings.reader, context: context)
        let providers = ProfileProviders(
            context: context,
            environment: environment,
            container: container,
            instanceMetadata: instanceMetadata
        )
        let profile = settings.profile.profile
        let config = settings.profile.config
        let locations = settings.profile.locations
        let variables = WebIdentityVariables(config: config, profile: profile, context: context)
        // A profile named on the command line is meant: variables that happen to be set do not count against it.
        let countsVariables = !settings.profile.isNamedExplicitly

        var places: [any CredentialPlace] = countsVariables ? [environment] : []
        for kind in SharedConfig.ProfileKind.allCases {
            if kind == .webIdentity, countsVariables { places.append(variables) }
            places.append(
                ProfilePlace(
                    profile: profile,
                    files: "\(locations.config) and \(locations.credentials)",
                    kind: kind,
                    read: { () throws(ProfileError) in try config.credentials(ofProfile: profile, kind: kind) },
                    makeProvider: { found throws(CredentialError) in try await providers.provider(found) }
                )
            )
        }
        return places + [container, instanceMetadata]
    }
}
