import LibC

/// An IP address: 4 or 16 bytes, in network order.
package struct IPAddress: Sendable, Hashable {
    package let bytes: [UInt8]

    /// - Parameter text: an IPv4 address with all four parts, or an IPv6 address, in brackets or not.
    package init?(_ text: some StringProtocol) {
        var text = String(text)
        if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
        // The zone of a link-local address names the interface.
        if let zone = text.firstIndex(of: "%") { text = String(text[..<zone]) }
        var four: [UInt8] = Array(repeating: 0, count: 4)
        var sixteen: [UInt8] = Array(repeating: 0, count: 16)
        if unsafe inet_pton(AF_INET, text, &four) == 1 {
            bytes = four
        } else if unsafe inet_pton(AF_INET6, text, &sixteen) == 1 {
            let isMapped = sixteen.starts(with: Array(repeating: 0, count: 10) + [0xFF, 0xFF])
            bytes = isMapped ? Array(sixteen.suffix(4)) : sixteen
        } else {
            return nil
        }
    }

    /// This machine or its network segment, which no proxy can reach.
    package var isLocal: Bool {
        if isLoopback { return true }
        return bytes.count == 4
            ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    }

    /// Whether the host of a URL is this machine, whatever a name server answers.
    ///
    /// - Parameter host: a name or an address, IPv6 in brackets.
    package static func isLoopback(host: String) -> Bool {
        host.lowercased() == "localhost" || IPAddress(host)?.isLoopback == true
    }

    /// This machine.
    package var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    }
}
