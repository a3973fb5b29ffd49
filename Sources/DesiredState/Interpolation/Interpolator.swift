package import Diagnostics
import ModelVersions
import Text
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
    /// The names of the variables that gave a value, and of all that the documents contain.
    private(set) var used: Set<String> = []
    private(set) var mentioned: Set<String> = []

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
        used.formUnion(pass.used)
        mentioned.formUnion(pass.mentioned)
        diagnostics = pass.diagnostics
        return (result, pass.references)
    }
}

/// The variables of a document by the start of their scalar.
package struct References {
    private var uses: [SourcePosition: [VariableUse]] = [:]
    private var failures: Set<SourcePosition> = []

    package init() {}

    mutating func add(_ found: [VariableUse], at position: SourcePosition) {
        uses[position] = found
    }

    /// Marks a scalar that has no value because of a reported error. Nothing more is reported about it.
    package mutating func fail(at position: SourcePosition) {
        failures.insert(position)
    }

    subscript(position: SourcePosition) -> [VariableUse] { uses[position] ?? [] }

    /// Whether a scalar has no value because of a reported error.
    func hasFailed(at position: SourcePosition) -> Bool { failures.contains(position) }

    /// The names of a scalar's variables, for a message. A message shows no value of a variable.
    func remark(at position: SourcePosition) -> String? {
        uses[position].map(Self.remark)
    }

    /// - Parameter uses: At least one.
    static func remark(on uses: [VariableUse]) -> String {
        let uses = uses.uniqued
        let names = uses.prefix(3).map { "`\($0.name.excerpt)`\($0.isDefault ? " by its default" : "")" }
        let more = uses.count > 3 ? " and more" : ""
        let word = uses.count == 1 ? "variable" : "variables"
        return " (the value contains the \(word) \(names.joined(separator: ", "))\(more))"
    }

    /// A clause about a value. That of a value with variables gives the rule and does not quote the value.
    func clause(_ error: InvalidValue, at position: SourcePosition) -> String {
        uses[position] == nil ? error.description : error.rule
    }
}

extension [VariableUse] {
    /// Each use once.
    var uniqued: [VariableUse] {
        var seen: Set<VariableUse> = []
        return filter { seen.insert($0).inserted }
    }
}
