package import ModelVersions

/// How many inference units a model uses while it runs: a range where the service scales it.
package struct InferenceUnits: Sendable, Equatable {
    /// API: MinInferenceUnits.
    package var minimum: Int
    /// API: MaxInferenceUnits; the minimum where the service does not scale the model.
    package var maximum: Int

    package init(minimum: Int, maximum: Int) {
        self.minimum = minimum
        self.maximum = maximum
    }

    static let zero = InferenceUnits(minimum: 0, maximum: 0)

    package static func + (one: InferenceUnits, other: InferenceUnits) -> InferenceUnits {
        InferenceUnits(minimum: one.minimum + other.minimum, maximum: one.maximum + other.maximum)
    }
}

extension LiveVersion {
    /// Whether it is charged for now, by the hour and by inference units, used or not (guide: running-model.html).
    ///
    /// The guide charges a model that is running. STARTING and STOPPING last minutes, and whether they are charged is
    /// not documented: they do not count.
    package var isRunning: Bool { status.rawValue == "RUNNING" }

    /// The inference units that it is charged for now; nil if it does not run, or if the service does not report them.
    package var chargedUnits: InferenceUnits? { isRunning ? inferenceUnits : nil }
}

/// The models of some versions that run.
package struct RunningModels: Sendable, Equatable {
    package private(set) var count = 0
    /// Of the models whose units are reported.
    package var units: InferenceUnits { byPlace.values.reduce(.zero, +) }
    private var byPlace: [AccountRegion: InferenceUnits] = [:]
    /// The models whose units are not reported.
    package private(set) var withoutUnits = 0

    /// No model.
    package init() {}

    package init(_ versions: some Sequence<LiveVersion>, in project: ProjectARN) {
        var units = InferenceUnits.zero
        for version in versions where version.isRunning {
            count += 1
            if let charged = version.chargedUnits { units = units + charged } else { withoutUnits += 1 }
        }
        if count > withoutUnits { byPlace[AccountRegion(project)] = units }
    }

    /// In which a model has units.
    package var places: some Sequence<AccountRegion> { byPlace.keys }

    /// What an hour costs.
    package func costOfHour(at prices: Prices) -> (minimum: Cost, maximum: Cost) {
        byPlace.reduce((.zero, .zero)) { sum, part in
            let price = prices[part.key]
            return (
                sum.0 + Cost(hourOf: part.value.minimum, at: price), sum.1 + Cost(hourOf: part.value.maximum, at: price)
            )
        }
    }

    package static func + (one: RunningModels, other: RunningModels) -> RunningModels {
        var sum = one
        sum.count += other.count
        sum.byPlace.merge(other.byPlace, uniquingKeysWith: +)
        sum.withoutUnits += other.withoutUnits
        return sum
    }
}
