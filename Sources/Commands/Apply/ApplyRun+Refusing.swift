import Checks
import ModelVersions
import Planning
import Reconciler
import Reports
import SavedPlans
import Text

/// Why a run creates nothing, and how it says so.
extension ApplyRun {
    /// Why nothing is created.
    struct Refusal {
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
    }

    enum Origin {
        case made
        /// Approved at the prompt.
        case shown
        /// With its path.
        case saved(String)
    }

    /// Of a plan in which no project is left.
    func refusal(of plan: Plan, _ origin: Origin) -> Refusal? {
        guard let reason = plan.refusal else { return nil }
        if plan.isAllOrNothing, plan.refusals.count < plan.projects.count + plan.refusedBefore.count {
            return Refusal(
                ApplyJSON.Refusal(reason),
                "\(counted(plan.refusals.count, "project")) refused, and --all-or-nothing refuses the others too",
                help: "leave --all-or-nothing out to create the versions of the other projects",
                changes: plan.refusals.flatMap(\.changes)
            )
        }
        let changes = plan.projects.compactMap(\.refusal).flatMap(\.changes)
        switch (reason, origin) {
        case (.incomplete, .made):
            return Refusal(.incomplete, "part of the live state could not be read")
        case (.incomplete, _):
            // A dataset is of the whole project, a manifest of a version.
            let pins = changes.contains { $0.name != nil } ? " (a pinned manifest needs no comparison)" : ""
            return Refusal(
                .incomplete,
                "part of what the plan depends on could not be read",
                help: "allow these credentials to read it, or make a new plan\(pins)",
                changes: changes
            )
        case (.stale, .saved(let path)):
            return Refusal(
                .stale,
                "\(path) is out of date, because \(plan.staleness)",
                help: "make a new plan with `rekon plan --out FILE PATH...`, review it and apply it",
                changes: changes
            )
        case (.stale, _):
            return Refusal(
                .stale,
                "the live state has changed since the plan was shown",
                help: "run it again, and review the new plan",
                changes: changes
            )
        case (.blocked, .saved(let path)):
            return Refusal(
                .blocked,
                "a training that \(path) started has failed",
                help: "give the version a new name and make a new plan; `rekon wait` shows the failure",
                changes: changes
            )
        case (.blocked, _):
            return Refusal(.blocked, "the plan is blocked (see the lines with `!`)")
        case (.overLimit, _):
            return Refusal(
                .overLimit,
                "the plan is over the limits of its accounts and regions",
                help: "raise the limit, or \(LimitWords.selectFewer)",
                changes: changes
            )
        case (.checkFailed, _):
            let count = preflight?.count(.fail) ?? 0
            return Refusal(
                .checkFailed,
                "\(count) \(count == 1 ? "check" : "checks") failed, so the trainings would fail",
                help: "correct what the checks report, or use --target to train other versions only"
            )
        }
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

    func limitRefusal(of plan: Plan) -> Refusal? {
        command.planning.limits.excess(of: plan, context.placeSettings(for: plan)).map { excess in
            Refusal(excess.refusal, excess.failure.message, help: excess.failure.help)
        }
    }

    /// - Returns: the exit status of the run.
    func refuse(_ plan: Plan, _ refusal: Refusal) throws -> ExitStatus {
        let text =
            "error: \(HarmlessText.shown(refusal.message)); nothing was created\n"
            + (refusal.changes.isEmpty ? "" : PlanChangesText.render(refusal.changes, of: plan))
            + (refusal.help.map { "  help: \(HarmlessText.shown($0))\n" } ?? "")
        return try writeRefusal(of: plan, refusal, text)
    }

    /// Writes the reports and the last event of an apply that created nothing. On stdout, the text has the plan alone.
    ///
    /// - Parameter text: what stderr says.
    /// - Returns: the exit status of the run.
    func writeRefusal(of plan: Plan, _ refusal: Refusal, _ text: String) throws -> ExitStatus {
        let status = ExitStatus.first(of: [refusal.code.exitStatus, plan.exitStatus])
        context.stepOutputs.setCreates(ApplyReport(items: []))
        recording.events.finish(refused: refusal.code, status)
        let prices = command.planning.prices(context.placeSettings(for: plan))
        try writer.write(
            ReportContent(
                text: { $0.isFile ? planText(plan, $0) + "\n" + text + "Apply: refused; nothing was created.\n" : "" },
                json: { isSandbox in
                    ApplyJSON.render(
                        plan,
                        ApplyReport(items: []),
                        refused: refusal.code,
                        changes: refusal.code == .incomplete ? [] : refusal.changes,
                        price: prices,
                        preflight: preflight,
                        sandbox: isSandbox
                    )
                },
                review: {
                    Review(
                        refused: plan,
                        of: writer.loaded?.state ?? desired,
                        warnings: writer.diagnostics,
                        because: [refusal.finding(of: plan)] + (preflight?.findings(plan.names) ?? []),
                        options: ReviewOptions(
                            toolVersion: RekonVersion.current,
                            price: prices,
                            paths: command.arguments.paths
                        )
                    )
                }
            )
        )
        context.errors.write(text)
        return status
    }
}

extension ApplyRun.Refusal {
    fileprivate func finding(of plan: Plan) -> Finding {
        var finding = Finding(.applyRefused, .error, message, help: help)
        finding.details = PlanChangesText.lines(changes, of: plan)
        return finding
    }
}

extension ApplyJSON.Refusal {
    fileprivate var exitStatus: ExitStatus {
        switch self {
        case .blocked, .stale, .tooManyCreates, .tooExpensive, .checkFailed, .overLimit: .blocked
        case .incomplete, .notApproved: .failure
        }
    }

    fileprivate init(_ reason: RefusedProject.Reason) {
        switch reason {
        case .incomplete: self = .incomplete
        case .stale: self = .stale
        case .blocked: self = .blocked
        case .checkFailed: self = .checkFailed
        case .overLimit: self = .overLimit
        }
    }
}

extension RefusedProject {
    fileprivate var changes: [PlanChange] {
        causes.map {
            PlanChange(project: project, name: $0.name, text: $0.text, isOfCredentials: $0.isOfCredentials)
        }
    }
}

extension ApplyReport {
    /// What changed before the create of a version.
    var reviewChanges: [PlanChange] {
        var projects: Set<ProjectARN> = []
        return items.flatMap { item -> [PlanChange] in
            guard case .refused(.stale, let causes) = item.result, projects.insert(item.project).inserted else {
                return []
            }
            return RefusedProject(item.project, .stale, causes, heldCount: 0).changes
        }
    }
}

extension Plan {
    /// What is different from the plan that was reviewed, in the projects that are refused for it.
    var reviewChanges: [PlanChange] {
        projects.compactMap(\.refusal).filter { $0.reason == .stale }.flatMap(\.changes)
    }

    /// Why a saved plan is out of date, as a clause.
    fileprivate var staleness: String {
        let changes = reviewChanges
        let live = "the live state has changed"
        let credentials = "this run creates with other credentials"
        guard changes.contains(where: \.isOfCredentials) else { return live }
        return changes.allSatisfy(\.isOfCredentials) ? credentials : "\(live), and \(credentials)"
    }
}
