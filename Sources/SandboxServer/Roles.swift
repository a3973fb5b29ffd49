import Text

/// The ARN of an IAM role: `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`, where the path may be missing.
///
/// IAM API: RoleName, 1 to 64 of `[\w+=,.@-]`; path, at most 512 characters from `!` to `~`.
package struct RoleARN: Sendable, Hashable, CustomStringConvertible {
    package let description: String
    let partition: String
    let account: String
    /// Without the path.
    let name: String

    /// Nil for other texts.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[3].isEmpty, !parts[1].isEmpty,
            parts[1].utf8.allSatisfy({ (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") }),
            parts[4].utf8.count == 12, parts[4].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            parts[5].utf8.count <= 512 + 64, parts[5].utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        let path = parts[5].split(separator: "/", omittingEmptySubsequences: false)
        guard path.count > 1, path[0] == "role", let name = path.last, (1...64).contains(name.utf8.count),
            name.utf8.allSatisfy({ $0.isWordByte || "+=,.@-".utf8.contains($0) })
        else { return nil }
        description = text
        partition = String(parts[1])
        account = String(parts[4])
        self.name = String(name)
    }
}

/// A role that clients of the server may assume.
package struct AssumableRole: Sendable, Equatable {
    var arn: RoleARN
    /// The external id of its trust policy; nil: none is asked for.
    var externalID: String?

    /// - Parameter text: `ARN` or `ARN,externalId=ID`.
    /// - Throws: `InvalidRole`.
    package init(_ text: String) throws {
        let mark = text.utf8.place(of: ",externalId=")
        guard let arn = RoleARN(String(text[..<(mark?.lowerBound ?? text.endIndex)])) else {
            throw InvalidRole(
                description: "must start with the ARN of a role, as in arn:aws:iam::444455556666:role/rekon"
            )
        }
        self.arn = arn
        guard let mark else { return }
        let id = String(text[mark.upperBound...])
        guard STSRule.externalID.allows(id) else {
            throw InvalidRole(description: "the external id must be \(STSRule.externalID.text)")
        }
        externalID = id
    }
}

/// Why a text names no role.
package struct InvalidRole: Error, CustomStringConvertible {
    package var description: String
}

/// The constraint of a text in a request to STS (botocore: sts/2011-06-15/service-2).
struct STSRule {
    let member: String
    let length: ClosedRange<Int>
    /// Allowed beside letters, digits and `_`.
    let signs: String

    static let sessionName = STSRule(member: "roleSessionName", length: 2...64, signs: "+=,.@-")
    static let externalID = STSRule(member: "externalId", length: 2...1224, signs: "+=,.@:/-")

    func allows(_ text: String) -> Bool {
        length.contains(text.utf8.count) && text.utf8.allSatisfy { $0.isWordByte || signs.utf8.contains($0) }
    }

    var text: String { "\(length.lowerBound) to \(length.upperBound) letters, digits and _\(signs)" }
}

extension UInt8 {
    /// Of `\w`.
    fileprivate var isWordByte: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
            || self == UInt8(ascii: "_")
    }
}
