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

extension Error {
    /// What happened, as a clause for a person: "connection refused".
    var transportReason: String {
        switch self {
        case let error as NIOConnectionError: error.reason
        case let error as IOError: error.reason
        case let error as HTTPClientError:
            error == .remoteConnectionClosed ? "the other side closed it" : error.shortDescription.lowercased()
        case is HTTPParserError: "the answer ended in the middle, or is no HTTP"
        case let error as NIOSSLError:
            error == .uncleanShutdown ? "the other side closed it without a goodbye" : "TLS failed"
        case let error as NIOSSLExtraError:
            error == .failedToValidateHostname ? "the server's certificate is for another host" : "TLS failed"
        case is BoringSSLError: "TLS failed"
        default: "the connection broke off"
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

    /// Errors of `connect` that an established connection does not have within the time of an exchange.
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

extension BoringSSLError {
    /// The first reason that TLS gives, without the library's dump of its error queue.
    func handshakeReason(_ bundle: CABundle?) -> String {
        let text = "\(self)"
        if text.contains("CERTIFICATE_VERIFY_FAILED") {
            let reason = "the server's certificate is not trusted: "
            guard let bundle else {
                return reason + "it is none of the system's; --ca-bundle or AWS_CA_BUNDLE names a file with others"
            }
            return reason + "nothing in \(bundle.path) (\(bundle.source)) vouches for it"
        }
        if text.contains("WRONG_VERSION_NUMBER") { return "the other side does not speak TLS" }
        if text.contains("ALERT") { return "the other side refused the TLS handshake" }
        return "the TLS handshake failed"
    }
}
