/// What a profile offers as a source of credentials, as far as it can be told without asking anyone.
package enum ProfileSource: Sendable, Equatable {
    /// Keys that stand in the profile.
    case keys(id: String, secret: String, sessionToken: String?)
    /// One of two keys that only make sense together; the name of the missing one.
    case incomplete(missing: String)
    /// A kind of profile that this program cannot use, by the setting that makes it one.
    case unsupported(setting: String)
    case none
}

extension SharedConfig {
    /// The source of credentials of a profile.
    package func source(ofProfile name: String) -> ProfileSource {
        let settings = profiles[name] ?? [:]
        let kinds = ["role_arn", "sso_session", "sso_start_url", "credential_process", "web_identity_token_file"]
        // A profile that assumes a role keeps doing so if it has keys too: they are the role's source.
        if let role = kinds.first(where: { settings[$0] != nil && $0 == "role_arn" }) {
            return .unsupported(setting: role)
        }
        switch (settings["aws_access_key_id"], settings["aws_secret_access_key"]) {
        case (let id?, let secret?): return .keys(id: id, secret: secret, sessionToken: settings["aws_session_token"])
        case (_?, nil): return .incomplete(missing: "aws_secret_access_key")
        case (nil, _?): return .incomplete(missing: "aws_access_key_id")
        case (nil, nil): break
        }
        return kinds.first { settings[$0] != nil }.map { .unsupported(setting: $0) } ?? .none
    }
}
