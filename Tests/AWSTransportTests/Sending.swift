import AWSProfiles
import AWSRuntime
import AWSTransport
import Testing

extension TransportSettings {
    /// With time for a slow machine, and no proxy.
    static var test: TransportSettings {
        var settings = TransportSettings()
        settings.connectTimeout = .seconds(20)
        settings.readTimeout = .seconds(20)
        return settings
    }

    static func test(_ change: (inout TransportSettings) -> Void) -> TransportSettings {
        var settings = test
        change(&settings)
        return settings
    }
}

/// Short enough for a test; what it ends never comes at all.
let soon: Duration = .milliseconds(200)

func request(
    _ url: String,
    body: String = "{\"a\":1}",
    target: String = "/",
    timeout: Duration = .seconds(30)
) throws -> HTTPRequest {
    let endpoint = try Endpoint(url: url, origin: .configured("a test"))
    return HTTPRequest(
        method: body.isEmpty ? "GET" : "POST",
        endpoint: endpoint,
        target: target,
        headers: [(name: "host", value: endpoint.authority)],
        body: Array(body.utf8),
        timeout: timeout
    )
}

/// Sends one request over a transport of its own.
func send(_ request: HTTPRequest, _ settings: TransportSettings = .test) async throws -> HTTPResponse {
    try await AWSTransport.withTransport(settings) { try await $0.send(request) }
}

/// The error of a request that must fail.
func failure(of request: HTTPRequest, _ settings: TransportSettings = .test) async throws -> TransportError {
    do {
        let response = try await send(request, settings)
        throw UnexpectedAnswer(status: response.status)
    } catch let error as TransportError {
        return error
    }
}

/// Sends a request many times at once and again, to a host whose certificate is another's.
func expectOnlyRefusals(of request: HTTPRequest, _ settings: TransportSettings) async throws {
    try await AWSTransport.withTransport(settings) { transport in
        for _ in 0..<3 {
            await withTaskGroup { group in
                for _ in 0..<10 {
                    group.addTask {
                        await #expect(
                            throws: TransportError.notConnected("the server's certificate is for another host")
                        ) {
                            try await transport.send(request)
                        }
                    }
                }
            }
        }
    }
}

struct UnexpectedAnswer: Error {
    var status: Int
}

extension TransportError {
    var isNotConnected: Bool {
        if case .notConnected = self { return true }
        return false
    }

    var text: String {
        switch self {
        case .notConnected(let text), .connectionLost(let text), .timedOut(let text): text
        case .bodyTooLarge, .cancelled: ""
        }
    }
}
