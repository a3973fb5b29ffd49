import ArgumentParser
import DesiredState
import ModelVersions
import Planning
import Reconciler
import Reports
import Settings
import Text

enum RenderFormat: String, ExpressibleByArgument, CaseIterable {
    case yaml, json
}

struct RenderCommand: ConfiguredCommand {
    static let configuration = RekonCommand.command(
        "render",
        abstract: "Print the desired state with defaults and variables filled in; offline without --resolve.",
        discussion: """
            The result is a desired state that gives the same plan. A part that --target selects is only for reading: \
            the other entries of a list show whether a version was trained before.

            EXAMPLES
              rekon render --var ACCOUNT=111122223333 models/
              rekon render --explain --target '2026-12-*' models/
              rekon render --resolve --var-file production.vars.yaml models/
            """
    )

    @OptionGroup(title: HelpTitle.input) var arguments: PathArguments

    @Flag(help: "Show where each value comes from: file, line and column, defaults, variables.")
    var explain = false

    @Flag(help: "Print the ARNs of projects by name, which are read from AWS: one call for ten names.")
    var resolve = false

    @OptionGroup(title: HelpTitle.selection) var selection: SelectionOptions

    @Option(name: .customLong("format"), help: "How the result is written. Default: yaml.")
    var givenFormat: RenderFormat?

    private var format: RenderFormat { givenFormat ?? .yaml }

    @OptionGroup var color: ColorOptions
    @OptionGroup(title: HelpTitle.connection) var connection: ConnectionOptions
    var config: SettingsOptions { arguments.config }

    static let formatNames = RenderFormat.allCases.map(\.rawValue)

    mutating func apply(_ settings: Settings) {
        givenFormat = givenFormat ?? settings.formats["render"].flatMap { RenderFormat(rawValue: $0.value) }
    }

    func run(in context: Context) async throws -> ExitStatus {
        var loaded = try LoadedState.loadForUse(
            DesiredInput(arguments.paths, arguments.variables, in: context),
            color: color,
            explaining: explain,
            in: context
        )
        var state = try selection.select(from: loaded.state).part
        if resolve {
            let arns = state.projects.map(\.arn)
            let known = try await connection.readingService(for: arns, in: context).liveState.resolve(arns)
            loaded = try loaded.resolvedForUse(by: known.arns, color: color, in: context)
            state = state.resolved(known.arns).state
            try checkResolved(state, known)
        }
        switch format {
        case .yaml: context.output.write(try RenderedYAML.render(state, origins: loaded.origins))
        case .json: context.output.write(RenderedJSON.render(state, origins: loaded.origins))
        }
        return .success
    }

    /// - Throws: `CommandFailure` for projects whose ARN was not found.
    private func checkResolved(_ state: DesiredState, _ known: ResolvedProjects) throws {
        let missing = state.projects.map(\.arn).filter { !$0.isResolved }
        guard !missing.isEmpty else { return }
        let reasons = missing.map { project in
            "\(project): " + (known.problems[project] ?? "does not exist, or these credentials may not see it")
        }
        throw CommandFailure(
            message: "\(counted(missing.count, "project")) could not be resolved: \(reasons.joined(separator: "; "))",
            help: known.problems.isEmpty
                ? "create the project, correct its name, or write its ARN" : "see the reasons, or write the ARNs"
        )
    }
}
