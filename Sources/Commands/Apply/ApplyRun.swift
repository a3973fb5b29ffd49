import Checks
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
    let context: Context
    /// The results of the plan's checks, where they were made, and the quotas that they asked for.
    var preflight: PreflightReport?
    var quotas: [QuotaQuestion: QuotaFact] = [:]

    private var waits: Bool { command.waiting.wait }

    /// Applies a plan that was just made.
    ///
    /// - Parameter live: the state that the plan was made against.
    func apply(_ plan: Plan, against live: LiveState, approval: Approval) async throws -> ExitStatus {
        show(plan)
        recording.events.handle(plan)
        if let status = plan.exitStatus { return try refuse(plan, status == .blocked ? .blocked : .incomplete) }
        if let refusal = limitRefusal(of: plan) ?? checkRefusal { return try refuse(plan, refusal) }
        guard plan.hasChanges || waits else {
            let report = ApplyReport(items: [])
            recording.events.finish(report, .success)
            // The text of the plan says it already.
            if command.output.format == .json { try write(report, of: plan) }
            return .success
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
            try writeRefusal(of: plan, .notApproved)
            context.errors.write("Not approved; nothing was created.\n")
            return .failure
        }
        let (check, now) = try await readAgain()
        guard check.plan.isRead else { return try refuse(check.plan, .incomplete) }
        let changes = check.changes + check.failed.map(\.change)
        guard changes.isEmpty else {
            return try refuse(
                check.plan,
                Refusal(
                    .stale,
                    "the live state has changed since the plan was shown",
                    help: "run it again, and review the new plan",
                    changes: changes
                )
            )
        }
        // A training that ended since may have taken longer than all before it, which raises the estimate.
        if let refusal = limitRefusal(of: check.plan) { return try refuse(check.plan, refusal) }
        return try await create(check.plan, against: now, after: items(of: check))
    }

    /// Applies a saved plan, which was approved when it was reviewed.
    func apply(_ check: PlanCheck, against live: LiveState, savedIn path: String) async throws -> ExitStatus {
        let plan = check.plan
        recording.events.handle(plan)
        guard plan.isRead else {
            show(plan)
            return try refuse(plan, .incomplete)
        }
        guard check.changes.isEmpty else {
            return try refuse(
                plan,
                Refusal(
                    .stale,
                    "\(path) is out of date, because the live state has changed",
                    help: "make a new plan with `rekon plan --out FILE PATH...`, review it and apply it",
                    changes: check.changes
                )
            )
        }
        // With --wait the report has the failed training.
        guard check.failed.isEmpty || waits else {
            return try refuse(
                plan,
                Refusal(
                    .blocked,
                    "a training that \(path) started has failed",
                    help: "give the version a new name and make a new plan; `rekon wait` shows the failure",
                    changes: check.failed.map(\.change)
                )
            )
        }
        if let refusal = limitRefusal(of: plan) { return try refuse(plan, refusal) }
        if let refusal = checkRefusal {
            show(plan, refusesBlocked: false)
            return try refuse(plan, refusal)
        }
        let done = items(of: check)
        guard plan.hasChanges || waits else {
            let report = ApplyReport(items: done)
            recording.events.finish(report, .success)
            try write(report, of: plan)
            return .success
        }
        show(plan, refusesBlocked: false)
        return try await create(plan, against: live, after: done)
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
        if plan.hasChanges { try recording.audit?.begin() }
        guard context.interruption.beginDraining() else { throw CancellationError() }
        var report = await TrainingDisplay.follow(recording.events, in: context) { run in
            await Applier(api: service.api, policy: policy, auditor: recording.audit, run: run)
                .apply(plan, live: live)
        }
        report.items = done + report.items
        recording.events.finish(report, report.exitStatus)
        try write(report, of: plan)
        return report.exitStatus
    }

    /// The policy of the command line. Without a limit there, the quotas of the accounts apply.
    private func policy(for plan: Plan) async throws -> ApplyPolicy {
        var policy = command.waiting.policy
        guard policy.maxTrainings == nil else { return policy }
        func known(_ region: AccountRegion) -> QuotaFact? { quotas[QuotaQuestion(.concurrentTrainings, of: region)] }
        let regions = Set(plan.creates.map { AccountRegion($0.project) })
        let asked = try await service.sources.quotas([.concurrentTrainings], of: regions.filter { known($0) == nil })
        for (question, fact) in quotas.merging(asked, uniquingKeysWith: { first, _ in first })
        where question.quota == .concurrentTrainings {
            policy.trainingQuotas[question.region] = fact.value
        }
        return policy
    }

    private func write(_ report: ApplyReport, of plan: Plan) throws {
        context.stepOutputs[.creates] = String(report.items.count { $0.result.isCreated })
        switch command.output.format {
        case .text:
            let text = ApplyText(
                style: command.output.color.outputStyle(in: context),
                width: context.terminal.columns,
                trainings: command.waiting.following.text(
                    command.output.color,
                    price: command.planning.price,
                    paths: command.arguments.paths,
                    in: context
                )
            )
            context.output.write((plan.hasChanges || waits ? "\n" : "") + text.render(report))
        case .json:
            context.output.write(
                ApplyJSON.render(plan, report, price: command.planning.price, preflight: preflight)
            )
        }
    }
}

// MARK: Showing and asking

extension ApplyRun {
    /// - Parameter refusesBlocked: whether a blocked plan is refused; a saved plan that is only followed is not.
    private func show(_ plan: Plan, refusesBlocked: Bool = true) {
        guard command.output.format == .text else { return }
        let layout = command.output.color.outputLayout(in: context)
        var options = command.planning.textOptions(layout)
        options.refusesBlocked = refusesBlocked
        context.output.write(PlanText(options).render(plan))
        if let preflight { context.output.write("\n" + preflight.problemsText(layout)) }
    }

    /// Shows on stderr a plan that `show` has not shown on stdout.
    ///
    /// - Returns: whether the plan was shown.
    private func showForApproval(_ plan: Plan) -> Bool {
        guard command.output.format == .json else { return context.output.failure == nil }
        context.errors.write(PlanText(PlanText.Options(price: command.planning.price)).render(plan))
        if let preflight { context.errors.write("\n" + preflight.problemsText(.of(context.terminal, style: .plain))) }
        return context.errors.failure == nil
    }

    private func askForApproval(of plan: Plan) -> Bool {
        let count = plan.creates.count
        context.errors.write(
            "\nTrain \(count == 1 ? "this version" : "these \(count) versions")? Training costs money and cannot be "
                + "undone. Only `yes` is accepted: "
        )
        // An answer does not count if the question could not be written.
        return context.errors.failure == nil && context.terminal.readLine() == "yes"
    }
}

// MARK: Refusing

extension ApplyRun {
    /// Why nothing is created.
    private struct Refusal {
        let code: ApplyJSON.Refusal
        let message: String
        let help: String?
        /// What is different from the plan that was reviewed.
        let changes: [PlanChange]

        init(_ code: ApplyJSON.Refusal, _ message: String, help: String? = nil, changes: [PlanChange] = []) {
            self.code = code
            self.message = message
            self.help = help
            self.changes = changes
        }

        static let blocked = Refusal(.blocked, "the plan is blocked (see the lines with `!`)")
        static let incomplete = Refusal(.incomplete, "part of the live state could not be read")
    }

    /// Refuses a saved plan whose desired state is not the expected one.
    ///
    /// - Returns: the exit status of the run.
    func refuse(
        _ plan: Plan,
        savedIn path: String,
        expecting paths: [String],
        _ changes: [PlanChange]
    ) throws -> ExitStatus {
        recording.events.handle(plan)
        let names = paths.joined(separator: ", ")
        return try refuse(
            plan,
            Refusal(
                .stale,
                "the desired state in \(names) is not the one that \(path) was made from",
                help: "make a new plan with `rekon plan --out FILE PATH...`, review it and apply it",
                changes: changes
            )
        )
    }

    private func limitRefusal(of plan: Plan) -> Refusal? {
        command.planning.limits.excess(of: plan).map { excess in
            Refusal(excess.refusal, excess.failure.message, help: excess.failure.help)
        }
    }

    /// Of a plan whose checks have failed: its trainings would fail too.
    private var checkRefusal: Refusal? {
        guard let preflight, preflight.hasFailures else { return nil }
        let count = preflight.count(.fail)
        return Refusal(
            .checkFailed,
            "\(count) \(count == 1 ? "check" : "checks") failed, so the trainings would fail",
            help: "correct what the checks report, or use --target to train other versions only"
        )
    }

    /// - Returns: the exit status of the run.
    private func refuse(_ plan: Plan, _ refusal: Refusal) throws -> ExitStatus {
        try writeRefusal(of: plan, refusal.code, changes: refusal.changes)
        context.errors.write(
            "error: \(HarmlessText.shown(refusal.message)); nothing was created\n"
                + (refusal.changes.isEmpty ? "" : PlanChangesText.render(refusal.changes))
                + (refusal.help.map { "  help: \(HarmlessText.shown($0))\n" } ?? "")
        )
        return refusal.code.exitStatus
    }

    /// Writes the JSON document and the last event of an apply that created nothing. The text goes to stderr.
    private func writeRefusal(of plan: Plan, _ code: ApplyJSON.Refusal, changes: [PlanChange] = []) throws {
        recording.events.finish(refused: code, code.exitStatus)
        guard command.output.format == .json else { return }
        context.output.write(
            ApplyJSON.render(
                plan,
                ApplyReport(items: []),
                refused: code,
                changes: changes,
                price: command.planning.price,
                preflight: preflight
            )
        )
    }
}

extension ApplyJSON.Refusal {
    fileprivate var exitStatus: ExitStatus {
        switch self {
        case .blocked, .stale, .tooManyCreates, .tooExpensive, .checkFailed: .blocked
        case .incomplete, .notApproved: .failure
        }
    }
}

extension Plan {
    /// Whether every project could be read. One that does not exist any more is a change.
    fileprivate var isRead: Bool {
        projects.allSatisfy { if case .unreadable = $0.problem { false } else { true } }
            && count { $0.tagsProblem != nil } == 0
    }
}
