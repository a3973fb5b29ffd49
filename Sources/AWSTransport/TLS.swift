import AWSRuntime
import Host
import NIOCore
import NIOSSL

/// A file with the certificates to trust instead of the system's, in PEM form.
package struct CABundle: Sendable, Hashable {
    package var path: String
    /// Who named it, for messages: `--ca-bundle`, `AWS_CA_BUNDLE`, or the profile's setting.
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
                "the CA bundle \(path) cannot be read, or is not made of certificates in PEM form",
                help: "\(source) names it"
            )
        }
        guard !certificates.isEmpty else {
            throw ConfigurationError(
                "the CA bundle \(path) holds no certificate in PEM form",
                help: "\(source) names it"
            )
        }
        return certificates
    }
}

/// Whether the certificate of a connection names the host that was asked for.
///
/// NIOSSL verifies the certificate, but takes one for the connection's address as well as one for the host's name.
/// Certificates for addresses are to be had: who answers a name server's question with an address of their own would
/// be believed. Only a certificate for the name is.
enum ServerIdentity {
    /// - Parameters:
    ///   - channel: after its handshake, on its event loop.
    ///   - host: a name or an address, IPv6 in brackets.
    /// - Returns: fails with `NIOSSLExtraError.failedToValidateHostname`, and closes the channel then.
    static func check(of channel: any Channel, for host: String) -> EventLoopFuture<Void> {
        let certificate = try? channel.pipeline.syncOperations.nioSSL_peerCertificate()
        if let certificate, certificate.names(host) { return channel.eventLoop.makeSucceededVoidFuture() }
        // After the failure is known: a connection that is not there yet cannot close.
        channel.eventLoop.execute { channel.close(promise: nil) }
        return channel.eventLoop.makeFailedFuture(NIOSSLExtraError.failedToValidateHostname)
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
