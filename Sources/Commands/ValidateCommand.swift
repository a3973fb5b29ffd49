import ArgumentParser
import DesiredState
import Diagnostics
import Host
import Reports
import Text

struct ValidateCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        _superCommandName: RekonCommand.name,
        abstract: "Check the desired state, offline.",
        discussion: """
            Reports everything that is wrong, each with its place; exits with 1 if anything is.

            EXAMPLES
              rekon validate models/
              rekon validate --format json a.yaml b.yaml
              rekon validate --format github models/
              rekon validate --report sarif=rekon.sarif --report junit=rekon.xml models/
            """
    )

    @OptionGroup var arguments: PathArguments
    @OptionGroup var output: ReportOutputOptions<OutputFormat>

    func run(in context: Context) async throws -> ExitStatus {
        try await output.withWriter(
            besides: arguments.paths,
            sandbox: context.environment["REKON_SANDBOX"],
            in: context
        ) { writer in
            let loaded = DesiredStateLoader(in: context).load(arguments.paths)
            let isValid = !loaded.diagnostics.hasErrors
            let summary = isValid ? loaded.validSummary : nil
            // JSON holds them, for the program that reads it.
            if output.format != .own(.json) {
                loaded.writeDiagnostics(beside: output.format.review, color: output.color, in: context)
            }
            try writer.write(
                inputs: arguments.paths,
                review: { loaded.review("validate", summary: summary, paths: arguments.paths) },
                { format, layout in
                    switch format {
                    case .json: try DiagnosticsJSON.render(loaded.diagnostics)
                    case .text: (layout.isFile ? loaded.diagnosticsText : "") + (summary.map { $0 + "\n" } ?? "")
                    }
                }
            )
            return isValid ? .success : .failure
        }
    }
}

extension LoadedState {
    func writeDiagnostics(to sink: any TextSink, style: TextStyle) {
        guard !diagnostics.isEmpty else { return }
        sink.write(DiagnosticRenderer(sources: sources, style: style).render(diagnostics))
        if let remainder = diagnostics.remainder { sink.write(remainder + "\n") }
        sink.write("\(diagnostics.summary)\n")
    }

    /// The state for a command that acts on it. Warnings go to stderr; errors end the command.
    static func loadForUse(
        _ paths: [String],
        color: ColorOptions,
        explaining: Bool = false,
        in context: Context
    ) throws -> LoadedState {
        let loaded = DesiredStateLoader(in: context).load(paths, explaining: explaining)
        loaded.writeDiagnostics(to: context.errors, style: color.errorStyle(in: context))
        if loaded.diagnostics.hasErrors { throw ExitCode(ExitStatus.failure.rawValue) }
        return loaded
    }
}
