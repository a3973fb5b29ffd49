package import AWSProfiles
import Host

/// One HTTP request.
package struct HTTPRequest: Sendable {
    package var method: String
    package var endpoint: Endpoint
    /// The path and the query with their escapes; starts with `/`.
    package var target: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// For the whole exchange, with the body of the answer.
    package var timeout: Duration
    /// False for the metadata services of containers and instances.
    package var usesProxy = true
    /// For the connection and the TLS handshake; nil for the default of the transport.
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

    /// The first header of a name, in any case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }

    /// The `Date` header, in seconds since 1970.
    var date: Int64? { header("date").flatMap { UnixTime(httpDate: $0) }?.seconds }
}

/// Sends requests, without redirects, decompression or retries.
package protocol HTTPTransport: Sendable {
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}

/// Why there is no answer. The texts are clauses for messages: "connection refused".
package enum TransportError: Error, Sendable, Equatable {
    /// No connection: nothing was sent.
    case notConnected(String)
    /// The connection ended after a part of the request was sent.
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
