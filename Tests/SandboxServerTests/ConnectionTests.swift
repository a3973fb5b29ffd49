import NIOCore
import NIOPosix
import Sandbox
import Testing

@testable import SandboxServer

/// No connection holds the server up. A limit that a test does not mean is an hour.
@Suite(.timeLimit(.minutes(30)))
struct ConnectionTests {
    private static let answered = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"

    private func limits(_ change: (inout SandboxServer.Limits) -> Void) -> SandboxServer.Limits {
        var limits = SandboxServer.Limits()
        (limits.idle, limits.exchange) = (.seconds(3600), .seconds(3600))
        change(&limits)
        return limits
    }

    /// Runs a server on a free port until the body ends.
    private func withServer(
        _ limits: SandboxServer.Limits,
        _ body: @escaping @Sendable (_ port: Int) async throws -> Void
    ) async throws {
        let engine = SandboxEngine(store: SandboxStore(path: nil))
        let server = SandboxServer(engine: engine, limits: limits)
        let (ports, started) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup { group in
            group.addTask {
                do { try await server.run(port: 0) { started.yield($0) } } catch is CancellationError {}
                started.finish()
            }
            let port = try #require(await ports.first { _ in true })
            try await body(port)
            group.cancelAll()
        }
    }

    /// - Parameter repeating: is sent again and again after the text.
    /// - Returns: what the server sent until it closed the connection.
    private func exchange(_ port: Int, sending text: String, repeating: String? = nil) async throws -> String {
        try await withConnection(port) { inbound, outbound in
            await withTaskGroup { group in
                // Fails when the connection is closed already, as everything below.
                if !text.isEmpty { try? await outbound.write(ByteBuffer(string: text)) }
                if let repeating {
                    group.addTask {
                        while !Task.isCancelled {
                            guard (try? await outbound.write(ByteBuffer(string: repeating))) != nil else { return }
                            try? await Task.sleep(for: .milliseconds(5))
                        }
                    }
                }
                var result = ""
                do {
                    for try await part in inbound { result += String(buffer: part) }
                } catch {
                    // A reset: the server closed it with bytes that it had not read.
                }
                group.cancelAll()
                return result
            }
        }
    }

    private func withConnection<Result: Sendable>(
        _ port: Int,
        _ body: (
            NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>
        ) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { try await body($0, $1) }
    }

    @Test(
        "A connection without a request is closed, also after an answer",
        arguments: ["", "POST / HT", "POST / HTTP/1.1\r\nHost: localhost\r\nX-A: b"]
    )
    func idle(text: String) async throws {
        try await withServer(limits { $0.idle = .milliseconds(50) }) { port async throws in
            #expect(try await exchange(port, sending: text).isEmpty)
            // On a busy machine the request itself can come too late.
            var afterAnswer = ""
            while afterAnswer.isEmpty { afterAnswer = try await exchange(port, sending: Self.answered + text) }
            #expect(afterAnswer.hasPrefix("HTTP/1.1 404 ") && afterAnswer.ranges(of: "HTTP/1.1 ").count == 1)
        }
    }

    @Test("Headers that come piece by piece end")
    func slowHead() async throws {
        try await withServer(limits { $0.idle = .milliseconds(50) }) { port async throws in
            let head = "POST / HTTP/1.1\r\nHost: localhost\r\n"
            #expect(try await exchange(port, sending: head, repeating: "a: b\r\n").isEmpty)
        }
    }

    @Test("A body that comes byte by byte ends, and so does one that does not come", arguments: ["x", nil])
    func slowBody(repeating: String?) async throws {
        try await withServer(limits { $0.exchange = .milliseconds(50) }) { port async throws in
            let head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"
            #expect(try await exchange(port, sending: head, repeating: repeating).isEmpty)
        }
    }

    @Test("One connection too many is answered with 503, and the end of another makes room")
    func tooMany() async throws {
        try await withServer(limits { $0.connections = 1 }) { port async throws in
            try await withConnection(port) { inbound, outbound in
                try await outbound.write(ByteBuffer(string: Self.answered))
                var answers = inbound.makeAsyncIterator()
                #expect(try await answers.next() != nil)
                let refused = try await exchange(port, sending: "")
                #expect(refused.hasPrefix("HTTP/1.1 503 ") && refused.contains("The sandbox has 1 open connections"))
            }
            // The server learns of the end of the connection at some time after it.
            let closing = Self.answered.replacing("Content", with: "Connection: close\r\nContent")
            var answer = ""
            while !answer.hasPrefix("HTTP/1.1 404 ") { answer = try await exchange(port, sending: closing) }
        }
    }
}
