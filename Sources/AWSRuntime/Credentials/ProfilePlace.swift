import AWSProfiles
import AWSSigning

/// The settings of a profile for one kind of credentials.
protocol ProfileSource: Sendable {
    /// For messages: the setting that a profile of this kind has.
    static var setting: String { get }

    /// - Returns: nil where the profile does not have this kind of credentials.
    /// - Throws: `ProfileError` for settings that contradict each other or lack something.
    static func read(_ profile: String, in config: SharedConfig) throws(ProfileError) -> Self?

    func provider(in context: ProviderContext) async throws(CredentialError) -> any CredentialProvider
}

/// One kind of credentials in the profile of the run.
struct ProfilePlace<Source: ProfileSource>: CredentialPlace {
    static var profileSource: (any ProfileSource.Type)? { Source.self }

    let context: ProviderContext

    private var profile: ProfileSettings { context.settings.profile }

    var name: String { "the profile `\(profile.profile)`, \(Source.setting)" }

    var group: String {
        "the profile `\(profile.profile)` in \(profile.locations.config) and \(profile.locations.credentials)"
    }

    func look() async throws(CredentialError) -> CredentialFinding {
        let found: Source?
        do throws(ProfileError) {
            found = try Source.read(profile.profile, in: profile.config)
        } catch {
            throw CredentialError(error)
        }
        guard let found else { return .nothing("no \(Source.setting)") }
        return .provider(try await found.provider(in: context))
    }
}

/// Keys in the credentials file.
struct CredentialsFileKeys: ProfileSource {
    static let setting = "keys in the credentials file"

    let keys: ProfileKeys

    static func read(_ profile: String, in config: SharedConfig) throws(ProfileError) -> Self? {
        try config.keys(ofProfile: profile, in: .credentials).map { Self(keys: $0) }
    }

    func provider(in context: ProviderContext) throws(CredentialError) -> any CredentialProvider {
        try FixedCredentials(keys)
    }
}

/// Keys in the config file.
struct ConfigFileKeys: ProfileSource {
    static let setting = "keys in the config file"

    let keys: ProfileKeys

    static func read(_ profile: String, in config: SharedConfig) throws(ProfileError) -> Self? {
        try config.keys(ofProfile: profile, in: .config).map { Self(keys: $0) }
    }

    func provider(in context: ProviderContext) throws(CredentialError) -> any CredentialProvider {
        try FixedCredentials(keys)
    }
}

extension FixedCredentials {
    fileprivate init(_ keys: ProfileKeys) throws(CredentialError) {
        func origin(_ setting: String) -> String { "\(setting) of the profile `\(keys.profile)`" }
        let credentials = AWSCredentials(
            accessKeyID: keys.accessKeyID,
            secretAccessKey: keys.secretAccessKey,
            sessionToken: keys.sessionToken
        )
        try CredentialText.check(
            credentials,
            id: origin("`aws_access_key_id`"),
            secret: origin("`aws_secret_access_key`"),
            token: origin("`aws_session_token` (or `aws_security_token`)")
        )
        self.init(SourcedCredentials(credentials, source: "the profile `\(keys.profile)`"))
    }
}
