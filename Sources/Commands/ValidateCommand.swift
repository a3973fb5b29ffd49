internal import ArgumentParser
internal import DesiredState
internal import Diagnostics
internal import Reports

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
            """
    )

    @OptionGroup var arguments: PathArguments
    @OptionGroup var output: ReviewOutputOptions

    func run(in context: Context) async throws -> ExitStatus {
        let loaded = DesiredStateLoader(in: context).load(arguments.paths)
        let summary = loaded.diagnostics.hasErrors ? nil : loaded.validSummary
        switch output.format {
        case .json:
            context.output.write(try DiagnosticsJSON.render(loaded.diagnostics))
        case .text:
            loaded.writeDiagnostics(to: context.errors, style: output.color.errorStyle(in: context))
            if let summary { context.output.write(summary + "\n") }
        case .review(let format):
            loaded.writeDiagnostics(output, in: context)
            let review = loaded.review("validate", summary: summary, paths: arguments.paths)
            format.write(output.marked(review, arguments.paths, in: context), in: context)
        }
        return loaded.diagnostics.hasErrors ? .failure : .success
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
    static func loadForUse(_ paths: [String], color: ColorOptions, in context: Context) throws -> LoadedState {
        let loaded = DesiredStateLoader(in: context).load(paths)
        loaded.writeDiagnostics(to: context.errors, style: color.errorStyle(in: context))
        if loaded.diagnostics.hasErrors { throw ExitCode(ExitStatus.failure.rawValue) }
        return loaded
    }
}
