import ArgumentParser
import Diagnostics
import Host
import Reports
import Settings

struct ValidateCommand: ConfiguredCommand {
    static let configuration = RekonCommand.command(
        "validate",
        abstract: "Check the desired state, offline.",
        discussion: """
            Reports every error with its place. Exits with 1 if there is an error.

            EXAMPLES
              rekon validate models/
              rekon validate --format json a.yaml b.yaml
              rekon validate --format github models/
              rekon validate --report sarif=rekon.sarif --report junit=rekon.xml models/
            """
    )

    @OptionGroup(title: HelpTitle.input) var arguments: PathArguments
    @OptionGroup(title: HelpTitle.review) var output: ReviewOutputOptions
    var config: SettingsOptions { arguments.config }

    static let formatNames = ReportFormat.reviewed.map(\.description)

    mutating func apply(_ settings: Settings) {
        output.apply(settings, of: "validate")
    }

    func run(in context: Context) async throws -> ExitStatus {
        let input = DesiredInput(arguments.paths, arguments.variables, in: context)
        let writer = try ReportWriter("validate", output, for: input, sandbox: nil, in: context)
        let loaded = LoadedState(input, in: context)
        let isValid = !loaded.diagnostics.hasErrors
        let summary = isValid ? loaded.validSummary : nil
        // The JSON contains the diagnostics.
        if output.format != .json {
            loaded.writeDiagnostics(beside: output.format, color: output.color, in: context)
        }
        try writer.write(
            ReportContent(
                text: { ($0.isFile ? loaded.diagnosticsText : "") + (summary.map { $0 + "\n" } ?? "") },
                json: { _ in DiagnosticsJSON.render(loaded.diagnostics) },
                review: { loaded.review("validate", summary: summary, paths: input.paths) }
            )
        )
        return isValid ? .success : .failure
    }
}
