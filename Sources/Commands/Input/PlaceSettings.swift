import ModelVersions
import Planning
import Settings

extension Context {
    /// The limits and prices of the settings file for the accounts and regions of some projects.
    func placeSettings(for projects: some Sequence<ProjectARN>) -> PlaceSettings {
        let settings = settings.settings
        let places = Set(projects.lazy.map { AccountRegion($0) })
        var result = PlaceSettings(
            limits: settings.limits(of: places),
            trainingPrices: settings.prices(\.trainingPrice, base: .assumedForTraining, in: places),
            inferencePrices: settings.prices(\.inferencePrice, base: .assumedForInference, in: places)
        )
        for place in places {
            guard let limit = settings.limit(\.maxTrainings, in: place) else { continue }
            result.trainingLimits[place] = QuotaValue(limit.value, .settings(place: "\(limit.location)"))
        }
        return result
    }

    /// - Parameter maxTrainings: `--max-trainings`, which comes before the limits of the settings file.
    func placeSettings(for plan: Plan, maxTrainings: Int? = nil) -> PlaceSettings {
        var result = placeSettings(for: plan.projects.lazy.map(\.project))
        guard let maxTrainings else { return result }
        for project in plan.projects {
            result.trainingLimits[AccountRegion(project.project)] = QuotaValue(maxTrainings, .option)
        }
        return result
    }
}

extension Settings {
    /// Those of the run first, then those of accounts and regions.
    fileprivate func limits(of places: Set<AccountRegion>) -> [PlanLimit] {
        func limit(_ bound: PlanLimit.Bound, _ scope: PlanLimit.Scope, _ location: some CustomStringConvertible)
            -> PlanLimit
        {
            PlanLimit(bound, of: scope, from: .settings(place: "\(location)"))
        }
        var result: [PlanLimit] = []
        if let own = limits.maxCreates { result.append(limit(.creates(own.value), .run, own.location)) }
        if let own = limits.maxCost { result.append(limit(.cost(own.value), .run, own.location)) }
        for own in placeLimits(\.maxCreates, in: places) {
            result += own.scopes(among: places).map { limit(.creates(own.limit.value), $0, own.limit.location) }
        }
        for own in placeLimits(\.maxCost, in: places) {
            result += own.scopes(among: places).map { limit(.cost(own.limit.value), $0, own.limit.location) }
        }
        return result
    }

    fileprivate func prices(
        _ key: KeyPath<Limits, Located<HourlyPrice>?>,
        base: Prices,
        in places: Set<AccountRegion>
    ) -> Prices {
        var prices = limits[keyPath: key].map { Prices($0.value) } ?? base
        for place in places {
            guard let price = limit(key, in: place)?.value, price != prices.base else { continue }
            prices.regions[place] = price
        }
        return prices
    }
}

extension PlaceLimit {
    fileprivate func scopes(among places: Set<AccountRegion>) -> [PlanLimit.Scope] {
        guard region != nil else { return [.account(account)] }
        return places.filter(covers).sorted().map { .region($0) }
    }
}
