internal import AWSProfiles
internal import AWSRuntime
internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// Sends requests over pooled connections.
struct NetworkTransport: HTTPTransport {
    let clients: ClientPool
    let settings: TransportSettings

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        // AsyncHTTPClient may send the request of a task that is cancelled already.
        if Task.isCancelled { throw .cancelled }
        let route = clients.route(for: request)
        let client = clients.client(for: route)
        let progress = RequestProgress()
        do {
            return try await withTimeout(request.timeout) { try await exchange(request, through: client, progress) }
        } catch {
            let failure = TransportFailure(error, of: request, route, progress, settings).error
            if case .timedOut = failure { clients.retire(client, of: route) }
            throw failure
        }
    }

    private func exchange(
        _ request: HTTPRequest,
        through client: HTTPClient,
        _ progress: RequestProgress
    ) async throws -> HTTPResponse {
        var message = HTTPClientRequest(url: request.endpoint.origin + request.target)
        message.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { message.headers.add(name: name, value: value) }
        if !request.body.isEmpty { message.body = .bytes(ObservedBody(request.body, progress)) }
        // The deadline of the client ends with the head of the answer; `withTimeout` bounds the whole.
        let answer = try await client.execute(message, deadline: .distantFuture)
        let body: ByteBuffer
        do {
            body = try await answer.body.collect(upTo: settings.bodyLimit)
        } catch is NIOTooManyBytesError {
            throw TransportError.bodyTooLarge(limit: settings.bodyLimit)
        }
        // A body that was cut short by a cancellation must not look like a complete one.
        try Task.checkCancellation()
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

/// An exchange was not complete in time.
struct ExchangeTimeout: Error {}

/// Runs an operation that must end in time, and waits for its end in any case.
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
