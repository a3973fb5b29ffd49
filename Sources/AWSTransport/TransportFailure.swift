import AWSProfiles
import AWSRuntime
import AsyncHTTPClient
import Host
import LibC
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Text

/// A request without an answer, and why.
struct TransportFailure {
    private let cause: any Error
    private let request: HTTPRequest
    private let route: ClientPool.Route
    private let progress: RequestProgress
    private let settings: TransportSettings
    private let period: CertificatePeriod?

    /// - Parameter period: of a certificate that is not trusted; nil where it is unknown.
    init(
        _ cause: any Error,
        of request: HTTPRequest,
        _ route: ClientPool.Route,
        _ progress: RequestProgress,
        _ settings: TransportSettings,
        _ period: CertificatePeriod? = nil
    ) {
        self.cause = cause
        self.request = request
        self.route = route
        self.progress = progress
        self.settings = settings
        self.period = period
    }

    /// "Not connected" only where the service certainly did not carry out the request.
    var error: TransportError {
        if let error = cause as? TransportError { return error }
        if cause is CancellationError || cause as? HTTPClientError == .cancelled { return .cancelled }
        if isCertainlyUnsent { return .notConnected(reasonBeforeRequest) }
        if let reason = timeoutReason { return .timedOut(reason) }
        return .connectionLost(cause.transportReason + (route.proxy.map { ", through the proxy \($0)" } ?? ""))
    }

    private var isCertainlyUnsent: Bool {
        if !request.body.isEmpty { return !progress.mayHaveSentBody }
        // Without a body only the error tells: these errors come only from connecting.
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
        case .readTimeout?: return "no data for \(settings.readTimeout.text)"
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
                ? "the proxy \(proxy) requires a user name and a password; add them to \(proxy.source), as in "
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
            if case .handshakeFailed(let reason) = error { return reason.handshakeReason(settings.caBundle, period) }
            return cause.transportReason
        default: return cause.transportReason
        }
    }

    private var connectTimeoutReason: String {
        "no answer within \(route.connectTimeout.text)"
            + (route.verifiedHost == nil ? "" : ", the TLS handshake included")
    }
}

extension Error {
    /// A clause for messages: "connection refused".
    var transportReason: String {
        switch self {
        case let error as NIOConnectionError: error.reason
        case let error as IOError: error.reason
        case let error as HTTPClientError:
            error == .remoteConnectionClosed ? "the other side closed it" : error.shortDescription.lowercased()
        case is HTTPParserError: "the answer is incomplete or is not HTTP"
        case let error as NIOSSLError:
            error == .uncleanShutdown ? "the other side closed it without a TLS close" : "TLS failed"
        case let error as NIOSSLExtraError:
            error == .failedToValidateHostname ? "the server's certificate is for another host" : "TLS failed"
        case is BoringSSLError: "TLS failed"
        default: "the connection failed"
        }
    }
}

extension IOError {
    fileprivate var reason: String {
        switch errnoCode {
        case ECONNREFUSED: "connection refused"
        case ECONNRESET: "connection reset"
        case EHOSTUNREACH, EHOSTDOWN: "the host cannot be reached"
        case ENETUNREACH, ENETDOWN: "the network cannot be reached"
        case EPIPE: "the other side closed it"
        default: unsafe String(cString: strerror(errnoCode))
        }
    }

    /// Errors of `connect`, which an established connection does not have within the time of an exchange.
    var isOfConnecting: Bool {
        [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN, EADDRNOTAVAIL].contains(errnoCode)
    }
}

extension NIOConnectionError {
    fileprivate var reason: String {
        for failure in connectionErrors {
            if let error = failure.error as? IOError { return error.reason }
            if case ChannelError.connectTimeout = failure.error { return "no answer in time" }
        }
        if dnsAError != nil || dnsAAAAError != nil { return "the name \(host) could not be resolved" }
        return "connection refused"
    }
}

extension Error {
    /// Whether the TLS handshake failed because the server's certificate is not trusted.
    var isUntrustedCertificate: Bool {
        if case .handshakeFailed(let reason)? = self as? NIOSSLError { reason.isUntrusted } else { false }
    }
}

extension BoringSSLError {
    fileprivate var isUntrusted: Bool { "\(self)".utf8.holds("CERTIFICATE_VERIFY_FAILED") }

    /// The first reason of TLS, without the library's error queue.
    func handshakeReason(_ bundle: CABundle?, _ period: CertificatePeriod?) -> String {
        let text = "\(self)"
        if isUntrusted {
            if let reason = period?.reason(at: SystemWallClock().now) { return reason }
            let reason = "the server's certificate is not trusted: "
            guard let bundle else {
                return reason + "its issuer is unknown; name other certificates with --ca-bundle or AWS_CA_BUNDLE"
            }
            return reason + "no certificate in \(bundle.path) (\(bundle.source)) has issued it"
        }
        if text.utf8.holds("WRONG_VERSION_NUMBER") { return "the other side does not speak TLS" }
        if text.utf8.holds("ALERT") { return "the other side refused the TLS handshake" }
        return "the TLS handshake failed"
    }
}
