import AWSProfiles
import AWSSigning
import Host
import Synchronization
import TestSupport

@testable import AWSRuntime

/// A transport that answers from a list, or by a rule, and remembers what it was sent.
final class ScriptedTransport: HTTPTransport {
    enum Answer: Sendable {
        case response(HTTPResponse)
        case failure(TransportError)
    }

    private let state = Mutex<[HTTPRequest]>([])
    private let rule: @Sendable (HTTPRequest, Int) -> Answer

    init(_ answers: [Answer]) {
        rule = { _, number in
            number < answers.count ? answers[number] : .failure(.notConnected("the script is over"))
        }
    }

    /// - Parameter rule: is given the request, and how many there were before it.
    init(_ rule: @escaping @Sendable (HTTPRequest, Int) -> Answer) {
        self.rule = rule
    }

    var requests: [HTTPRequest] { state.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let number = state.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
        switch rule(request, number) {
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
    /// 2023-11-14T22:13:20Z.
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

extension ManualWallClock {
    func advance(by seconds: Int64) {
        time.withLock { $0 = UnixTime(seconds: $0.seconds + seconds) }
    }
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

    func invalidate(_ refused: AWSCredentials) async {
        state.withLock { state in
            guard refused.accessKeyID == "AKID\(state.number)" else { return }
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
    let log = LogLines()
    let client: AWSClient
    let quota: RetryQuota

    init(
        _ answers: ScriptedTransport.Answer...,
        policy: RetryPolicy = RetryPolicy(),
        quota: Int = 500,
        secondsBetweenLooks: Int64 = 0
    ) throws {
        transport = ScriptedTransport(answers)
        var policy = policy
        policy.quota = quota
        let context = CallContext(
            process: .test(
                clock: clock,
                wallClock: ManualWallClock(step: secondsBetweenLooks),
                random: ConstantRandom(1)
            ),
            transport: transport,
            log: log.log,
            retryPolicy: policy,
            userAgent: "rekon/test"
        )
        let endpoint = try Endpoint(service: .rekognition, region: "us-east-1")
        let sender = CallSender(
            service: "rekognition",
            region: "us-east-1",
            endpoint: endpoint,
            context: context,
            credentials: credentials,
            readError: { ServiceError(json: $0) }
        )
        client = AWSClient(sender, targetPrefix: "RekognitionService")
        self.quota = context.hosts.state(of: endpoint.authority).quota
    }

    struct Input: Codable, Sendable { var Name = "x" }
    struct Output: Codable, Sendable, Equatable { var Value: Int? }

    func call(_ replay: Replay = .safe) async throws(AWSError) -> Output {
        try await client.call("DescribeThings", Input(), as: Output.self, replay: replay)
    }

    /// The error of a call that fails.
    func failure(_ replay: Replay = .safe) async -> AWSError? {
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
