internal import AWSRuntime
internal import Rekognition
internal import Synchronization

/// Reads while the service answers in time: after some requests in a row that had no answer, it sends no more, and says
/// so. A server that trickles would else cost a minute for each call of a plan.
///
/// For reading the live state alone. Whoever waits for a training, or looks for a version whose create had no answer,
/// must be patient for longer.
final class PatientClient: RekognitionAPI {
    /// How many requests in a row may have no answer in time; the attempts of one call count each.
    static let limit = 3

    private let client: any RekognitionAPI
    private let silence = Mutex((requests: 0, last: AWSError?.none))

    init(_ client: any RekognitionAPI) {
        self.client = client
    }

    func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
        try await call("DescribeProjects") { try await client.describeProjects(request) }
    }

    func describeProjectVersions(
        _ request: DescribeProjectVersionsRequest
    ) async throws -> DescribeProjectVersionsResponse {
        try await call("DescribeProjectVersions") { try await client.describeProjectVersions(request) }
    }

    func listTagsForResource(_ request: ListTagsForResourceRequest) async throws -> ListTagsForResourceResponse {
        try await call("ListTagsForResource") { try await client.listTagsForResource(request) }
    }

    private func call<Answer>(_ operation: String, _ body: () async throws -> Answer) async throws -> Answer {
        if let last = silence.withLock({ $0.requests >= Self.limit ? $0.last : nil }) {
            throw AWSError(
                .timedOut("it was not asked, as \(Self.limit) requests in a row before had no answer in time"),
                operation: operation,
                service: last.service,
                host: last.host
            )
        }
        do {
            let answer = try await body()
            silence.withLock { $0.requests = 0 }
            return answer
        } catch let error as AWSError {
            silence.withLock { silence in
                if case .timedOut = error.cause {
                    silence.requests += error.attempts
                    silence.last = error
                } else if error.statusCode != nil {
                    silence.requests = 0
                }
            }
            throw error
        }
    }
}
