import Diagnostics
import YAMLTree

/// Replaces variables in the scalars of documents.
///
/// It works on the tree: every value stays one text and never becomes a key, a list or a comment.
struct Interpolator {
    /// The greatest length of a scalar with its variables, in bytes. The longest field, a manifest's URI, needs half.
    static let scalarLimit = 16 * 1024
    /// The greatest total length of all scalars with variables, in bytes: a small file must not become a large one.
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

/// The variables of a document by the start of their scalar.
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

    /// Whether a scalar has no value because of a reported error.
    func hasFailed(at position: SourcePosition) -> Bool { failures.contains(position) }

    /// The values of a scalar's variables, for a message: the line in the message shows only their names.
    func remark(at position: SourcePosition) -> String? {
        guard let all = uses[position], !all.isEmpty else { return nil }
        var seen: Set<VariableUse> = []
        let uses = all.filter { seen.insert($0).inserted }
        let parts = uses.prefix(3).map { use in
            use.isDefault
                ? "`\(use.value.beginning)` is the default of `\(use.name)`"
                : use.value.isEmpty
                    ? "the environment variable `\(use.name)` is empty"
                    : "`\(use.value.beginning)` comes from the environment variable `\(use.name)`"
        }
        return " (\(parts.joined(separator: ", "))\(uses.count > 3 ? ", and more" : ""))"
    }
}

extension String {
    /// Its first 80 characters.
    fileprivate var beginning: String {
        let limit = 80
        let scalars = unicodeScalars.prefix(limit + 1)
        return scalars.count > limit ? String(String.UnicodeScalarView(scalars.dropLast())) + "…" : self
    }
}

/// The environment variables for `${env:NAME}`. There are no remote look-ups, so that the same files and the same
/// environment always give the same plan.
package struct Variables: Sendable {
    private let find: @Sendable (String) -> String?

    /// - Parameter find: The exact value of a variable; nil if it is unset.
    package init(_ find: @escaping @Sendable (String) -> String?) {
        self.find = find
    }

    /// No variable is set.
    package static let none = Variables { _ in nil }

    func value(of name: String) -> String? { find(name) }

    /// Whether a name has the form of shell variables: letters, digits and `_`, no digit first.
    static func isName(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, !(0x30...0x39).contains(first) else { return false }
        return text.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
            default: false
            }
        }
    }

    /// Whether a variable's name looks like that of a secret. Values appear in requests, reviewed plans and model
    /// versions: an author of files must not be able to print a pipeline's credentials.
    static func isSecret(_ name: String) -> Bool {
        let name = name.uppercased()
        return secretWords.contains { name.contains($0) } || secretEndings.contains { name.hasSuffix($0) }
    }

    private static let secretWords = [
        "SECRET", "TOKEN", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "ACCESS_KEY", "PRIVATE_KEY", "API_KEY",
        "APIKEY", "SIGNING_KEY", "ENCRYPTION_KEY", "SSH_KEY", "COOKIE", "WEBHOOK",
        // Their URLs may contain a user and a password.
        "_PROXY", "DATABASE_URL",
    ]

    private static let secretEndings = ["_PASS", "_PWD", "_PAT", "_AUTH", "_DSN", "_JWT"]
}

/// A use of a variable in a value.
package struct VariableUse: Sendable, Hashable {
    package let name: String
    /// The text that replaces the reference.
    package let value: String
    /// Whether the variable is unset or empty, so that the value is the default after `:-`.
    package let isDefault: Bool
}
