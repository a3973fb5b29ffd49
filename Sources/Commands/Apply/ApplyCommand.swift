import ArgumentParser
import Checks
import DesiredState
import Planning
import Reconciler
import SavedPlans

struct ApplyCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Train the versions that are described and do not exist.",
        discussion: """
            Shows the plan, asks, and creates what it says, in the order of the files. A plan that holds something to \
            refuse, or that rests on a live state that could not be read, is refused as a whole: nothing is created. \
            So is one that no longer holds when it is approved.

            A file that `rekon plan --out` saved is a plan that was reviewed: it is applied without asking, exactly as \
            it was saved, and only if what it rests on has not changed, the manifests that `plan --verify` looked at \
            among it. Applying it again finds everything done.

            No more than --max-trainings run at the same time, those that others started included. What finds no \
            slot is left to the next run; with --wait it is queued, and all trainings are followed to their end.

            Exits with 0 if everything is in place, 1 if something failed, 3 if the plan was refused, 4 if a training \
            failed or is below its gate (--wait), 5 if versions were deferred for want of a training slot, or are \
            still training after --timeout: run it again then.

            EXAMPLES
              rekon apply models/
              rekon apply --auto-approve --format json models/
              rekon apply --auto-approve --wait --timeout 1d --require-f1 0.8 models/
              rekon plan --out plan.json models/ && rekon apply plan.json
            """
    )

    @OptionGroup var arguments: PathArguments

    @Flag(name: .customLong("auto-approve"), help: "Do not ask. Needed where there is no terminal to ask on.")
    var autoApprove = false

    @OptionGroup var planning: PlanningOptions
    @OptionGroup var verifying: VerifyOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var recording: RecordingOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(in context: Context) async throws -> ExitStatus {
        switch try PlanInput.find(arguments.paths, in: context) {
        case .desiredState: try await applyDesiredState(in: context)
        case .saved(let path, let plan): try await apply(plan, savedIn: path, in: context)
        }
    }

    private func applyDesiredState(in context: Context) async throws -> ExitStatus {
        guard autoApprove || context.terminal.canAsk else {
            try PlanInput.checkStandardInput(arguments.paths, in: context)
            throw CommandFailure(
                message: "apply asks before it trains anything, and there is no terminal to ask on",
                help: "review the plan with `rekon plan`, then run `rekon apply --auto-approve`",
                status: .usage
            )
        }
        let desired = try LoadedState.loadForUse(arguments.paths, color: output.color, in: context).state
        let selected = try selection.select(from: desired)
        let options = PlanOptions(
            allowedRecreations: Set(planning.allowedRecreations),
            selection: selection.selection
        )
        let recording = try await recording.open(
            besides: arguments.paths,
            sandbox: connection.sandbox.path(in: context),
            in: context
        )
        return try await connection.withCreatingService(in: context) { service in
            func read() async throws -> LiveState {
                try await LiveStateReader(api: service.api, caller: service.caller).read(
                    selected.projects,
                    tags: planning.tags
                )
            }
            let live = try await read()
            let verification =
                verifying.isAsked
                ? try await Verification(
                    desired,
                    against: live,
                    options,
                    asking: service.world,
                    readingManifests: !verifying.content.isSkipped
                ) : nil
            let plan = verification?.plan ?? Planner.plan(desired, against: live, options: options)
            try planning.checkAllowedRecreations(in: plan)
            let run = ApplyRun(
                command: self,
                api: service.api,
                recording: recording,
                context: context,
                preflight: verification?.report
            )
            return try await run.apply(
                plan,
                against: live,
                approval: autoApprove
                    ? .given
                    : .asked {
                        let shown = try SavedPlan(
                            plan,
                            of: desired,
                            against: live,
                            options: options,
                            target: connection.planTarget(in: context),
                            toolVersion: RekonVersion.current,
                            manifests: verification?.manifestPrints ?? []
                        )
                        let now = try await read()
                        var check = try shown.check(against: now)
                        check.changes += try await shown.manifestChanges(since: check, asking: service.world)
                        if verification != nil, check.changes.isEmpty {
                            check.changes += try await check.newFailures(against: now, asking: service.world)
                        }
                        return (check, now)
                    }
            )
        }
    }

    private func apply(_ saved: SavedPlan, savedIn path: String, in context: Context) async throws -> ExitStatus {
        guard !planning.tags, planning.allowedRecreations.isEmpty, selection.selection.isEverything else {
            throw CommandFailure(
                message: "\(path) is a saved plan: --tags, --allow-recreate, --target and --project are for making one",
                help: "give them to `rekon plan --out`, and apply what it saves without them",
                status: .usage
            )
        }
        try connection.checkTarget(of: saved, savedIn: path, in: context)
        let recording = try await recording.open(
            besides: arguments.paths,
            sandbox: connection.sandbox.path(in: context),
            in: context
        )
        return try await connection.withCreatingService(in: context) { service in
            let live = try await LiveStateReader(api: service.api, caller: service.caller).read(
                saved.desiredState.projects
            )
            var check = try saved.check(against: live)
            check.changes += try await saved.manifestChanges(since: check, asking: service.world)
            var run = ApplyRun(command: self, api: service.api, recording: recording, context: context)
            if verifying.isAsked {
                let trainings = ProjectTrainings.all(of: check.plan, against: live)
                run.preflight = Preflight.report(
                    on: trainings,
                    try await service.world.facts(about: trainings, readingManifests: !verifying.content.isSkipped)
                )
            }
            return try await run.apply(check, against: live, savedIn: path)
        }
    }
}
