/// Where requests for a service go.
package struct Endpoint: Sendable, Equatable, CustomStringConvertible {
    /// Why it is this one.
    package enum Origin: Sendable, Equatable {
        /// The partition's rule for the region.
        case region
        /// What somebody configured: the flag, variable or setting.
        case configured(String)
    }

    package var isSecure: Bool
    /// A name or an address, IPv6 in brackets.
    package var host: String
    /// Nil: the scheme's own.
    package var port: Int?
    /// In front of every request's path; empty, or starting and not ending with `/`.
    package var basePath: String
    package var origin: Origin
    /// The region in the scope of a signature; nil for a configured endpoint, where it is the region of the call.
    package var signingRegion: String?
    /// For people: by which rule it is this one. See `explanation`.
    var reason = ""

    /// Why it is this endpoint, in words that follow "because of".
    package var explanation: String {
        switch origin {
        case .region: reason
        case .configured(let source): source
        }
    }
    /// The value of the `Host` header.
    package var authority: String { port.map { "\(host):\($0)" } ?? host }
    package var description: String { "\(isSecure ? "https" : "http")://\(authority)\(basePath)" }
}

/// An endpoint that cannot be used, in words that complete "the endpoint ...".
package struct InvalidEndpoint: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}

extension Endpoint {
    /// - Parameter url: `http://` or `https://`, a host, and perhaps a port and a path.
    package init(url: String, origin: Origin) throws(InvalidEndpoint) {
        let scheme: Substring
        var rest: Substring
        if url.hasPrefix("https://") {
            (scheme, rest) = ("https", url.dropFirst(8))
        } else if url.hasPrefix("http://") {
            (scheme, rest) = ("http", url.dropFirst(7))
        } else {
            throw InvalidEndpoint("must start with http:// or https://")
        }
        if rest.contains(where: { "?#@ ".contains($0) }) || !rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            throw InvalidEndpoint("may hold a host, a port and a path, and nothing else")
        }
        var path = ""
        if let slash = rest.firstIndex(of: "/") {
            path = String(rest[slash...])
            rest = rest[..<slash]
        }
        while path.hasSuffix("/") { path.removeLast() }
        var port: Int?
        // The colons of an IPv6 address stand in brackets.
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("]") {
            let digits = rest[rest.index(after: colon)...]
            guard let number = Int(digits), (1...65535).contains(number), digits.first != "+" else {
                throw InvalidEndpoint("has a port that is not a number from 1 to 65535")
            }
            port = number
            rest = rest[..<colon]
        }
        guard !rest.isEmpty else { throw InvalidEndpoint("names no host") }
        guard Self.isHost(rest) else {
            throw InvalidEndpoint("has a host that is neither a name nor an address; one of IPv6 stands in brackets")
        }
        let isSecure = scheme == "https"
        if port == (isSecure ? 443 : 80) { port = nil }
        self.init(
            isSecure: isSecure,
            host: rest.lowercased(),
            port: port,
            basePath: path,
            origin: origin
        )
    }

    /// Whether it is a name (letters, digits, `-._`), an IPv4 address, or an IPv6 address in brackets.
    private static func isHost(_ text: Substring) -> Bool {
        if text.hasPrefix("["), text.hasSuffix("]") {
            let address = text.dropFirst().dropLast()
            return address.contains(":") && address.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        }
        return text.allSatisfy { $0.isLetter || $0.isNumber || "-._".contains($0) }
    }
}
