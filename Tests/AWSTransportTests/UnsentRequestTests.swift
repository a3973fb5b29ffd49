import AWSRuntime
import AWSTransport
import NIOCore
import NIOPosix
import Testing

/// Failures before the request: it is certain that nothing was carried out.
@Suite(.timeLimit(.minutes(30)))
struct UnsentRequestTests {
    /// A port at which nobody listens.
    private func closedPort() async throws -> Int {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        defer { channel.close(promise: nil) }
        return channel.localAddress!.port!
    }

    @Test(arguments: ["http", "https"], ["127.0.0.1", "localhost"])
    func refused(scheme: String, host: String) async throws {
        let url = "\(scheme)://\(host):\(try await closedPort())"
        #expect(try await failure(of: request(url)) == .notConnected("connection refused"))
        #expect(try await failure(of: request(url, body: "")) == .notConnected("connection refused"))
    }

    @Test func aNameThatDoesNotExist() async throws {
        var request = try request("http://no-such-host.invalid")
        request.connectTimeout = .seconds(5)
        let error = try await failure(of: request)
        #expect(error.isNotConnected)
        // A machine without a network waits for its resolver instead.
        #expect(error.text.contains("could not be resolved") || error.text.contains("no answer"))
    }

    @Test(arguments: ["{}", ""])
    func aHandshakeThatHangs(body: String) async throws {
        try await withServer { connection in
            try await connection.waitForClose()
        } _: { server async throws in
            let settings = TransportSettings.test { $0.connectTimeout = soon }
            let error = try await failure(of: request("https://127.0.0.1:\(server.port)", body: body), settings)
            #expect(error == .notConnected("no answer within 0.2 s, the TLS handshake included"))
        }
    }

    @Test func theRequestsOwnConnectTimeout() async throws {
        try await withServer { connection in
            try await connection.waitForClose()
        } _: { server async throws in
            var request = try request("https://127.0.0.1:\(server.port)")
            request.connectTimeout = soon
            #expect(
                try await failure(of: request)
                    == .notConnected("no answer within 0.2 s, the TLS handshake included")
            )
        }
    }

    @Test func theWholeTimeIsOverBeforeThereIsAConnection() async throws {
        try await withServer { connection in
            try await connection.waitForClose()
        } _: { server async throws in
            let error = try await failure(of: request("https://127.0.0.1:\(server.port)", timeout: soon))
            #expect(error == .notConnected("no connection within 0.2 s"))
        }
    }

    @Test func theOtherSideDoesNotSpeakTLS() async throws {
        try await withServer { connection in
            try await connection.answer()
            try await connection.waitForClose()
        } _: { server async throws in
            let error = try await failure(of: request("https://127.0.0.1:\(server.port)"))
            #expect(error == .notConnected("the other side does not speak TLS"))
        }
    }

    @Test(arguments: [true, false])
    func theHandshakeIsCutOff(byReset: Bool) async throws {
        try await withServer { connection in
            _ = try await connection.inbound.next(isolation: #isolation)
            if byReset { try await connection.reset() }
        } _: { server async throws in
            let error = try await failure(of: request("https://127.0.0.1:\(server.port)"))
            #expect(error.isNotConnected)
            #expect(server.log.connections == 1)
        }
    }

    /// Nothing of such a request can be sent.
    @Test func aHeaderThatCannotBeSent() async throws {
        try await withServer { connection in
            try await connection.waitForClose()
        } _: { server async throws in
            var request = try request("http://127.0.0.1:\(server.port)")
            request.headers.append((name: "x-note", value: "a\r\nb"))
            #expect(try await failure(of: request).isNotConnected)
            #expect(server.log.requests.isEmpty)
        }
    }
}
