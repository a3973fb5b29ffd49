import AWSProfiles
package import AWSRuntime
package import ModelVersions

/// API: GetServiceQuotaRequest.
package struct GetServiceQuotaRequest: Encodable, Sendable, Equatable {
    package var serviceCode: String
    package var quotaCode: String

    package init(serviceCode: String, quotaCode: String) {
        self.serviceCode = serviceCode
        self.quotaCode = quotaCode
    }

    private enum CodingKeys: String, CodingKey {
        case serviceCode = "ServiceCode"
        case quotaCode = "QuotaCode"
    }
}

/// API: GetServiceQuotaResponse. The other members of ServiceQuota are not read.
package struct GetServiceQuotaResponse: Decodable, Sendable, Equatable {
    /// API: ServiceQuota.
    package struct Quota: Decodable, Sendable, Equatable {
        /// The value that applies to the account in the region, with its increases.
        package var value: Double?

        package init(value: Double?) {
            self.value = value
        }

        private enum CodingKeys: String, CodingKey {
            case value = "Value"
        }
    }

    package var quota: Quota?

    package init(quota: Quota?) {
        self.quota = quota
    }

    private enum CodingKeys: String, CodingKey {
        case quota = "Quota"
    }
}

/// The codes of Rekognition's quotas. They are from a public quota monitor; no page of AWS lists them. A wrong code
/// cannot lead to a wrong training: the values limit only what starts at the same time, and what a plan warns of.
package enum RekognitionQuotaCode {
    package static let service = "rekognition"
    /// Concurrent training jobs of Custom Labels.
    package static let concurrentTrainings = "L-F1558568"
    /// Custom Labels models per project.
    package static let modelsPerProject = "L-9CF05323"
}

/// The operation of Service Quotas that rekon calls. It only reads.
///
/// Errors are `AWSError`, or `CancellationError`.
package protocol ServiceQuotasAPI: Sendable {
    /// The value of a quota for the caller's account in the region (API: GetServiceQuota).
    func getServiceQuota(_ request: GetServiceQuotaRequest) async throws -> GetServiceQuotaResponse
}

/// The client for a region, with the credentials of an account.
package typealias ServiceQuotasClients = @Sendable (_ place: AccountRegion) throws -> any ServiceQuotasAPI

/// Service Quotas in one region. Each call is one attempt with a short timeout, because rekon has documented values
/// too.
///
/// API: AWS JSON 1.1, target `ServiceQuotasV20190624`, signing name `servicequotas`, version 2019-06-24.
package struct ServiceQuotasClient: ServiceQuotasAPI {
    private let client: AWSClient

    /// - Throws: `ConfigurationError` for an endpoint that cannot be used.
    package init(_ connection: AWSConnection, region: String) throws(ConfigurationError) {
        client = try connection.client(
            service: .serviceQuotas,
            targetPrefix: "ServiceQuotasV20190624",
            region: region,
            isOptional: true
        )
    }

    package func getServiceQuota(_ request: GetServiceQuotaRequest) async throws -> GetServiceQuotaResponse {
        try await client.call("GetServiceQuota", request, as: GetServiceQuotaResponse.self, replay: .safe)
    }
}
