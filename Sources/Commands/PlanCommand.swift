internal import ArgumentParser
internal import DesiredState
internal import Planning
internal import Reconciler
internal import Reports

struct PlanCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what apply would do; changes nothing.",
        discussion: """
            Exits with 0, with 1 if part of the live state could not be read, with 3 if the plan holds something that \
            apply must refuse, and with `--detailed-exitcode` with 2 if there are versions to create.

            EXAMPLES
              rekon plan models/
              rekon plan --detailed-exitcode --format json models/ > plan.json
              rekon plan --sandbox state.json examples/
            """
    )

    @OptionGroup var arguments: PathArguments

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 if there are versions to create.")
    var detailedExitCode = false

    @OptionGroup var planning: PlanningOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(in context: Context) async throws -> ExitStatus {
        let loaded = try LoadedState.loadForUse(arguments.paths, color: output.color, in: context)
        let plan = try await connection.withReadingService(in: context) { service in
            let live = try await LiveStateReader(api: service.api, caller: service.caller).read(
                loaded.state.projects,
                tags: planning.tags
            )
            return Planner.plan(loaded.state, against: live)
        }
        switch output.format {
        case .text: context.output.write(planning.text(output.color, in: context).render(plan))
        case .json: context.output.write(try PlanJSON.render(plan))
        }
        return plan.exitStatus ?? (detailedExitCode && plan.hasChanges ? .changes : .success)
    }
}

extension Plan {
    /// Why apply must not touch it, as an exit status; nil where it may.
    var exitStatus: ExitStatus? {
        isComplete ? (isBlocked ? .blocked : nil) : .failure
    }
}
