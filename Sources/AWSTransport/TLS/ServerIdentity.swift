internal import Host
internal import NIOCore
internal import NIOSSL

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
