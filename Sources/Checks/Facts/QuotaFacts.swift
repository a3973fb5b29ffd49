package import ModelVersions
package import Planning
import Storage

package struct QuotaQuestion: Sendable, Hashable {
    package var region: AccountRegion
    package var quota: ServiceQuota

    package init(_ quota: ServiceQuota, of region: AccountRegion) {
        self.region = region
        self.quota = quota
    }
}

/// A quota as far as it is known.
package struct QuotaFact: Sendable, Equatable, CustomStringConvertible {
    package var value: QuotaValue
    /// Why the documented value stands for the account's; nil for a value of Service Quotas.
    package var reason: String?

    /// A clause, as in `the documented quota is 2, unless raised (servicequotas:GetServiceQuota is not allowed)`.
    package var description: String { "\(value)" + (reason.map { " (\($0))" } ?? "") }
}

extension CheckFacts {
    /// The documented value for a quota that was not asked.
    func quota(_ quota: ServiceQuota, of project: ProjectARN) -> QuotaFact {
        quotas[QuotaQuestion(quota, of: AccountRegion(project))]
            ?? QuotaFact(value: quota.documented(in: project.region))
    }

    /// The values of a quota that was asked, for a plan.
    package func values(of quota: ServiceQuota) -> [AccountRegion: QuotaValue] {
        var result: [AccountRegion: QuotaValue] = [:]
        for (question, fact) in quotas where question.quota == quota {
            result[question.region] = fact.value
        }
        return result
    }
}

extension ServiceQuota {
    var request: GetServiceQuotaRequest {
        let code =
            switch self {
            case .concurrentTrainings: RekognitionQuotaCode.concurrentTrainings
            case .modelsPerProject: RekognitionQuotaCode.modelsPerProject
            }
        return GetServiceQuotaRequest(serviceCode: RekognitionQuotaCode.service, quotaCode: code)
    }
}
