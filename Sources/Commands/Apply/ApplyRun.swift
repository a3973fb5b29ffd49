import Checks
import DesiredState
import ModelVersions
import Planning
import Reconciler
import Reports
import SavedPlans
import Text

/// One run of `apply`: a plan is shown, refused or approved, applied and reported.
struct ApplyRun {
    enum Approval {
        /// The command line has --auto-approve.
        case given
        /// The user approves at the terminal, perhaps hours later: the plan is checked against the live state again
        /// then.
        case asked(readAgain: () async throws -> (PlanCheck, LiveState))
    }

    let command: ApplyCommand
    let service: CreatingService
    let recording: Recording
    let writer: ReportWriter
    let context: Context
    /// The results of the plan's checks, where they were made, and the quotas that they asked for.
    var preflight: PreflightReport?
    var quotas: [QuotaQuestion: QuotaFact] = [:]
    /// The versions that a saved plan creates, in this run or in an earlier one: their results always count.
    var created: [ProjectARN: Set<VersionName>] = [:]
    /// What a create that comes late is compared with: the saved plan, or the plan that was shown. Nil for a run
    /// without a question, a queue and checks.
    var reviewed: SavedPlan?
    /// Of a saved plan; the writer has that of files.
    var desired = DesiredState()

    private var waits: Bool { command.waiting.wait }
    var sandbox: SandboxNotice? { command.connection.sandbox.notice(in: context) }

    /// Applies a plan that was just made.
    ///
    /// - Parameter live: the state that the plan was made against.
    func apply(_ made: Plan, against live: LiveState, approval: Approval) async throws -> ExitStatus {
        let plan = command.planning.judge(made, preflight, settings(for: made))
        show(plan)
        recording.events.handle(plan)
        if let refusal = refusal(of: plan, .made) ?? limitRefusal(of: plan) { return try refuse(plan, refusal) }
        guard plan.hasChanges || waits else {
            // The text of a plan without a refused project says it already.
            return try finish(ApplyReport(items: [], refused: plan.refusals), of: plan, isShown: true)
        }
        guard plan.hasChanges, case .asked(let readAgain) = approval else {
            return try await create(plan, against: live)
        }
        guard showForApproval(plan) else {
            return try refuse(
                plan,
                Refusal(
                    .notApproved,
                    "the plan could not be shown, so it cannot be approved",
                    help: "send the output to the terminal or to a file, or pass --auto-approve"
                )
            )
        }
        guard askForApproval(of: plan) else {
            let refusal = Refusal(.notApproved, "the plan was not approved")
            return try writeRefusal(of: plan, refusal, "Not approved; nothing was created.\n")
        }
        let (check, now) = try await readAgain()
        let shown = plan.creates.reduce(into: [ProjectARN: Int]()) { $0[$1.project, default: 0] += 1 }
        let approved = judge(check, of: shown, refusesFailed: true)
        // A training that ended since may have taken longer than all before it, which raises the estimate.
        if let refusal = refusal(of: approved, .shown) ?? limitRefusal(of: approved) {
            return try refuse(approved, refusal)
        }
        return try await create(approved, against: now, after: items(of: check))
    }

    /// Applies a saved plan, which was approved when it was reviewed.
    func apply(_ check: PlanCheck, against live: LiveState, savedIn path: String) async throws -> ExitStatus {
        // With --wait the report has the failed training.
        let plan = judge(check, of: created.mapValues(\.count), refusesFailed: !waits)
        recording.events.handle(plan)
        if let refusal = refusal(of: plan, .saved(path)) ?? limitRefusal(of: plan) {
            if refusal.code == .incomplete || refusal.code == .checkFailed { show(plan) }
            return try refuse(plan, refusal)
        }
        let done = items(of: check)
        guard plan.hasChanges || waits else {
            return try finish(ApplyReport(items: done, refused: plan.refusals), of: plan, isShown: false)
        }
        show(plan)
        return try await create(plan, against: live, after: done)
    }

    /// - Parameter reviewed: the number of versions that the reviewed plan was to create in each project.
    private func judge(_ check: PlanCheck, of reviewed: [ProjectARN: Int], refusesFailed: Bool) -> Plan {
        var held = reviewed
        for version in check.done { held[version.project, default: 0] -= 1 }
        for version in check.failed { held[version.project, default: 0] -= 1 }
        return command.planning.judge(
            check.judged(refusesFailed: refusesFailed),
            preflight,
            settings(for: check.plan)
        ).holding(held)
    }

    private func settings(for plan: Plan) -> PlaceSettings {
        context.placeSettings(for: plan, maxTrainings: command.waiting.policy.maxTrainings)
    }

    /// Reports a run that had nothing to create.
    private func finish(_ report: ApplyReport, of plan: Plan, isShown: Bool) throws -> ExitStatus {
        context.stepOutputs.setCreates(report)
        recording.events.finish(report, report.exitStatus)
        try write(report, of: plan, isShown ? (report.refused.isEmpty ? .everything : .plan) : .nothing)
        return report.exitStatus
    }

    /// The versions of a plan that an earlier run, or another one, has created, in the order of the plan.
    private func items(of check: PlanCheck) -> [ApplyReport.Item] {
        var arns: [ProjectARN: [VersionName: VersionARN]] = [:]
        for version in check.done { arns[version.project, default: [:]][version.name] = version.arn }
        for version in check.failed { arns[version.project, default: [:]][version.name] = version.arn }
        return check.plan.projects.flatMap { project in
            project.entries.compactMap { entry in
                guard let arn = arns[project.project]?[entry.name] else { return nil }
                return ApplyReport.Item(
                    project: project.project,
                    name: entry.name,
                    location: entry.location,
                    result: .alreadyThere(arn)
                )
            }
        }
    }

    /// - Parameter done: the versions of the plan that exist already.
    private func create(
        _ plan: Plan,
        against live: LiveState,
        after done: [ApplyReport.Item] = []
    ) async throws -> ExitStatus {
        let policy = try await policy(for: plan)
        if plan.hasChanges { try recording.audit?.begin(plan.access) }
        guard context.interruption.beginDraining() else { throw CancellationError() }
        var reading = service.reading.again
        // The bars of the trainings have its place.
        reading.progress = nil
        let review = reviewed.map { [reading] reviewed -> DataReview in
            { project, name in await reviewed.refusal(of: name, in: project, plan, asking: reading) }
        }
        var report = await TrainingDisplay.follow(recording.events, plan.names, in: context) { run in
            await Applier(api: service.api, policy: policy, auditor: recording.audit, review: review, run: run)
                .apply(plan, live: live)
        }
        report.items = done + report.items
        report.refused = plan.refusals
        report.access = plan.access
        context.stepOutputs.setCreates(report)
        if let trainings = report.trainings { context.setTrainedOutputs(trainings) }
        recording.events.finish(report, report.exitStatus)
        let explainer = FailureExplainer(service.reading, in: context)
        let explanations = command.output.isReviewed ? await explainer.explanations(of: report.trainings) : [:]
        try write(report, of: plan, .plan, explanations)
        return report.exitStatus
    }

    /// The policy of the command line. Without a limit there, those of the settings apply, then the quotas of the
    /// accounts.
    private func policy(for plan: Plan) async throws -> ApplyPolicy {
        var policy = command.waiting.policy
        policy.waiting.earlier = .created(created)
        policy.reviewsFirstCreates = preflight != nil
        guard policy.maxTrainings == nil else { return policy }
        func known(_ region: AccountRegion) -> QuotaFact? { quotas[QuotaQuestion(.concurrentTrainings, of: region)] }
        let limits = context.placeSettings(for: plan).trainingLimits
        let regions = Set(plan.creates.map { AccountRegion($0.project) }).filter { limits[$0] == nil }
        let asked = try await service.sources.quotas([.concurrentTrainings], of: regions.filter { known($0) == nil })
        policy.trainingQuotas = limits
        for (question, fact) in quotas.merging(asked, uniquingKeysWith: { first, _ in first })
        where question.quota == .concurrentTrainings && limits[question.region] == nil {
            policy.trainingQuotas[question.region] = fact.value
        }
        return policy
    }

    /// How much of the text stands on stdout before the report.
    private enum Shown {
        case nothing, plan
        /// The text of the plan says all.
        case everything
    }

    private func write(
        _ report: ApplyReport,
        of plan: Plan,
        _ shown: Shown,
        _ explanations: [VersionARN: FailureExplanation] = [:]
    ) throws {
        let prices = command.planning.prices(context.placeSettings(for: plan))
        var options = command.waiting.following.reporting(
            price: prices,
            paths: command.arguments.paths,
            access: plan.access,
            in: context
        )
        options.explanations = explanations
        let content = ReportContent(
            text: { layout in
                let text = ApplyText(style: layout.style, width: layout.width, trainings: options.text(layout))
                    .render(report)
                if layout.isFile { return planText(plan, layout) + "\n" + text }
                return switch shown {
                case .nothing: text
                case .plan: "\n" + text
                case .everything: ""
                }
            },
            json: { isSandbox in
                ApplyJSON.render(
                    plan,
                    report,
                    changes: plan.reviewChanges + report.reviewChanges,
                    price: prices,
                    preflight: preflight,
                    sandbox: isSandbox
                )
            },
            review: { Review(report, of: plan, warnings: writer.diagnostics, options: options) },
            continuesText: shown != .nothing
        )
        try writer.write(content)
    }
}

// MARK: Showing and asking

extension ApplyRun {
    private func show(_ plan: Plan) {
        guard command.output.format == .text else { return }
        context.output.write(sandbox.heading + planText(plan, command.output.color.outputLayout(in: context)))
    }

    func planText(_ plan: Plan, _ layout: TextLayout) -> String {
        var options = command.planning.textOptions(layout, context.placeSettings(for: plan))
        options.isOfApply = true
        return PlanText(options).render(plan) + (preflight.map { "\n" + $0.problemsText(layout) } ?? "")
    }

    /// Shows on stderr a plan that `show` has not shown on stdout.
    ///
    /// - Returns: whether the plan was shown.
    private func showForApproval(_ plan: Plan) -> Bool {
        guard command.output.format != .text else { return context.output.failure == nil }
        let prices = command.planning.prices(context.placeSettings(for: plan))
        var options = PlanText.Options(price: prices)
        options.isOfApply = true
        context.errors.write(sandbox.heading + PlanText(options).render(plan))
        if let preflight { context.errors.write("\n" + preflight.problemsText(.of(context.terminal, style: .plain))) }
        return context.errors.failure == nil
    }

    private func askForApproval(of plan: Plan) -> Bool {
        let count = plan.creates.count
        let refused = plan.refusals.isEmpty ? "" : "\(PlanSummary.refused(plan)). "
        context.errors.write(
            "\nTrain \(count == 1 ? "this version" : "these \(count) versions")? \(refused)Training costs money and "
                + "cannot be undone. Only `yes` is accepted: "
        )
        // An answer does not count if the question could not be written.
        return context.errors.failure == nil && context.terminal.readLine() == "yes"
    }
}
