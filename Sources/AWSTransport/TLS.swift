import AWSRuntime
import Host
import NIOCore
import NIOSSL

/// A file of certificates in PEM form that replace the system's.
package struct CABundle: Sendable, Hashable {
    package var path: String
    /// Its origin, for messages: `--ca-bundle`, `AWS_CA_BUNDLE`, or the profile's setting.
    package var source: String

    package init(path: String, source: String) {
        self.path = path
        self.source = source
    }

    /// - Throws: `ConfigurationError` where the file cannot be read, or holds no certificate.
    func certificates() throws -> [NIOSSLCertificate] {
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(path)
        } catch {
            throw ConfigurationError(
                "the CA bundle \(path) cannot be read, or is not in PEM form",
                help: "\(source) names it"
            )
        }
        guard !certificates.isEmpty else {
            throw ConfigurationError(
                "the CA bundle \(path) has no certificate in PEM form",
                help: "\(source) names it"
            )
        }
        return certificates
    }
}

/// Checks that the certificate of a connection names the requested host.
///
/// NIOSSL also accepts a certificate for the address of the connection. An attacker who controls the name server could
/// use a certificate for their own address.
enum ServerIdentity {
    /// - Parameters:
    ///   - channel: after its handshake, on its event loop.
    ///   - host: a name or an address, IPv6 in brackets.
    /// - Returns: fails with `NIOSSLExtraError.failedToValidateHostname`, and then closes the channel.
    static func check(of channel: any Channel, for host: String) -> EventLoopFuture<Void> {
        let certificate = try? channel.pipeline.syncOperations.nioSSL_peerCertificate()
        if let certificate, certificate.names(host) { return channel.eventLoop.makeSucceededVoidFuture() }
        // After the failure: a connection that is not established yet cannot close.
        channel.eventLoop.execute { channel.close(promise: nil) }
        return channel.eventLoop.makeFailedFuture(NIOSSLExtraError.failedToValidateHostname)
    }
}

/// When a certificate is valid.
struct CertificatePeriod: Sendable {
    let start: UnixTime
    let end: UnixTime

    init(_ certificate: NIOSSLCertificate) {
        start = UnixTime(seconds: Int64(certificate.notValidBefore))
        end = UnixTime(seconds: Int64(certificate.notValidAfter))
    }

    /// Why the certificate is not valid at a time; nil where it is.
    func reason(at now: UnixTime) -> String? {
        if end < now {
            return
                "the server's certificate expired at \(end.iso8601): the server needs a new one; if it has a new one, "
                + "the clock of this machine is wrong"
        }
        if start > now {
            return "the server's certificate is not valid before \(start.iso8601): check the clock of this machine"
        }
        return nil
    }
}

extension NIOSSLCertificate {
    fileprivate func names(_ host: String) -> Bool {
        var host = host.lowercased()
        if host.hasSuffix(".") { host.removeLast() }
        let address = IPAddress(host)
        return _subjectAlternativeNames().contains { name in
            let contents = Array(name.contents)
            switch name.nameType {
            case .ipAddress: return contents == address?.bytes
            case .dnsName: return address == nil && host.fits(String(decoding: contents, as: UTF8.self).lowercased())
            default: return false
            }
        }
    }
}

extension String {
    /// - Parameter pattern: a name, or one with `*` for its first part.
    fileprivate func fits(_ pattern: String) -> Bool {
        guard pattern.hasPrefix("*.") else { return self == pattern }
        return firstIndex(of: ".").map { self[$0...] == pattern.dropFirst() } ?? false
    }
}
