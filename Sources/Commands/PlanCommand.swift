import ArgumentParser
import Checks
import DesiredState
import Diagnostics
import Host
import Planning
import Reconciler
import Reports
import SavedPlans
import Text

struct PlanCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        _superCommandName: RekonCommand.name,
        abstract: "Show what apply would do; changes nothing.",
        discussion: """
            Exits with 0, with 1 if part of the live state could not be read, with 3 if the plan holds something that \
            apply must refuse, and with `--detailed-exitcode` with 2 if there are versions to create.

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

    @OptionGroup var arguments: PathArguments

    @Option(
        help: ArgumentHelp(
            "Save the plan in this file, for `rekon apply FILE` to apply it and nothing else.",
            valueName: "file"
        ),
        completion: .file()
    )
    var out: String?

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 if there are versions to create.")
    var detailedExitCode = false

    @OptionGroup var planning: PlanningOptions
    @OptionGroup var verifying: VerifyOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: ReportOutputOptions<OutputFormat>
    @OptionGroup var connection: ConnectionOptions

    func run(in context: Context) async throws -> ExitStatus {
        if case .saved(let path, _) = try PlanInput.find(arguments.paths, in: context) {
            throw CommandFailure(
                message: "\(path) is a saved plan, not a desired state",
                help: "`rekon apply \(path)` applies it, if nothing has changed since",
                status: .usage
            )
        }
        let target = try out.map { try PlanDestination($0, in: context) }
        do {
            let status = try await output.withWriter(
                besides: arguments.paths,
                sandbox: connection.sandbox.path(in: context),
                others: [("--out", out)],
                in: context
            ) { writer in
                try await makePlan(for: target, writer, in: context)
            }
            if status == .failure || status == .blocked { target?.tellOfEarlierPlan(in: context) }
            return status
        } catch {
            target?.tellOfEarlierPlan(in: context)
            throw error
        }
    }

    private func makePlan(
        for destination: PlanDestination?,
        _ writer: ReportWriter<OutputFormat>,
        in context: Context
    ) async throws -> ExitStatus {
        let loaded = try LoadedState.loadForReview(
            "plan",
            arguments.paths,
            writer: writer,
            inputs: inputs,
            in: context
        )
        let desired = loaded.state
        let selected = try selection.select(from: desired)
        let options = PlanOptions(
            allowedRecreations: Set(planning.allowedRecreations),
            selection: selection.selection
        )
        let (plan, live, verification) = try await connection.withReadingService(in: context) { service in
            let live = try await LiveStateReader(api: service.api, caller: service.caller).read(
                selected.projects,
                tags: planning.tags
            )
            guard verifying.isAsked else {
                return (Planner.plan(desired, against: live, options: options), live, Verification?.none)
            }
            let verification = try await Verification(
                desired,
                against: live,
                options,
                asking: service.world,
                readingManifests: !verifying.content.isSkipped
            )
            return (verification.plan, live, verification)
        }
        try planning.checkAllowedRecreations(in: plan)
        let refusal = refusal(of: plan, verification)
        // Before the plan is saved: there is never a plan to apply whose report is another's.
        try writer.write(inputs: inputs, review: { review(plan, of: loaded, verification) }) { format, layout in
            switch format {
            case .text: text(of: plan, verification, isRefused: refusal != nil, layout)
            case .json:
                try PlanJSON.render(
                    plan,
                    price: planning.price,
                    preflight: verification?.report,
                    refused: refusal
                )
            }
        }
        if let status = plan.exitStatus {
            if let destination {
                let reason = status == .blocked ? "the plan is blocked" : "part of the live state could not be read"
                context.errors.write("error: \(reason); nothing was saved in \(destination.path)\n")
            }
            return status
        }
        if let excess = planning.limits.excess(of: plan) { throw excess.failure }
        if let report = verification?.report, report.hasFailures {
            if let destination {
                context.errors.write("error: a check failed; nothing was saved in \(destination.path)\n")
            }
            return .blocked
        }
        if let destination {
            let saved = try SavedPlan(
                plan,
                of: desired,
                against: live,
                options: options,
                target: connection.planTarget(in: context),
                toolVersion: RekonVersion.current,
                manifests: verification?.manifestPrints ?? []
            )
            try destination.save(saved, in: context)
            for manifest in Set(verification?.unseenManifests ?? []).sorted() {
                context.errors.write(
                    "warning: \(HarmlessText.shown("\(manifest)")) could not be looked at: apply will not notice if it changes\n"
                )
            }
        }
        return detailedExitCode && plan.hasChanges ? .changes : .success
    }

    /// What makes this run the same as the next one.
    private var inputs: [String] {
        arguments.paths + selection.targets.map { "--target=\($0)" } + selection.projects.map { "--project=\($0)" }
    }

    private func text(
        of plan: Plan,
        _ verification: Verification?,
        isRefused: Bool,
        _ layout: TextLayout
    ) -> String {
        var options = planning.textOptions(layout)
        options.isRefused = isRefused
        let text = PlanText(options).render(plan)
        guard let report = verification?.report else { return text }
        return text + "\n" + report.problemsText(layout)
    }

    /// Why a plan that holds nothing to refuse is refused.
    private func refusal(of plan: Plan, _ verification: Verification?) -> ApplyJSON.Refusal? {
        guard plan.exitStatus == nil else { return nil }
        if let excess = planning.limits.excess(of: plan) { return excess.refusal }
        return verification?.report.hasFailures == true ? .checkFailed : nil
    }

    private func review(_ plan: Plan, of loaded: LoadedState, _ verification: Verification?) -> Review {
        let options = Review.PlanOptions(
            toolVersion: RekonVersion.current,
            price: planning.price,
            showsUnchanged: planning.showUnchanged,
            showsUnmanaged: planning.showUnmanaged,
            paths: arguments.paths
        )
        let excess = plan.exitStatus == nil ? planning.limits.excess(of: plan)?.failure : nil
        let refusals = excess.map { [Finding(.limitExceeded, .error, $0.message, help: $0.help)] } ?? []
        return Review(
            plan,
            of: loaded.state,
            warnings: loaded.diagnostics,
            refusals: refusals + (verification?.report.findings ?? []),
            options: options
        )
    }
}
