import AWSRuntime
import Host
import LibC
import NIOCore
import NIOSSL
import Text

/// A file of certificates in PEM form that replace the system's.
package struct CABundle: Sendable, Hashable {
    package var path: String
    /// Its origin, for messages: `--ca-bundle`, `AWS_CA_BUNDLE`, or the profile's setting.
    package var source: String

    package init(path: String, source: String) {
        self.path = path
        self.source = source
    }

    /// More bytes are not read: the system's bundles have a quarter of a MiB.
    private static let limit = 16 * 1_048_576

    /// Reads the file, and parses its first certificate only: a run without TLS needs none of them.
    ///
    /// - Throws: `ConfigurationError` where the file cannot be read, or has no certificate.
    func read() throws -> [UInt8] {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try SystemFileReader().read(path, limit: Self.limit)
        } catch {
            throw ConfigurationError("the CA bundle \(error.description)", help: "\(source) names it")
        }
        do {
            _ = try NIOSSLCertificate(bytes: bytes, format: .pem)
        } catch {
            throw ConfigurationError(
                "the CA bundle \(path) has no certificate in PEM form",
                help: "\(source) names it"
            )
        }
        return bytes
    }
}

/// The certificates that this machine trusts: a folder, and a file with all of them.
///
/// A handshake needs one of some 140 certificates. BoringSSL finds it in the folder by the hash of its name, as OpenSSL
/// does. To parse the file takes 4 ms for each host, a quarter of a small plan's time.
package struct SystemCertificates: Sendable, Equatable {
    /// Where Debian, Alpine, Arch and others have it. `NIOSSLTrustRoots.default` trusts the folder too.
    package var folder = "/etc/ssl/certs"
    /// Nil: the file that NIOSSL finds.
    package var file: String?

    package init() {}

    /// Whether the folder has a link that `c_rehash` or `openssl rehash` made. Some systems have the file only.
    var hasLinks: Bool {
        guard let stream = unsafe opendir(folder) else { return false }
        defer { unsafe closedir(stream) }
        while let entry = unsafe readdir(stream) {
            let isLink = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe Self.isLink($0.prefix { $0 != 0 }) }
            if isLink { return true }
        }
        return false
    }

    /// - Parameter name: `HHHHHHHH.D`, the hash of a certificate's name and a number.
    private static func isLink(_ name: some Collection<UInt8>) -> Bool {
        let (hash, rest) = (name.prefix(8), name.dropFirst(8))
        return hash.allSatisfy { $0.hexadecimalDigitValue != nil } && rest.first == UInt8(ascii: ".") && rest.count > 1
            && rest.dropFirst().allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }

    var all: NIOSSLTrustRoots { file.map(NIOSSLTrustRoots.file) ?? .default }
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
