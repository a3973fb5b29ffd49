import AWSRuntime
import AWSTransport
import Foundation
import Host
import NIOCore
import NIOPosix
import Testing

/// Requests through a proxy on loopback, and the errors that say it was the proxy.
@Suite(.timeLimit(.minutes(30)))
struct ProxyTests {
    /// A host that no name server is asked for: the proxy would.
    private let url = "http://service.example:8080"

    private func settings(_ port: Int, user: String = "", change: (inout TransportSettings) -> Void = { _ in }) throws
        -> TransportSettings
    {
        let environment = Environment([
            "http_proxy": "http://\(user)127.0.0.1:\(port)", "https_proxy": "http://\(user)127.0.0.1:\(port)",
        ])
        let proxies = try ProxySettings(environment: environment)
        return .test {
            $0.proxies = proxies
            change(&$0)
        }
    }

    @Test("A user name and a password may begin with a combining mark")
    func combiningMarks() throws {
        let proxy = try Proxy(url: "http://\u{301}u:\u{301}p@127.0.0.1:1", source: "http_proxy")
        #expect(proxy.host == "127.0.0.1" && proxy.port == 1)
        #expect(proxy.user?.unicodeScalars.count == 2 && proxy.password?.unicodeScalars.count == 2)
    }

    @Test func aTunnel() async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            try await connection.write("HTTP/1.1 200 Connection established\r\n\r\n")
            while try await connection.readRequest() != nil { try await connection.answer() }
        } _: { server async throws in
            try await AWSTransport.withTransport(try settings(server.port, user: "us%40er:p%3Ass@")) {
                transport async throws in
                for _ in 0..<2 { #expect(try await transport.send(request(url)).status == 200) }
            }
            #expect(server.log.connections == 1)
            #expect(server.log.requests.count == 3)
            #expect(server.log.requests.first?.hasPrefix("CONNECT service.example:8080 HTTP/1.1\r\n") == true)
            let credentials = Data("us@er:p:ss".utf8).base64EncodedString()
            #expect(server.log.requests.first?.contains("proxy-authorization: Basic \(credentials)\r\n") == true)
            // The service is not told of the proxy's password.
            #expect(server.log.requests.last?.lowercased().contains("authorization") == false)
        }
    }

    @Test(arguments: [
        ("http://service.example", "service.example:80"), ("https://service.example", "service.example:443"),
        ("http://203.0.113.7:8080", "203.0.113.7:8080"), ("https://[2001:db8::7]", "[2001:db8::7]:443"),
    ])
    func whatTheProxyConnectsTo(url: String, target: String) async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
        } _: { proxy async throws in
            #expect(try await failure(of: request(url), try settings(proxy.port)).isNotConnected)
            #expect(proxy.log.requests.first?.hasPrefix("CONNECT \(target) HTTP/1.1\r\n") == true)
        }
    }

    @Test func aTunnelWithTLS() async throws {
        let certificate = try await TestCertificate.localhost()
        try await withServer(tls: certificate.serverContext()) { connection in
            while try await connection.readRequest() != nil { try await connection.answer() }
        } _: { service async throws in
            try await withServer { connection in
                _ = try await connection.readRequest()
                let upstream = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                    .connect(host: "127.0.0.1", port: service.port) { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                        }
                    }
                try await connection.write("HTTP/1.1 200 OK\r\n\r\n")
                let client = connection.outbound
                try await upstream.executeThenClose { answers, requests in
                    let answering = Task { for try await bytes in answers { try await client.write(bytes) } }
                    defer { answering.cancel() }
                    while let bytes = try await connection.inbound.next(isolation: #isolation) {
                        try await requests.write(bytes)
                    }
                }
            } _: { proxy async throws in
                // The proxy connects to this machine, whatever name it is given; the certificate must fit the name.
                let trusting = try settings(proxy.port) {
                    $0.caBundle = CABundle(path: certificate.file, source: "a test")
                }
                for host in ["service.example", "SERVICE.example", "a.wild.example"] {
                    #expect(try await send(request("https://\(host)"), trusting).status == 200)
                }
                for host in ["other.example", "wild.example", "a.b.wild.example", "a.service.example"] {
                    let error = try await failure(of: request("https://\(host)"), trusting)
                    #expect(
                        error
                            == .notConnected(
                                "through the proxy http://127.0.0.1:\(proxy.port) of https_proxy: "
                                    + "the server's certificate is for another host"
                            )
                    )
                }
            }
        }
    }

    @Test(arguments: [
        ("", "407 Proxy Authentication Required", "requires a user name and a password; add them to http_proxy"),
        (
            "user:secret@", "407 Proxy Authentication Required",
            "does not accept the user name and password in http_proxy"
        ),
        ("", "503 Service Unavailable", "of http_proxy refused to connect to service.example:8080"),
        ("", "403 Forbidden", "of http_proxy refused to connect to service.example:8080"),
    ])
    func refusals(user: String, status: String, text: String) async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            try await connection.answer("<html>no</html>", status: status)
            try await connection.waitForClose()
        } _: { proxy async throws in
            for body in ["{}", ""] {
                let error = try await failure(of: request(url, body: body), try settings(proxy.port, user: user))
                #expect(error.isNotConnected)
                #expect(error.text.hasPrefix("the proxy http://127.0.0.1:\(proxy.port)"))
                #expect(error.text.contains(text))
                #expect(!error.text.contains("secret"))
            }
            #expect(try await eventually { proxy.log.closed == 2 })
        }
    }

    @Test func aProxyThatIsNotThere() async throws {
        let port = try await withServer { _ in
        } _: {
            $0.port
        }
        // The server has ended; its port may take a moment to close.
        #expect(
            try await eventuallyRefused {
                try await failure(of: request(url), try settings(port))
                    == .notConnected(
                        "the proxy http://127.0.0.1:\(port) of http_proxy cannot be reached: connection refused"
                    )
            }
        )
    }

    private func eventuallyRefused(_ condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<100 {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    @Test func aProxyThatHangs() async throws {
        try await withServer { connection in
            try await connection.waitForClose()
        } _: { proxy async throws in
            let settings = try settings(proxy.port) { $0.connectTimeout = soon }
            let error = try await failure(of: request(url), settings)
            #expect(
                error
                    == .notConnected(
                        "through the proxy http://127.0.0.1:\(proxy.port) of http_proxy: no answer within 0.2 s"
                    )
            )
        }
    }

    @Test(arguments: ["", "SSH-2.0-OpenSSH_9.2\r\n"])
    func aProxyThatIsNone(answer: String) async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            try await connection.write(answer)
        } _: { proxy async throws in
            let error = try await failure(of: request(url), try settings(proxy.port))
            #expect(error.isNotConnected)
            #expect(error.text.hasPrefix("through the proxy http://127.0.0.1:\(proxy.port) of http_proxy: "))
        }
    }

    @Test func anAnswerThatIsLostBehindAProxy() async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            try await connection.write("HTTP/1.1 200 OK\r\n\r\n")
            _ = try await connection.readRequest()
        } _: { proxy async throws in
            let error = try await failure(of: request(url), try settings(proxy.port))
            #expect(
                error
                    == .connectionLost(
                        "the other side closed it, through the proxy http://127.0.0.1:\(proxy.port)"
                    )
            )
            #expect(proxy.log.requests.count == 2)
        }
    }

    @Test func requestsThatMustGoDirectly() async throws {
        try await withServer { connection in
            _ = try await connection.readRequest()
            try await connection.answer(status: "503 Unavailable")
        } _: { proxy async throws in
            // An address for documentation, where nothing is.
            var direct = try request("http://192.0.2.1")
            direct.usesProxy = false
            direct.connectTimeout = soon
            let error = try await failure(of: direct, try settings(proxy.port))
            #expect(error.isNotConnected)
            #expect(!error.text.contains("proxy"))
            #expect(proxy.log.connections == 0)
        }
    }
}
