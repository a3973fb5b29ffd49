extension SharedConfig {
    /// The kinds of credentials that botocore looks for in a profile, in the order in which it looks
    /// (botocore: `create_credential_resolver`). Between the first and the second stands the token file that
    /// variables name, which counts like a profile's: see `webIdentityRole(ofProfile:environment:)`.
    package enum ProfileKind: Sendable, CaseIterable {
        /// `role_arn` with `source_profile` or `credential_source`.
        case assumedRole
        /// `role_arn` with `web_identity_token_file`.
        case webIdentity
        /// `sso_session`, or the legacy `sso_` keys.
        case sso
        /// Keys in the credentials file.
        case credentialsFileKeys
        /// `credential_process`. `login_session`, which botocore looks for here too, is refused.
        case process
        /// Keys in the config file.
        case configFileKeys
    }

    /// What a profile says of one kind of credentials; nil where it says nothing of that kind.
    ///
    /// - Throws: `ProfileError` where it says something that cannot be meant: half a pair of keys, a loop of
    ///   `source_profile`, a source that does not exist.
    package func credentials(
        ofProfile name: String,
        kind: ProfileKind
    ) throws(ProfileError) -> ProfileCredentials? {
        if kind == .assumedRole { return try assumedRoles(ofProfile: name) }
        return try base(ofProfile: name, kind: kind).map { ProfileCredentials(base: $0) }
    }

    /// The first of the kinds that need no other profile. This is all that the last `source_profile` of a chain is
    /// asked for.
    func base(ofProfile name: String) throws(ProfileError) -> ProfileCredentials.Base? {
        for kind in ProfileKind.allCases {
            if let base = try base(ofProfile: name, kind: kind) { return base }
        }
        return nil
    }

    private func base(ofProfile name: String, kind: ProfileKind) throws(ProfileError) -> ProfileCredentials.Base? {
        switch kind {
        case .assumedRole: nil
        case .webIdentity: try webIdentityRole(ofProfile: name).map { .webIdentity($0) }
        case .sso: try ssoSettings(ofProfile: name).map { .sso($0) }
        case .credentialsFileKeys: try keys(ofProfile: name, in: .credentials).map { .keys($0) }
        case .process: try process(ofProfile: name).map { .process($0) }
        case .configFileKeys: try keys(ofProfile: name, in: .config).map { .keys($0) }
        }
    }

    private func process(ofProfile name: String) throws(ProfileError) -> ProfileProcess? {
        let profile = Profile(name, in: self)
        if profile["login_session"] != nil {
            throw ProfileError(
                "the profile `\(name)` has a `login_session`, which rekon does not support; use a profile with "
                    + "`sso_session`, or with `credential_process = aws configure export-credentials --profile \(name)`"
            )
        }
        return try profile.nonEmpty("credential_process").map { ProfileProcess(profile: name, command: $0) }
    }
}

/// A profile under its name, as both files have it.
struct Profile {
    let name: String
    private let settings: SharedConfig.Settings

    init(_ name: String, in config: SharedConfig) {
        self.name = name
        settings = config.profiles[name] ?? [:]
    }

    subscript(_ setting: String) -> String? { settings[setting] }

    /// The value of a setting that means nothing when it is empty; nil where the profile does not have it.
    func nonEmpty(_ setting: String) throws(ProfileError) -> String? {
        guard let value = settings[setting] else { return nil }
        guard !value.isEmpty else {
            throw ProfileError("`\(setting)` of the profile `\(name)` is empty; give it a value or take it out")
        }
        return value
    }

    /// Whether there are keys, or half of a pair.
    var hasKeys: Bool { settings["aws_access_key_id"] != nil || settings["aws_secret_access_key"] != nil }

    /// Whether it assumes a role with other credentials. With a token file it is a role of its own.
    var assumesRole: Bool { settings["role_arn"] != nil && settings["web_identity_token_file"] == nil }
}
