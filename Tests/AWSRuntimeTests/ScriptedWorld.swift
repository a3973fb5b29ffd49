import AWSProfiles
import AWSSigning
import Host
import Synchronization

@testable import AWSRuntime

/// A transport that answers from a list and remembers what it was sent.
final class ScriptedTransport: HTTPTransport {
    enum Answer: Sendable {
        case response(HTTPResponse)
        case failure(TransportError)
    }

    private struct State {
        var answers: [Answer]
        var requests: [HTTPRequest] = []
    }

    private let state: Mutex<State>

    init(_ answers: [Answer]) {
        state = Mutex(State(answers: answers))
    }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let answer = state.withLock { state in
            state.requests.append(request)
            return state.answers.isEmpty
                ? Answer.failure(.notConnected("the script is over")) : state.answers.removeFirst()
        }
        switch answer {
        case .response(let response): return response
        case .failure(let error): throw error
        }
    }
}

/// A clock on which sleeping takes no time, and is written down.
final class RecordingClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    private let state = Mutex((time: Duration.zero, sleeps: [Duration]()))

    var now: Instant { Instant(offset: state.withLock { $0.time }) }
    var sleeps: [Duration] { state.withLock { $0.sleeps } }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.sleeps.append(deadline.offset - state.time)
            state.time = max(state.time, deadline.offset)
        }
    }
}

/// A wall clock that a test moves.
final class ManualWallClock: WallClock {
    private let time = Mutex(UnixTime(seconds: 1_700_000_000))
    private let step: Int64

    /// - Parameter step: seconds that pass each time somebody looks.
    init(step: Int64 = 0) { self.step = step }

    var now: UnixTime {
        time.withLock { time in
            defer { time = UnixTime(seconds: time.seconds + step) }
            return time
        }
    }
}

struct FixedRandom: RandomSource {
    var value = 1.0
    func unitInterval() -> Double { value }
}

/// Gives a new key each time it is asked anew.
final class CountingCredentials: CredentialProvider {
    private let state = Mutex((number: 1, invalidations: 0))

    var invalidations: Int { state.withLock { $0.invalidations } }

    func credentials() async throws(CredentialError) -> SourcedCredentials {
        let number = state.withLock { $0.number }
        return SourcedCredentials(
            AWSCredentials(accessKeyID: "AKID\(number)", secretAccessKey: "top-secret", sessionToken: "token-secret"),
            source: "test"
        )
    }

    func invalidate() async {
        state.withLock { state in
            state.number += 1
            state.invalidations += 1
        }
    }
}

/// A client and the world that it lives in.
struct ScriptedWorld {
    let transport: ScriptedTransport
    let clock = RecordingClock()
    let credentials = CountingCredentials()
    let client: AWSClient
    let quota: RetryQuota

    init(
        _ answers: ScriptedTransport.Answer...,
        policy: RetryPolicy = RetryPolicy(),
        quota: Int = 500,
        secondsBetweenLooks: Int64 = 0
    ) throws {
        transport = ScriptedTransport(answers)
        self.quota = RetryQuota(capacity: quota)
        client = AWSClient(
            AWSClient.Settings(
                signingName: "rekognition",
                targetPrefix: "RekognitionService",
                region: "us-east-1",
                endpoint: try Endpoint(service: "rekognition", region: "us-east-1", partition: "aws"),
                userAgent: "rekon/test",
                retryPolicy: policy
            ),
            on: AWSClient.Machine(
                transport: transport,
                credentials: credentials,
                clock: clock,
                wallClock: ManualWallClock(step: secondsBetweenLooks),
                random: FixedRandom()
            ),
            quota: self.quota
        )
    }

    struct Input: Codable, Sendable { var Name = "x" }
    struct Output: Codable, Sendable, Equatable { var Value: Int? }

    func call(_ replay: AWSClient.Replay = .safe) async throws(AWSError) -> Output {
        try await client.call("DescribeThings", Input(), as: Output.self, replay: replay)
    }

    /// The error of a call that fails.
    func failure(_ replay: AWSClient.Replay = .safe) async -> AWSError? {
        do throws(AWSError) {
            _ = try await call(replay)
            return nil
        } catch {
            return error
        }
    }
}

extension ScriptedTransport.Answer {
    static func ok(_ body: String = "{\"Value\": 1}") -> Self {
        .response(HTTPResponse(status: 200, body: Array(body.utf8)))
    }

    static func error(
        _ code: String,
        _ status: Int = 400,
        message: String = "no",
        headers: [(name: String, value: String)] = []
    ) -> Self {
        .response(
            HTTPResponse(
                status: status,
                headers: [(name: "x-amzn-RequestId", value: "r-1")] + headers,
                body: Array("{\"__type\":\"\(code)\",\"message\":\"\(message)\"}".utf8)
            )
        )
    }

    static func page(_ status: Int, _ body: String) -> Self {
        .response(
            HTTPResponse(status: status, headers: [(name: "Content-Type", value: "text/html")], body: Array(body.utf8))
        )
    }
}
