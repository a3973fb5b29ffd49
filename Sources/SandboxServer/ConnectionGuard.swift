import HTTPTypes
import NIOCore
import NIOHTTPTypes
import Sandbox
import Synchronization

/// Keeps a connection from holding up the server: it is closed when it is idle, or when one request and its answer take
/// too long. With too many connections, a new one is answered with 503 and closed.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// The number of open connections of a server.
    final class Counter: Sendable {
        private let number = Atomic(0)

        /// - Returns: the new number.
        func add(_ change: Int) -> Int { number.add(change, ordering: .relaxed).newValue }
    }

    private let limits: SandboxServer.Limits
    private let counter: Counter
    private var deadline: Scheduled<Void>?

    init(_ limits: SandboxServer.Limits, _ counter: Counter) {
        self.limits = limits
        self.counter = counter
    }

    func channelActive(context: ChannelHandlerContext) {
        if counter.add(1) > limits.connections {
            refuse(context)
        } else {
            close(context, after: limits.idle)
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        _ = counter.add(-1)
        deadline?.cancel()
        context.fireChannelInactive()
    }

    /// The deadline starts with the head, and not with each part of a body: a body that comes byte by byte must end
    /// too.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { close(context, after: limits.exchange) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { close(context, after: limits.idle) }
        context.write(data, promise: promise)
    }

    /// Instead of the deadline before.
    private func close(_ context: ChannelHandlerContext, after time: Duration) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: TimeAmount(time)) { channel.close(promise: nil) }
    }

    private func refuse(_ context: ChannelHandlerContext) {
        let answer = SandboxResponse.error(
            code: "ServiceUnavailableException",
            message: "The sandbox has \(limits.connections) open connections: close some, or try again later.",
            status: 503
        )
        let fields: HTTPFields = [
            .contentType: "application/x-amz-json-1.1", .contentLength: "\(answer.body.count)", .connection: "close",
        ]
        context.write(
            wrapOutboundOut(.head(HTTPResponse(status: .serviceUnavailable, headerFields: fields))),
            promise: nil
        )
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: answer.body))), promise: nil)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        channel.close(promise: nil)
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}
