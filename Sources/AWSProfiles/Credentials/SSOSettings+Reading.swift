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
