import ArgumentParser
import DesiredState
import ModelVersions
import Planning
import Reconciler
import Reports
import SavedPlans
import Settings
import Text

struct WaitCommand: FailureReportingCommand {
    static let configuration = RekonCommand.command(
        "wait",
        abstract: "Follow the trainings of the versions that the files describe to their end. Changes nothing.",
        discussion: """
            It can be stopped and started again at any time and on any machine: it reads everything from the service. \
            It reports versions that are already trained at once. A training that ended before this run does not fail \
            it again, unless --all is given. With a saved plan, the versions that the plan creates always count.

            Exits with 0 if all versions are trained and pass their gates, 1 if something could not be read or was \
            deleted, 3 if a version is live with other settings, 4 if a training failed or is below \
            `expect.minF1Score` or --require-f1, 5 if versions are still training after --timeout, or were never \
            started.

            EXAMPLES
              rekon wait models/
              rekon wait plan.json
              rekon wait --all models/
              rekon wait --timeout 12h --require-f1 0.8 models/
              rekon wait --format json models/ > trainings.json
              rekon wait --format github --report markdown=comment.md models/
            """
    )

    @OptionGroup(title: HelpTitle.input) var arguments: PathArguments

    @Flag(name: .customLong("all"), help: "Also fail for trainings that failed, or missed their gate, before this run.")
    var countsAll = false

    @OptionGroup(title: HelpTitle.training) var following: FollowOptions
    @OptionGroup(title: HelpTitle.training) var pricing: PriceOptions
    @OptionGroup(title: HelpTitle.records) var events: EventOptions
    @OptionGroup(title: HelpTitle.selection) var selection: SelectionOptions
    @OptionGroup(title: HelpTitle.review) var output: RunOutputOptions
    @OptionGroup(title: HelpTitle.connection) var connection: ConnectionOptions
    var config: SettingsOptions { arguments.config }

    static let formatNames = ReportFormat.run.map(\.description)

    mutating func apply(_ settings: Settings) {
        output.apply(settings, of: "wait")
        following.apply(settings)
    }

    func run(in context: Context) async throws -> ExitStatus {
        let writer = try ReportWriter(
            "wait",
            output,
            for: DesiredInput(arguments.paths, arguments.variables, in: context),
            selection,
            sandbox: connection.sandbox,
            records: [("--events", events.events)],
            adding: StepOutputs.Name.trained,
            in: context
        )
        return try await writer.run { try await follow(writer, in: context) }
    }

    private func follow(_ writer: ReportWriter, in context: Context) async throws -> ExitStatus {
        var loaded: LoadedState?
        var desired: DesiredState
        var omission: Omission?
        var options = PlanOptions()
        var refused: [RefusedProject] = []
        var created: [ProjectARN: Set<VersionName>] = [:]
        switch try PlanInput.find(arguments.paths, arguments.variables, in: context) {
        case .desiredState(let input):
            let found = try writer.load(input)
            loaded = found
            desired = found.state
        case .saved(let path, let saved, _):
            try connection.checkTarget(of: saved, savedIn: path, in: context)
            desired = saved.desiredState
            writer.planned = saved.allProjects
            omission = saved.omission
            options = saved.planOptions
            created = saved.createdNames
            if !saved.refused.isEmpty {
                refused = saved.refused.map(\.refusal)
                context.errors.write(
                    "warning: \(HarmlessText.shown(path)) does not hold the versions of refused projects: "
                        + "\(saved.refusedNames)\n"
                )
            }
        }
        var selected = try selection.select(from: desired)
        let events = try await events.open(besides: arguments.inputs, connection, in: context)
        var service = try connection.readingService(for: selected.part.projects.map(\.arn), in: context)
        if let loaded, let known = try await service.resolve(selected) {
            selected = SelectedState(selected.selection, of: try writer.resolve(loaded, by: known).state)
        }
        options.access = service.access
        let live = try await service.liveState.read(selected.part.projects)
        var plan = Planner.plan(selected, against: live, options: options)
        // The saved plan may itself be of a selection.
        plan.omission = plan.omission?.adding(omission) ?? omission
        plan.refusedBefore = refused
        events.handle(plan)
        guard context.interruption.beginDraining(notice: "Stopping. Trainings in progress continue in AWS.") else {
            throw CancellationError()
        }
        var policy = following.policy
        policy.earlier = countsAll ? .all : .created(created)
        let report = await TrainingDisplay.follow(events, plan.names, in: context) { [plan, policy] run in
            await Waiter(api: service.api, policy: policy, run: run).wait(for: plan, live: live)
        }
        events.finish(report, report.exitStatus)
        context.setTrainedOutputs(report)
        if report.problems.isEmpty {
            context.stepOutputs[.inTraining] = String(report.items.count { $0.result == .inProgress })
        }
        let prices = pricing.prices(context.placeSettings(for: plan))
        var reporting = following.reporting(
            price: prices,
            paths: arguments.paths,
            access: plan.access,
            in: context
        )
        if output.isReviewed {
            reporting.explanations = await FailureExplainer(service, in: context).explanations(of: report)
        }
        try writer.write(
            ReportContent(
                text: { reporting.text($0).render(report) },
                json: { TrainingJSON.render(report, refused: refused, price: prices, sandbox: $0) },
                review: {
                    Review(report, warnings: writer.diagnostics, refused: refused, options: reporting)
                }
            )
        )
        return report.exitStatus
    }
}
