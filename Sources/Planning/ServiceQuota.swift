import ModelVersions

/// A quota of the service for an account in a region. It can be raised.
package enum ServiceQuota: Sendable, Hashable, CaseIterable {
    /// Trainings at the same time.
    case concurrentTrainings
    /// Models in one project.
    case modelsPerProject

    /// The value in the documentation, which applies unless it was raised (Custom Labels guide, limits.html).
    package func documented(in region: String) -> QuotaValue {
        switch self {
        case .concurrentTrainings: QuotaValue(region == "ap-southeast-2" ? 1 : 2, .documentation)
        case .modelsPerProject: QuotaValue(100, .documentation)
        }
    }
}

/// How many of a thing there may be, and which source says so.
package struct QuotaValue: Sendable, Equatable {
    package enum Source: Sendable, Equatable {
        /// The quota as Service Quotas gives it for the account.
        case serviceQuotas
        /// The documented default.
        case documentation
        /// `--max-trainings`.
        case option
        /// A settings file.
        ///
        /// - Parameter place: where it says so, as in `rekon.yaml:12:5`.
        case settings(place: String)
    }

    package var value: Int
    package var source: Source

    package init(_ value: Int, _ source: Source) {
        self.value = value
        self.source = source
    }
}

extension QuotaValue: CustomStringConvertible {
    /// A clause, the same in every message, as in `the quota is 5`.
    package var description: String {
        switch source {
        case .serviceQuotas: "the quota is \(value)"
        case .documentation: "the documented quota is \(value), unless raised"
        case .option: "the limit is \(value) (--max-trainings)"
        case .settings(let place): "the limit is \(value) (maxTrainings, \(place))"
        }
    }
}

/// The models of a project that has room for few more, or for none.
package struct ScarceRoom: Sendable, Equatable {
    /// Live models in any state, and those that the plan creates. The guide does not say that a failed or an expired
    /// model does not count (limits.html), so all count.
    package var models: Int
    /// Whether the plan creates some of them.
    package var isPlanned: Bool
    package var quota: QuotaValue

    /// Nil below nine tenths of the quota.
    init?(live: Int, creates: Int, of quota: QuotaValue) {
        models = live + creates
        isPlanned = creates > 0
        self.quota = quota
        guard models > 0, models >= quota.value - quota.value / 10 else { return nil }  // Q1, Q2
    }
}

extension PlanOptions {
    /// The quota of models in a project: the known one, else the documented one.
    func modelQuota(of project: ProjectARN) -> QuotaValue {
        modelQuotas[AccountRegion(project)] ?? ServiceQuota.modelsPerProject.documented(in: project.region)
    }
}
