import AWSRuntime
import AWSTransport
import Testing

/// Failures after the request: it may have been carried out, and it is never sent again.
@Suite(.timeLimit(.minutes(30)))
struct LostAnswerTests {
    @Test func resetAfterTheRequestWasRead() async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            try await connection.reset()
        } _: { server async throws in
            let error = try await failure(of: request("http://127.0.0.1:\(server.port)"))
            #expect(error == .connectionLost("connection reset"))
            #expect(server.log.requests.count == 1)
            #expect(server.log.connections == 1)
        }
    }

    @Test func resetBeforeTheRequestIsRead() async throws {
        try await withServer { connection in
            try await connection.reset()
        } _: { server async throws in
            let error = try await failure(of: request("http://127.0.0.1:\(server.port)"))
            // The reset may come before or after the request is written; the error says which it was.
            #expect(error != .cancelled)
            #expect(error.isNotConnected || error.text == "connection reset" || error.text.contains("closed"))
            #expect(server.log.connections == 1)
        }
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\nContent-", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a\":",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n",
    ])
    func closedBeforeTheEndOfTheAnswer(answer: String) async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            try await connection.write(answer)
        } _: { server async throws in
            let error = try await failure(of: request("http://127.0.0.1:\(server.port)"))
            guard case .connectionLost = error else {
                Issue.record("\(error)")
                return
            }
            #expect(server.log.requests.count == 1)
            #expect(server.log.connections == 1)
        }
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "<html>no</html>\r\n\r\n", "\u{15}\u{3}\u{3}\0\u{2}\u{2}\u{28}"])
    func notHTTP(answer: String) async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            try await connection.write(answer)
            try await connection.waitForClose()
        } _: { server async throws in
            let error = try await failure(of: request("http://127.0.0.1:\(server.port)"))
            #expect(error == .connectionLost("the answer is incomplete or is not HTTP"))
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"])
    func silence(answer: String) async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            try await connection.write(answer)
            try await connection.waitForClose()
        } _: { server async throws in
            let settings = TransportSettings.test { $0.readTimeout = soon }
            let error = try await failure(of: request("http://127.0.0.1:\(server.port)"), settings)
            #expect(error == .timedOut("no data for 0.2 s"))
            #expect(try await eventually { server.log.closed == 1 })
        }
    }

    /// The whole exchange is bounded, and not only the time to its head or between two parts.
    @Test func anAnswerThatTricklesForever() async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            while true {
                try await connection.write(" ")
                try await Task.sleep(for: .milliseconds(10))
            }
        } _: { server async throws in
            let error = try await failure(of: request("http://127.0.0.1:\(server.port)", timeout: .seconds(2)))
            #expect(error == .timedOut("it was not complete within 2 s"))
            #expect(try await eventually { server.log.closed == 1 })
        }
    }

    @Test(arguments: [true, false])
    func anAnswerPastTheLimit(saysItsLength: Bool) async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            let body = String(repeating: "x", count: 1001)
            if saysItsLength {
                try await connection.answer(body)
            } else {
                let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                try await connection.write("\(head)3e9\r\n\(body)\r\n0\r\n\r\n")
            }
            try await connection.waitForClose()
        } _: { server async throws in
            let url = "http://127.0.0.1:\(server.port)"
            #expect(
                try await failure(of: request(url), .test { $0.bodyLimit = 1000 }) == .bodyTooLarge(limit: 1000)
            )
            #expect(try await send(request(url), .test { $0.bodyLimit = 1001 }).body.count == 1001)
        }
    }

    /// The connection that the second request gets has been idle, and ends as soon as the request is there.
    @Test(arguments: [true, false])
    func aStaleConnection(byReset: Bool) async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            try await connection.answer()
            _ = try await connection.readRequest()
            if byReset { try await connection.reset() }
        } _: { server async throws in
            try await AWSTransport.withTransport(.test) { transport async throws in
                let request = try request("http://127.0.0.1:\(server.port)")
                #expect(try await transport.send(request).status == 200)
                await #expect(
                    throws: TransportError.connectionLost(byReset ? "connection reset" : "the other side closed it")
                ) {
                    try await transport.send(request)
                }
            }
            #expect(server.log.requests.count == 2)
            #expect(server.log.connections == 1)
        }
    }

    @Test func aTimeoutIsNotTheEndOfFurtherRequests() async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            if connection.number > 1 { try await connection.answer() }
            try await connection.waitForClose()
        } _: { server async throws in
            try await AWSTransport.withTransport(.test) { transport async throws in
                let url = "http://127.0.0.1:\(server.port)"
                await #expect(throws: TransportError.timedOut("it was not complete within 2 s")) {
                    try await transport.send(request(url, timeout: .seconds(2)))
                }
                #expect(try await transport.send(request(url)).status == 200)
            }
        }
    }
}
