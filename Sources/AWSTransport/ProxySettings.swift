internal import AWSRuntime
package import Host

/// The proxies of the environment: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in capitals or not.
package struct ProxySettings: Sendable, Equatable {
    package struct Proxy: Sendable, Hashable {
        package var host: String
        package var port: Int
        package var user: String?
        package var password: String?
    }

    package var secure: Proxy?
    package var insecure: Proxy?
    /// Hosts and domains that are reached directly; `*` for all.
    package var exceptions: [String] = []

    package init() {}

    package init(environment: Environment) throws {
        // A program behind CGI is given HTTP_PROXY by strangers; only the small one counts there, as in curl.
        secure = try Self.proxy(environment, ["https_proxy", "HTTPS_PROXY"])
        insecure = try Self.proxy(environment, ["http_proxy"])
        exceptions = (environment["no_proxy"] ?? environment["NO_PROXY"] ?? "").lowercased()
            .split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
    }

    private static func proxy(_ environment: Environment, _ names: [String]) throws -> Proxy? {
        guard let name = names.first(where: { environment[$0] != nil }), let url = environment[name] else { return nil }
        var rest = Substring(url)
        if let scheme = rest.range(of: "://") {
            guard rest[..<scheme.lowerBound].lowercased() == "http" else {
                throw ConfigurationError("\(name) must be an http:// URL: other kinds of proxies are not supported")
            }
            rest = rest[scheme.upperBound...]
        }
        rest = rest.prefix { $0 != "/" }
        var user: String?
        var password: String?
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = String(parts[0])
            password = parts.count > 1 ? String(parts[1]) : ""
            rest = rest[rest.index(after: at)...]
        }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty, parts.count <= 2 else {
            throw ConfigurationError("\(name) must be a URL such as http://proxy.example.com:8080")
        }
        guard let port = parts.count == 2 ? Int(parts[1]) : 80, (1...65535).contains(port) else {
            throw ConfigurationError("\(name) has a port that is not a number from 1 to 65535")
        }
        return Proxy(host: String(host), port: port, user: user, password: password)
    }

    /// The proxy for a host; nil where it is reached directly.
    package func proxy(for host: String, isSecure: Bool) -> Proxy? {
        let host = host.lowercased()
        let isLocal = host == "localhost" || host == "127.0.0.1" || host == "[::1]" || host.hasPrefix("169.254.")
        let isException = exceptions.contains { entry in
            if entry == "*" { return true }
            let domain = entry.hasPrefix(".") ? String(entry.dropFirst()) : entry
            return host == domain || host.hasSuffix("." + domain)
        }
        return isLocal || isException ? nil : isSecure ? secure : insecure
    }
}

extension Substring {
    fileprivate func range(of text: String) -> Range<Index>? {
        firstRange(of: text)
    }
}
