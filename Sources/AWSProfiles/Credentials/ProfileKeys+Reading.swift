extension SharedConfig {
    enum FileKind {
        case config
        case credentials
    }

    /// The keys that one of the two files has for a profile.
    ///
    /// The key ID decides whether there are any, as in botocore. A secret without one is an error only when nothing
    /// else in the profile gives credentials, so at the kind that is looked for last.
    func keys(ofProfile name: String, in file: FileKind) throws(ProfileError) -> ProfileKeys? {
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
            throw ProfileError("\(place) has keys without a value; give them their values or take them out")
        }
        return ProfileKeys(
            profile: name,
            accessKeyID: id,
            secretAccessKey: secret,
            // The older name comes first, as in botocore.
            sessionToken: settings["aws_security_token"] ?? settings["aws_session_token"]
        )
    }
}
