import AWSRuntime
import AWSTransport
import NIOCore
import NIOPosix
import Testing

/// What goes over the wire, and over how many connections.
@Suite(.timeLimit(.minutes(30)))
struct ExchangeTests {
    @Test func aRequestAndItsAnswer() async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            try await connection.write("HTTP/1.1 200 OK\r\nX-Amzn-RequestId: 42\r\nContent-Length: 2\r\n\r\n{}")
            try await connection.waitForClose()
        } _: { server async throws in
            let response = try await send(request("http://127.0.0.1:\(server.port)", body: "{\"name\":\"ü\"}"))
            #expect(response.status == 200)
            #expect(response.header("x-amzn-requestid") == "42")
            #expect(response.body == Array("{}".utf8))
            let request = try #require(server.log.requests.first)
            #expect(request.hasPrefix("POST / HTTP/1.1\r\n"))
            #expect(request.hasSuffix("\r\n\r\n{\"name\":\"ü\"}"))
            #expect(request.lowercased().contains("host: 127.0.0.1:\(server.port)\r\n"))
        }
    }

    /// What was signed must be what is sent.
    @Test(arguments: [
        "/", "//", "/a//b/", "/a%2Fb", "/?a=b&c", "/x?token=%2B%3D%25&empty=", "/%E2%82%AC?q=%C3%BC", "/a;b,c=d:e@f",
        "/~a.b_c-d", "/x?a=b%20c&d='()*!", "/latest/meta-data/iam/security-credentials/role+name@x",
    ])
    func theTargetIsSentAsItIs(target: String) async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            try await connection.answer()
        } _: { server async throws in
            _ = try await send(request("http://127.0.0.1:\(server.port)", body: "", target: target))
            #expect(server.log.requests.first?.hasPrefix("GET \(target) HTTP/1.1\r\n") == true)
        }
    }

    @Test func redirectsAreAnswers() async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            try await connection.write("HTTP/1.1 307 Go\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")
            try await connection.waitForClose()
        } _: { server async throws in
            #expect(try await send(request("http://127.0.0.1:\(server.port)")).status == 307)
            #expect(server.log.requests.count == 1)
        }
    }

    @Test func aConnectionIsUsedAgain() async throws {
        try await withServer { connection in
            while try await connection.readRequest() != nil { try await connection.answer() }
        } _: { server async throws in
            try await AWSTransport.withTransport(.test) { transport async throws in
                for _ in 0..<20 {
                    #expect(try await transport.send(request("http://127.0.0.1:\(server.port)")).status == 200)
                }
            }
            #expect(server.log.requests.count == 20)
            #expect(server.log.connections == 1)
        }
    }

    @Test func requestsAtOnceShareConnections() async throws {
        try await withServer { connection in
            while try await connection.readRequest() != nil { try await connection.answer() }
        } _: { server async throws in
            try await AWSTransport.withTransport(.test { $0.connectionsPerHost = 4 }) { transport async throws in
                let request = try request("http://127.0.0.1:\(server.port)")
                try await withThrowingTaskGroup { group in
                    for _ in 0..<40 { group.addTask { try await transport.send(request).status } }
                    for try await status in group { #expect(status == 200) }
                }
            }
            #expect(server.log.requests.count == 40)
            #expect(server.log.connections <= 4)
        }
    }

    @Test func anIdleConnectionIsClosedByTheClient() async throws {
        try await withServer { connection in
            while try await connection.readRequest() != nil { try await connection.answer() }
        } _: { server async throws in
            try await AWSTransport.withTransport(.test { $0.idleTimeout = .milliseconds(50) }) {
                transport async throws in
                _ = try await transport.send(request("http://127.0.0.1:\(server.port)"))
                #expect(try await eventually { server.log.closed == 1 })
                _ = try await transport.send(request("http://127.0.0.1:\(server.port)"))
            }
            #expect(server.log.connections == 2)
        }
    }

    @Test(.enabled("this machine has no IPv6") { await hasIPv6() })
    func iPv6() async throws {
        try await withServer(host: "::1") { connection in
            _ = try await connection.readRequest()
            try await connection.answer()
        } _: { server async throws in
            #expect(try await send(request("http://[::1]:\(server.port)")).status == 200)
            #expect(server.log.requests.first?.lowercased().contains("host: [::1]:\(server.port)\r\n") == true)
        }
    }
}

private func hasIPv6() async -> Bool {
    let channel = try? await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .bind(host: "::1", port: 0).get()
    try? await channel?.close().get()
    return channel != nil
}
