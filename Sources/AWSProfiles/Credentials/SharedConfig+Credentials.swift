import Text

extension SharedConfig {
    package enum FileKind: Sendable {
        case config
        case credentials
    }

    /// The keys of a profile in one of the two files.
    ///
    /// A profile without a key ID has no keys, as in botocore. A secret key without a key ID is an error only where the
    /// profile has no other credentials: at the kind that is looked for last, keys in the config file.
    package func keys(ofProfile name: String, in file: FileKind) throws(ProfileError) -> ProfileKeys? {
        let settings = (file == .config ? configProfiles : credentialsProfiles)[name] ?? [:]
        let place = "the profile `\(name)` of the \(file == .config ? "config" : "credentials") file"
        guard let id = settings["aws_access_key_id"] else {
            if file == .config, profiles[name]?["aws_secret_access_key"] != nil {
                throw ProfileError(
                    "the profile `\(name)` has `aws_secret_access_key` without `aws_access_key_id` in the same file; "
                        + "add the missing one"
                )
            }
            return nil
        }
        guard let secret = settings["aws_secret_access_key"] else {
            throw ProfileError("\(place) has `aws_access_key_id` without `aws_secret_access_key`; add the missing one")
        }
        guard !id.isEmpty, !secret.isEmpty else {
            throw ProfileError("\(place) has keys without a value; set their values or remove them")
        }
        return ProfileKeys(
            profile: name,
            accessKeyID: id,
            secretAccessKey: secret,
            // The older name comes first, as in botocore. A blank token is none.
            sessionToken: [settings["aws_security_token"], settings["aws_session_token"]].lazy.compactMap { $0 }
                .first { !$0.isEmpty }
        )
    }

    /// The program of a profile; nil where there is none.
    package func process(ofProfile name: String) throws(ProfileError) -> ProfileProcess? {
        let profile = Profile(name, in: self)
        if profile["login_session"] != nil {
            throw ProfileError(
                "the profile `\(name)` has a `login_session`, which rekon does not support; use a profile with "
                    + "`sso_session`, or with `credential_process = aws configure export-credentials --profile "
                    + "\(name.shellQuoted)`"
            )
        }
        return try profile.nonEmpty("credential_process").map { ProfileProcess(profile: name, command: $0) }
    }
}

/// The settings of a profile in both files.
struct Profile {
    let name: String
    private let settings: SharedConfig.Settings

    init(_ name: String, in config: SharedConfig) {
        self.name = name
        settings = config.profiles[name] ?? [:]
    }

    subscript(_ setting: String) -> String? { settings[setting] }

    /// The value of a setting that must not be empty; nil where the profile does not have it.
    func nonEmpty(_ setting: String) throws(ProfileError) -> String? {
        guard let value = settings[setting] else { return nil }
        guard !value.isEmpty else {
            throw ProfileError("`\(setting)` of the profile `\(name)` is empty; set a value or remove it")
        }
        return value
    }

    /// Whether the profile has keys, or one of a pair.
    var hasKeys: Bool { settings["aws_access_key_id"] != nil || settings["aws_secret_access_key"] != nil }

    /// Whether the profile assumes a role with other credentials, not with a token file.
    var assumesRole: Bool { settings["role_arn"] != nil && settings["web_identity_token_file"] == nil }
}

extension SharedConfig {
    /// The role that a profile or variables assume with a token from a file; nil where neither names the file.
    ///
    /// Each variable replaces its own setting: the token file may come from a variable and the role from the profile
    /// (botocore: `AssumeRoleWithWebIdentityProvider`). `duration_seconds` is not sent, as in botocore.
    ///
    /// - Parameter environment: the value of a variable, nil where it is unset or blank. Without it only the profile
    ///   counts: for a profile of the command line, and for the source of another profile.
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
    /// A profile of this kind has `sso_account_id` or `sso_role_name`; `sso_session` alone is for bearer tokens
    /// (botocore: `SSOProvider`).
    package func ssoSettings(ofProfile name: String) throws(ProfileError) -> SSOSettings? {
        let profile = Profile(name, in: self)
        guard profile["sso_role_name"] != nil || profile["sso_account_id"] != nil else { return nil }
        let session = try profile.nonEmpty("sso_session")
        var settings = profiles[name] ?? [:]
        if let session {
            guard let section = ssoSessions[session] else {
                if let ignored = ignoredSection("sso-session", session) {
                    throw ProfileError(
                        "the profile `\(name)` names the section `[sso-session \(session)]`, which was not found: "
                            + "\(ignored): \(ignored.help)"
                    )
                }
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
                    + "and `\(value)`; remove it from the profile"
            )
        }
    }
}
