internal import AWSRuntime

/// An HTTP proxy, and what it wants to know of its user.
package struct Proxy: Sendable, Hashable {
    /// A name or an address, IPv6 without brackets.
    package var host: String
    package var port: Int
    package var user: String?
    package var password: String?
    /// The variable that named it, for messages.
    package var source: String

    /// Reads a proxy's URL: `http://USER:PASSWORD@HOST:PORT`, all but the host optional.
    ///
    /// - Throws: `ConfigurationError`, which never quotes the URL: it may hold a password.
    package init(url: String, source: String) throws {
        var rest = Substring(url)
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
        } else if let colon = rest.firstRange(of: "://") {
            let scheme = rest[..<colon.lowerBound].lowercased()
            guard scheme == "http" else {
                throw ConfigurationError(
                    "\(source) must be an http:// URL: rekon speaks HTTP to proxies, not TLS or SOCKS",
                    help: "most proxies take HTTP and pass TLS through; try http:// with the same host"
                )
            }
            rest = rest[colon.upperBound...]
        }
        rest = rest.prefix { !"/?#".contains($0) }
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = String(decoding: parts[0].percentDecoded, as: UTF8.self)
            password = parts.count > 1 ? String(decoding: parts[1].percentDecoded, as: UTF8.self) : nil
            rest = rest[rest.index(after: at)...]
        }
        var port = 80
        // The colons of an IPv6 address stand in brackets.
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
            throw ConfigurationError("\(source) names no host: it must be a URL such as http://proxy.example.com:8080")
        }
        host = String(rest)
        self.port = port
        self.source = source
    }
}

/// Without the user name and the password, wherever it is printed.
extension Proxy: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}

extension Substring {
    /// The bytes that the text stands for; a `%` that starts no escape stands for itself.
    fileprivate var percentDecoded: [UInt8] {
        var decoded: [UInt8] = []
        var rest = Array(utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let high = rest[rest.startIndex].hexDigitValue, let low = rest[rest.startIndex + 1].hexDigitValue
            {
                decoded.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return decoded
    }
}

extension UInt8 {
    fileprivate var hexDigitValue: UInt8? {
        Character(Unicode.Scalar(self)).hexDigitValue.map(UInt8.init)
    }
}
