import Diagnostics

/// The variables that values may contain. There are no remote look-ups, so that the same files and the same variables
/// always give the same plan.
///
/// Values appear in requests, reviewed plans and model versions, and the author of the files chooses the names. So only
/// the operator decides which variables exist: with `--var`, with `--var-file`, with `REKON_VAR_NAME` in the
/// environment, or with `--allow-env`.
package struct Variables: Sendable {
    /// How a value names a variable.
    package enum Form: String, Sendable, CaseIterable {
        /// `${var:NAME}`: from `--var`, then from the last variables file that has it, then from `REKON_VAR_NAME`, then
        /// from an allowed environment variable.
        case variable = "var"
        /// `${env:NAME}`: from an allowed environment variable.
        case environment = "env"
    }

    enum Lookup: Equatable {
        case value(String)
        case unset
        /// A variables file has it with a value that no variable can have.
        case unusable(VariablesFile.Problem, at: SourceLocation)
        /// The command line does not allow the environment variable. Whether it is set does not matter.
        case notAllowed
    }

    private let given: [String: String]
    private let files: [VariablesFile]
    private let allowed: Set<String>
    private let environment: @Sendable (String) -> String?

    /// - Parameters:
    ///   - given: The values of `--var`.
    ///   - files: In the order of the command line.
    ///   - allowed: The environment variables of `--allow-env`.
    ///   - environment: The exact value of an environment variable; nil if it is unset.
    package init(
        given: [String: String] = [:],
        files: [VariablesFile] = [],
        allowing allowed: Set<String> = [],
        environment: @escaping @Sendable (String) -> String?
    ) {
        self.given = given
        self.files = files
        self.allowed = allowed
        self.environment = environment
    }

    /// No variable is set.
    package static let none = Variables { _ in nil }

    func lookUp(_ name: String, _ form: Form) -> Lookup {
        switch form {
        case .variable:
            if let value = given[name] { return .value(value) }
            if let entry = files.last(where: { $0[name] != nil })?[name] {
                switch entry.value {
                case .text(let value): return .value(value)
                case .unusable(let problem): return .unusable(problem, at: entry.location)
                }
            }
            if let value = environment("REKON_VAR_\(name)") { return .value(value) }
            return allowed.contains(name) ? lookUp(name, .environment) : .unset
        case .environment:
            guard allowed.contains(name) else { return .notAllowed }
            return environment(name).map(Lookup.value) ?? .unset
        }
    }

    /// Whether a name has the form of shell variables: letters, digits and `_`, no digit first.
    package static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
            default: false
            }
        }
    }

    /// Whether a text contains a URL with a user or a password, such as `https://user:password@host/`.
    ///
    /// RFC 3986, 3.2: the authority ends before the first `/`, `?` or `#`, and its user information at `@`.
    static func holdsUserInformation(_ text: String) -> Bool {
        var rest = text.utf8[...]
        let separator = Array("://".utf8)
        while let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            guard rest[colon...].starts(with: separator) else {
                rest = rest[rest.index(after: colon)...]
                continue
            }
            rest = rest[rest.index(colon, offsetBy: separator.count)...]
            let authority = rest.prefix { !"/?# ".utf8.contains($0) && $0 > 0x20 }
            if authority.contains(UInt8(ascii: "@")) { return true }
        }
        return false
    }
}

/// A use of a variable in a value.
package struct VariableUse: Sendable, Hashable {
    package let name: String
    package let form: Variables.Form
    /// The text that replaces the reference.
    package let value: String
    /// Whether the variable is unset or empty, so that the value is the default after `:-`.
    package let isDefault: Bool
}
