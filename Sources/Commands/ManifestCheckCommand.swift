internal import ArgumentParser
internal import Manifests
internal import Reports

struct ManifestCheckCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a training's manifests against the published rules.",
        discussion: """
            Reads SageMaker Ground Truth manifests line by line, of any size, and tells what Custom Labels would refuse, \
            with the service's own codes; specs/manifest-rules.md has all of them. `-` reads the standard input. Exits \
            with 1 if anything is wrong: see `--fail-on`.

            EXAMPLES
              rekon manifest check train.manifest
              rekon manifest check train.manifest --testing test.manifest --format json
              rekon manifest check train.manifest --testing auto
              zcat train.manifest.gz | rekon manifest check --fail-on terminal -
            """
    )

    enum FailOn: String, ExpressibleByArgument, CaseIterable {
        case terminal, error, warning
    }

    @Argument(help: ArgumentHelp("The training manifest.", valueName: "file"))
    var training: String

    @Option(
        help: ArgumentHelp(
            "The testing manifest, or `auto` where the service takes a fifth of the training images for the test.",
            valueName: "file"
        )
    )
    var testing: String?

    @Option(
        name: .customLong("fail-on"),
        help: "What makes the exit code 1: what ends a training, any error, or warnings, too."
    )
    var failOn: FailOn = .error

    @Option(
        name: .customLong("max-findings"),
        help: ArgumentHelp("How many findings of each code are told; the others are counted.", valueName: "number")
    )
    var maxFindings = 20

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (0...10_000).contains(maxFindings) else {
            throw ValidationError("--max-findings must be a number from 0 to 10000.")
        }
        if training == "-", testing == "-" {
            throw ValidationError("Only one manifest can be read from the standard input.")
        }
    }

    func run(in context: Context) async throws -> ExitStatus {
        var options = ManifestChecker.Options()
        options.findingsPerCode = maxFindings
        options.splitsAutomatically = testing == "auto"
        let text = ManifestText(style: output.color.outputStyle(in: context))
        let run = ManifestCheckRun(
            sources: ManifestSources(files: context.files),
            options: options,
            text: output.format == .text ? text : nil,
            context: context
        )
        let report = try await run.check(training: training, testing: testing == "auto" ? nil : testing)
        switch output.format {
        case .text: context.output.write(text.summary(report))
        case .json: context.output.write(try ManifestJSON.render(report))
        }
        return fails(report) ? .failure : .success
    }

    private func fails(_ report: ManifestReport) -> Bool {
        switch failOn {
        case .terminal: report.terminalErrors > 0
        case .error: report.errors > 0
        case .warning: report.errors + report.warnings > 0
        }
    }
}
