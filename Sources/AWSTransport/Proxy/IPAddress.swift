#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// An IP address: 4 or 16 bytes, in network order.
struct IPAddress: Sendable, Hashable {
    let bytes: [UInt8]

    /// - Parameter text: an IPv4 address with all four parts, or an IPv6 address, in brackets or not.
    init?(_ text: some StringProtocol) {
        var text = String(text)
        if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
        // The zone of a link-local address says which interface, not which address.
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

    /// This machine itself, or its own network segment: where no proxy stands in between.
    var isLocal: Bool {
        if bytes.count == 4 { return bytes[0] == 127 || (bytes[0] == 169 && bytes[1] == 254) }
        let isLoopback = bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
        return isLoopback || (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80)
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
