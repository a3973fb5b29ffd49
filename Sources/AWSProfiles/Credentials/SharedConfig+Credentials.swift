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

extension SharedConfig {
    /// The role that a profile, or variables, assume with a token from a file; nil where neither names the file.
    ///
    /// A variable wins over the setting of the same meaning, one by one: the token file may come from a variable and
    /// the role from the profile, and the other way round (botocore: `AssumeRoleWithWebIdentityProvider`).
    /// `duration_seconds` is not sent with it, as in botocore.
    ///
    /// - Parameter environment: the value of a variable, nil where it is unset or blank; without it only the profile
    ///   counts, which is how it is when the profile was named on the command line or is the source of another.
    package func webIdentityRole(
        ofProfile name: String,
        environment: (String) -> String? = { _ in nil }
    ) throws(ProfileError) -> WebIdentityRole? {
        let profile = Profile(name, in: self)
        let variable = environment("AWS_WEB_IDENTITY_TOKEN_FILE")
        func value(_ variable: String, _ setting: String) throws(ProfileError) -> String? {
            if let value = environment(variable) { return value }
            return try profile.nonEmpty(setting)
        }
        guard let file = try value("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file") else { return nil }
        guard let role = try value("AWS_ROLE_ARN", "role_arn") else {
            throw ProfileError(
                variable == nil
                    ? "the profile `\(name)` has `web_identity_token_file` without `role_arn`; add the role's ARN"
                    : "AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN; set it to the role's ARN"
            )
        }
        return WebIdentityRole(
            origin: variable == nil ? "the profile `\(name)`" : "AWS_WEB_IDENTITY_TOKEN_FILE",
            roleARN: role,
            tokenFile: file,
            sessionName: try value("AWS_ROLE_SESSION_NAME", "role_session_name")
        )
    }
}

extension SharedConfig {
    /// The role of IAM Identity Center that a profile names.
    ///
    /// `sso_account_id` or `sso_role_name` make a profile one of this kind; `sso_session` alone is for bearer tokens,
    /// which rekon does not need (botocore: `SSOProvider`).
    func ssoSettings(ofProfile name: String) throws(ProfileError) -> SSOSettings? {
        let profile = Profile(name, in: self)
        guard profile["sso_role_name"] != nil || profile["sso_account_id"] != nil else { return nil }
        let session = try profile.nonEmpty("sso_session")
        var settings = profiles[name] ?? [:]
        if let session {
            guard let section = ssoSessions[session] else {
                throw ProfileError(
                    "the profile `\(name)` names the section `[sso-session \(session)]`, which is not in the config "
                        + "file; `aws configure sso-session` makes one"
                )
            }
            try check(section, of: session, against: profile)
            settings.merge(section) { _, session in session }
        }
        let required = ["sso_role_name", "sso_account_id", "sso_start_url", "sso_region"]
        let values = required.compactMap { settings[$0].flatMap { $0.isEmpty ? nil : $0 } }
        guard values.count == required.count else {
            let missing = required.filter { settings[$0] ?? "" == "" }.map { "`\($0)`" }.joined(separator: ", ")
            let place = session.map { " and its `[sso-session \($0)]`" } ?? ""
            throw ProfileError(
                "the profile `\(name)`\(place) lacks \(missing) for IAM Identity Center; `aws configure sso` asks for "
                    + "all of it"
            )
        }
        return SSOSettings(
            profile: name,
            session: session,
            startURL: values[2],
            region: values[3],
            accountID: values[1],
            roleName: values[0]
        )
    }

    private func check(
        _ section: Settings,
        of session: String,
        against profile: Profile
    ) throws(ProfileError) {
        for (setting, value) in section.sorted(by: { $0.key < $1.key }) {
            guard let other = profile[setting], !other.utf8.elementsEqual(value.utf8) else { continue }
            throw ProfileError(
                "`\(setting)` of the profile `\(profile.name)` contradicts its `[sso-session \(session)]`: `\(other)` "
                    + "and `\(value)`; take it out of the profile"
            )
        }
    }
}
