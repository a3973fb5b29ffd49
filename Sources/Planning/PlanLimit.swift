package import ModelVersions

/// What settings say about the accounts and regions of a run.
package struct PlaceSettings: Sendable, Equatable {
    /// Those of the run, and those of each account and region that the run is about.
    package var limits: [PlanLimit]
    package var trainingPrices: Prices
    package var inferencePrices: Prices
    /// `maxTrainings`, with the source `.settings`.
    package var trainingLimits: [AccountRegion: QuotaValue]

    package static let none = PlaceSettings()

    package init(
        limits: [PlanLimit] = [],
        trainingPrices: Prices = .assumedForTraining,
        inferencePrices: Prices = .assumedForInference,
        trainingLimits: [AccountRegion: QuotaValue] = [:]
    ) {
        self.limits = limits
        self.trainingPrices = trainingPrices
        self.inferencePrices = inferencePrices
        self.trainingLimits = trainingLimits
    }
}

/// A limit of what a plan may create.
package struct PlanLimit: Sendable, Equatable {
    /// The versions that count.
    package enum Scope: Sendable, Hashable {
        case run
        /// - Parameter id: twelve digits.
        case account(_ id: String)
        case region(AccountRegion)
    }

    package enum Bound: Sendable, Equatable {
        case creates(Int)
        case cost(DollarAmount)
    }

    package enum Origin: Sendable, Equatable {
        /// `--max-creates` or `--max-cost`.
        case option
        /// - Parameter place: as in `rekon.yaml:12:5`.
        case settings(place: String)
    }

    package var scope: Scope
    package var bound: Bound
    package var origin: Origin

    /// Whether it is a limit of versions, not of money.
    package var countsCreates: Bool { if case .creates = bound { true } else { false } }

    package init(_ bound: Bound, of scope: Scope, from origin: Origin) {
        self.scope = scope
        self.bound = bound
        self.origin = origin
    }
}

/// A limit that a plan exceeds.
package struct ExceededLimit: Sendable, Equatable {
    package var limit: PlanLimit
    /// Of the versions that count.
    package var estimate: PlanEstimate
    /// The projects that create these versions.
    package var projects: Set<ProjectARN>
}

extension Plan {
    /// The first limit of the whole run that the plan exceeds: it refuses all of the plan.
    package func exceeded(of limits: [PlanLimit], at prices: Prices) -> ExceededLimit? {
        limits.lazy.filter { $0.scope == .run }.compactMap { $0.excess(in: sound, at: prices) }.first
    }

    /// The limits of accounts and regions that the plan exceeds: each refuses the projects that it counts.
    ///
    /// The limits of regions come first, then those of accounts: a version that a limit of its region refuses does not
    /// count any more.
    package func exceededOfPlaces(_ limits: [PlanLimit], at prices: Prices) -> [ExceededLimit] {
        var rest = projects.filter { $0.refusal == nil }
        var exceeded: [ExceededLimit] = []
        let regions = limits.filter { if case .region = $0.scope { true } else { false } }
        let accounts = limits.filter { if case .account = $0.scope { true } else { false } }
        for limit in regions + accounts {
            guard let excess = limit.excess(in: rest, at: prices) else { continue }
            rest.removeAll { excess.projects.contains($0.project) }
            exceeded.append(excess)
        }
        return exceeded
    }
}

extension PlanLimit {
    /// Nil for projects within the limit.
    fileprivate func excess(in projects: [ProjectPlan], at prices: Prices) -> ExceededLimit? {
        let counted = projects.filter { covers($0.project) && $0.createCount > 0 }
        let estimate = PlanEstimate(counted)
        let isExceeded =
            switch bound {
            case .creates(let most): estimate.trainings > most
            case .cost(let most): estimate.upperLimit.cost(at: prices).exceeds(most)
            }
        return isExceeded ? ExceededLimit(limit: self, estimate: estimate, projects: Set(counted.map(\.project))) : nil
    }

    private func covers(_ project: ProjectARN) -> Bool {
        switch scope {
        case .run: true
        case .account(let id): project.account == id
        case .region(let region): AccountRegion(project) == region
        }
    }
}
