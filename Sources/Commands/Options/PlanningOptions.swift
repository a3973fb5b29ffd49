import ArgumentParser
import ModelVersions
import Planning
import Reconciler
import Reports
import Text

struct PlanningOptions: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Compare tags too: one call for each live version that is described.")
    var tags = false

    @Flag(name: .customLong("show-unchanged"), help: "List the versions that need nothing, too.")
    var showUnchanged = false

    @Flag(name: .customLong("show-unmanaged"), help: "List the live versions that no file describes, too.")
    var showUnmanaged = false

    @Option(
        name: .customLong("allow-recreate"),
        help: ArgumentHelp(
            "Train this version although it was probably trained and deleted before; may be repeated.",
            valueName: "name"
        ),
        transform: { try VersionName($0) }
    )
    var allowedRecreations: [VersionName] = []

    @OptionGroup var limits: PlanLimits

    var price: TrainingPrice { limits.pricing.price }

    func textOptions(_ layout: TextLayout) -> PlanText.Options {
        PlanText.Options(
            style: layout.style,
            width: layout.width,
            showsUnchanged: showUnchanged,
            showsUnmanaged: showUnmanaged,
            price: price
        )
    }

    /// - Throws: `CommandFailure` for a name that the plan does not have, as in a misspelling, and for one that needs
    ///   the permission in several projects. One that needs none is fine: the next run, after a deferred one, is the
    ///   same command.
    func checkAllowedRecreations(in plan: Plan) throws {
        guard plan.isReadable else { return }
        for name in allowedRecreations {
            let matches = plan.projects.flatMap { $0.entries.filter { $0.name == name } }
            if matches.isEmpty {
                let names = plan.projects.flatMap { $0.entries.filter { $0.outcome == .recreate }.map(\.name.text) }
                let nearest = nearestName(to: name.text, among: names) ?? names.first
                throw CommandFailure(
                    message: "--allow-recreate \(name): the plan has no version of this name",
                    help: nearest.map { "did you mean `\($0)`?" } ?? "leave the option out: nothing needs it",
                    status: .usage
                )
            }
            if matches.allSatisfy({ $0.outcome == .retired }) {
                throw CommandFailure(
                    message: "--allow-recreate \(name): its entry says `retired: true`, and is never trained",
                    help: "remove `retired: true` to have it trained again, or leave the option out",
                    status: .usage
                )
            }
            try requireOneProject(of: name, in: plan)
        }
    }

    /// A permission is for a training that somebody has looked at, not for all that happen to have its name.
    private func requireOneProject(of name: VersionName, in plan: Plan) throws {
        let projects = plan.projects.filter { $0.entries.contains { $0.name == name && $0.recreation != nil } }
        guard projects.count > 1 else { return }
        throw CommandFailure(
            message: """
                --allow-recreate \(name): a version of this name was probably trained and deleted in \(projects.count) \
                projects: \(projects.map(\.project.text).joined(separator: ", "))
                """,
            help: "say which one is meant with `--project`, and apply the others for themselves",
            status: .usage
        )
    }
}

extension Plan {
    /// Whether every project could be read.
    var isReadable: Bool { projects.allSatisfy { $0.problem == nil } }

    /// Why apply must not touch it, as an exit status; nil where it may.
    var exitStatus: ExitStatus? {
        isComplete ? (isBlocked ? .blocked : nil) : .failure
    }
}

/// How much a plan may train before it is refused.
struct PlanLimits: ParsableArguments {
    @Option(
        name: .customLong("max-creates"),
        help: ArgumentHelp("Refuse a plan that would train more versions than this.", valueName: "number")
    )
    var maxCreates: Int?

    @Option(
        name: .customLong("max-cost"),
        help: ArgumentHelp(
            """
            Refuse a plan whose trainings could cost more than this: each is taken to last as long as the longest of \
            its project so far, or a day where there was none.
            """,
            valueName: "USD"
        ),
        transform: { text in
            guard let amount = DollarAmount(text, upTo: 1_000_000) else {
                throw ValidationError("'\(text)' is no amount in dollars from 0 to 1000000, as in 20 or 7.50.")
            }
            return amount
        }
    )
    var maxCost: DollarAmount?

    @OptionGroup var pricing: PriceOptions

    func validate() throws {
        if let maxCreates, maxCreates < 0 { throw ValidationError("--max-creates must be 0 or more.") }
    }

    /// What is wrong with a plan that would train too much; nil where it would not.
    func excess(of plan: Plan) -> Excess? {
        if let maxCreates, plan.creates.count > maxCreates {
            return Excess(
                refusal: .tooManyCreates,
                failure: CommandFailure(
                    message:
                        "the plan would train \(plan.creates.count) versions, and --max-creates allows \(maxCreates)",
                    help: "raise --max-creates if all of them are meant, or take a part with --target or --project",
                    status: .blocked
                )
            )
        }
        let estimate = PlanEstimate(plan)
        guard let maxCost, pricing.price.exceeds(maxCost, forBillableSeconds: estimate.upperLimit) else { return nil }
        return Excess(
            refusal: .tooExpensive,
            failure: CommandFailure(
                message: """
                    \(EstimateWords(pricing.price).upperLimit(of: estimate)), and --max-cost allows \
                    \(maxCost.text) USD
                    """,
                help: "raise --max-cost if all of them are meant, or take a part with --target or --project",
                status: .blocked
            )
        )
    }

    struct Excess {
        /// Why an apply does nothing.
        var refusal: ApplyJSON.Refusal
        var failure: CommandFailure
    }
}

/// What costs are reckoned with.
struct PriceOptions: ParsableArguments {
    @Option(
        name: .customLong("training-price"),
        help: ArgumentHelp(
            "What an hour of training costs, for the costs that are shown. Without it 1.00 is assumed.",
            valueName: "USD"
        ),
        transform: { text in
            guard let price = TrainingPrice(text) else {
                throw ValidationError("'\(text)' is no price in dollars from 0 to 10000, as in 1 or 1.25.")
            }
            return price
        }
    )
    var givenPrice: TrainingPrice?

    var price: TrainingPrice { givenPrice ?? .assumed }
}

struct VerifyOptions: ParsableArguments {
    @Flag(
        name: .customLong("verify"),
        help: "Check as `rekon verify` does that the trainings can work; what would fail blocks the plan."
    )
    var isAsked = false

    @OptionGroup var content: ManifestContentOptions
}

struct ManifestContentOptions: ParsableArguments {
    @Flag(name: .customLong("no-manifests"), help: "Of manifests, check only that they are there; do not read them.")
    var isSkipped = false
}
