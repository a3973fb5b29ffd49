import ArgumentParser
import DesiredState
import Host
import Planning
import Reconciler
import Reports
import SavedPlans

struct WaitCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Follow the trainings of the versions that are described to their end; changes nothing.",
        discussion: """
            May be ended and started again at any time and on any machine: all it knows it reads from the service. \
            Versions that are trained already are reported, and held against their gate, at once.

            Exits with 0 if all are trained and good enough, 1 if something could not be read or was deleted, 3 if a \
            version is live with other settings, 4 if a training failed or is below `expect.minF1Score` or \
            --require-f1, 5 if versions are still training after --timeout, or were never started.

            EXAMPLES
              rekon wait models/
              rekon wait --timeout 12h --require-f1 0.8 models/
              rekon wait --format json models/ > trainings.json
            """
    )

    @OptionGroup var arguments: PathArguments
    @OptionGroup var following: FollowOptions
    @OptionGroup var pricing: PriceOptions
    @OptionGroup var events: EventOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(in context: Context) async throws -> ExitStatus {
        let desired: DesiredState
        var omission: Omission?
        switch try PlanInput.find(arguments.paths, in: context) {
        case .desiredState:
            desired = try LoadedState.loadForUse(arguments.paths, color: output.color, in: context).state
        case .saved(let path, let saved):
            try connection.checkTarget(of: saved, savedIn: path, in: context)
            desired = saved.desiredState
            omission = saved.omission
        }
        let selected = try selection.select(from: desired)
        let events = try await events.open(
            besides: arguments.paths,
            sandbox: connection.sandbox.path(in: context),
            in: context
        )
        return try await connection.withReadingService(in: context) { service in
            let live = try await LiveStateReader(api: service.api, caller: service.caller).read(selected.projects)
            var plan = Planner.plan(desired, against: live, options: PlanOptions(selection: selection.selection))
            // A part of a part.
            plan.omission = plan.omission?.adding(omission) ?? omission
            events.handle(plan)
            let report = try await follow(plan, live, with: service.api, events, in: context)
            events.finish(report, report.exitStatus)
            switch output.format {
            case .text:
                context.output.write(
                    following.text(output.color, price: pricing.price, paths: arguments.paths, in: context).render(
                        report
                    )
                )
            case .json:
                context.output.write(try TrainingJSON.render(report, price: pricing.price))
            }
            return report.exitStatus
        }
    }

    private func follow(
        _ plan: Plan,
        _ live: LiveState,
        with api: @escaping ReadingService.API,
        _ events: EventLog,
        in context: Context
    ) async throws -> TrainingReport {
        let isFree = context.interruption.beginDraining(notice: "Stopping: what is still training goes on in AWS.")
        guard isFree else { throw CancellationError() }
        return await TrainingDisplay.follow(events, in: context) { run in
            await Waiter(api: api, policy: following.policy, run: run).wait(for: plan, live: live)
        }
    }
}
