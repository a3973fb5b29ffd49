package import Host

/// The proxies of the environment: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, as botocore reads them.
package struct ProxySettings: Sendable, Hashable {
    /// For https and for http.
    package var secure: Proxy?
    package var insecure: Proxy?
    package var exceptions = ProxyExceptions()

    /// No proxies.
    package init() {}

    /// A name in small letters counts before one in capitals, even if it is empty, which means none.
    ///
    /// - Throws: `ConfigurationError` for a proxy that cannot be used.
    package init(environment: Environment) throws {
        exceptions = ProxyExceptions(environment.proxyVariable("no_proxy")?.value ?? "")
        if exceptions.areEverything { return }
        secure = try environment.proxyVariable("https_proxy").map { try Proxy(url: $0.value, source: $0.name) }
        insecure = try environment.proxyVariable("http_proxy").map { try Proxy(url: $0.value, source: $0.name) }
    }

    /// The proxy for a host; nil where it is reached directly, as this machine and its network segment always are.
    ///
    /// - Parameters:
    ///   - host: a name or an address, IPv6 in brackets.
    ///   - port: nil for the scheme's own.
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
        // A CGI program is given HTTP_PROXY by strangers, as the header `Proxy`.
        if name == "http_proxy", isSet("REQUEST_METHOD") { return nil }
        let capitals = name.uppercased()
        return self[capitals].map { (capitals, $0) }
    }
}
