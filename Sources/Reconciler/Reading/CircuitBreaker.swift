import AWSRuntime
import Rekognition
import Synchronization

/// Sends no more calls to one account and region after some consecutive requests that had no answer in time, and after
/// one for an account that cannot be entered. Otherwise a network without a way to the service costs a timeout for each
/// call of a plan, and such an account an attempt to enter it.
///
/// For reading the live state only. A run that waits for a training, or looks up a version after a lost answer, must
/// retry for longer.
final class CircuitBreaker: Sendable {
    /// How many consecutive requests may time out. Each attempt of a call counts.
    static let limit = 3

    private let timeouts = Mutex((count: 0, last: AWSError?.none))
    /// Why the account cannot be entered.
    private let barrier = Mutex<AWSError?>(nil)

    /// - Throws: what `body` throws, and `AWSError` instead of the call when the limit is reached.
    func call<Answer>(_ operation: String, _ body: () async throws -> Answer) async throws -> Answer {
        if let barrier = barrier.withLock({ $0 }) { throw barrier }
        if let last = timeouts.withLock({ $0.count >= Self.limit ? $0.last : nil }) {
            throw AWSError(
                .timedOut("not sent, because the last \(Self.limit) requests had no answer in time"),
                operation: operation,
                service: last.service,
                host: last.host
            )
        }
        do {
            let answer = try await body()
            timeouts.withLock { $0.count = 0 }
            return answer
        } catch let error as AWSError {
            if case .account = error.cause { barrier.withLock { $0 = error } }
            timeouts.withLock { timeouts in
                if case .timedOut = error.cause {
                    timeouts.count += error.attempts
                    timeouts.last = error
                } else if error.statusCode != nil {
                    timeouts.count = 0
                }
            }
            throw error
        }
    }
}

/// A client that fails at once after consecutive timeouts.
struct FailFastClient: RekognitionAPI {
    private let client: any RekognitionAPI
    private let breaker = CircuitBreaker()

    init(_ client: any RekognitionAPI) {
        self.client = client
    }

    func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
        try await breaker.call("DescribeProjects") { try await client.describeProjects(request) }
    }

    func describeProjectVersions(
        _ request: DescribeProjectVersionsRequest
    ) async throws -> DescribeProjectVersionsResponse {
        try await breaker.call("DescribeProjectVersions") { try await client.describeProjectVersions(request) }
    }

    func describeDataset(_ request: DescribeDatasetRequest) async throws -> DescribeDatasetResponse {
        try await breaker.call("DescribeDataset") { try await client.describeDataset(request) }
    }

    func listDatasetEntries(_ request: ListDatasetEntriesRequest) async throws -> ListDatasetEntriesResponse {
        try await breaker.call("ListDatasetEntries") { try await client.listDatasetEntries(request) }
    }

    func listDatasetLabels(_ request: ListDatasetLabelsRequest) async throws -> ListDatasetLabelsResponse {
        try await breaker.call("ListDatasetLabels") { try await client.listDatasetLabels(request) }
    }

    func listTagsForResource(_ request: ListTagsForResourceRequest) async throws -> ListTagsForResourceResponse {
        try await breaker.call("ListTagsForResource") { try await client.listTagsForResource(request) }
    }
}
