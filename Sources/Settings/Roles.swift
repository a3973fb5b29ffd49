package import Diagnostics
package import ModelVersions
import Text

/// A role of IAM as the settings name it: a name with its path, or an ARN.
///
/// Source: IAM's API reference, CreateRole: RoleName `[\w+=,.@-]{1,64}`; Path, up to 512 printable ASCII characters
/// between slashes. STS, AssumeRole: RoleArn, up to 2048.
package struct RoleReference: Sendable, Equatable {
    /// Nil where only the name is given.
    package let owner: Owner?
    /// The path without its first slash, and the name.
    package let name: String

    package struct Owner: Sendable, Equatable {
        package var partition: String
        /// Twelve digits.
        package var account: String
    }

    private static let nameRule = TextRule(
        length: 1...64,
        alphabet: "letters a-z and A-Z, digits and `_+=,.@-` in a role's name",
        allows: { $0.isASCIIAlphanumeric || "_+=,.@-".unicodeScalars.contains($0) }
    )

    package init(_ text: String) throws(InvalidValue) {
        guard text.hasPrefix("arn:") else {
            name = try Self.checked(text[...])
            owner = nil
            return
        }
        let example = "`arn:aws:iam::111122223333:role/NAME`"
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6 else { throw InvalidValue("must be a role's name or its ARN, as in \(example)") }
        guard parts[2] == "iam", parts[3].isEmpty, parts[5].hasPrefix("role/") else {
            throw InvalidValue("must be the ARN of a role of IAM, as in \(example)", found: "`\(text.excerpt)`")
        }
        guard Self.isPartition(parts[1]) else {
            throw InvalidValue("must name a partition such as aws or aws-cn, as in \(example)")
        }
        guard parts[4].utf8.count == 12, parts[4].isDigits else {
            throw InvalidValue("must have an account ID of 12 digits", found: "`\(parts[4].excerpt)`")
        }
        name = try Self.checked(parts[5].dropFirst("role/".count))
        owner = Owner(partition: String(parts[1]), account: String(parts[4]))
    }

    private static func checked(_ text: Substring) throws(InvalidValue) -> String {
        let slash = text.lastIndex(of: "/")
        let path = slash.map { text[..<$0] }
        if let path {
            guard !path.isEmpty, path.utf8.count <= 510 else {
                throw InvalidValue("must have a path of 1 to 510 characters before the name, without a slash before it")
            }
            guard path.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), path.utf8.first != UInt8(ascii: "/") else {
                throw InvalidValue("must be a role's name, with its path before it, such as `ops/rekon-create`")
            }
        }
        try nameRule.check(String(slash.map { text[text.index(after: $0)...] } ?? text))
        return String(text)
    }

    private static func isPartition(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") }
    }
}

/// What AssumeRole takes beside the role. Source: STS's API reference, AssumeRole.
enum AssumeRoleRules {
    static let externalID = TextRule(
        length: 2...1224,
        alphabet: "letters a-z and A-Z, digits and `_+=,.@:/-`",
        allows: { $0.isASCIIAlphanumeric || "_+=,.@:/-".unicodeScalars.contains($0) }
    )

    static let sessionName = TextRule(
        length: 2...64,
        alphabet: "letters a-z and A-Z, digits and `_+=,.@-`",
        allows: { $0.isASCIIAlphanumeric || "_+=,.@-".unicodeScalars.contains($0) }
    )

    /// DurationSeconds: 15 minutes to 12 hours.
    static let seconds: ClosedRange<Int64> = 900...43_200
}

extension Settings {
    /// A role that cannot be used for an account.
    package struct RefusedRole: Error, Sendable {
        package var diagnostic: Diagnostic
    }

    /// The ARN of the role for an account; nil for a profile.
    ///
    /// A name becomes the role of that name in the account. The partition and the account come from a project's ARN: a
    /// role never reaches an account that the desired state does not name.
    ///
    /// - Throws: `RefusedRole` at the role's place for an ARN of another account or partition.
    package static func role(
        _ access: Access,
        account: String,
        partition: String
    ) throws(RefusedRole) -> String? {
        guard case .role(let text) = access.credentials else { return nil }
        let role: RoleReference
        do throws(InvalidValue) {
            role = try RoleReference(text)
        } catch {
            throw RefusedRole(diagnostic: .error("`role` \(error)", at: access.location))
        }
        let wanted = RoleReference.Owner(partition: partition, account: account)
        guard let owner = role.owner else { return "arn:\(partition):iam::\(account):role/\(role.name)" }
        guard owner == wanted else {
            throw RefusedRole(
                diagnostic: .error(
                    "the role is of \(owner), and the project is of \(wanted)",
                    at: access.location,
                    help:
                        "write only the role's name, `\(role.name.excerpt)`, for the role of this name in each account"
                )
            )
        }
        return text
    }
}

extension RoleReference.Owner: CustomStringConvertible {
    package var description: String { "account \(account) in partition \(partition)" }
}
