internal import AWSProfiles

/// Where credentials are fetched from outside of AWS's services: an endpoint, and a target with a query.
struct MetadataURL: Sendable, Equatable, CustomStringConvertible {
    let endpoint: Endpoint
    /// Starts with `/`.
    let target: String

    /// - Throws: `InvalidEndpoint`, in words that complete "the endpoint ...".
    init(_ url: String) throws(InvalidEndpoint) {
        guard let scheme = url.firstRange(of: "://") else {
            throw InvalidEndpoint("must start with http:// or https://, and name a host")
        }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let target = rest[authority.endIndex...]
        guard target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !target.contains("#") else {
            throw InvalidEndpoint("holds signs that no URL has")
        }
        endpoint = try Endpoint(url: String(url[..<authority.endIndex]), origin: .configured("the environment"))
        self.target = target.isEmpty ? "/" : target.first == "?" ? "/\(target)" : String(target)
    }

    /// - Parameter path: follows the endpoint's own.
    init(_ endpoint: Endpoint, path: String) {
        target = endpoint.basePath + path
        var bare = endpoint
        bare.basePath = ""
        self.endpoint = bare
    }

    /// Without the query.
    var description: String { "\(endpoint)\(target.prefix { $0 != "?" })" }

    /// What goes on the wire; never through a proxy.
    func request(
        _ method: String,
        headers: [(name: String, value: String)],
        connectTimeout: Duration,
        timeout: Duration
    ) -> HTTPRequest {
        var request = HTTPRequest(
            method: method,
            endpoint: endpoint,
            target: target,
            headers: [(name: "host", value: endpoint.authority)] + headers,
            body: [],
            timeout: timeout
        )
        request.usesProxy = false
        request.connectTimeout = connectTimeout
        return request
    }
}
