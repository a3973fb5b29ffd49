import AWSRuntime
package import Storage

/// The quotas of the emulated account, in process. Errors are those of the service, and `SandboxError`.
package struct SandboxServiceQuotasClient: ServiceQuotasAPI {
    private let engine: SandboxEngine

    package init(_ engine: SandboxEngine) {
        self.engine = engine
    }

    package func getServiceQuota(_ request: GetServiceQuotaRequest) async throws -> GetServiceQuotaResponse {
        let settings = try engine.store.read().settings
        let value: Int
        switch (request.serviceCode, request.quotaCode) {
        case (RekognitionQuotaCode.service, RekognitionQuotaCode.concurrentTrainings):
            value = settings.concurrentTrainings
        case (RekognitionQuotaCode.service, RekognitionQuotaCode.modelsPerProject):
            value = settings.versionsPerProject
        default:
            throw AWSError(
                ServiceRefusal(code: "NoSuchResourceException", message: "The quota does not exist."),
                operation: "GetServiceQuota",
                service: "servicequotas"
            )
        }
        return GetServiceQuotaResponse(quota: GetServiceQuotaResponse.Quota(value: Double(value)))
    }
}
