import ArgumentParser
import Checks
import DesiredState
import Planning
import Reconciler
import Reports
import SavedPlans
import Settings

struct ApplyCommand: FailureReportingCommand {
    static let configuration = RekonCommand.command(
        "apply",
        abstract: "Train the versions that the files describe and that do not exist.",
        discussion: """
            Shows the plan, asks for approval, and creates the versions in the order of the files. It refuses a \
            project, and creates nothing in it, if one of its versions is blocked, if it could not be read, or if it \
            changed before the approval. It still creates the versions of the other projects. With --all-or-nothing \
            it creates nothing at all then.

            A file from `rekon plan --out` is a reviewed plan. It is applied without a question, exactly as it was \
            saved, and only in the projects whose live state has not changed; this includes the manifests that \
            `plan --verify` checked. A plan that is applied again changes nothing.

            At most --max-trainings run at the same time, including those that others started. A version without a \
            free slot is left to the next run. With --wait it is queued, and all trainings are followed to their end. \
            If its reviewed data changed while it waited, or while --verify checked, it is not created.

            Exits with 0 if every version exists, 1 if something failed, 3 if a project was refused, 4 if a training \
            failed or is below its gate (--wait), 5 if no slot was free for some versions, or if some are still \
            training after --timeout: then run it again.

            EXAMPLES
              rekon apply models/
              rekon apply --auto-approve --format json models/
              rekon apply --auto-approve --wait --timeout 1d --require-f1 0.8 models/
              rekon plan --out plan.json models/ && rekon apply plan.json
              rekon apply plan.json --wait --format github --report markdown=comment.md
            """
    )

    @OptionGroup(title: HelpTitle.input) var arguments: PathArguments
    @OptionGroup(title: HelpTitle.planning) var expectations: PlanExpectations

    @Flag(name: .customLong("auto-approve"), help: "Do not ask for approval. Required without a terminal.")
    var autoApprove = false

    @OptionGroup(title: HelpTitle.planning) var planning: PlanningOptions
    @OptionGroup(title: HelpTitle.training) var waiting: WaitOptions
    @OptionGroup(title: HelpTitle.records) var recording: RecordingOptions
    @OptionGroup(title: HelpTitle.selection) var selection: SelectionOptions
    @OptionGroup(title: HelpTitle.review) var output: RunOutputOptions
    @OptionGroup(title: HelpTitle.connection) var connection: ConnectionOptions
    var config: SettingsOptions { arguments.config }

    static let formatNames = ReportFormat.run.map(\.description)

    mutating func apply(_ settings: Settings) {
        output.apply(settings, of: "apply")
        planning.apply(settings)
        if waiting.wait { waiting.following.apply(settings) }
    }

    func run(in context: Context) async throws -> ExitStatus {
        let writer = try ReportWriter(
            "apply",
            output,
            for: DesiredInput(arguments.paths, arguments.variables, in: context),
            selection,
            sandbox: connection.sandbox,
            records: [("--audit-log", recording.auditLog), ("--events", recording.events.events)],
            adding: waiting.wait ? StepOutputs.Name.trained : [],
            in: context
        )
        return try await writer.run {
            switch try PlanInput.find(arguments.paths, arguments.variables, in: context) {
            case .desiredState(let input):
                guard expectations.isEmpty else { throw Self.isNoPlan(arguments.paths) }
                return try await apply(input, writer, in: context)
            case .saved(let path, let plan, let digest):
                writer.planned = plan.allProjects
                return try await apply(plan, savedIn: path, digest, writer, in: context)
            }
        }
    }

    /// A file that took the place of a reviewed plan must not be applied as something else.
    private static func isNoPlan(_ paths: [String]) -> CommandFailure {
        CommandFailure(
            message: """
                --expect-digest and --expect-state are for a saved plan, and \(paths.joined(separator: ", ")) is none; \
                nothing was created
                """,
            help: "name a file of `rekon plan --out FILE PATH...`",
            status: .blocked
        )
    }

    private func apply(
        _ input: DesiredInput,
        _ writer: ReportWriter,
        in context: Context
    ) async throws -> ExitStatus {
        // What is wrong with the files comes first: it explains why a plan was not recognized.
        let loaded = try writer.load(input)
        guard autoApprove || context.terminal.canAsk else {
            throw CommandFailure(
                message: "apply asks for approval, and there is no terminal to ask on",
                help: "review the plan with `rekon plan`, then run `rekon apply --auto-approve`",
                status: .usage
            )
        }
        var selected = try selection.select(from: loaded.state)
        let recording = try await recording.open(besides: arguments.inputs, connection, in: context)
        var opened = try connection.creatingService(for: selected.part.projects.map(\.arn), in: context)
        if let known = try await opened.reading.resolve(selected) {
            selected = SelectedState(selected.selection, of: try writer.resolve(loaded, by: known).state)
        }
        let (service, part) = (opened, selected.part.projects)
        func read(_ reading: ReadingService) async throws -> LiveState {
            try await reading.liveState.read(
                part,
                tags: planning.tags,
                // Without a question and a queue, no time passes in which the datasets could change.
                datasets: planning.isVerifying || !autoApprove || waiting.wait ? .toTrain : nil
            )
        }
        let live = try await read(service.reading)
        let traces = planning.history.search(service.reading, isVerified: planning.isVerifying)
        let decided = try await DecidedPlan(
            selected,
            against: live,
            PlanOptions(allowedRecreations: Set(planning.allowedRecreations), access: service.reading.access),
            traces: traces
        )
        let verification = try await planning.verification(of: decided, asking: service.sources)
        let plan = verification?.plan ?? decided.plan
        try planning.checkAllowedRecreations(in: plan)
        var run = ApplyRun(
            command: self,
            service: service,
            recording: recording,
            writer: writer,
            context: context,
            preflight: verification?.report,
            quotas: verification?.facts.quotas ?? [:]
        )
        guard waiting.wait || !autoApprove || verification != nil else {
            return try await run.apply(plan, against: live, approval: .given)
        }
        let shown = try SavedPlan(
            planning.judge(plan, verification?.report, context.placeSettings(for: plan)),
            of: selected,
            against: live,
            options: decided.options,
            target: connection.planTarget(in: context),
            toolVersion: RekonVersion.current,
            manifests: verification?.manifestFingerprints ?? []
        )
        run.reviewed = shown
        guard !autoApprove else { return try await run.apply(plan, against: live, approval: .given) }
        return try await run.apply(
            plan,
            against: live,
            approval: .asked {
                let now = try await read(service.reading.again)
                var check = try await shown.check(against: now, access: plan.access, traces: traces)
                try await check.compareData(with: shown, against: now, asking: service.sources)
                // A training that failed since is a change of what the user approved.
                check.changes += check.failed.map(\.change)
                if verification != nil {
                    check.changes += try await check.newFailures(against: now, asking: service.sources)
                }
                return (check, now)
            }
        )
    }

    private func apply(
        _ saved: SavedPlan,
        savedIn path: String,
        _ digest: String,
        _ writer: ReportWriter,
        in context: Context
    ) async throws -> ExitStatus {
        guard !planning.tags, planning.allowedRecreations.isEmpty, selection.selection.isEverything,
            arguments.variables.isEmpty || !expectations.state.isEmpty
        else {
            throw CommandFailure(
                message: """
                    \(path) is a saved plan: --tags, --allow-recreate, --target, --project, --account, --region, \
                    --var, --var-file and --allow-env are options for making one
                    """,
                help: "use them with `rekon plan --out`, and apply the saved plan without them",
                status: .usage
            )
        }
        let state = try expectations.check(path, digest: digest, arguments.variables, color: output.color, in: context)
        try connection.checkTarget(of: saved, savedIn: path, in: context)
        let recording = try await recording.open(besides: arguments.inputs, connection, in: context)
        // The plan froze the ARNs of projects by name. Reading tells whether they still exist.
        let expectedState = try state?.resolvedForUse(by: saved.frozenARNs, color: output.color, in: context).state
        let service = try connection.creatingService(for: saved.allProjects, in: context)
        let live = try await service.reading.liveState.read(
            saved.readable(with: service.reading.access),
            datasets: saved.hasDatasets || planning.isVerifying ? .toTrain : nil
        )
        var check = try await saved.check(
            against: live,
            access: service.reading.access,
            traces: planning.history.search(
                service.reading,
                isVerified: planning.isVerifying,
                isReviewed: saved.asksCloudTrail
            ),
            // A plan names its refused projects, and does not read them otherwise.
            others: { try await service.reading.liveState.read(saved.refused.map(\.desired)) }
        )
        try await check.compareData(with: saved, against: live, asking: service.sources)
        var run = ApplyRun(command: self, service: service, recording: recording, writer: writer, context: context)
        run.created = saved.createdNames
        run.desired = saved.desiredState
        run.reviewed = saved
        if let expectedState {
            let changes = try saved.changes(to: expectedState)
            guard changes.isEmpty else {
                return try run.refuse(check.plan, savedIn: path, expecting: expectations.state, changes)
            }
        }
        if planning.isVerifying {
            let facts = try await service.sources.facts(
                about: ProjectTrainings.all(of: check.plan, against: live),
                readingManifests: !planning.skipsManifests
            )
            let verification = Verification(check.plan, facts, against: live)
            run.preflight = verification.report
            run.quotas = facts.quotas
            // A plan that was saved without the checks does not hold what they have read.
            run.reviewed?.manifests += verification.manifestFingerprints.filter { fingerprint in
                !saved.manifests.contains {
                    $0.region == fingerprint.region && $0.manifest == fingerprint.manifest
                }
            }
        }
        return try await run.apply(check, against: live, savedIn: path)
    }
}
