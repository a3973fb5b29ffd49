internal import ArgumentParser
internal import DesiredState
internal import Planning
internal import Reconciler
internal import Rekognition
internal import Reports

struct ApplyCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Train the versions that are described and do not exist.",
        discussion: """
            Shows the plan, asks, and creates what it says, in the order of the files. A plan that holds something to \
            refuse, or that rests on a live state that could not be read, is refused as a whole: nothing is created.

            Exits with 0 if everything is in place, 1 if something failed, 3 if the plan was refused, 5 if versions \
            were deferred for want of a training slot: run it again then.

            EXAMPLES
              rekon apply models/
              rekon apply --auto-approve --format json models/
            """
    )

    @OptionGroup var arguments: PathArguments

    @Flag(name: .customLong("auto-approve"), help: "Do not ask. Needed where there is no terminal to ask on.")
    var autoApprove = false

    @OptionGroup var planning: PlanningOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(in context: Context) async throws -> ExitStatus {
        guard autoApprove || context.terminal.canAsk else {
            throw CommandFailure(
                message: "apply asks before it trains anything, and there is no terminal to ask on",
                help: "review the plan with `rekon plan`, then run `rekon apply --auto-approve`",
                status: .usage
            )
        }
        let loaded = try LoadedState.loadForUse(arguments.paths, color: output.color, in: context)
        return try await connection.withCreatingService(in: context) { service in
            let live = try await LiveStateReader(api: service.api, caller: service.caller)
                .read(loaded.state.projects, tags: planning.tags)
            return try await apply(Planner.plan(loaded.state, against: live), with: service.api, in: context)
        }
    }

    private func apply(
        _ plan: Plan,
        with api: @escaping CreatingService.API,
        in context: Context
    ) async throws -> ExitStatus {
        if output.format == .text {
            context.output.write(planning.text(output.color, in: context).render(plan))
        }
        if let status = plan.exitStatus {
            try write(plan, refused: status == .blocked ? .blocked : .incomplete, in: context)
            context.errors.write(
                status == .blocked
                    ? "error: the plan is blocked (see the lines with `!`); nothing was created\n"
                    : "error: part of the live state could not be read; nothing was created\n"
            )
            return status
        }
        guard plan.hasChanges else {
            if output.format == .json { try write(plan, in: context) }
            return .success
        }
        guard autoApprove || isApproved(plan, in: context) else {
            try write(plan, refused: .notApproved, in: context)
            context.errors.write("Not approved; nothing was created.\n")
            return .failure
        }
        guard context.interruption.beginDraining() else { throw CancellationError() }
        let report = await Applier(
            api: api,
            clock: context.clock,
            stop: context.interruption.stop,
            observe: { event in
                if let line = ApplyText.progress(event) { context.errors.write(line + "\n") }
            }
        ).apply(plan)
        switch output.format {
        case .text:
            let text = ApplyText(style: output.color.outputStyle(in: context), width: context.terminal.columns)
            context.output.write("\n" + text.render(report))
        case .json:
            context.output.write(try ApplyJSON.render(plan, report))
        }
        return report.exitStatus
    }

    /// The JSON document of an apply that created nothing; the text says it on stderr.
    private func write(_ plan: Plan, refused: ApplyJSON.Refusal? = nil, in context: Context) throws {
        guard output.format == .json else { return }
        context.output.write(try ApplyJSON.render(plan, ApplyReport(items: []), refused: refused))
    }

    private func isApproved(_ plan: Plan, in context: Context) -> Bool {
        if output.format == .json {
            context.errors.write(PlanText().render(plan))
        }
        let count = plan.creates.count
        context.errors.write(
            "\nTrain \(count == 1 ? "this version" : "these \(count) versions")? Training costs money and cannot be "
                + "undone. Only `yes` is accepted: "
        )
        return context.terminal.readLine() == "yes"
    }
}

extension ApplyReport {
    var exitStatus: ExitStatus {
        if count(where: \.isFailure) > 0 { return .failure }
        return count { !$0.isInPlace } > 0 ? .unfinished : .success
    }
}
