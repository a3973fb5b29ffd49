internal import AWSProfiles
internal import AWSSigning
package import Host

/// Looks for credentials where AWS tools look: the environment, then the profile in the shared files.
///
/// A place with nothing in it is passed by; one that holds something unusable is an error, never passed by.
package struct CredentialChain: CredentialProvider {
    private let environment: Environment
    private let settings: ProfileSettings

    package init(environment: Environment, settings: ProfileSettings) {
        self.environment = environment
        self.settings = settings
    }

    package func invalidate() async {}

    package func credentials() async throws(CredentialError) -> SourcedCredentials {
        // A profile named on the command line is meant: variables that happen to be set do not count against it.
        if !settings.isNamedExplicitly, let found = try fromEnvironment() { return found }
        if let found = try fromProfile() { return found }
        throw CredentialError(
            """
            there are no AWS credentials: none in the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), and none \
            in the profile `\(settings.profile)` in \(settings.locations.config) or \(settings.locations.credentials). \
            Set the variables, or choose a profile with --profile or AWS_PROFILE
            """
        )
    }

    private func fromEnvironment() throws(CredentialError) -> SourcedCredentials? {
        switch (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]) {
        case (nil, nil):
            return nil
        case (let id?, let secret?):
            let token = environment["AWS_SESSION_TOKEN"] ?? environment["AWS_SECURITY_TOKEN"]
            return SourcedCredentials(
                AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token),
                source: "the environment (AWS_ACCESS_KEY_ID)"
            )
        case (_?, nil):
            throw CredentialError("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not: set both, or neither")
        case (nil, _?):
            throw CredentialError("AWS_SECRET_ACCESS_KEY is set and AWS_ACCESS_KEY_ID is not: set both, or neither")
        }
    }

    private func fromProfile() throws(CredentialError) -> SourcedCredentials? {
        switch settings.config.source(ofProfile: settings.profile) {
        case .none:
            return nil
        case .keys(let id, let secret, let token):
            return SourcedCredentials(
                AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token),
                source: "the profile `\(settings.profile)`"
            )
        case .incomplete(let missing):
            throw CredentialError("the profile `\(settings.profile)` has no `\(missing)`: it needs both keys")
        case .unsupported(let setting):
            throw CredentialError(
                """
                the profile `\(settings.profile)` gets its credentials through `\(setting)`, which this version of \
                rekon cannot do. Put keys into the environment: \
                eval "$(aws configure export-credentials --profile \(settings.profile) --format env)"
                """
            )
        }
    }
}
