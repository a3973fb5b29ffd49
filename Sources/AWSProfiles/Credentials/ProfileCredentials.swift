/// Long-term or session keys in a profile.
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

/// A role that is assumed with other credentials (API: STS AssumeRole).
package struct AssumedRole: Sendable, Hashable {
    /// What names the role, for messages: the profile, or a place in rekon's settings file such as `rekon.yaml:7:11`.
    package var origin: String
    /// The profile with `role_arn`; nil for a role of rekon's settings file.
    package var profile: String?
    package var roleARN: String
    package var externalID: String?
    package var sessionName: String?
    /// Seconds, 900 to 43,200.
    package var duration: Int?
    /// The serial number or ARN of the device whose code AWS needs.
    package var mfaSerial: String?

    /// - Parameters:
    ///   - origin: what names the role.
    ///   - duration: in seconds, 900 to 43,200.
    package init(
        origin: String,
        roleARN: String,
        externalID: String? = nil,
        sessionName: String? = nil,
        duration: Int? = nil
    ) {
        self.origin = origin
        self.roleARN = roleARN
        self.externalID = externalID
        self.sessionName = sessionName
        self.duration = duration
    }

    package init(
        profile: String,
        roleARN: String,
        externalID: String? = nil,
        sessionName: String? = nil,
        duration: Int? = nil,
        mfaSerial: String? = nil
    ) {
        origin = "the profile `\(profile)`"
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
    /// For messages: the variables, or the profile.
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

/// A profile with settings that cannot be used: a clause for the user, with the profile's name and what to do.
package struct ProfileError: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
