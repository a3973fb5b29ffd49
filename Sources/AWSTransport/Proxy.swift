import AWSRuntime
package import Host
import Text

/// An HTTP proxy and its credentials.
package struct Proxy: Sendable, Hashable {
    /// A name or an address, IPv6 without brackets.
    package var host: String
    package var port: Int
    package var user: String?
    package var password: String?
    /// The variable that named it, for messages.
    package var source: String

    /// Reads a proxy's URL: `http://USER:PASSWORD@HOST:PORT`; only the host is required.
    ///
    /// - Throws: `ConfigurationError` without the URL: it can contain a password.
    package init(url: String, source: String) throws {
        var rest = Substring(url)
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
        } else if let colon = rest.utf8.place(of: "://") {
            let scheme = rest[..<colon.lowerBound].lowercased()
            guard scheme == "http" else {
                throw ConfigurationError(
                    "\(source) must be an http:// URL: rekon supports HTTP to proxies, not TLS or SOCKS",
                    help: "most proxies accept HTTP; try http:// with the same host"
                )
            }
            rest = rest[colon.upperBound...]
        }
        // By bytes: a password can begin with a combining mark.
        rest = Substring(rest.utf8.prefix { !"/?#".utf8.contains($0) })
        if let at = rest.lastPlace(of: "@") {
            let parts = rest[..<at].utf8.split(
                separator: UInt8(ascii: ":"),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            user = String(decoding: PercentEncoding.decode(parts[0]), as: UTF8.self)
            password = parts.count > 1 ? String(decoding: PercentEncoding.decode(parts[1]), as: UTF8.self) : nil
            rest = rest[rest.utf8.index(after: at)...]
        }
        var port = 80
        // The colons of an IPv6 address are in brackets.
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("]") {
            let digits = rest[rest.index(after: colon)...]
            guard let number = digits.isEmpty ? port : Int(digits), (1...65535).contains(number) else {
                throw ConfigurationError(
                    "\(source) has a port that is not a number from 1 to 65535",
                    help: "write `/`, `?`, `#` and `@` in a user name or password as %2F, %3F, %23 and %40"
                )
            }
            port = number
            rest = rest[..<colon]
        }
        if rest.hasPrefix("["), rest.hasSuffix("]") { rest = rest.dropFirst().dropLast() }
        guard !rest.isEmpty, rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw ConfigurationError("\(source) has no host: it must be a URL such as http://proxy.example.com:8080")
        }
        host = String(rest)
        self.port = port
        self.source = source
    }
}

/// No way of printing it shows the user name and the password.
extension Proxy: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}

/// The proxies of the environment: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, as botocore reads them.
package struct ProxySettings: Sendable, Hashable {
    /// For https and for http.
    package var secure: Proxy?
    package var insecure: Proxy?
    package var exceptions = ProxyExceptions()

    /// No proxies.
    package init() {}

    /// A variable in small letters counts before the one in capitals, even if it is empty, which means no proxy.
    ///
    /// - Throws: `ConfigurationError` for a proxy that cannot be used.
    package init(environment: Environment) throws {
        exceptions = ProxyExceptions(environment.proxyVariable("no_proxy")?.value ?? "")
        if exceptions.areEverything { return }
        secure = try environment.proxyVariable("https_proxy").map { try Proxy(url: $0.value, source: $0.name) }
        insecure = try environment.proxyVariable("http_proxy").map { try Proxy(url: $0.value, source: $0.name) }
    }

    /// The proxy for a host; nil for a direct connection, also to this machine and its network segment.
    ///
    /// - Parameters:
    ///   - host: a name or an address, IPv6 in brackets.
    ///   - port: nil for the default of the scheme.
    package func proxy(for host: String, port: Int?, isSecure: Bool) -> Proxy? {
        guard let proxy = isSecure ? secure : insecure else { return nil }
        if host.lowercased() == "localhost" || IPAddress(host)?.isLocal == true { return nil }
        return exceptions.include(host: host, port: port ?? (isSecure ? 443 : 80)) ? nil : proxy
    }
}

extension Environment {
    /// - Parameter name: in small letters.
    fileprivate func proxyVariable(_ name: String) -> (name: String, value: String)? {
        if isSet(name) { return self[name].map { (name, $0) } }
        // For a CGI program, a client sets HTTP_PROXY with the header `Proxy`.
        if name == "http_proxy", isSet("REQUEST_METHOD") { return nil }
        let capitals = name.uppercased()
        return self[capitals].map { (capitals, $0) }
    }
}

/// The hosts without a proxy, by `NO_PROXY`.
///
/// The rules are those of Python's urllib, which botocore uses, and networks in CIDR notation.
package struct ProxyExceptions: Sendable, Hashable {
    private enum Rule: Hashable {
        case everything
        case network(IPNetwork)
        /// A host or a domain, or one with a port; small letters.
        case name(String)
    }

    private var rules: [Rule] = []

    /// No exceptions.
    package init() {}

    /// - Parameter text: a list separated by commas; `*` alone means all hosts.
    package init(_ text: String) {
        let entries = text.split(separator: ",").map { $0.trimmingSpaces.lowercased() }.filter { !$0.isEmpty }
        rules =
            entries == ["*"]
            ? [.everything]
            : entries.map { entry in
                IPNetwork(entry).map(Rule.network) ?? .name(String(entry.drop { $0 == "." }))
            }
    }

    package var areEverything: Bool { rules == [.everything] }

    /// - Parameters:
    ///   - host: a name or an address, IPv6 in brackets.
    ///   - port: the port of the connection, also the default of the scheme.
    package func include(host: String, port: Int) -> Bool {
        let host = host.lowercased()
        let address = IPAddress(host)
        return rules.contains { rule in
            switch rule {
            case .everything: true
            case .network(let network): address.map(network.contains) ?? false
            case .name(let name):
                [host, "\(host):\(port)"].contains { $0 == name || $0.hasSuffix("." + name) }
                    || (address != nil && address == IPAddress(name))
            }
        }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        return start.lastIndex { $0 != " " && $0 != "\t" }.map { start[...$0] } ?? ""
    }
}

/// A network in CIDR notation: `10.0.0.0/8`, `fd00::/8`.
struct IPNetwork: Sendable, Hashable {
    private let address: IPAddress
    private let prefix: Int

    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(parts[0]), let prefix = Int(parts[1]),
            (0...address.bytes.count * 8).contains(prefix)
        else { return nil }
        self.address = address
        self.prefix = prefix
    }

    func contains(_ other: IPAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        let whole = prefix / 8
        guard other.bytes[..<whole] == address.bytes[..<whole] else { return false }
        let rest = prefix % 8
        return rest == 0 || (other.bytes[whole] ^ address.bytes[whole]) >> (8 - rest) == 0
    }
}
