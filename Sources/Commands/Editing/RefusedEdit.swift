import Diagnostics
import Text

/// An edit was refused, and nothing was written.
struct RefusedEdit: Error {
    let diagnostics: DiagnosticList
    fileprivate let sources: SourceTexts
    fileprivate let style: TextStyle
    /// Whether the places are those of the edited text.
    fileprivate var isOfResult = false

    init(diagnostics: DiagnosticList, sources: SourceTexts, style: TextStyle, isOfResult: Bool = false) {
        self.diagnostics = diagnostics
        self.sources = sources
        self.style = style
        self.isOfResult = isOfResult
    }

    /// As stderr has it.
    var text: String {
        DiagnosticRenderer(sources: sources, style: style).render(diagnostics) + "error: \(failure.message)\n"
    }

    var failure: CommandFailure {
        CommandFailure(
            message: isOfResult
                ? "the edited files would not be valid: nothing was written"
                : "the edit was refused: nothing was written",
            help: "see the errors"
        )
    }
}
