import AWSRuntime
import JSON
package import ModelVersions
package import Rekognition

/// The emulated service in process, with credentials of one account.
///
/// Errors are `AWSError`, like those of the service, and `SandboxError` for a state file that cannot be used.
package struct SandboxClient: RekognitionCreatingAPI {
    private let engine: SandboxEngine
    private let place: ClientPlace

    /// The sandbox uses the clock of this machine.
    package var clockOffset: Duration? { .zero }

    package init(_ engine: SandboxEngine, place: AccountRegion) {
        self.engine = engine
        self.place = .given(place)
    }

    /// In a region of the sandbox's own account.
    package init(_ engine: SandboxEngine, region: String) {
        self.engine = engine
        place = .own(region: region)
    }

    private var home: AccountRegion { get throws { try place.resolved(by: engine) } }

    package func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
        try await translating("DescribeProjects") { try engine.describeProjects(request, in: home) }
    }

    package func describeProjectVersions(
        _ request: DescribeProjectVersionsRequest
    ) async throws -> DescribeProjectVersionsResponse {
        try await translating("DescribeProjectVersions") { try engine.describeProjectVersions(request, in: home) }
    }

    package func listTagsForResource(
        _ request: ListTagsForResourceRequest
    ) async throws -> ListTagsForResourceResponse {
        try await translating("ListTagsForResource") { try engine.listTagsForResource(request, in: home) }
    }

    package func describeDataset(_ request: DescribeDatasetRequest) async throws -> DescribeDatasetResponse {
        try await translating("DescribeDataset") { try engine.describeDataset(request, in: home) }
    }

    package func listDatasetEntries(_ request: ListDatasetEntriesRequest) async throws -> ListDatasetEntriesResponse {
        try await translating("ListDatasetEntries") { try engine.listDatasetEntries(request, in: home) }
    }

    package func listDatasetLabels(_ request: ListDatasetLabelsRequest) async throws -> ListDatasetLabelsResponse {
        try await translating("ListDatasetLabels") { try engine.listDatasetLabels(request, in: home) }
    }

    package func createProjectVersion(
        _ request: CreateProjectVersionRequest
    ) async throws -> CreateProjectVersionResponse {
        try await translating("CreateProjectVersion") {
            try await engine.createProjectVersion(request, in: home)
        }
    }

    private func translating<Result>(
        _ operation: String,
        _ call: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await call()
        } catch let refusal as ServiceRefusal {
            throw AWSError(refusal, operation: operation)
        }
    }
}

/// Where the calls of a client work.
enum ClientPlace: Sendable {
    case given(AccountRegion)
    /// In the sandbox's own account.
    case own(region: String)

    /// - Throws: `SandboxError`.
    func resolved(by engine: SandboxEngine) throws -> AccountRegion {
        switch self {
        case .given(let place): place
        case .own(let region): AccountRegion(region: region, account: try engine.ownAccount)
        }
    }
}

extension AccountRegion {
    /// In the partition of the region.
    init(region: String, account: String) {
        self.init(partition: SandboxEngine.partition(of: region), region: region, account: account)
    }

    /// The user that the sandbox's own keys belong to.
    var userARN: String { "arn:\(partition):iam::\(account):user/sandbox" }
}

extension AWSError {
    init(_ refusal: ServiceRefusal, operation: String, service: String = "rekognition") {
        self.init(
            .service(code: refusal.code, message: refusal.message),
            operation: operation,
            service: service,
            host: "the sandbox",
            statusCode: 400
        )
    }
}

/// A response of the emulated service, as sent on the wire.
package struct SandboxResponse: Sendable {
    package var status: Int
    package var body: [UInt8]

    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }

    /// An error in the form that the service's guide shows (Rekognition guide, "Error handling"), without `Logref`.
    package static func error(code: String, message: String, status: Int = 400) -> SandboxResponse {
        let members = [("Code", code), ("Message", message), ("__type", code)]
        let body = JSONValue.object(JSONObject(members.map { .init(name: $0, value: .string($1)) }))
        return SandboxResponse(status: status, body: body.bytes())
    }
}
