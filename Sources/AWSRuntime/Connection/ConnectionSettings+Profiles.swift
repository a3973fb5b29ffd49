import AWSProfiles

/// The roles and the first credentials of a profile, by the shared files alone.
package struct ProfileAccess: Sendable, Equatable {
    /// Where the first credentials come from.
    package enum Start: String, Sendable, Equatable {
        case keys
        /// A token file, for STS AssumeRoleWithWebIdentity.
        case webIdentity
        /// A role of IAM Identity Center, which is not assumed with STS.
        case identityCenter
        /// A program of the profile.
        case process
        /// Variables, a container or an instance.
        case machine
    }

    /// The ARNs of the roles that STS opens one after the other; the calls use the last one. Empty where the first
    /// credentials are used.
    package var roles: [String]
    package var start: Start
}

extension ConnectionSettings {
    /// The roles that a profile assumes, as `--profile` would. No call is made.
    ///
    /// - Throws: `ConfigurationError` for a profile that does not exist, has invalid settings or a loop, or names a
    ///   profile without credentials.
    package func roles(ofProfile name: String) throws(ConfigurationError) -> ProfileAccess {
        let config = try naming(profile: name).profile.config
        do throws(ProfileError) {
            for type in CredentialChain.profileSources {
                guard let source = try type.read(name, in: config) else { continue }
                return try source.access(in: config)
            }
            return ProfileAccess(roles: [], start: .machine)
        } catch {
            throw ConfigurationError(error.description)
        }
    }
}

extension ProfileSource {
    /// - Throws: `ProfileError` for a role without credentials to assume it.
    fileprivate func access(in config: SharedConfig) throws(ProfileError) -> ProfileAccess {
        switch self {
        case let chain as RoleChain:
            var access = ProfileAccess(roles: [], start: .machine)
            if case .profile(let name) = chain.start {
                access = try chain.first(in: config, profile: name).access(in: config)
            }
            access.roles += chain.roles.map(\.roleARN)
            return access
        case let role as WebIdentityRole: return ProfileAccess(roles: [role.roleARN], start: .webIdentity)
        case is SSOSettings: return ProfileAccess(roles: [], start: .identityCenter)
        case is ProfileProcess: return ProfileAccess(roles: [], start: .process)
        default: return ProfileAccess(roles: [], start: .keys)
        }
    }
}
