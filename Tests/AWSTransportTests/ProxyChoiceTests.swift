import AWSProfiles
import AWSRuntime
import AWSTransport
import Foundation
import Host
import Testing

/// A choice that botocore makes: written by Tests/Conformance/transport/make_proxies.py.
struct ProxyCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Address: Decodable, Sendable, Equatable {
        var host: String
        var port: Int

        init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            host = try list.decode(String.self)
            port = try list.decode(Int.self)
        }
    }

    var environment: [String: String]
    var url: String
    var proxy: Address?
    var user: String?

    var testDescription: String { "\(url) \(environment.sorted { $0.key < $1.key })" }

    static let all: [ProxyCase] = {
        struct File: Decodable { var cases: [ProxyCase] }
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/botocore-proxies.json")
        return try! JSONDecoder().decode(File.self, from: Data(contentsOf: file)).cases
    }()
}

@Suite struct ProxyChoiceTests {
    @Test func theChoicesAreBotocores() throws {
        #expect(ProxyCase.all.count == 400)
        for expected in ProxyCase.all {
            let settings = try ProxySettings(environment: Environment(expected.environment))
            let endpoint = try request(expected.url).endpoint
            let proxy = settings.proxy(for: endpoint.host, port: endpoint.port, isSecure: endpoint.isSecure)
            let user = proxy.flatMap { proxy in proxy.user.map { "\($0):\(proxy.password ?? "")" } }
            #expect(proxy.map { .init(host: $0.host, port: $0.port) } == expected.proxy, "\(expected.testDescription)")
            #expect(user == expected.user, "\(expected.testDescription)")
        }
    }

    private func isProxied(_ host: String, port: Int? = nil, except exceptions: String = "") throws -> Bool {
        let environment = Environment(["https_proxy": "http://proxy.example:3128", "no_proxy": exceptions])
        return try ProxySettings(environment: environment).proxy(for: host, port: port, isSecure: true) != nil
    }

    @Test(arguments: [
        "localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254",
        "169.254.170.2", "[fe80::1]", "[fe80::1%eth0]", "[febf::1]",
    ])
    func neverForThisMachineAndItsSegment(host: String) throws {
        #expect(try !isProxied(host))
    }

    @Test(arguments: [
        "localhost.example", "128.0.0.1", "169.255.0.1", "[::2]", "[fec0::1]", "[::]", "127.0.0.1.example",
    ])
    func forAllOthers(host: String) throws {
        #expect(try isProxied(host))
    }

    @Test(arguments: [
        ("10.1.2.3", "10.0.0.0/8"), ("10.1.2.3", "10.1.2.2/31"), ("10.1.2.3", "10.1.2.3/32"), ("10.1.2.3", "0.0.0.0/0"),
        ("[2001:db8:1::7]", "2001:db8::/32"), ("[2001:db8:1::7]", "a.example, 2001:db8:1::/48 ,b.example"),
        ("[2001:db8::7]", "2001:db8::7"), ("[2001:db8::7]", "2001:db8:0::7"), ("[::ffff:10.1.2.3]", "10.0.0.0/8"),
    ])
    func networks(host: String, exceptions: String) throws {
        #expect(try !isProxied(host, except: exceptions))
    }

    @Test(arguments: [
        ("10.1.2.3", "10.1.2.0/31"), ("11.1.2.3", "10.0.0.0/8"), ("10.1.2.3", "10.0.0.0/33"),
        ("10.1.2.3", "10.0.0.0/-1"),
        ("10.1.2.3", "10/8"), ("10.1.2.3", "10.0.0.0/"), ("[2001:db8::7]", "10.0.0.0/8"), ("10.1.2.3", "::/0"),
        ("host.example", "0.0.0.0/0"), ("host.example", "*, a.example"),
    ])
    func otherNetworks(host: String, exceptions: String) throws {
        #expect(try isProxied(host, except: exceptions))
    }

    /// The port that is connected to counts, whether the URL says it or not.
    @Test func portsOfSchemes() throws {
        #expect(try !isProxied("host.example", except: "host.example:443"))
        #expect(try isProxied("host.example", except: "host.example:80"))
        #expect(try isProxied("host.example", port: 8443, except: "host.example:443"))
    }

    @Test func aUserWithoutAPassword() throws {
        let proxy = try Proxy(url: "http://token@proxy.example", source: "HTTPS_PROXY")
        #expect(proxy.user == "token")
        #expect(proxy.password == nil)
    }

    @Test(arguments: [
        "https://proxy.example", "socks5://proxy.example", "http://", "http://:8080", "http://user:secret@:80",
        "http://proxy.example:port", "http://user:secret@proxy.example:0", "http://user:secret@proxy.example:65536",
        "http://user:sec/ret@proxy.example", "http://user:secret@pr oxy.example",
    ])
    func whatIsNoProxy(url: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try TransportSettings(environment: Environment(["HTTPS_PROXY": url]))
        }
        #expect(error.description.contains("HTTPS_PROXY"))
        #expect(!"\(error) \(error.help ?? "")".contains("sec"))
        // It is no matter where no proxy is used.
        _ = try TransportSettings(environment: Environment(["HTTPS_PROXY": url, "NO_PROXY": "*"]))
    }

    @Test func thePasswordIsNeverPrinted() throws {
        let environment = Environment(["HTTPS_PROXY": "http://albert:s3cr3t@proxy.example:3128"])
        let settings = try TransportSettings(environment: environment)
        var dumped = ""
        dump(settings, to: &dumped)
        let texts = ["\(settings)", String(reflecting: settings), dumped, "\(settings.proxies.secure!)"]
        for text in texts {
            #expect(!text.contains("s3cr3t"))
            #expect(!text.contains("albert"))
            #expect(text.contains("proxy.example"))
        }
    }
}
