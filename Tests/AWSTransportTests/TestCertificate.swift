import Foundation
import NIOSSL

/// A self-signed certificate and its key, made when a test needs it: no key is committed.
struct TestCertificate: Sendable {
    /// The certificate, in PEM form.
    let file: String
    private let keyFile: String
    /// A folder with the certificate and OpenSSL's link to it.
    let folder: String

    /// For localhost, 127.0.0.1, service.example and *.wild.example.
    static func localhost() async throws -> TestCertificate {
        try await local.value
    }

    /// For 127.0.0.1, and no name of this machine.
    static func address() async throws -> TestCertificate {
        try await onlyAddress.value
    }

    /// For another host.
    static func elsewhere() async throws -> TestCertificate {
        try await other.value
    }

    /// For 127.0.0.1, until yesterday.
    static func expired() async throws -> TestCertificate {
        try await old.value
    }

    private static let old = Task { try make("IP:127.0.0.1", isExpired: true) }
    private static let local = Task { try make("DNS:localhost,IP:127.0.0.1,DNS:service.example,DNS:*.wild.example") }
    private static let onlyAddress = Task { try make("DNS:elsewhere.example,IP:127.0.0.1") }
    private static let other = Task { try make("DNS:elsewhere.example") }

    func serverContext(applicationProtocols: [String] = []) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(file).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: keyFile, format: .pem))
        )
        configuration.applicationProtocols = applicationProtocols
        return try NIOSSLContext(configuration: configuration)
    }

    private static func make(_ names: String, isExpired: Bool = false) throws -> TestCertificate {
        let folder = allCertificates.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (certificate, key) = (folder.appending(path: "certificate.pem").path, folder.appending(path: "key").path)
        try openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
            "-out",
            certificate, "-days", "2", "-subj", "/CN=rekon test", "-addext", "subjectAltName=\(names)",
        ])
        if isExpired {
            // `req` refuses such a number of days.
            let options = ["-in", certificate, "-signkey", key, "-days", "-1", "-out", certificate + ".old"]
            try openssl(["x509"] + options)
            try FileManager.default.removeItem(atPath: certificate)
            try FileManager.default.moveItem(atPath: certificate + ".old", toPath: certificate)
        }
        try openssl(["rehash", folder.path])
        return TestCertificate(file: certificate, keyFile: key, folder: folder.path)
    }

    private static func openssl(_ arguments: [String]) throws {
        let openssl = Process()
        openssl.executableURL = URL(filePath: "/usr/bin/env")
        openssl.arguments = ["openssl"] + arguments
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        guard openssl.terminationStatus == 0 else { throw OpenSSLFailed() }
    }

    struct OpenSSLFailed: Error {}
}

/// Is removed when the tests are over.
private let allCertificates: URL = {
    let folder = FileManager.default.temporaryDirectory.appending(path: "rekon-tls-\(UUID().uuidString)")
    try! FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    atexit { removeFolder() }
    return folder
}()

private func removeFolder() {
    try? FileManager.default.removeItem(at: allCertificates)
}
