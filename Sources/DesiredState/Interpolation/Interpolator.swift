internal import Diagnostics
internal import YAMLTree

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
