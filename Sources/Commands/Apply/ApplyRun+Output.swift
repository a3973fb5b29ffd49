import Checks
import Planning
import Reconciler
import Reports
import SavedPlans
import Text

// What a run of `apply` shows, asks and reports.
extension ApplyRun {
    /// - Parameter isRefused: Whether a plan that is blocked is; a saved one that is only to be followed is not.
    func show(_ plan: Plan, isRefused: Bool = true) {
        guard output.format == .text else { return }
        var options = planning.textOptions(output.color.outputLayout(in: context))
        options.refusesBlocked = isRefused
        context.output.write(PlanText(options).render(plan))
        if let preflight {
            context.output.write("\n" + preflight.problemsText(output.color.outputLayout(in: context)))
        }
    }

    /// Shows a plan to whoever is to approve it, where `show` has not.
    ///
    /// - Returns: Whether it could be shown.
    func showsForApproval(_ plan: Plan) -> Bool {
        guard output.format == .json else { return context.output.failure == nil }
        context.errors.write(PlanText(PlanText.Options(price: planning.price)).render(plan))
        if let preflight { context.errors.write("\n" + preflight.problemsText(.of(context.terminal, style: .plain))) }
        return context.errors.failure == nil
    }

    /// Refuses a plan of which a check has failed: what it would train would not be trained.
    func refusesWhatWouldFail(_ plan: Plan) throws -> Bool {
        guard let preflight, preflight.hasFailures else { return false }
        try refuse(
            plan,
            because: .checkFailed,
            "\(preflight.count(.fail)) of the checks failed, and the trainings would too",
            help: "mend what they found, or leave out what cannot be trained with --target"
        )
        return true
    }

    func asksForApproval(of plan: Plan) -> Bool {
        let count = plan.creates.count
        context.errors.write(
            "\nTrain \(count == 1 ? "this version" : "these \(count) versions")? Training costs money and cannot be "
                + "undone. Only `yes` is accepted: "
        )
        // What answers a question that nobody could read is no answer.
        return context.errors.failure == nil && context.terminal.readLine() == "yes"
    }

    func report(_ report: ApplyReport, of plan: Plan) throws {
        switch output.format {
        case .text:
            let text = ApplyText(
                style: output.color.outputStyle(in: context),
                width: context.terminal.columns,
                trainings: waiting.following.text(
                    output.color,
                    price: planning.price,
                    paths: paths,
                    in: context
                )
            )
            context.output.write((plan.hasChanges || waiting.wait ? "\n" : "") + text.render(report))
        case .json:
            context.output.write(try ApplyJSON.render(plan, report, price: planning.price, preflight: preflight))
        }
    }

    /// Writes the JSON document and the last event of an apply that created nothing; the text says it on stderr.
    func write(_ plan: Plan, refused: ApplyJSON.Refusal, changes: [PlanChange] = []) throws {
        recording.events.finish(refused: refused, refused.exitStatus)
        guard output.format == .json else { return }
        context.output.write(
            try ApplyJSON.render(
                plan,
                ApplyReport(items: []),
                refused: refused,
                changes: changes,
                price: planning.price,
                preflight: preflight
            )
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

    func refuse(
        _ plan: Plan,
        because changes: [PlanChange],
        as refusal: ApplyJSON.Refusal = .stale,
        _ reason: String,
        help: String
    ) throws {
        try write(plan, refused: refusal, changes: changes)
        context.errors.write(
            """
            error: \(HarmlessText.shown(reason)); nothing was created
            \(PlanChangesText.render(changes))  help: \(HarmlessText.shown(help))

            """
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
