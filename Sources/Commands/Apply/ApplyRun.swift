import Checks
import DesiredState
import Host
import ModelVersions
import Planning
import Reconciler
import Reports
import SavedPlans

/// One run of `apply` from a plan to its end: shown once, refused or approved, applied, reported.
struct ApplyRun {
    /// Who says that a plan may be applied.
    enum Approval {
        /// The command line.
        case given
        /// Whoever sits at the terminal, and may take hours. What was shown is held against the live state again then.
        case asked(readAgain: () async throws -> (PlanCheck, LiveState))
    }

    let api: CreatingService.API
    let planning: PlanningOptions
    let waiting: WaitOptions
    /// Of the command line.
    let paths: [String]
    let output: OutputOptions
    let recording: Recording
    let context: Context
    /// What the checks of the plan say, where they were asked for.
    var preflight: PreflightReport?

    /// Applies a plan that was just made.
    ///
    /// - Parameter live: what it was made against.
    func apply(_ plan: Plan, against live: LiveState, approval: Approval) async throws -> ExitStatus {
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
        if let excess = planning.limits.excess(of: plan) {
            try refuse(plan, because: excess.refusal, excess.failure.message, help: excess.failure.help)
            return excess.failure.status
        }
        if try refusesWhatWouldFail(plan) { return .blocked }
        guard plan.hasChanges || waiting.wait else {
            recording.events.finish(ApplyReport(items: []), .success)
            if output.format == .json { try report(ApplyReport(items: []), of: plan) }
            return .success
        }
        guard plan.hasChanges, case .asked(let readAgain) = approval else {
            return try await create(plan, against: live)
        }
        guard showsForApproval(plan) else {
            try refuse(
                plan,
                because: .notApproved,
                "the plan could not be shown, and what nobody has seen nobody can approve",
                help: "let the output go to the terminal or to a file, or pass --auto-approve"
            )
            return .failure
        }
        guard asksForApproval(of: plan) else {
            try write(plan, refused: .notApproved)
            context.errors.write("Not approved; nothing was created.\n")
            return .failure
        }
        let (check, now) = try await readAgain()
        guard check.plan.isRead else {
            try refuse(check.plan, because: .incomplete, "part of the live state could not be read")
            return .failure
        }
        let changes = check.changes + check.failed.map(\.change)
        guard changes.isEmpty else {
            try refuse(
                check.plan,
                because: changes,
                "the live state has changed since the plan was shown",
                help: "run it again, and review the new plan"
            )
            return .blocked
        }
        // A training that has come to its end meanwhile may have taken longer than all before it.
        if let excess = planning.limits.excess(of: check.plan) {
            try refuse(check.plan, because: excess.refusal, excess.failure.message, help: excess.failure.help)
            return excess.failure.status
        }
        return try await create(check.plan, against: now, after: items(of: check))
    }

    /// Applies a saved plan, which was approved when it was reviewed.
    func apply(_ check: PlanCheck, against live: LiveState, savedIn path: String) async throws -> ExitStatus {
        let plan = check.plan
        recording.events.handle(plan)
        guard plan.isRead else {
            show(plan)
            try refuse(plan, because: .incomplete, "part of the live state could not be read")
            return .failure
        }
        guard check.changes.isEmpty else {
            try refuse(
                plan,
                because: check.changes,
                "\(path) no longer holds, because the live state has changed",
                help: "plan anew, review it, and apply that: `rekon plan --out FILE PATH...`"
            )
            return .blocked
        }
        // Whoever waits is told of it with all other trainings.
        guard check.failed.isEmpty || waiting.wait else {
            try refuse(
                plan,
                because: check.failed.map(\.change),
                as: .blocked,
                "a training that \(path) started has failed",
                help: "describe it under a new name and plan anew; `rekon wait \(path)` shows what is known of it"
            )
            return .blocked
        }
        if let excess = planning.limits.excess(of: plan) {
            try refuse(plan, because: excess.refusal, excess.failure.message, help: excess.failure.help)
            return excess.failure.status
        }
        if preflight?.hasFailures == true { show(plan, isRefused: false) }
        if try refusesWhatWouldFail(plan) { return .blocked }
        let done = items(of: check)
        guard plan.hasChanges || waiting.wait else {
            recording.events.finish(ApplyReport(items: done), .success)
            try report(ApplyReport(items: done), of: plan)
            return .success
        }
        show(plan, isRefused: false)
        return try await create(plan, against: live, after: done)
    }

    /// What a plan wanted and an earlier run, or somebody else, has created, in the order of the plan.
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

    /// - Parameter done: what the plan wanted and others have created.
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
        report.trainings?.addWhatStandsInTheWay(
            in: plan,
            live,
            requiredF1Score: waiting.following.requiredF1Score
        )
        recording.events.finish(report, report.exitStatus)
        try self.report(report, of: plan)
        return report.exitStatus
    }
}

extension Plan {
    /// Whether the service answered, if only that a project does not exist any more, which is a change.
    fileprivate var isRead: Bool {
        projects.allSatisfy { if case .unreadable = $0.problem { false } else { true } }
            && count { $0.tagsProblem != nil } == 0
    }
}

extension TrainingReport {
    /// Adds the live versions of a plan that an apply does not follow, because nothing can come of them: without them a
    /// saved plan that is applied with --wait would end better than `rekon wait` says.
    mutating func addWhatStandsInTheWay(in plan: Plan, _ live: LiveState, requiredF1Score: Double?) {
        var places: [ProjectARN: [VersionName: Int]] = [:]
        var place = 0
        let known = items.count
        for project in plan.projects {
            guard case .present(let present) = live[project.project] else { continue }
            let versions = present.versions.newestByName
            for entry in project.entries {
                place += 1
                places[project.project, default: [:]][entry.name] = place
                let result: TrainingResult
                switch entry.outcome {
                case .conflict: result = .conflict(entry.differences)
                case .failed: result = .failed
                case .deleting: result = .deleting
                case .create, .recreate, .unchanged, .expired, .retired: continue
                }
                items.append(
                    Item(
                        project: project.project,
                        name: entry.name,
                        location: entry.location,
                        live: versions[entry.name],
                        minimumF1Score: GateVerdict.minimum(entry.desired.expectation.minimumF1Score, requiredF1Score),
                        result: result
                    )
                )
            }
        }
        guard items.count > known else { return }
        func order(_ item: Item) -> Int { places[item.project]?[item.name] ?? .max }
        items.sort { order($0) < order($1) }
    }
}
