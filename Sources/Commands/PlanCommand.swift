import ArgumentParser
import Checks
import DesiredState
import ModelVersions
import Planning
import Reconciler
import Reports
import SavedPlans
import Settings
import Text

struct PlanCommand: FailureReportingCommand {
    static let configuration = RekonCommand.command(
        "plan",
        abstract: "Show what apply would do; changes nothing.",
        discussion: """
            Exits with 0, with 1 if part of the live state could not be read, and with 3 if the plan contains \
            something that apply must refuse. A refused project does not stop the others: `--out` saves the plan of \
            the other projects, unless --all-or-nothing is given. With `--detailed-exitcode`, exits with 2 if there \
            are versions to create.

            EXAMPLES
              rekon plan models/
              rekon plan --verify --out plan.json models/
              rekon plan --project 'signs*' --target '2026-*' models/
              rekon plan --detailed-exitcode --format json models/ > report.json
              rekon plan --out plan.json --report markdown=comment.md models/
              rekon plan --format github models/
              rekon plan --sandbox state.json examples/models/
            """
    )

    @OptionGroup(title: HelpTitle.input) var arguments: PathArguments

    @Option(
        help: ArgumentHelp(
            "Save the plan in this file. `rekon apply FILE` applies exactly this plan.",
            valueName: "file"
        ),
        completion: .file()
    )
    var out: String?

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 if there are versions to create.")
    var detailedExitCode = false

    @OptionGroup(title: HelpTitle.planning) var planning: PlanningOptions
    @OptionGroup(title: HelpTitle.selection) var selection: SelectionOptions
    @OptionGroup(title: HelpTitle.review) var output: ReviewOutputOptions
    var config: SettingsOptions { arguments.config }

    static let formatNames = ReportFormat.reviewed.map(\.description)

    mutating func apply(_ settings: Settings) {
        output.apply(settings, of: "plan")
        planning.apply(settings)
    }
    @OptionGroup(title: HelpTitle.connection) var connection: ConnectionOptions

    func validate() throws {
        if out == "-" {
            throw ValidationError("--out takes a file: the report of the plan goes to the standard output.")
        }
    }

    func run(in context: Context) async throws -> ExitStatus {
        let input = DesiredInput(arguments, in: context) { path in
            "run `rekon apply \(path)`: it applies the plan, if nothing has changed since"
        }
        let writer = try ReportWriter(
            "plan",
            output,
            for: input,
            selection,
            sandbox: connection.sandbox,
            others: [("--out", out)],
            in: context
        )
        return try await writer.run {
            let file = try out.map { try OutputFile($0, .plan, in: context) }
            return try await run(writer, savingIn: file, in: context)
        }
    }

    private func run(
        _ writer: ReportWriter,
        savingIn file: OutputFile?,
        in context: Context
    ) async throws -> ExitStatus {
        var loaded = try writer.load()
        var selected = try selection.select(from: loaded.state)
        var service = try connection.readingService(for: selected.part.projects.map(\.arn), in: context)
        if let known = try await service.resolve(selected) {
            loaded = try writer.resolve(loaded, by: known)
            selected = SelectedState(selected.selection, of: loaded.state)
        }
        let live = try await service.liveState.read(
            selected.part.projects,
            tags: planning.tags,
            // A saved plan holds what the datasets contain, and the checks judge it.
            datasets: out != nil || planning.isVerifying ? .toTrain : nil
        )
        let decided = try await DecidedPlan(
            selected,
            against: live,
            PlanOptions(allowedRecreations: Set(planning.allowedRecreations), access: service.access),
            traces: planning.history.search(service, isVerified: planning.isVerifying)
        )
        let verification = try await planning.verification(of: decided, asking: service.sources)
        let made = verification?.plan ?? decided.plan
        try planning.checkAllowedRecreations(in: made)
        let settings = context.placeSettings(for: made)
        let plan = planning.judge(made, verification?.report, settings)

        let verdict = PlanVerdict(plan, limits: planning.limits, settings)
        set(plan, settings, context.stepOutputs)
        // The other formats take much memory, and use what is freed.
        if writer.writesOnlyText { context.scope.keep((live, selected, plan)) }
        // Before the plan is saved: a plan that can be applied always has its own report.
        try writer.write(content(plan, of: loaded, verification?.report, verdict, settings))
        switch verdict {
        case .applicable: break
        case .refused(let reason): return refuse(plan, reason.text, file, in: context)
        case .overLimit(let excess):
            var failure = excess.failure
            failure.status = .first(of: [failure.status, plan.exitStatus])
            throw failure
        }
        if let file {
            let saved = try SavedPlan(
                plan,
                of: selected,
                against: live,
                options: decided.options,
                target: connection.planTarget(in: context),
                toolVersion: RekonVersion.current,
                manifests: verification?.manifestFingerprints ?? [],
                variables: loaded.usedVariables,
                asksCloudTrail: planning.history.asksCloudTrail(isVerified: planning.isVerifying)
            )
            let (content, digest) = try SavedPlanFile.content(of: saved)
            try file.write(content)
            context.stepOutputs[.planPath] = file.path
            context.stepOutputs[.digest] = digest
            context.errors.write(notice(of: saved, digest, in: file, verification))
        }
        return .first(of: [plan.exitStatus, detailedExitCode && plan.hasChanges ? .changes : .success])
    }

    private func set(_ plan: Plan, _ settings: PlaceSettings, _ outputs: StepOutputs) {
        outputs[.creates] = String(plan.creates.count)
        // What could not be read may have changes too.
        if plan.isComplete || plan.hasChanges { outputs[.hasChanges] = String(plan.hasChanges) }
        if plan.isComplete { outputs[.inTraining] = String(plan.count { $0.live?.status.phase == .inProgress }) }
        let estimate = PlanEstimate(plan)
        if estimate.estimated > 0 {
            outputs[.estimatedCost] = planning.prices(settings).amount(estimate.median)
        }
    }

    /// The report has the reason; what is missing there is that no plan was saved.
    private func refuse(
        _ plan: Plan,
        _ reason: String,
        _ file: OutputFile?,
        in context: Context
    ) -> ExitStatus {
        if let file {
            context.errors.write("error: \(reason); nothing was saved in \(HarmlessText.shown(file.path))\n")
        }
        return plan.exitStatus
    }

    private func content(
        _ plan: Plan,
        of loaded: LoadedState,
        _ preflight: PreflightReport?,
        _ verdict: PlanVerdict,
        _ settings: PlaceSettings
    ) -> ReportContent {
        ReportContent(
            text: { layout in
                var options = planning.textOptions(layout, settings)
                options.isOverLimit = verdict.refusal != nil
                let text = PlanText(options).render(plan)
                return preflight.map { text + "\n" + $0.problemsText(layout) } ?? text
            },
            json: {
                PlanJSON.render(
                    plan,
                    price: planning.prices(settings),
                    preflight: preflight,
                    refused: verdict.refusal,
                    sandbox: $0
                )
            },
            review: {
                let options = ReviewOptions(
                    toolVersion: RekonVersion.current,
                    price: planning.prices(settings),
                    showsUnchanged: planning.showUnchanged,
                    showsUnmanaged: planning.showUnmanaged,
                    paths: arguments.paths
                )
                return Review(
                    plan,
                    of: loaded.state,
                    warnings: loaded.diagnostics,
                    refusals: verdict.findings + (preflight?.findings(plan.names) ?? []),
                    options: options
                )
            }
        )
    }

    private func notice(
        of plan: SavedPlan,
        _ digest: String,
        in file: OutputFile,
        _ verification: Verification?
    ) -> String {
        let path = HarmlessText.shown(file.path)
        let refused = plan.refused.count
        let gap =
            refused == 0
            ? ""
            : "Not in it, because refused: \(counted(refused, "project")) (\(plan.refusedNames)).\n"
        let names = plan.variables.map { "`\($0)`" }.joined(separator: ", ")
        let variables = names.isEmpty ? "" : "It contains the values of the variables \(names).\n"
        let warnings = Set(verification?.unseenManifests ?? []).sorted().map { manifest in
            let name = HarmlessText.shown("\(manifest)")
            return "warning: \(name) could not be read: apply will not notice if it changes\n"
        }
        return """
            Saved in \(path): \(counted(plan.createCount, "version")) to create. To apply exactly this plan:
              rekon apply \(path) --expect-digest \(digest)

            """ + gap + variables + warnings.joined()
    }
}

/// Whether apply would create a part of a plan.
private enum PlanVerdict {
    case applicable
    /// All projects.
    case refused(RefusedProject.Reason)
    case overLimit(PlanLimits.Excess)

    init(_ plan: Plan, limits: PlanLimits, _ settings: PlaceSettings) {
        if let reason = plan.refusal {
            self = .refused(reason)
        } else if let excess = limits.excess(of: plan, settings) {
            self = .overLimit(excess)
        } else {
            self = .applicable
        }
    }

    /// Why apply would refuse a plan that itself contains nothing to refuse.
    var refusal: ApplyJSON.Refusal? {
        switch self {
        case .applicable, .refused(.blocked), .refused(.incomplete), .refused(.stale): nil
        case .refused(.checkFailed): .checkFailed
        case .refused(.overLimit): .overLimit
        case .overLimit(let excess): excess.refusal
        }
    }

    var findings: [Finding] {
        guard case .overLimit(let excess) = self else { return [] }
        return [Finding(.limitExceeded, .error, excess.failure.message, help: excess.failure.help)]
    }
}

extension RefusedProject.Reason {
    /// Why nothing is saved.
    fileprivate var text: String {
        switch self {
        case .incomplete: "part of the live state could not be read"
        case .blocked, .stale: "the plan is blocked"
        case .checkFailed: "a check failed"
        case .overLimit: "a limit is exceeded"
        }
    }
}
