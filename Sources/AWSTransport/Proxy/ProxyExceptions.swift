internal import Host

/// The hosts that are reached without a proxy: what `NO_PROXY` says.
///
/// The rules are those of Python's urllib, which botocore uses, and networks in CIDR notation beside them.
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

    /// - Parameter text: a list with commas in between; `*` alone means all.
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
    ///   - port: the port that is connected to, the scheme's own included.
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
