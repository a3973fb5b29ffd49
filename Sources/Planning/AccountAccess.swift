/// Whose credentials the calls for an account use.
package enum AccountIdentity: Sendable, Hashable {
    /// Those of the command line and the environment.
    case ofRun
    case profile(String)
    /// With its ARN (API: RoleArn of AssumeRole).
    case role(String)
}

extension AccountIdentity: CustomStringConvertible {
    /// As in `role ops/rekon-create`. The account of the role is left out: a report names it beside this.
    package var description: String {
        switch self {
        case .ofRun: "the run's credentials"
        case .profile(let name): "profile \(name)"
        case .role(let arn): "role \(Self.name(ofRole: arn))"
        }
    }

    /// The name of a role with its path: what follows `:role/` in its ARN.
    private static func name(ofRole arn: String) -> Substring {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, let resource = parts.last, resource.hasPrefix("role/") else { return arn[...] }
        return resource.dropFirst("role/".count)
    }
}

extension AccountIdentity {
    /// How two identities differ, each in a few words: with their ARNs where the names are the same.
    package func texts(against other: AccountIdentity) -> (mine: String, other: String) {
        if case .role(let mine) = self, case .role(let theirs) = other, description == other.description {
            return ("role \(mine)", "role \(theirs)")
        }
        return (description, other.description)
    }
}

/// Whose credentials a run uses in an account.
package struct AccountAccess: Sendable, Equatable {
    package var read: AccountIdentity
    package var create: AccountIdentity

    package init(read: AccountIdentity, create: AccountIdentity) {
        self.read = read
        self.create = create
    }
}

extension [String: AccountAccess] {
    /// Who creates in an account. Where the settings name no credentials, the run's own are used.
    package func creator(in account: String) -> AccountIdentity { self[account]?.create ?? .ofRun }
}
