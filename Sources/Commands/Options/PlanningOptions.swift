import ArgumentParser
import Checks
import ModelVersions
import Planning
import Reconciler
import Reports
import Text

struct PlanningOptions: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Also compare tags: one call for each described live version.")
    var tags = false

    @Flag(name: .customLong("show-unchanged"), help: "Also list the versions that need no change.")
    var showUnchanged = false

    @Flag(name: .customLong("show-unmanaged"), help: "Also list the live versions that no file describes.")
    var showUnmanaged = false

    @Option(
        name: .customLong("allow-recreate"),
        help: ArgumentHelp(
            "Train this version although it was trained and deleted before, or probably was. May be repeated.",
            valueName: "name"
        ),
        transform: { try VersionName($0) }
    )
    var allowedRecreations: [VersionName] = []

    @Flag(
        name: .customLong("all-or-nothing"),
        help: "Create nothing, and save nothing, if a project is refused. Default: the other projects go on."
    )
    var isAllOrNothing = false

    @OptionGroup var history: HistoryOptions
    @OptionGroup var limits: PlanLimits

    /// Decides in which projects apply creates versions.
    ///
    /// - Parameter preflight: the results of the plan's checks, where they were made.
    func judge(_ plan: Plan, _ preflight: PreflightReport?) -> Plan {
        var plan = preflight?.judge(plan) ?? plan
        plan.isAllOrNothing = isAllOrNothing
        return plan
    }

    var price: HourlyPrice { limits.pricing.price }

    func textOptions(_ layout: TextLayout) -> PlanText.Options {
        PlanText.Options(
            style: layout.style,
            width: layout.width,
            showsUnchanged: showUnchanged,
            showsUnmanaged: showUnmanaged,
            price: price
        )
    }

    /// - Throws: `CommandFailure` for a name that the plan does not have, such as a misspelling, and for one that needs
    ///   the permission in several projects. A name that needs no permission is accepted: after a deferred run, the
    ///   next run uses the same command.
    func checkAllowedRecreations(in plan: Plan) throws {
        // A project that could not be read does not make a name safe that fits several others.
        for name in allowedRecreations { try requireOneProject(of: name, in: plan) }
        guard plan.projects.allSatisfy({ $0.problem == nil }) else { return }
        for name in allowedRecreations {
            let matches = plan.projects.flatMap { $0.entries.filter { $0.name == name } }
            if matches.isEmpty {
                let names = plan.projects.flatMap { $0.entries.filter { $0.outcome == .recreate }.map(\.name.text) }
                let nearest = nearestName(to: name.text, among: names) ?? names.first
                throw CommandFailure(
                    message: "--allow-recreate \(name): the plan has no version of this name",
                    help: nearest.map { "did you mean `\($0)`?" } ?? "leave the option out: no version needs it",
                    status: .usage
                )
            }
            if matches.allSatisfy({ $0.outcome == .retired }) {
                throw CommandFailure(
                    message: "--allow-recreate \(name): the entry has `retired: true` and is never trained",
                    help: "remove `retired: true` to train it again, or leave the option out",
                    status: .usage
                )
            }
        }
    }

    /// A permission is for one training that was reviewed, not for every training with the name.
    private func requireOneProject(of name: VersionName, in plan: Plan) throws {
        let projects = plan.projects.filter { $0.entries.contains { $0.name == name && $0.recreation != nil } }
        guard projects.count > 1 else { return }
        throw CommandFailure(
            message: """
                --allow-recreate \(name): a version of this name was probably trained and deleted in \(projects.count) \
                projects: \(projects.map(\.project.text).joined(separator: ", "))
                """,
            help: "select one with `--project`, and apply the others separately",
            status: .usage
        )
    }
}

/// Where a command looks for earlier trainings of the versions to create.
struct HistoryOptions: ParsableArguments {
    @Flag(
        inversion: .prefixedNo,
        exclusivity: .exclusive,
        help: ArgumentHelp(
            """
            Look for earlier trainings of the versions to create also in CloudTrail, as --verify does. By default, \
            only in their output locations. --no-history: do not look.
            """
        )
    )
    var history: Bool?

    var looks: Bool { history != false }

    /// - Parameter isVerified: whether the run makes the checks of `verify`.
    func asksCloudTrail(isVerified: Bool) -> Bool { history ?? isVerified }

    /// - Parameter isReviewed: whether a saved plan was made with an answer of CloudTrail.
    func search(_ service: ReadingService, isVerified: Bool, isReviewed: Bool = false) -> TraceSearch {
        TraceSearch(
            reader: looks ? service.traces : nil,
            asksCloudTrail: asksCloudTrail(isVerified: isVerified || isReviewed)
        )
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
            Refuse a plan whose trainings could cost more than this. Each training counts as long as the longest of \
            its \
            project so far, or as a day if there was none.
            """,
            valueName: "USD"
        ),
        transform: { text in
            guard let amount = DollarAmount(text, upTo: 1_000_000) else {
                throw ValidationError("'\(text)' is not an amount in dollars from 0 to 1000000, such as 20 or 7.50.")
            }
            return amount
        }
    )
    var maxCost: DollarAmount?

    @OptionGroup var pricing: PriceOptions

    func validate() throws {
        if let maxCreates, maxCreates < 0 { throw ValidationError("--max-creates must be 0 or more.") }
    }

    /// The limit that a plan exceeds; nil for a plan within the limits.
    func excess(of plan: Plan) -> Excess? {
        if let maxCreates, plan.creates.count > maxCreates {
            return Excess(
                refusal: .tooManyCreates,
                failure: CommandFailure(
                    message:
                        """
                        the plan would train \(counted(plan.creates.count, "version")), and --max-creates allows \
                        \(maxCreates)
                        """,
                    help: "raise --max-creates, or select fewer versions with --target or --project",
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
                help: "raise --max-cost, or select fewer versions with --target or --project",
                status: .blocked
            )
        )
    }

    struct Excess {
        /// Why apply creates nothing.
        var refusal: ApplyJSON.Refusal
        var failure: CommandFailure
    }
}

/// The price for the costs that are shown.
struct PriceOptions: ParsableArguments {
    @Option(
        name: .customLong("training-price"),
        help: ArgumentHelp(
            "The price of an hour of training, for the costs that are shown. Default: 1.00.",
            valueName: "USD"
        ),
        transform: { text in try PriceOptions.price(text) }
    )
    var givenPrice: HourlyPrice?

    var price: HourlyPrice { givenPrice ?? .assumedForTraining }

    static func price(_ text: String) throws -> HourlyPrice {
        guard let price = HourlyPrice(text) else {
            throw ValidationError("'\(text)' is not a price in dollars from 0 to 10000, such as 1 or 1.25.")
        }
        return price
    }
}

/// The price for what running models cost.
struct InferencePriceOptions: ParsableArguments {
    @Option(
        name: .customLong("inference-price"),
        help: ArgumentHelp(
            "The price of an hour of one inference unit, for the costs of running models. Default: 4.00.",
            valueName: "USD"
        ),
        transform: { text in try PriceOptions.price(text) }
    )
    var givenPrice: HourlyPrice?

    var price: HourlyPrice { givenPrice ?? .assumedForInference }
}

struct VerifyOptions: ParsableArguments {
    @Flag(
        name: .customLong("verify"),
        help: "Make the checks of `rekon verify`. A check that fails blocks the plan."
    )
    var isAsked = false

    @OptionGroup var content: ManifestContentOptions
}

struct ManifestContentOptions: ParsableArguments {
    @Flag(name: .customLong("no-manifests"), help: "Check only that manifests exist; do not read them.")
    var isSkipped = false
}
