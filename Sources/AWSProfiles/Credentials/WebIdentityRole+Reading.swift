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
