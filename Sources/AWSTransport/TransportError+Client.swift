internal import AWSRuntime
internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

extension TransportError {
    /// Classifies what AsyncHTTPClient and NIO throw. What is not certain counts as sent.
    init(_ error: any Error, settings: TransportSettings) {
        switch error {
        case let error as TransportError: self = error
        case is CancellationError: self = .cancelled
        case let error as HTTPClientError: self.init(error, settings: settings)
        case let error as NIOConnectionError: self = .notConnected(error.reason)
        case let error as NIOSSLError: self = Self.tls(error)
        case is NIOSSLExtraError: self = .notConnected("the server's certificate is for another host")
        case let error as IOError: self.init(error)
        case let error as ChannelError: self.init(error, settings: settings)
        case is HTTPParserError: self = .connectionLost("the answer ended in the middle, or is no HTTP")
        default: self = .connectionLost("\(type(of: error))")
        }
    }

    private init(_ error: HTTPClientError, settings: TransportSettings) {
        switch error {
        case .cancelled:
            self = .cancelled
        case .connectTimeout:
            self = .notConnected("no answer within \(settings.connectTimeout.text)")
        case .getConnectionFromPoolTimeout:
            self = .notConnected("no connection became free in time")
        case .tlsHandshakeTimeout:
            self = .notConnected("the TLS handshake was not complete in time")
        case .httpProxyHandshakeTimeout, .invalidProxyResponse, .proxyAuthenticationRequired, .socksHandshakeTimeout:
            self = .notConnected("the proxy let nothing through (\(error.shortDescription))")
        case .deadlineExceeded, .readTimeout, .writeTimeout:
            self = .timedOut("nothing came for \(settings.readTimeout.text)")
        case .remoteConnectionClosed:
            self = .connectionLost("the other side closed it")
        default:
            self = .connectionLost(error.shortDescription)
        }
    }

    private init(_ error: IOError) {
        switch error.errnoCode {
        case ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN, EADDRNOTAVAIL:
            self = .notConnected(Self.text(error.errnoCode))
        default:
            self = .connectionLost(Self.text(error.errnoCode))
        }
    }

    private init(_ error: ChannelError, settings: TransportSettings) {
        switch error {
        case .connectTimeout: self = .notConnected("no answer within \(settings.connectTimeout.text)")
        default: self = .connectionLost("the connection was closed")
        }
    }

    private static func tls(_ error: NIOSSLError) -> TransportError {
        switch error {
        case .handshakeFailed(let reason): .notConnected("the TLS handshake failed: \(reason.cause)")
        case .uncleanShutdown: .connectionLost("the other side closed it without a goodbye")
        default: .notConnected("TLS could not be set up")
        }
    }

    fileprivate static func text(_ number: CInt) -> String {
        switch number {
        case ECONNREFUSED: "connection refused"
        case ECONNRESET: "connection reset"
        case EHOSTUNREACH, EHOSTDOWN: "the host cannot be reached"
        case ENETUNREACH, ENETDOWN: "the network cannot be reached"
        case EPIPE: "the other side closed it"
        default: unsafe String(cString: strerror(number))
        }
    }
}

extension BoringSSLError {
    /// The first reason that TLS gives, without the library's dump of its error queue.
    fileprivate var cause: String {
        let text = "\(self)"
        if text.contains("CERTIFICATE_VERIFY_FAILED") {
            return "the certificate is not trusted; AWS_CA_BUNDLE names a file with others to trust"
        }
        if text.contains("WRONG_VERSION_NUMBER") { return "the other side does not speak TLS" }
        return "no agreement with the other side"
    }
}

extension NIOConnectionError {
    fileprivate var reason: String {
        for failure in connectionErrors {
            if let error = failure.error as? IOError { return TransportError.text(error.errnoCode) }
            if let error = failure.error as? ChannelError, case .connectTimeout = error {
                return "no answer in time"
            }
        }
        if dnsAError != nil || dnsAAAAError != nil { return "the name \(host) could not be resolved" }
        return "connection refused"
    }
}

extension Duration {
    fileprivate var text: String {
        let tenths = components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}
