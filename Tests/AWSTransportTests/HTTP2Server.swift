import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSSL

/// What a server does with a request on an HTTP/2 stream.
enum StreamBehaviour: Sendable {
    case answer
    case hang
    /// Ends the stream with RST_STREAM.
    case reset
    /// Ends the connection.
    case close
    /// Says with GOAWAY that it has looked at no request of the connection.
    case goAway
}

/// Runs a test with a server that speaks HTTP/2 over TLS. Its log counts the streams that have ended as closed.
///
/// - Parameters:
///   - streams: how many streams a connection takes at once.
///   - behaviour: for the number of the connection, from 1.
func withHTTP2Server<Result>(
    _ certificate: TestCertificate,
    streams: Int = 100,
    _ behaviour: @escaping @Sendable (_ connection: Int) -> StreamBehaviour,
    _ body: (RawServer) async throws -> Result
) async throws -> Result {
    let log = ServerLog()
    let context = try certificate.serverContext(applicationProtocols: ["h2", "http/1.1"])
    var configuration = NIOHTTP2Handler.ConnectionConfiguration()
    configuration.initialSettings = [HTTP2Setting(parameter: .maxConcurrentStreams, value: streams)]
    let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .childChannelInitializer { [configuration] channel in
            let number = log.hasConnected()
            return channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
                    mode: .server,
                    connectionConfiguration: configuration,
                    streamConfiguration: .init()
                ) { stream in
                    stream.closeFuture.whenComplete { _ in log.hasClosed() }
                    return stream.eventLoop.makeCompletedFuture {
                        try stream.pipeline.syncOperations.addHandlers([
                            HTTP2FramePayloadToHTTP1ServerCodec(),
                            StreamHandler(connection: channel, log: log, behaviour: behaviour(number)),
                        ])
                    }
                }
            }
        }
        .bind(host: "127.0.0.1", port: 0).get()
    defer { listener.close(promise: nil) }
    return try await body(RawServer(port: listener.localAddress!.port!, log: log))
}

private final class StreamHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let connection: any Channel
    private let log: ServerLog
    private let behaviour: StreamBehaviour
    private var request = ""

    init(connection: any Channel, log: ServerLog, behaviour: StreamBehaviour) {
        self.connection = connection
        self.log = log
        self.behaviour = behaviour
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): request = "\(head.method) \(head.uri) \(head.version)\n\(head.headers)\n"
        case .body(let bytes): request += String(buffer: bytes)
        case .end:
            log.received(request)
            act(context)
        }
    }

    private func act(_ context: ChannelHandlerContext) {
        switch behaviour {
        case .answer:
            let head = HTTPResponseHead(version: .http2, status: .ok, headers: ["x-amzn-requestid": "42"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "{}")))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .hang: break
        case .reset: context.close(promise: nil)
        case .close: connection.close(promise: nil)
        case .goAway:
            let payload = HTTP2Frame.FramePayload.goAway(
                lastStreamID: .rootStream,
                errorCode: .noError,
                opaqueData: nil
            )
            connection.writeAndFlush(HTTP2Frame(streamID: .rootStream, payload: payload), promise: nil)
        }
    }
}
