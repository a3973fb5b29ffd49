internal import AWSProfiles
internal import AWSRuntime
internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// Sends one request at a time over pooled connections.
struct NetworkTransport: HTTPTransport {
    let clients: ClientPool
    let settings: TransportSettings

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        do {
            return try await withTimeout(request.timeout) { try await exchange(request) }
        } catch {
            throw TransportError(error, settings: settings)
        }
    }

    private func exchange(_ request: HTTPRequest) async throws -> HTTPResponse {
        var message = HTTPClientRequest(url: request.endpoint.origin + request.target)
        message.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { message.headers.add(name: name, value: value) }
        if !request.body.isEmpty { message.body = .bytes(ByteBuffer(bytes: request.body)) }
        let answer = try await clients.client(for: request.endpoint)
            .execute(message, deadline: .now() + TimeAmount(request.timeout))
        let body: ByteBuffer
        do {
            body = try await answer.body.collect(upTo: settings.bodyLimit)
        } catch is NIOTooManyBytesError {
            throw TransportError.bodyTooLarge(limit: settings.bodyLimit)
        }
        return HTTPResponse(
            status: Int(answer.status.code),
            headers: answer.headers.map { (name: $0.name, value: $0.value) },
            body: Array(body.readableBytesView)
        )
    }
}

extension Endpoint {
    /// Without the base path, which is part of a request's target.
    fileprivate var origin: String { "\(isSecure ? "https" : "http")://\(authority)" }
}

/// Runs an operation that must end in time: the client's own deadline ends with the head of the answer.
private func withTimeout<Result: Sendable>(
    _ limit: Duration,
    _ operation: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw TransportError.timedOut("nothing complete within \(limit.components.seconds) s")
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}
