import AWSRuntime
import AWSTransport
import Foundation
import NIOSSL
import Testing

/// The server's certificate is always verified, against the system's or those of the CA bundle.
@Suite(.timeLimit(.minutes(30)))
struct TLSTests {
    private func trusting(_ certificate: TestCertificate) -> TransportSettings {
        .test { $0.caBundle = CABundle(path: certificate.file, source: "AWS_CA_BUNDLE") }
    }

    /// - Parameter serving: the certificate of the server.
    private func withTLSServer(
        _ serving: TestCertificate,
        _ body: (RawServer) async throws -> Void
    ) async throws {
        try await withServer(tls: serving.serverContext()) { connection in
            while try await connection.readRequest() != nil { try await connection.answer() }
        } _: { server async throws in
            try await body(server)
        }
    }

    @Test(arguments: ["{}", ""])
    func aSelfSignedCertificateIsRefused(body: String) async throws {
        try await withTLSServer(.localhost()) { server async throws in
            let error = try await failure(of: request("https://127.0.0.1:\(server.port)", body: body))
            #expect(
                error
                    == .notConnected(
                        "the server's certificate is not trusted: its issuer is unknown; "
                            + "name other certificates with --ca-bundle or AWS_CA_BUNDLE"
                    )
            )
            #expect(server.log.requests.isEmpty)
        }
    }

    @Test("An expired certificate is called expired, and nothing is sent", arguments: [true, false], ["{}", ""])
    func expired(isTrusted: Bool, body: String) async throws {
        let certificate = try await TestCertificate.expired()
        try await withTLSServer(certificate) { server async throws in
            let settings = isTrusted ? trusting(certificate) : .test
            let error = try await failure(of: request("https://127.0.0.1:\(server.port)", body: body), settings)
            guard case .notConnected(let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(reason.hasPrefix("the server's certificate expired at 20"))
            #expect(server.log.requests.isEmpty)
        }
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func itIsAcceptedWithItsBundle(host: String) async throws {
        let certificate = try await TestCertificate.localhost()
        try await withTLSServer(certificate) { server async throws in
            let response = try await send(request("https://\(host):\(server.port)"), trusting(certificate))
            #expect(response.status == 200)
        }
    }

    @Test func aBundleWithoutIt() async throws {
        let other = try await TestCertificate.elsewhere()
        try await withTLSServer(.localhost()) { server async throws in
            let error = try await failure(of: request("https://127.0.0.1:\(server.port)"), trusting(other))
            #expect(
                error
                    == .notConnected(
                        "the server's certificate is not trusted: no certificate in \(other.file) "
                            + "(AWS_CA_BUNDLE) has issued it"
                    )
            )
        }
    }

    @Test(arguments: ["localhost", "127.0.0.1"], ["{}", ""])
    func aTrustedCertificateForAnotherHostIsRefused(host: String, body: String) async throws {
        let certificate = try await TestCertificate.elsewhere()
        try await withTLSServer(certificate) { server async throws in
            let error = try await failure(
                of: request("https://\(host):\(server.port)", body: body),
                trusting(certificate)
            )
            #expect(error == .notConnected("the server's certificate is for another host"))
            #expect(server.log.requests.isEmpty)
        }
    }

    /// Somebody who can send a name to their own address can have a certificate for the address.
    @Test func aCertificateForTheAddressIsNoneForTheName() async throws {
        let certificate = try await TestCertificate.address()
        try await withTLSServer(certificate) { server async throws in
            let error = try await failure(of: request("https://localhost:\(server.port)"), trusting(certificate))
            #expect(error == .notConnected("the server's certificate is for another host"))
            #expect(server.log.requests.isEmpty)
            // The connection is not left open.
            #expect(try await eventually { server.log.closed == 1 })
            let response = try await send(request("https://127.0.0.1:\(server.port)"), trusting(certificate))
            #expect(response.status == 200)
        }
    }

    @Test func requestsAtOnceToAnotherHost() async throws {
        let certificate = try await TestCertificate.address()
        try await withTLSServer(certificate) { server async throws in
            try await expectOnlyRefusals(of: request("https://localhost:\(server.port)"), trusting(certificate))
            #expect(server.log.requests.isEmpty)
        }
    }

    @Test("A certificate is found by its link in the folder of the system's certificates", arguments: ["{}", ""])
    func aLink(body: String) async throws {
        let certificate = try await TestCertificate.localhost()
        let settings = TransportSettings.test { $0.systemCertificates.folder = certificate.folder }
        try await withTLSServer(certificate) { server async throws in
            let response = try await send(request("https://localhost:\(server.port)", body: body), settings)
            #expect(response.status == 200)
            #expect(server.log.connections == 1)
        }
    }

    @Test("A certificate that only the system's file has", arguments: [true, false])
    func onlyInTheFile(folderHasLinks: Bool) async throws {
        let (certificate, other) = (try await TestCertificate.localhost(), try await TestCertificate.elsewhere())
        let folder = folderHasLinks ? other.folder : FileManager.default.temporaryDirectory.path
        let settings = TransportSettings.test {
            $0.systemCertificates.folder = folder
            $0.systemCertificates.file = certificate.file
        }
        try await withTLSServer(certificate) { server async throws in
            try await AWSTransport.withTransport(settings) { transport in
                for _ in 0..<2 {
                    let request = try request("https://localhost:\(server.port)")
                    #expect(try await transport.send(request).status == 200)
                }
            }
            #expect(server.log.requests.count == 2)
            #expect(server.log.connections == (folderHasLinks ? 2 : 1))
        }
    }

    @Test("A link to a certificate of another issuer is no help", arguments: ["{}", ""])
    func anotherLink(body: String) async throws {
        let other = try await TestCertificate.elsewhere()
        let settings = TransportSettings.test { $0.systemCertificates.folder = other.folder }
        try await withTLSServer(.localhost()) { server async throws in
            let error = try await failure(of: request("https://localhost:\(server.port)", body: body), settings)
            #expect(
                error
                    == .notConnected(
                        "the server's certificate is not trusted: its issuer is unknown; "
                            + "name other certificates with --ca-bundle or AWS_CA_BUNDLE"
                    )
            )
            #expect(server.log.requests.isEmpty)
        }
    }

    @Test("A CA bundle replaces the folder of the system's certificates")
    func aBundleAndAFolder() async throws {
        let (certificate, other) = (try await TestCertificate.localhost(), try await TestCertificate.elsewhere())
        let settings = TransportSettings.test {
            $0.caBundle = CABundle(path: other.file, source: "AWS_CA_BUNDLE")
            $0.systemCertificates.folder = certificate.folder
        }
        try await withTLSServer(certificate) { server async throws in
            let error = try await failure(of: request("https://localhost:\(server.port)"), settings)
            #expect("\(error)".contains("no certificate in \(other.file)"))
            #expect(server.log.requests.isEmpty)
        }
    }

    /// Without TLS the certificates after the first are not parsed.
    @Test func aBundleThatEndsInADamagedCertificate() async throws {
        let certificate = try await TestCertificate.localhost()
        let path = certificate.file + ".damaged"
        let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        try (Data(contentsOf: URL(filePath: certificate.file)) + Data(damaged.utf8)).write(to: URL(filePath: path))
        let settings = TransportSettings.test { $0.caBundle = CABundle(path: path, source: "AWS_CA_BUNDLE") }
        try await withServer { connection in
            while try await connection.readRequest() != nil { try await connection.answer() }
        } _: { server async throws in
            #expect(try await send(request("http://127.0.0.1:\(server.port)"), settings).status == 200)
        }
        try await withTLSServer(certificate) { server async throws in
            let error = try await failure(of: request("https://localhost:\(server.port)"), settings)
            #expect(
                error
                    == .notConnected("the CA bundle \(path) (AWS_CA_BUNDLE) has a certificate that is damaged")
            )
            #expect(server.log.connections == 0)
        }
    }

    @Test func aBundleIsNoMatterWithoutTLS() async throws {
        try await withServer { connection in
            while try await connection.readRequest() != nil { try await connection.answer() }
        } _: { server async throws in
            let certificate = try await TestCertificate.localhost()
            #expect(try await send(request("http://127.0.0.1:\(server.port)"), trusting(certificate)).status == 200)
        }
    }

    @Test(arguments: ["missing.pem", "empty.pem", "text.pem", "broken.pem", "folder.pem"])
    func aBundleThatIsNone(name: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rekon-ca-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "folder.pem"),
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data().write(to: folder.appending(path: "empty.pem"))
        try Data("no certificate".utf8).write(to: folder.appending(path: "text.pem"))
        try Data("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8)
            .write(to: folder.appending(path: "broken.pem"))
        let path = folder.appending(path: name).path
        let settings = TransportSettings.test { $0.caBundle = CABundle(path: path, source: "AWS_CA_BUNDLE") }
        let error = await #expect(throws: ConfigurationError.self) {
            try await AWSTransport.withTransport(settings) { _ in }
        }
        #expect(error?.description.contains(path) == true)
        #expect(error?.help == "AWS_CA_BUNDLE names it")
    }

    /// After the handshake: errors of TLS do not mean that nothing was sent.
    @Test func cutOffAfterTheRequest() async throws {
        let certificate = try await TestCertificate.localhost()
        try await withServer(tls: certificate.serverContext()) { connection in
            _ = try await connection.readRequest()
            try await connection.reset()
        } _: { server async throws in
            let error = try await failure(of: request("https://127.0.0.1:\(server.port)"), trusting(certificate))
            guard case .connectionLost = error else {
                Issue.record("\(error)")
                return
            }
            #expect(server.log.requests.count == 1)
            #expect(server.log.connections == 1)
        }
    }
}
