internal import AWSRuntime
internal import NIOSSL

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
