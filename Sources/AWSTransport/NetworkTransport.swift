import AWSProfiles
package import AWSRuntime
import AsyncHTTPClient
package import Host
import NIOCore
import NIOHTTP1
import Synchronization

/// Sends requests over pooled connections.
struct NetworkTransport: HTTPTransport {
    let clients: ClientPool
    let settings: TransportSettings

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        // AsyncHTTPClient can send the request of a cancelled task.
        if Task.isCancelled { throw .cancelled }
        let route = clients.route(for: request)
        let client = try clients.client(for: route)
        let progress = RequestProgress()
        do {
            return try await withTimeout(request.timeout) { try await exchange(request, through: client, progress) }
        } catch {
            // Nothing was sent. A machine's own authority may be in the file only.
            if error.isUntrustedCertificate, route.usesFolder {
                clients.leaveFolder()
                return try await send(request)
            }
            // NIOSSL does not say why it does not trust a certificate.
            let period =
                error.isUntrustedCertificate ? await clients.certificatePeriod(of: request.endpoint, route) : nil
            let failure = TransportFailure(error, of: request, route, progress, settings, period).error
            if case .timedOut = failure { clients.retire(client, of: route) }
            throw failure
        }
    }

    private func exchange(
        _ request: HTTPRequest,
        through client: HTTPClient,
        _ progress: RequestProgress
    ) async throws -> HTTPResponse {
        var message = HTTPClientRequest(url: request.endpoint.withoutPath + request.target)
        message.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { message.headers.add(name: name, value: value) }
        if !request.body.isEmpty { message.body = .bytes(ObservedBody(request.body, progress)) }
        // The client's deadline covers the head of the answer; `withTimeout` limits the whole exchange.
        let answer = try await client.execute(message, deadline: .distantFuture)
        let body: ByteBuffer
        do {
            body = try await answer.body.collect(upTo: settings.bodyLimit)
        } catch is NIOTooManyBytesError {
            throw TransportError.bodyTooLarge(limit: settings.bodyLimit)
        }
        // A cancellation can cut the body short: it must not look complete.
        try Task.checkCancellation()
        return HTTPResponse(
            status: Int(answer.status.code),
            headers: answer.headers.map { (name: $0.name, value: $0.value) },
            body: Array(body.readableBytesView)
        )
    }
}

/// The exchange was not complete in time.
struct ExchangeTimeout: Error {}

/// Runs an operation with a time limit, and always waits for its end.
private func withTimeout<Result: Sendable>(
    _ limit: Duration,
    _ operation: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw ExchangeTimeout()
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}

/// The only module with network access: HTTP/1.1 and HTTP/2 with AsyncHTTPClient.
package enum AWSTransport {
    /// Call this before any use of the network: a command needs one event loop, and more of them cost start time.
    package static func prepareProcess() {
        NIOSingletons.groupLoopCountSuggestion = 1
    }

    /// Gives a transport to a piece of work, and closes its connections after it.
    package static func withTransport<Result>(
        _ settings: TransportSettings,
        _ body: (any HTTPTransport) async throws -> Result
    ) async throws -> Result {
        let (transport, close) = try open(settings)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(transport))
        } catch {
            result = .failure(error)
        }
        await close()
        return try result.get()
    }

    /// A transport whose connections stay open until `close` is called.
    ///
    /// - Throws: `ConfigurationError` for a CA bundle that cannot be used.
    package static func open(
        _ settings: TransportSettings
    ) throws -> (transport: any HTTPTransport, close: @Sendable () async -> Void) {
        let clients = try ClientPool(settings)
        return (NetworkTransport(clients: clients, settings: settings), { await clients.shutDown() })
    }
}

/// How connections are made.
package struct TransportSettings: Sendable, Equatable {
    /// For the connection, through a proxy or not, and the TLS handshake.
    package var connectTimeout: Duration = .milliseconds(3100)
    /// Between two parts of an answer.
    package var readTimeout: Duration = .seconds(30)
    /// How long an idle connection stays open. Servers close it after about 20 s, and a request sent at that moment is
    /// lost.
    package var idleTimeout: Duration = .seconds(15)
    /// The longest body that is read, in bytes.
    package var bodyLimit = 8 * 1_048_576
    /// Nil: the system's certificates are trusted.
    package var caBundle: CABundle?
    package var systemCertificates = SystemCertificates()
    package var proxies = ProxySettings()
    /// The most HTTP/1.1 connections to one host. It must exceed the number of concurrent requests: a request without a
    /// connection within `connectTimeout` fails.
    package var connectionsPerHost = 64

    package init() {}

    /// - Parameter environment: names the proxies.
    /// - Throws: `ConfigurationError` for a proxy that cannot be used.
    package init(environment: Environment, caBundle: CABundle? = nil) throws {
        self.caBundle = caBundle
        proxies = try ProxySettings(environment: environment)
    }
}

/// Whether a part of a request's body may have been sent.
///
/// Errors alone do not show that a request was not sent: both a failed handshake and a lost answer can be a reset.
final class RequestProgress: Sendable {
    private let isBodyAskedFor = Atomic(false)

    /// Set before the first byte of the body is written. A service acts only on the whole body: the head has its length
    /// and hash.
    var mayHaveSentBody: Bool { isBodyAskedFor.load(ordering: .acquiring) }

    fileprivate func bodyIsAskedFor() {
        isBodyAskedFor.store(true, ordering: .releasing)
    }
}

/// A body that notes when it is read.
///
/// AsyncHTTPClient reads a collection only after a connection has taken the head of the request (see
/// `HTTPClientRequest.Body.bytes(_:)`). A failed request with an unread body was therefore never sent.
struct ObservedBody: RandomAccessCollection, Sendable {
    private let bytes: [UInt8]
    private let progress: RequestProgress

    init(_ bytes: [UInt8], _ progress: RequestProgress) {
        self.bytes = bytes
        self.progress = progress
    }

    var startIndex: Int { bytes.startIndex }
    var endIndex: Int { bytes.endIndex }

    subscript(position: Int) -> UInt8 {
        progress.bodyIsAskedFor()
        return bytes[position]
    }

    func makeIterator() -> IndexingIterator<[UInt8]> {
        progress.bodyIsAskedFor()
        return bytes.makeIterator()
    }

    func withContiguousStorageIfAvailable<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result? {
        progress.bodyIsAskedFor()
        return try unsafe bytes.withContiguousStorageIfAvailable(body)
    }
}
