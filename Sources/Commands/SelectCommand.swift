import ArgumentParser
import DesiredState
import ModelVersions
import Planning
import Reconciler
import Reports

/// Without `formatNames`: a script that takes the ARN from stdout must not get JSON because of a settings file.
struct SelectCommand: ConfiguredCommand, FailureReportingCommand {
    static let configuration = RekonCommand.command(
        "select",
        abstract: "Print the ARN of the version that a deployment should use; changes nothing.",
        discussion: """
            A version qualifies if it is trained, can be started and reaches its gate. The gate is the higher one of \
            --min-f1 and, with files, `expect.minF1Score`. With files, only versions qualify that the files describe, \
            as they describe them. Of those that qualify, rekon selects the one with the best F1 score; of equal ones, \
            the newest. --newest selects the one that was created last. Adapters for content moderation are judged in \
            the same way, by the F1 score that the service reports.

            The standard output has only the ARN. The reasons are on the standard error.

            Exits with 4 if no version qualifies, and with 1 if the versions could not be read completely.

            EXAMPLES
              rekon select models/
              rekon select --newest --min-f1 0.8 models/
              rekon select --project arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012
              rekon select --format json --outputs github=$GITHUB_OUTPUT models/
            """
    )

    @OptionGroup var subject: LiveSubject

    @Flag(help: "Select the version with the best F1 score. This is the default.")
    var best = false

    @Flag(help: "Select the version that was created last.")
    var newest = false

    private var criterion: SelectReport.Criterion { newest ? .newest : .best }

    @Option(
        name: .customLong("min-f1"),
        help: ArgumentHelp(
            "The F1 score that a version must reach, from 0 to 1. A higher `expect.minF1Score` has priority.",
            valueName: "score"
        )
    )
    var minimumF1Score: Double?

    @OptionGroup var output: OutputOptions
    @OptionGroup var outputs: OutputsOptions
    @OptionGroup(title: HelpTitle.connection) var connection: ConnectionOptions
    @OptionGroup(title: HelpTitle.input) var config: SettingsOptions

    func validate() throws {
        if best, newest { throw ValidationError("Give either --best or --newest.") }
        if let minimumF1Score, !(0...1).contains(minimumF1Score) {
            throw ValidationError("--min-f1 must be a number from 0 to 1.")
        }
    }

    func run(in context: Context) async throws -> ExitStatus {
        try outputs.open(
            adding: StepOutputs.Name.selected,
            isSandbox: connection.sandbox.isUsed(in: context),
            in: context
        )
        return try await output.reportingFailures(of: "select", connection.sandbox, in: context) {
            let report = try await read(in: context)
            context.stepOutputs.setSelected(report)
            switch output.format {
            case .text:
                context.errors.write(connection.sandbox.heading(in: context) + SelectText.reasons(report))
                context.output.write(SelectText.result(report))
            case .json:
                context.output.write(
                    SelectJSON.render(report, sandbox: connection.sandbox.isUsed(in: context))
                )
            }
            return report.exitStatus
        }
    }

    /// - Throws: `CommandFailure` where not exactly one project is selected, or its versions are not all known.
    private func read(in context: Context) async throws -> SelectReport {
        let opened = try await subject.open(connection, color: output.color, in: context)
        let projects = opened.selected.part.projects
        guard projects.count == 1 else {
            throw CommandFailure(
                message: "a version is selected in one project, and \(projects.count) projects are named:\n"
                    + projects.map(\.arn.text).joined(separator: "\n"),
                help: "name one of them with --project",
                status: .usage
            )
        }
        let live = try await opened.service.liveState.read(projects)
        let status = StatusReport(
            opened.plan(against: live),
            of: opened.selected.whole,
            against: live,
            options: StatusReport.Options(targets: subject.selection.targets, hasFiles: !subject.paths.isEmpty)
        )
        guard let project = status.projects.first, project.problem == nil else {
            let reason = status.projects.first?.problemText ?? "it was not read"
            throw CommandFailure(message: "no version was selected in \(projects[0].arn): \(reason)")
        }
        try subject.checkTargets(isEmpty: status.isComplete && status.projects.allSatisfy(\.versions.isEmpty))
        return SelectReport(project, of: status, by: criterion, requiredF1Score: minimumF1Score)
    }
}
