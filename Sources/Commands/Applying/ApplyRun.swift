internal import Planning
internal import Reconciler
internal import Reports
internal import SavedPlans

/// One run of `apply` from a plan to its end: shown once, refused or approved, applied, reported.
struct ApplyRun {
    let api: CreatingService.API
    let planning: PlanningOptions
    let waiting: WaitOptions
    /// Of the command line.
    let paths: [String]
    let output: OutputOptions
    let recording: Recording
    let context: Context

    /// Applies a plan that was just made.
    ///
    /// - Parameter live: what it was made against.
    func apply(_ plan: Plan, against live: LiveState, isApproved: Bool) async throws -> ExitStatus {
        show(plan)
        recording.events.handle(plan)
        if let status = plan.exitStatus {
            try refuse(
                plan,
                because: status == .blocked ? .blocked : .incomplete,
                status == .blocked
                    ? "the plan is blocked (see the lines with `!`)" : "part of the live state could not be read"
            )
            return status
        }
        if let excess = planning.excess(of: plan) {
            try refuse(plan, because: .tooManyCreates, excess.message, help: excess.help)
            return excess.status
        }
        guard plan.hasChanges || waiting.wait else {
            recording.events.finish(ApplyReport(items: []), .success)
            if output.format == .json { try report(ApplyReport(items: []), of: plan) }
            return .success
        }
        guard !plan.hasChanges || isApproved || asksForApproval(of: plan) else {
            try write(plan, refused: .notApproved)
            context.errors.write("Not approved; nothing was created.\n")
            return .failure
        }
        return try await create(plan, against: live)
    }

    /// Applies a saved plan, which was approved when it was reviewed.
    func apply(_ check: PlanCheck, against live: LiveState, savedIn path: String) async throws -> ExitStatus {
        let plan = check.plan
        recording.events.handle(plan)
        if plan.hasUnreadableProject {
            show(plan)
            try refuse(plan, because: .incomplete, "part of the live state could not be read")
            return .failure
        }
        guard check.changes.isEmpty else {
            try refuse(plan, because: check.changes, savedIn: path)
            return .blocked
        }
        if let excess = planning.excess(of: plan) {
            try refuse(plan, because: .tooManyCreates, excess.message, help: excess.help)
            return excess.status
        }
        let done = check.done.map { project, name, arn in
            ApplyReport.Item(
                project: project,
                name: name,
                location: plan.location(of: name, in: project),
                result: .alreadyThere(arn)
            )
        }
        guard plan.hasChanges || waiting.wait else {
            recording.events.finish(ApplyReport(items: done), .success)
            try report(ApplyReport(items: done), of: plan)
            return .success
        }
        show(plan)
        return try await create(plan, against: live, after: done)
    }

    /// - Parameter done: what a saved plan wanted and an earlier run has created.
    private func create(
        _ plan: Plan,
        against live: LiveState,
        after done: [ApplyReport.Item] = []
    ) async throws -> ExitStatus {
        if plan.hasChanges { try recording.audit?.begin() }
        guard context.interruption.beginDraining() else { throw CancellationError() }
        let display = TrainingDisplay(in: context)
        let applier = Applier(
            api: api,
            policy: waiting.policy,
            clock: context.clock,
            wallClock: context.wallClock,
            random: context.random,
            stop: context.interruption.stop,
            auditor: recording.audit,
            observe: { [events = recording.events] event in
                display.handle(event)
                events.handle(event)
            },
            pulse: { [events = recording.events] in
                display.pulse()
                events.pulse()
            }
        )
        var report = await display.showing { await applier.apply(plan, live: live) }
        report.items = done + report.items
        recording.events.finish(report, report.exitStatus)
        try self.report(report, of: plan)
        return report.exitStatus
    }
}

extension Plan {
    fileprivate var hasUnreadableProject: Bool {
        projects.contains { if case .unreadable = $0.problem { true } else { false } }
    }
}
