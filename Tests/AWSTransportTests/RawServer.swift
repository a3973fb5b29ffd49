import LibC
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

/// A server on loopback that does to each connection what its test says.
struct RawServer: Sendable {
    let port: Int
    let log: ServerLog
}

/// What a server has seen.
final class ServerLog: Sendable {
    private struct Seen {
        var connections = 0
        var closed = 0
        var requests: [String] = []
    }

    private let seen = Mutex(Seen())

    var connections: Int { seen.withLock { $0.connections } }
    /// Connections that the client has ended.
    var closed: Int { seen.withLock { $0.closed } }
    /// Heads and bodies of the complete requests.
    var requests: [String] { seen.withLock { $0.requests } }

    func hasConnected() -> Int {
        seen.withLock { seen in
            seen.connections += 1
            return seen.connections
        }
    }

    func hasClosed() { seen.withLock { $0.closed += 1 } }
    func received(_ request: String) { seen.withLock { $0.requests.append(request) } }
}

/// The server's side of a connection.
struct RawConnection {
    /// The first is 1.
    let number: Int
    let channel: any Channel
    let log: ServerLog
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var unread = ""

    init(
        number: Int,
        channel: any Channel,
        log: ServerLog,
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.number = number
        self.channel = channel
        self.log = log
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    /// The next request with its body; nil where the client has closed the connection.
    mutating func readRequest() async throws -> String? {
        while true {
            if let end = unread.firstRange(of: "\r\n\r\n") {
                let length =
                    unread[..<end.lowerBound].split(separator: "\r\n")
                    .first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.split(separator: ":")[1].filter(\.isNumber)) } ?? 0
                if unread[end.upperBound...].utf8.count >= length {
                    let request = unread
                    unread = ""
                    log.received(request)
                    return request
                }
            }
            guard let bytes = try await inbound.next(isolation: #isolation) else { return nil }
            unread += String(buffer: bytes)
        }
    }

    func write(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    func answer(_ body: String = "{}", status: String = "200 OK") async throws {
        try await write("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// Ends the connection with a reset.
    func reset() async throws {
        let socket = try #require(channel as? any SocketOptionProvider)
        try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await channel.close().get()
    }

    /// Waits until the client closes the connection.
    mutating func waitForClose() async throws {
        while try await inbound.next(isolation: #isolation) != nil {}
    }
}

/// The work on a server's connections, which ends with the server.
private final class Connections: Sendable {
    private struct State {
        var tasks: [Task<Void, Never>] = []
        var isStopped = false
    }

    private let state = Mutex(State())

    func run(_ work: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            let task = Task { await work() }
            if state.isStopped { task.cancel() }
            state.tasks.append(task)
        }
    }

    func stop() {
        state.withLock { state in
            state.isStopped = true
            for task in state.tasks { task.cancel() }
        }
    }
}

/// Runs a test with a server, which ends with the test.
///
/// - Parameter serve: is run for each connection; its end closes the connection.
func withServer<Result>(
    host: String = "127.0.0.1",
    tls: NIOSSLContext? = nil,
    _ serve: @escaping @Sendable (inout RawConnection) async throws -> Void,
    _ body: (RawServer) async throws -> Result
) async throws -> Result {
    let log = ServerLog()
    let connections = Connections()
    let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                let client = try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                let number = log.hasConnected()
                connections.run {
                    // What a client does to a connection is no matter to the server.
                    try? await client.executeThenClose { inbound, outbound in
                        var connection = RawConnection(
                            number: number,
                            channel: channel,
                            log: log,
                            inbound: inbound,
                            outbound: outbound
                        )
                        try await serve(&connection)
                    }
                    if !Task.isCancelled { log.hasClosed() }
                }
            }
        }
        .bind(host: host, port: 0).get()
    defer {
        listener.close(promise: nil)
        connections.stop()
    }
    return try await body(RawServer(port: listener.localAddress!.port!, log: log))
}

/// Waits for what must become true soon, on a slow machine too.
func eventually(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<2000 {
        if condition() { return true }
        try await Task.sleep(for: .milliseconds(5))
    }
    return false
}
