/// How a profile gets its credentials: where the first ones come from, and the roles that are assumed with them, one
/// with the credentials of the one before.
package struct ProfileCredentials: Sendable, Equatable {
    package var base: Base
    /// In the order in which they are assumed; the last one is the profile's own.
    package var roles: [AssumedRole]

    package init(base: Base, roles: [AssumedRole] = []) {
        self.base = base
        self.roles = roles
    }

    /// Where the first credentials come from.
    package enum Base: Sendable, Equatable {
        /// Keys that stand in a shared file.
        case keys(ProfileKeys)
        /// A program that prints credentials (`credential_process`).
        case process(ProfileProcess)
        /// A role of IAM Identity Center, by the token that `aws sso login` leaves.
        case sso(SSOSettings)
        /// A role that is assumed with a token from a file, without keys.
        case webIdentity(WebIdentityRole)
        /// What `credential_source` names.
        case source(CredentialSource)
    }
}

/// Long-term or session keys as they stand in a profile.
package struct ProfileKeys: Sendable, Equatable {
    package var profile: String
    package var accessKeyID: String
    package var secretAccessKey: String
    package var sessionToken: String?

    package init(profile: String, accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.profile = profile
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }
}

/// The program of a profile's `credential_process`.
package struct ProfileProcess: Sendable, Equatable {
    package var profile: String
    /// A command line for the shell.
    package var command: String

    package init(profile: String, command: String) {
        self.profile = profile
        self.command = command
    }
}

/// The values of `credential_source`.
package enum CredentialSource: String, Sendable, CaseIterable {
    case environment = "Environment"
    case ec2InstanceMetadata = "Ec2InstanceMetadata"
    case ecsContainer = "EcsContainer"
}

/// A role that a profile assumes with other credentials (API: STS AssumeRole).
package struct AssumedRole: Sendable, Equatable {
    /// The profile that says so.
    package var profile: String
    package var roleARN: String
    package var externalID: String?
    package var sessionName: String?
    /// Seconds, 900 to 43,200.
    package var duration: Int?
    /// The serial number or ARN of the device whose code must be asked for.
    package var mfaSerial: String?

    package init(
        profile: String,
        roleARN: String,
        externalID: String? = nil,
        sessionName: String? = nil,
        duration: Int? = nil,
        mfaSerial: String? = nil
    ) {
        self.profile = profile
        self.roleARN = roleARN
        self.externalID = externalID
        self.sessionName = sessionName
        self.duration = duration
        self.mfaSerial = mfaSerial
    }
}

/// A role that is assumed with a token from a file (API: STS AssumeRoleWithWebIdentity).
package struct WebIdentityRole: Sendable, Equatable {
    /// For people: the variables, or the profile.
    package var origin: String
    package var roleARN: String
    package var tokenFile: String
    package var sessionName: String?
    /// Seconds, 900 to 43,200.
    package var duration: Int?

    package init(origin: String, roleARN: String, tokenFile: String, sessionName: String? = nil, duration: Int? = nil) {
        self.origin = origin
        self.roleARN = roleARN
        self.tokenFile = tokenFile
        self.sessionName = sessionName
        self.duration = duration
    }
}

/// A role of IAM Identity Center (API: SSO GetRoleCredentials).
package struct SSOSettings: Sendable, Equatable {
    package var profile: String
    /// The `[sso-session]` section; nil for the legacy keys, where the start URL names the cached token.
    package var session: String?
    package var startURL: String
    package var region: String
    package var accountID: String
    package var roleName: String

    package init(
        profile: String,
        session: String?,
        startURL: String,
        region: String,
        accountID: String,
        roleName: String
    ) {
        self.profile = profile
        self.session = session
        self.startURL = startURL
        self.region = region
        self.accountID = accountID
        self.roleName = roleName
    }
}

/// A profile that cannot give credentials because of what it says: a clause for the user, with the profile's name and
/// what to do.
package struct ProfileError: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}

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
