/// The roles that a profile assumes one after the other, and where the credentials for the first role come from.
package struct RoleChain: Sendable, Equatable {
    package enum Start: Sendable, Equatable {
        /// The profile that the last `source_profile` names.
        case profile(String)
        /// The value of `credential_source`.
        case source(CredentialSource)
    }

    package var start: Start
    /// In the order of their sessions; the last one belongs to the profile of the run.
    package var roles: [AssumedRole]

    package init(start: Start, roles: [AssumedRole]) {
        self.start = start
        self.roles = roles
    }
}

extension SharedConfig {
    /// The roles that a profile assumes one after the other; nil where it assumes none.
    ///
    /// The first profile assumes its role even if it has keys. A source profile with keys starts the chain, even if it
    /// names a role too (botocore: `AssumeRoleProvider`).
    package func roleChain(ofProfile first: String) throws(ProfileError) -> RoleChain? {
        guard Profile(first, in: self).assumesRole else { return nil }
        var roles: [AssumedRole] = []
        var visited = [first]
        while true {
            let profile = Profile(visited[visited.count - 1], in: self)
            roles.insert(try AssumedRole(of: profile), at: 0)
            let name: String
            switch try profile.source {
            case .named(let source): return RoleChain(start: .source(source), roles: roles)
            case .profile(let source): name = source
            }
            guard profiles[name] != nil else {
                let source = "`source_profile` of the profile `\(profile.name)` names the profile `\(name)`"
                if let ignored = ignoredSection("profile", name) {
                    throw ProfileError("\(source), which was not found: \(ignored): \(ignored.help)")
                }
                throw ProfileError("\(source), which is in neither file; correct the name or add the profile")
            }
            let source = Profile(name, in: self)
            // A profile may be its own source when it has keys too.
            if visited.contains(name), name != profile.name || !source.hasKeys {
                throw ProfileError(
                    "the profile `\(first)` has a loop: `source_profile` leads from "
                        + (visited + [name]).map { "`\($0)`" }.joined(separator: " to ")
                        + "; the last of them must have keys or another source of credentials"
                )
            }
            visited.append(name)
            guard source.hasKeys || !source.assumesRole else { continue }
            return RoleChain(start: .profile(name), roles: roles)
        }
    }
}

extension Profile {
    fileprivate enum Source {
        case named(CredentialSource)
        case profile(String)
    }

    /// The source of the credentials that assume the role of this profile.
    fileprivate var source: Source {
        get throws(ProfileError) {
            switch (try nonEmpty("source_profile"), try nonEmpty("credential_source")) {
            case (_?, _?):
                throw ProfileError(
                    "the profile `\(name)` has both `source_profile` and `credential_source`; remove one of them"
                )
            case (nil, nil):
                throw ProfileError(
                    "the profile `\(name)` has `role_arn` without `source_profile` or `credential_source`; add one to "
                        + "say whose credentials assume the role"
                )
            case (let profile?, nil):
                return .profile(profile)
            case (nil, let value?):
                guard let source = CredentialSource(rawValue: value) else {
                    let known = CredentialSource.allCases.map(\.rawValue).joined(separator: ", ")
                    throw ProfileError(
                        "`credential_source` of the profile `\(name)` is `\(value)`; it must be one of \(known)"
                    )
                }
                return .named(source)
            }
        }
    }
}

extension AssumedRole {
    fileprivate init(of profile: Profile) throws(ProfileError) {
        guard let roleARN = try profile.nonEmpty("role_arn") else {
            throw ProfileError("the profile `\(profile.name)` lacks `role_arn`; add the role's ARN")
        }
        var duration: Int?
        if let text = profile["duration_seconds"] {
            guard let seconds = Int(text), (900...43_200).contains(seconds) else {
                throw ProfileError(
                    "`duration_seconds` of the profile `\(profile.name)` is `\(text)`; it must be a number from 900 "
                        + "to 43200"
                )
            }
            duration = seconds
        }
        self.init(
            profile: profile.name,
            roleARN: roleARN,
            externalID: try profile.nonEmpty("external_id"),
            sessionName: try profile.nonEmpty("role_session_name"),
            duration: duration,
            mfaSerial: try profile.nonEmpty("mfa_serial")
        )
    }
}
