internal import AWSProfiles
internal import AWSRuntime
internal import AsyncHTTPClient
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// A request that got no answer: what is known about it, and what it is called.
struct TransportFailure {
    private let cause: any Error
    private let request: HTTPRequest
    private let route: ClientPool.Route
    private let progress: RequestProgress
    private let settings: TransportSettings

    init(
        _ cause: any Error,
        of request: HTTPRequest,
        _ route: ClientPool.Route,
        _ progress: RequestProgress,
        _ settings: TransportSettings
    ) {
        self.cause = cause
        self.request = request
        self.route = route
        self.progress = progress
        self.settings = settings
    }

    /// "Not connected" only where it is certain that the service cannot have carried out the request.
    var error: TransportError {
        if let error = cause as? TransportError { return error }
        if cause is CancellationError || cause as? HTTPClientError == .cancelled { return .cancelled }
        if isCertainlyUnsent { return .notConnected(reasonBeforeRequest) }
        if let reason = timeoutReason { return .timedOut(reason) }
        return .connectionLost(cause.transportReason + (route.proxy.map { ", through the proxy \($0)" } ?? ""))
    }

    private var isCertainlyUnsent: Bool {
        if !request.body.isEmpty { return !progress.mayHaveSentBody }
        // Without a body there is only the error to judge by: these come from nothing but connecting.
        switch cause {
        case is NIOConnectionError: return true
        case let error as HTTPClientError:
            return [
                .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout,
                .invalidProxyResponse, .proxyAuthenticationRequired,
            ].contains(error)
        case let error as IOError: return error.isOfConnecting
        case let error as NIOSSLError:
            if case .handshakeFailed = error { return true }
            return false
        case let error as NIOSSLExtraError: return error == .failedToValidateHostname
        default: return false
        }
    }

    private var timeoutReason: String? {
        if cause is ExchangeTimeout { return "it was not complete within \(request.timeout.text)" }
        switch cause as? HTTPClientError {
        case .readTimeout?: return "nothing came for \(settings.readTimeout.text)"
        case .deadlineExceeded?, .writeTimeout?: return "it was not complete within \(request.timeout.text)"
        default: return nil
        }
    }

    // MARK: Before the request was sent

    private var reasonBeforeRequest: String {
        guard let proxy = route.proxy else { return connectingReason }
        let error = cause as? HTTPClientError
        if cause is NIOConnectionError {
            return "the proxy \(proxy) of \(proxy.source) cannot be reached: \(connectingReason)"
        }
        switch error {
        case .proxyAuthenticationRequired?:
            return proxy.user == nil
                ? "the proxy \(proxy) wants a user name and a password; \(proxy.source) can hold them, as in "
                    + "http://USER:PASSWORD@HOST:PORT"
                : "the proxy \(proxy) does not accept the user name and password in \(proxy.source)"
        case .invalidProxyResponse?:
            return "the proxy \(proxy) of \(proxy.source) refused to connect to \(request.endpoint.authority)"
        default:
            return "through the proxy \(proxy) of \(proxy.source): \(connectingReason)"
        }
    }

    private var connectingReason: String {
        if cause is ExchangeTimeout { return "no connection within \(request.timeout.text)" }
        switch cause as? HTTPClientError {
        case .connectTimeout?, .getConnectionFromPoolTimeout?, .tlsHandshakeTimeout?, .httpProxyHandshakeTimeout?:
            return connectTimeoutReason
        default: break
        }
        switch cause {
        case ChannelError.connectTimeout: return connectTimeoutReason
        case let error as NIOSSLError:
            if case .handshakeFailed(let reason) = error { return reason.handshakeReason(settings.caBundle) }
            return cause.transportReason
        default: return cause.transportReason
        }
    }

    private var connectTimeoutReason: String {
        "no answer within \(route.connectTimeout.text)"
            + (route.verifiedHost == nil ? "" : ", the TLS handshake included")
    }
}

extension Duration {
    fileprivate var text: String {
        let tenths = components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}
