import ArgumentParser
import Checks
import ModelVersions
import Planning
import Reconciler
import Reports
import Settings
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

    @Flag(.history) var asksHistory: Bool?
    @Option(.maxCreates) var maxCreates: Int?
    @Option(.maxCost, transform: PlanLimits.cost) var maxCost: DollarAmount?
    @Option(.trainingPrice, transform: PriceOptions.price) var trainingPrice: HourlyPrice?

    @Flag(
        inversion: .prefixedNo,
        help: "Make the checks of `rekon verify`. A check that fails blocks the plan. Default: no."
    )
    var verify: Bool?

    @Flag(.noManifests) var skipsManifests = false

    func validate() throws {
        if let maxCreates, maxCreates < 0 { throw ValidationError("--max-creates must be 0 or more.") }
    }

    var history: HistoryOptions {
        var options = HistoryOptions()
        options.history = asksHistory
        return options
    }

    var limits: PlanLimits { PlanLimits(maxCreates: maxCreates, maxCost: maxCost, givenPrice: trainingPrice) }

    /// Whether the run makes the checks of `verify`.
    var isVerifying: Bool { verify ?? false }

    mutating func apply(_ settings: Settings) { verify = verify ?? settings.verify?.value }

    /// Decides in which projects apply creates versions, and in how many training slots.
    ///
    /// - Parameters:
    ///   - preflight: the results of the plan's checks, where they were made.
    ///   - settings: what the settings say.
    func judge(_ plan: Plan, _ preflight: PreflightReport?, _ settings: PlaceSettings) -> Plan {
        var plan = limits.judge(preflight?.judge(plan) ?? plan, settings)
        plan.isAllOrNothing = isAllOrNothing
        plan.trainingQuotas.merge(settings.trainingLimits) { _, limit in limit }
        return plan
    }

    func prices(_ settings: PlaceSettings) -> Prices { limits.pricing.prices(settings) }

    func textOptions(_ layout: TextLayout, _ settings: PlaceSettings) -> PlanText.Options {
        PlanText.Options(
            style: layout.style,
            width: layout.width,
            showsUnchanged: showUnchanged,
            showsUnmanaged: showUnmanaged,
            price: prices(settings)
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
    @Flag(.history) var history: Bool?

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
struct PlanLimits {
    var maxCreates: Int?
    var maxCost: DollarAmount?
    /// The price of an hour of training that the command line gives.
    var givenPrice: HourlyPrice?

    /// - Throws: `ValidationError`.
    static func cost(_ text: String) throws -> DollarAmount {
        guard let amount = DollarAmount(text, upTo: 1_000_000) else {
            throw ValidationError("'\(text)' is not an amount in dollars from 0 to 1000000, such as 20 or 7.50.")
        }
        return amount
    }

    var pricing: PriceOptions {
        var options = PriceOptions()
        options.givenPrice = givenPrice
        return options
    }

    /// A flag replaces all such limits of the settings.
    func all(_ settings: PlaceSettings) -> [PlanLimit] {
        var limits: [PlanLimit] = []
        if let maxCreates {
            limits.append(PlanLimit(.creates(maxCreates), of: .run, from: .option))
        } else {
            limits += settings.limits.filter(\.countsCreates)
        }
        if let maxCost {
            limits.append(PlanLimit(.cost(maxCost), of: .run, from: .option))
        } else {
            limits += settings.limits.filter { !$0.countsCreates }
        }
        return limits
    }

    /// Refuses the projects of the accounts and regions that exceed their limits.
    fileprivate func judge(_ plan: Plan, _ settings: PlaceSettings) -> Plan {
        plan.judged(by: all(settings), at: pricing.prices(settings))
    }

    /// The limit of the run that a plan exceeds; nil for a plan within the limits.
    func excess(of plan: Plan, _ settings: PlaceSettings) -> Excess? {
        var prices = pricing.prices(settings)
        // A pull request must not lower what the operator's limit counts.
        if maxCost != nil, pricing.givenPrice == nil { prices = prices.atLeast(.assumedForTraining) }
        guard let exceeded = plan.exceeded(of: all(settings), at: prices) else { return nil }
        return Excess(
            refusal: exceeded.limit.countsCreates ? .tooManyCreates : .tooExpensive,
            failure: CommandFailure(message: exceeded.message(at: prices), help: exceeded.help, status: .blocked)
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
    @Option(.trainingPrice, transform: PriceOptions.price) var givenPrice: HourlyPrice?

    /// The given price is that of all places.
    func prices(_ settings: PlaceSettings) -> Prices { givenPrice.map { Prices($0) } ?? settings.trainingPrices }

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
            """
            The price of an hour of one inference unit, for the costs of running models. Default: 4.00, an assumption.
            """,
            valueName: "USD"
        ),
        transform: { text in try PriceOptions.price(text) }
    )
    var givenPrice: HourlyPrice?

    /// The given price is that of all places.
    func prices(_ settings: PlaceSettings) -> Prices { givenPrice.map { Prices($0) } ?? settings.inferencePrices }
}

struct ManifestContentOptions: ParsableArguments {
    @Flag(.noManifests) var isSkipped = false
}
