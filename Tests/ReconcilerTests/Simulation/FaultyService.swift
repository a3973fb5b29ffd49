import Reconciler
import Rekognition
import Sandbox
import Synchronization
import TestSupport

@testable import AWSRuntime

/// The sandbox behind a network that loses, delays and refuses: any call may go wrong in any way.
struct FaultyService: RekognitionCreatingAPI {
    enum Fault: CaseIterable, Sendable {
        /// Lost on the way there, or on the way back.
        case resetBefore, resetAfter
        case timeoutBefore, timeoutAfter
        /// Carried out after the client has given up.
        case timeoutLate
        case errorBefore, errorAfter
        case unreadableAfter
        /// A proxy's page or redirect instead of the answer.
        case foreignBefore, foreignAfter
        /// The answer to a description is about another project.
        case otherProject
        case notConnected, throttled, expired, denied
    }

    let process: SimulatedProcess
    let client: SandboxClient
    let ledger: Ledger
    /// How many of a hundred calls go wrong, and how.
    let faultRate: Int
    var faults = Fault.allCases

    var clockOffset: Duration? { process.knowsServiceTime ? .zero - process.clockAhead : nil }

    private var simulation: Simulation { process.simulation }

    func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
        try await call("DescribeProjects") {
            try await client.describeProjects(request)
        } exchanged: { answer in
            for index in (answer.projectDescriptions ?? []).indices {
                let arn = answer.projectDescriptions?[index].projectARN
                answer.projectDescriptions?[index].projectARN = arn.map(Self.ofAnotherProject)
            }
        }
    }

    func describeProjectVersions(
        _ request: DescribeProjectVersionsRequest
    ) async throws -> DescribeProjectVersionsResponse {
        try await call("DescribeProjectVersions") {
            try await client.describeProjectVersions(request)
        } exchanged: { answer in
            for index in (answer.projectVersionDescriptions ?? []).indices {
                let arn = answer.projectVersionDescriptions?[index].projectVersionARN
                answer.projectVersionDescriptions?[index].projectVersionARN = arn.map(Self.ofAnotherProject)
            }
        }
    }

    func listTagsForResource(_ request: ListTagsForResourceRequest) async throws -> ListTagsForResourceResponse {
        try await call("ListTagsForResource") { try await client.listTagsForResource(request) }
    }

    func createProjectVersion(_ request: CreateProjectVersionRequest) async throws -> CreateProjectVersionResponse {
        try await call("CreateProjectVersion") {
            let response = try await client.createProjectVersion(request)
            simulation.log("\(process.name): \(request.versionName) is created")
            ledger.add(request, response.projectVersionARN, by: process.name, at: simulation.elapsed)
            return response
        }
    }

    private static func ofAnotherProject(_ arn: String) -> String {
        arn.replacing(":project/", with: ":project/other-")
    }

    // MARK: The network

    private func call<Result: Sendable>(
        _ operation: String,
        _ work: @escaping @Sendable () async throws -> Result,
        exchanged: (inout Result) -> Void = { _ in }
    ) async throws -> Result {
        let (fault, there, back) = simulation.draw { random in
            (
                random.below(100) < faultRate ? faults[random.below(faults.count)] : nil,
                Duration.milliseconds(1 + random.below(300)), Duration.milliseconds(random.below(300))
            )
        }
        await process.step()
        try await travel(there, operation)
        await process.step()
        simulation.log("\(process.name): \(operation) \(fault.map { "\($0)" } ?? "")")
        switch fault {
        case nil:
            let result = await outcome(work)
            try await travel(back, operation)
            await process.step()
            return try result.get()
        case .otherProject:
            var result = try await outcome(work).get()
            try await travel(back, operation)
            await process.step()
            exchanged(&result)
            return result
        case .notConnected: throw error(.notConnected("refused"), operation)
        case .expired: throw error(.credentials("The session has expired."), operation)
        case .throttled: throw refusal("ThrottlingException", operation)
        case .denied: throw refusal("AccessDeniedException", operation)
        case .resetBefore, .resetAfter:
            if fault == .resetAfter { _ = await outcome(work) }
            try await travel(back, operation)
            await process.step()
            throw error(.connectionLost("reset"), operation, mayHaveTakenEffect: true)
        case .timeoutBefore, .timeoutAfter, .timeoutLate:
            if fault == .timeoutAfter { _ = await outcome(work) }
            try await travel(.seconds(60), operation)
            if fault == .timeoutLate { startLate(work) }
            await process.step()
            throw error(.timedOut("60 s"), operation, mayHaveTakenEffect: true)
        case .errorBefore, .errorAfter:
            if fault == .errorAfter { _ = await outcome(work) }
            try await travel(back, operation)
            await process.step()
            throw error(
                .service(code: "InternalServerError", message: "oops"),
                operation,
                status: 500,
                mayHaveTakenEffect: true
            )
        case .unreadableAfter:
            _ = await outcome(work)
            await process.step()
            throw error(.unreadableResponse("<html>"), operation, status: 200, mayHaveTakenEffect: true)
        case .foreignBefore, .foreignAfter:
            if fault == .foreignAfter { _ = await outcome(work) }
            try await travel(back, operation)
            await process.step()
            let answer = Self.foreignAnswers[simulation.draw { $0.below(Self.foreignAnswers.count) }]
            let failure = Failure(answer, ServiceError(json: answer), RetryRules(service: "rekognition"))
            throw error(
                failure.cause,
                operation,
                status: answer.status,
                mayHaveTakenEffect: failure.mayHaveTakenEffect
            )
        }
    }

    private static let foreignAnswers = [
        HTTPResponse(status: 302, headers: [(name: "location", value: "https://login.example/")]),
        HTTPResponse(status: 403, body: Array("<html>Blocked</html>".utf8)),
        HTTPResponse(status: 403, body: Array(#"{"code":"Forbidden","message":"blocked"}"#.utf8)),
        HTTPResponse(status: 413),
        HTTPResponse(status: 429, body: Array("slow down".utf8)),
    ]

    private func startLate<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) {
        let delay = Duration.milliseconds(simulation.draw { $0.below(40_000) })
        simulation.start { [simulation] in
            try? await simulation.sleep(for: delay)
            _ = try? await work()
        }
    }

    private func outcome<Output: Sendable>(
        _ work: @Sendable () async throws -> Output
    ) async -> Result<Output, any Error> {
        do { return .success(try await work()) } catch { return .failure(error) }
    }

    private func travel(_ time: Duration, _ operation: String) async throws {
        do {
            try await simulation.sleep(for: time)
        } catch {
            throw self.error(.cancelled, operation, mayHaveTakenEffect: true)
        }
    }

    private func refusal(_ code: String, _ operation: String) -> AWSError {
        error(.service(code: code, message: "no"), operation, status: 400)
    }

    private func error(
        _ cause: AWSError.Cause,
        _ operation: String,
        status: Int? = nil,
        mayHaveTakenEffect: Bool = false
    ) -> AWSError {
        AWSError(
            cause,
            operation: operation,
            host: "the simulation",
            statusCode: status,
            mayHaveTakenEffect: mayHaveTakenEffect
        )
    }
}

/// The audit log of a simulated process, which may fail like a disk that is full.
final class SimulatedAudit: CreateAuditor {
    struct Full: Error {}

    struct State: Sendable {
        var sent: [CreateAttempt] = []
        var answers: [(attempt: CreateAttempt, answer: CreateAnswer)] = []
        var resolutions: [(attempt: CreateAttempt, resolution: CreateResolution)] = []
        var room: Int
    }

    private let state: Mutex<State>
    let isLimited: Bool

    /// - Parameter room: for how many creates.
    init(room: Int = .max) {
        state = Mutex(State(room: room))
        isLimited = room < .max
    }

    var record: State { state.withLock { $0 } }

    func willSend(_ attempt: CreateAttempt) throws {
        try state.withLock { state in
            guard state.room > 0 else { throw Full() }
            state.room -= 1
            state.sent.append(attempt)
        }
    }

    func didAnswer(_ answer: CreateAnswer, to attempt: CreateAttempt) {
        state.withLock { $0.answers.append((attempt, answer)) }
    }

    func didResolve(_ resolution: CreateResolution, of attempt: CreateAttempt) {
        state.withLock { $0.resolutions.append((attempt, resolution)) }
    }
}
