internal import Diagnostics
internal import ModelVersions
internal import Planning
internal import Reconciler
internal import Reports
internal import SavedPlans

// What a run of `apply` shows, asks and reports.
extension ApplyRun {
    func show(_ plan: Plan) {
        guard output.format == .text else { return }
        context.output.write(planning.text(output.color, in: context).render(plan))
    }

    func asksForApproval(of plan: Plan) -> Bool {
        if output.format == .json {
            context.errors.write(PlanText().render(plan))
        }
        let count = plan.creates.count
        context.errors.write(
            "\nTrain \(count == 1 ? "this version" : "these \(count) versions")? Training costs money and cannot be "
                + "undone. Only `yes` is accepted: "
        )
        return context.terminal.readLine() == "yes"
    }

    func report(_ report: ApplyReport, of plan: Plan) throws {
        switch output.format {
        case .text:
            let text = ApplyText(
                style: output.color.outputStyle(in: context),
                width: context.terminal.columns,
                trainings: waiting.following.text(output.color, paths: paths, in: context)
            )
            context.output.write((plan.hasChanges || waiting.wait ? "\n" : "") + text.render(report))
        case .json:
            context.output.write(try ApplyJSON.render(plan, report, price: waiting.following.price))
        }
    }

    /// Writes the JSON document and the last event of an apply that created nothing; the text says it on stderr.
    func write(_ plan: Plan, refused: ApplyJSON.Refusal, changes: [PlanChange] = []) throws {
        recording.events.finish(refused: refused, refused.exitStatus)
        guard output.format == .json else { return }
        context.output.write(
            try ApplyJSON.render(plan, ApplyReport(items: []), refused: refused, changes: changes)
        )
    }

    func refuse(
        _ plan: Plan,
        because refusal: ApplyJSON.Refusal,
        _ reason: String,
        help: String? = nil
    ) throws {
        try write(plan, refused: refusal)
        context.errors.write("error: \(HarmlessText.shown(reason)); nothing was created\n")
        if let help { context.errors.write("  help: \(HarmlessText.shown(help))\n") }
    }

    func refuse(_ plan: Plan, because changes: [PlanChange], savedIn path: String) throws {
        try write(plan, refused: .stale, changes: changes)
        context.errors.write(
            """
            error: \(HarmlessText.shown(path)) no longer holds, because the live state has changed; nothing was created
            \(PlanChangesText.render(changes))  help: plan anew, review it, and apply that: \
            `rekon plan --out FILE PATH...`

            """
        )
    }
}

extension ApplyJSON.Refusal {
    fileprivate var exitStatus: ExitStatus {
        switch self {
        case .blocked, .stale, .tooManyCreates: .blocked
        case .incomplete, .notApproved: .failure
        }
    }
}

extension Plan {
    func location(of name: VersionName, in project: ProjectARN) -> SourceLocation? {
        projects.first { $0.project == project }?.entries.first { $0.name == name }?.location
    }
}
