import AWSRuntime
import Host
import Synchronization

/// A connection over a transport that answers by a rule.
struct ScriptedConnection {
    let transport: ScriptedTransport
    let connection: AWSConnection

    init(
        _ environment: [String: String] = [:],
        endpointURL: String? = nil,
        flags: (fips: Bool, dualStack: Bool) = (false, false),
        answering rule: @escaping @Sendable (HTTPRequest, Int) -> HTTPResponse
    ) throws {
        transport = ScriptedTransport(rule)
        let keys = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"]
        let settings = try ConnectionSettings(
            environment: Environment(
                keys.merging(environment) { $1 }.merging([
                    "AWS_USE_FIPS_ENDPOINT": "\(flags.fips)", "AWS_USE_DUALSTACK_ENDPOINT": "\(flags.dualStack)",
                ]) { $1 }
            ),
            files: NoFiles(),
            endpointURL: endpointURL
        )
        connection = AWSConnection(
            settings,
            in: AWSConnection.World(
                files: NoFiles(),
                fileWriter: NoFiles(),
                processes: NoProcesses(),
                transport: transport,
                clock: InstantClock(),
                wallClock: StoppedClock(),
                random: NoJitter()
            ),
            product: "rekon/test"
        )
    }
}

extension HTTPResponse {
    /// - Parameter headers: beside those that S3 always sends.
    init(_ status: Int, _ headers: [String: String] = [:], body: String = "") {
        self.init(
            status: status,
            headers: [(name: "x-amz-request-id", value: "R1")] + headers.map { (name: $0.key, value: $0.value) },
            body: Array(body.utf8)
        )
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

final class ScriptedTransport: HTTPTransport {
    private let state = Mutex<[HTTPRequest]>([])
    private let rule: @Sendable (HTTPRequest, Int) -> HTTPResponse

    init(_ rule: @escaping @Sendable (HTTPRequest, Int) -> HTTPResponse) { self.rule = rule }

    var requests: [HTTPRequest] { state.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let number = state.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
        return rule(request, number)
    }
}

private struct NoFiles: FileReader, FileWriter {
    func replace(_ path: String, with content: [UInt8]) throws(FileError) {
        throw FileError(path: path, reason: .permissionDenied)
    }
    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        throw FileError(path: path, reason: .notFound)
    }
    func kind(of path: String) throws(FileError) -> FileKind { throw FileError(path: path, reason: .notFound) }
    func names(inFolder path: String) throws(FileError) -> [String] {
        throw FileError(path: path, reason: .notFound)
    }
}

private struct NoProcesses: ProcessRunner {
    func run(_ command: String, outputLimit: Int, timeout: Duration) async throws(ProcessError) -> ProcessResult {
        throw .notStarted("there are none")
    }
}

/// On it, waiting takes no time.
private struct InstantClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    var now: Instant { Instant(offset: .zero) }
    var minimumResolution: Duration { .nanoseconds(1) }
    func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
}

private struct StoppedClock: WallClock {
    var now: UnixTime { UnixTime(seconds: 1_795_464_007) }
}

private struct NoJitter: RandomSource {
    func unitInterval() -> Double { 0 }
}
