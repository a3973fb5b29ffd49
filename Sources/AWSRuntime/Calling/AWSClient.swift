import AWSProfiles
package import AWSSigning
import Host
import JSON

/// Calls the operations of one service in one region: AWS JSON 1.1.
package struct AWSClient: Sendable {
    package typealias Replay = AWSRuntime.Replay

    package let sender: CallSender
    /// The start of `X-Amz-Target`, before the operation.
    private let targetPrefix: String

    /// How far the service's clock is ahead of this machine's, by the dates of its answers; nil before the first one.
    package var clockOffset: Duration? { sender.host.skew.measured.map { .seconds($0) } }

    init(_ sender: CallSender, targetPrefix: String) {
        self.sender = sender
        self.targetPrefix = targetPrefix
    }

    /// Calls an operation and decodes its answer.
    ///
    /// - Throws: `AWSError`.
    package func call<Input: Encodable & Sendable, Output: Decodable & Sendable>(
        _ operation: String,
        _ input: Input,
        as type: Output.Type,
        replay: Replay
    ) async throws(AWSError) -> Output {
        try await callWithRequestID(operation, input, as: type, replay: replay).output
    }

    /// Calls an operation, and returns its decoded answer and the request id.
    ///
    /// - Throws: `AWSError`.
    package func callWithRequestID<Input: Encodable & Sendable, Output: Decodable & Sendable>(
        _ operation: String,
        _ input: Input,
        as type: Output.Type,
        replay: Replay
    ) async throws(AWSError) -> (output: Output, requestID: String?) {
        let body: [UInt8]
        do {
            body = try JSONCoding.encode(input)
        } catch {
            throw AWSError(
                .unreadableResponse("the request could not be written: \(error)"),
                operation: operation,
                service: sender.service,
                host: sender.endpoint.authority
            )
        }
        return try await sender.send(request(operation, body), replay: replay) { response in
            (try JSONCoding.decode(type, from: response.jsonBody), response.requestID)
        }
    }

    /// Calls an operation with an encoded request; the caller reads the answer.
    ///
    /// - Parameter read: reads the body; throws where the answer is not from the service.
    /// - Throws: `AWSError`.
    package func call<Output: Sendable>(
        _ operation: String,
        body: [UInt8],
        replay: Replay,
        reading read: (_ body: [UInt8]) throws -> Output
    ) async throws(AWSError) -> Output {
        try await sender.send(request(operation, body), replay: replay) { response in try read(response.body) }
    }

    private func request(_ operation: String, _ body: [UInt8]) -> CallRequest {
        CallRequest(
            operation: operation,
            headers: [
                (name: "content-type", value: "application/x-amz-json-1.1"),
                (name: "x-amz-target", value: "\(targetPrefix).\(operation)"),
            ],
            body: body
        )
    }
}

extension HTTPResponse {
    /// An empty body is an empty object.
    fileprivate var jsonBody: [UInt8] { body.isEmpty ? Array("{}".utf8) : body }
}

/// What all calls of a run share.
struct CallContext: Sendable {
    let process: ProcessContext
    let transport: any HTTPTransport
    let log: DebugLog
    let retryPolicy: RetryPolicy
    let userAgent: String
    let plainHTTP: PlainHTTP
    /// For one attempt, with the body of the answer.
    private(set) var attemptTimeout: Duration
    /// For a call with all its attempts; nil without a limit.
    let callTimeout: Duration?
    private(set) var hosts: HostStates
    /// Whether calls have one attempt only.
    private(set) var isProbe = false

    init(
        process: ProcessContext,
        transport: any HTTPTransport,
        log: DebugLog,
        retryPolicy: RetryPolicy,
        userAgent: String,
        plainHTTP: PlainHTTP = PlainHTTP(),
        attemptTimeout: Duration = .seconds(60),
        callTimeout: Duration? = nil
    ) {
        self.process = process
        self.transport = transport
        self.log = log
        self.retryPolicy = retryPolicy
        self.userAgent = userAgent
        self.plainHTTP = plainHTTP
        self.attemptTimeout = attemptTimeout
        self.callTimeout = callTimeout
        hosts = HostStates(retryPolicy, clock: process.clock)
    }

    /// The same context for another account.
    func withHostsOfItsOwn() -> CallContext {
        var result = self
        result.hosts = HostStates(retryPolicy, clock: process.clock)
        return result
    }

    /// A context for optional calls: one attempt with a short timeout.
    func probing(within timeout: Duration) -> CallContext {
        var result = self
        result.attemptTimeout = min(timeout, attemptTimeout)
        result.isProbe = true
        return result
    }
}

/// One call of an operation, before it is signed.
package struct CallRequest: Sendable {
    package enum Signing: Sendable, Equatable {
        /// The operation takes no AWS credentials.
        case none
        case signatureVersion4(SigningOptions)
    }

    /// The API operation, as in `DescribeProjects`.
    package var operation: String
    package var method: String
    /// Starts with `/`; with its escapes. The endpoint's base path comes before it.
    package var path: String
    /// Without `?`; with its escapes.
    package var query: String
    /// Without `host` and the headers of the signature.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var signing: Signing
    /// Texts of the request that must not be shown if the answer repeats them.
    package var secrets: [String]
    /// Whether the answer contains secrets: its text is never shown.
    package var answersWithSecrets: Bool

    package init(
        operation: String,
        method: String = "POST",
        path: String = "/",
        query: String = "",
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        signing: Signing = .signatureVersion4(SigningOptions()),
        secrets: [String] = [],
        answersWithSecrets: Bool = false
    ) {
        self.operation = operation
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.signing = signing
        self.secrets = secrets
        self.answersWithSecrets = answersWithSecrets
    }
}

/// Whether to retry after an attempt that the service may have carried out.
package enum Replay: Sendable {
    case safe
    /// Retry only where the service certainly did nothing.
    case onlyIfNothingHappened
}
