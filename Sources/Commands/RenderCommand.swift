import ArgumentParser
import DesiredState
import Planning
import Reports

enum RenderFormat: String, ExpressibleByArgument, CaseIterable {
    case yaml, json
}

struct RenderCommand: ContextCommand {
    static let configuration = RekonCommand.command(
        "render",
        abstract: "Print the desired state with defaults and variables filled in, offline.",
        discussion: """
            The result is a desired state that gives the same plan. A part that --target selects is only for reading: \
            the other entries of a list show whether a version was trained before.

            EXAMPLES
              rekon render --var ACCOUNT=111122223333 models/
              rekon render --explain --target '2026-12-*' models/
            """
    )

    @OptionGroup var arguments: PathArguments

    @Flag(help: "Show where each value comes from: file, line and column, defaults, variables.")
    var explain = false

    @OptionGroup var selection: SelectionOptions

    @Option(help: "How the result is written.")
    var format: RenderFormat = .yaml

    @OptionGroup var color: ColorOptions

    func run(in context: Context) async throws -> ExitStatus {
        let loaded = try LoadedState.loadForUse(
            DesiredInput(arguments.paths, arguments.variables, in: context),
            color: color,
            explaining: explain,
            in: context
        )
        let state = try selection.select(from: loaded.state).part
        switch format {
        case .yaml: context.output.write(try RenderedYAML.render(state, origins: loaded.origins))
        case .json: context.output.write(RenderedJSON.render(state, origins: loaded.origins))
        }
        return .success
    }
}
