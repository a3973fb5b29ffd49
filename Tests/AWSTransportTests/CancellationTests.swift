import AWSRuntime
import AWSTransport
import Testing

/// Cancellation ends requests, and nothing outlives a transport.
@Suite(.timeLimit(.minutes(30)))
struct CancellationTests {
    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"])
    func theServerSeesTheEnd(answer: String) async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            try await connection.write(answer)
            try await connection.waitForClose()
        } _: { server async throws in
            try await AWSTransport.withTransport(.test) { transport async throws in
                let request = try request("http://127.0.0.1:\(server.port)")
                let call = Task { try await transport.send(request) }
                #expect(try await eventually { server.log.requests.count == 1 })
                call.cancel()
                await #expect(throws: TransportError.cancelled) { try await call.value }
                // Before the transport ends.
                #expect(try await eventually { server.log.closed == 1 })
            }
        }
    }

    @Test func whileConnecting() async throws {
        try await withServer { connection in
            try await connection.waitForClose()
        } _: { server async throws in
            try await AWSTransport.withTransport(.test) { transport async throws in
                let request = try request("https://127.0.0.1:\(server.port)")
                let call = Task { try await transport.send(request) }
                #expect(try await eventually { server.log.connections == 1 })
                call.cancel()
                await #expect(throws: TransportError.cancelled) { try await call.value }
            }
            #expect(server.log.requests.isEmpty)
        }
    }

    @Test func aCancelledTaskSendsNothing() async throws {
        try await withServer { connection in
            while try await connection.readRequest() != nil { try await connection.answer() }
        } _: { server async throws in
            try await AWSTransport.withTransport(.test) { transport async throws in
                let request = try request("http://127.0.0.1:\(server.port)")
                _ = try await transport.send(request)
                let call = Task {
                    unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                    return try await transport.send(request)
                }
                await #expect(throws: TransportError.cancelled) { try await call.value }
            }
            #expect(server.log.requests.count == 1)
        }
    }

    @Test func aTransportEndsWithItsWork() async throws {
        try await withServer { connection in
            while try await connection.readRequest() != nil { try await connection.answer() }
        } _: { server async throws in
            struct Failed: Error {}
            await #expect(throws: Failed.self) {
                try await AWSTransport.withTransport(.test) { transport async throws in
                    _ = try await transport.send(request("http://127.0.0.1:\(server.port)"))
                    throw Failed()
                }
            }
            #expect(try await eventually { server.log.closed == 1 })
        }
    }

    @Test func aTransportEndsWithACancelledTask() async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            try await connection.waitForClose()
        } _: { server async throws in
            let request = try request("http://127.0.0.1:\(server.port)")
            let run = Task { try await send(request) }
            #expect(try await eventually { server.log.requests.count == 1 })
            run.cancel()
            await #expect(throws: TransportError.cancelled) { try await run.value }
            #expect(try await eventually { server.log.closed == 1 })
        }
    }
}
