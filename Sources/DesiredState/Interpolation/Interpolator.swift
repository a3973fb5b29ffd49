import Diagnostics
import YAMLTree

/// Puts the values of variables into the scalars of documents.
///
/// It works on the tree: a value may hold what it likes, it stays one text and never becomes a key, a list or a comment.
struct Interpolator {
    /// How long a scalar may be with its variables, in bytes. The longest field, a manifest's URI, needs half of it.
    static let scalarLimit = 16 * 1024
    /// How many bytes all scalars with variables may have together: a small file must not become a large one.
    static let totalLimit = 64 * 1024 * 1024

    private let variables: Variables
    private var remaining: Int

    init(_ variables: Variables, totalLimit: Int = totalLimit) {
        self.variables = variables
        remaining = totalLimit
    }

    mutating func resolve(
        _ document: YAMLDocument,
        reportingTo diagnostics: inout DiagnosticList
    ) -> (document: YAMLDocument, references: References) {
        guard document.holdsDollar else { return (document, References()) }
        var pass = InterpolationPass(
            document: document,
            variables: variables,
            remaining: remaining,
            diagnostics: diagnostics
        )
        var result = document
        if let root = pass.changed(document.root) { result.root = root }
        remaining = pass.remaining
        diagnostics = pass.diagnostics
        return (result, pass.references)
    }
}

/// Where variables stood in a document. A scalar is known by where it starts.
struct References {
    private var uses: [SourcePosition: [VariableUse]] = [:]
    private var failures: Set<SourcePosition> = []

    mutating func add(_ found: [VariableUse], at position: SourcePosition) {
        uses[position] = found
    }

    mutating func fail(at position: SourcePosition) {
        failures.insert(position)
    }

    subscript(position: SourcePosition) -> [VariableUse] { uses[position] ?? [] }

    /// Whether a scalar has no value, which has been reported.
    func hasFailed(at position: SourcePosition) -> Bool { failures.contains(position) }

    /// What a message about a scalar must add: the line that it shows holds only the variable's name.
    func remark(at position: SourcePosition) -> String? {
        guard let all = uses[position], !all.isEmpty else { return nil }
        var seen: Set<VariableUse> = []
        let uses = all.filter { seen.insert($0).inserted }
        let parts = uses.prefix(3).map { use in
            use.isDefault
                ? "`\(use.value.beginning)` is the default of `\(use.name)`"
                : use.value.isEmpty
                    ? "the environment variable `\(use.name)` is empty"
                    : "`\(use.value.beginning)` came from the environment variable `\(use.name)`"
        }
        return " (\(parts.joined(separator: ", "))\(uses.count > 3 ? ", and more" : ""))"
    }
}

extension String {
    /// Enough of it to be recognised.
    fileprivate var beginning: String {
        let limit = 80
        let scalars = unicodeScalars.prefix(limit + 1)
        return scalars.count > limit ? String(String.UnicodeScalarView(scalars.dropLast())) + "…" : self
    }
}

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
