package import AWSRuntime
internal import NIOCore

/// The only door to the network: HTTP/1.1 and HTTP/2 through AsyncHTTPClient.
package enum AWSTransport {
    /// To be called before anything else uses the network: a command needs one event loop, and starting more costs time.
    package static func prepareProcess() {
        NIOSingletons.groupLoopCountSuggestion = 1
    }

    /// Gives a transport to a piece of work, and closes its connections after it.
    package static func withTransport<Result>(
        _ settings: TransportSettings,
        _ body: (any HTTPTransport) async throws -> Result
    ) async throws -> Result {
        let clients = try ClientPool(settings)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(NetworkTransport(clients: clients, settings: settings)))
        } catch {
            result = .failure(error)
        }
        await clients.shutDown()
        return try result.get()
    }
}
