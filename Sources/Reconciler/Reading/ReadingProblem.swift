import AWSRuntime
import ModelVersions
import Rekognition
import Synchronization

/// Where a client's requests go.
struct Place: Hashable {
    let partition: String
    let region: String

    init(_ project: ProjectARN) {
        partition = project.partition
        region = project.region
    }
}

/// Why a part of the live state could not be read, as a sentence.
struct ReadingProblem: Error, Sendable {
    let reason: String
    /// Whether the service refused in the way in which it refuses what belongs to others.
    let mayBeOfAnotherAccount: Bool

    /// - Throws: The error itself where it ends the whole run: a cancellation, or no credentials.
    init(_ error: any Error) throws {
        let code = (error as? AWSError)?.code
        mayBeOfAnotherAccount = code == "AccessDeniedException" || code == RekognitionErrorCode.resourceNotFound
        switch error {
        case let error as AWSError:
            switch error.cause {
            case .cancelled: throw CancellationError()
            case .credentials: throw error
            default: reason = error.description
            }
        case is CancellationError:
            throw error
        case let error as MalformedAnswer:
            reason = error.description
        default:
            reason = "\(error)"
        }
    }
}

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

/// Transforms every element, at most `width` at a time, and gives the results in the order of the elements.
///
/// The first error cancels the rest and is thrown.
package func concurrently<Element: Sendable, Result: Sendable>(
    _ elements: [Element],
    width: Int,
    _ transform: @escaping @Sendable (Element) async throws -> Result
) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
        var results = [Result?](repeating: nil, count: elements.count)
        var next = 0
        func startNext() {
            guard next < elements.count else { return }
            let index = next
            next += 1
            group.addTask { (index, try await transform(elements[index])) }
        }
        for _ in 0..<min(width, elements.count) { startNext() }
        for try await (index, result) in group {
            results[index] = result
            startNext()
        }
        return results.compactMap { $0 }
    }
}
