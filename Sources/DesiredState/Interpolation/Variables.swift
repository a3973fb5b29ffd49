/// What `${env:NAME}` stands for: a look-up in one process's environment, and nothing else. Nothing remote is asked, so
/// that the same files and the same environment always give the same plan.
package struct Variables: Sendable {
    private let find: @Sendable (String) -> String?

    /// - Parameter find: The value of a variable exactly as it is; nil where it is unset.
    package init(_ find: @escaping @Sendable (String) -> String?) {
        self.find = find
    }

    /// No variable is set.
    package static let none = Variables { _ in nil }

    func value(of name: String) -> String? { find(name) }

    /// Whether a name has the form that a shell gives to variables: letters, digits and `_`, no digit first.
    static func isName(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, !(0x30...0x39).contains(first) else { return false }
        return text.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
            default: false
            }
        }
    }

    /// Whether a variable is a secret, going by its name. A value becomes part of a request, of the plan that people
    /// review and of the model version that AWS keeps: whoever may write the files must not be able to show the
    /// credentials that a pipeline has beside them.
    static func isSecret(_ name: String) -> Bool {
        let name = name.uppercased()
        return secretWords.contains { name.contains($0) } || secretEndings.contains { name.hasSuffix($0) }
    }

    private static let secretWords = [
        "SECRET", "TOKEN", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "ACCESS_KEY", "PRIVATE_KEY", "API_KEY",
        "APIKEY", "SIGNING_KEY", "ENCRYPTION_KEY", "SSH_KEY", "COOKIE", "WEBHOOK",
        // Which may have a user and a password in their URLs.
        "_PROXY", "DATABASE_URL",
    ]

    private static let secretEndings = ["_PASS", "_PWD", "_PAT", "_AUTH", "_DSN", "_JWT"]
}

/// A variable that gave a part of a value.
package struct VariableUse: Sendable, Hashable {
    package let name: String
    /// What stands in its place.
    package let value: String
    /// Whether the variable is unset or empty, and the value is the default behind `:-`.
    package let isDefault: Bool
}
