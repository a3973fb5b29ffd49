package import AWSProfiles
import Host

/// One HTTP request, as it goes on the wire.
package struct HTTPRequest: Sendable {
    package var method: String
    package var endpoint: Endpoint
    /// With the query, as it goes on the wire; starts with `/`.
    package var target: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// For the whole exchange, the body of the answer included.
    package var timeout: Duration
    /// False for the metadata services of containers and instances, which are reached directly whatever is configured.
    package var usesProxy = true
    /// For the connection and the TLS handshake; nil for the transport's own.
    package var connectTimeout: Duration?

    package init(
        method: String,
        endpoint: Endpoint,
        target: String,
        headers: [(name: String, value: String)],
        body: [UInt8],
        timeout: Duration,
        usesProxy: Bool = true,
        connectTimeout: Duration? = nil
    ) {
        self.method = method
        self.endpoint = endpoint
        self.target = target
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.usesProxy = usesProxy
        self.connectTimeout = connectTimeout
    }
}

/// A complete answer.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of a name, whatever its case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }

    /// The `Date` header, in seconds since 1970.
    var date: Int64? { header("date").flatMap { UnixTime(httpDate: $0) }?.seconds }
}

/// Sends requests: follows no redirects, changes no bodies, retries nothing.
package protocol HTTPTransport: Sendable {
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}

/// Why there is no answer. The texts are clauses for a person: "connection refused".
package enum TransportError: Error, Sendable, Equatable {
    /// No connection: nothing was sent.
    case notConnected(String)
    /// The connection ended after the request, or a part of it, was sent.
    case connectionLost(String)
    /// The answer was not complete in time.
    case timedOut(String)
    /// The answer is longer than the limit, in bytes.
    case bodyTooLarge(limit: Int)
    case cancelled

    /// For messages.
    package var text: String {
        switch self {
        case .notConnected(let text): "no connection: \(text)"
        case .connectionLost(let text): "the connection was lost: \(text)"
        case .timedOut(let text): "no complete answer in time: \(text)"
        case .bodyTooLarge(let limit): "the answer is longer than \(limit / 1_048_576) MiB"
        case .cancelled: "cancelled"
        }
    }
}
