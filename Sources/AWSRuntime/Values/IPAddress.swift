/// An address of IPv4 or IPv6, compared by its bytes: the same address may be written in many ways.
struct IPAddress: Sendable, Equatable {
    /// Four or sixteen.
    let bytes: [UInt8]

    /// Four decimal numbers with dots, or an IPv6 address, in brackets or not. Nil for a name, and for the old ways of
    /// writing IPv4 addresses (`0x7f.1`), which programs read differently.
    init?(_ text: String) {
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : Substring(text)
        guard let bytes = bare.contains(":") ? Self.version6(bare) : Self.version4(bare) else { return nil }
        self.bytes = bytes
    }

    var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }

    private static func version4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { part -> UInt8? in
            guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), part == "0" || part.first != "0" else {
                return nil
            }
            return UInt8(part)
        }
        return bytes.count == 4 ? bytes : nil
    }

    private static func version6(_ text: Substring) -> [UInt8]? {
        if let gap = text.firstRange(of: "::") {
            guard let head = groups(text[..<gap.lowerBound]), let tail = groups(text[gap.upperBound...]) else {
                return nil
            }
            let missing = 16 - head.count - tail.count
            return missing >= 2 ? head + [UInt8](repeating: 0, count: missing) + tail : nil
        }
        guard let bytes = groups(text), bytes.count == 16 else { return nil }
        return bytes
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        for group in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard (1...4).contains(group.utf8.count), group.allSatisfy(\.isHexDigit),
                let number = UInt16(group, radix: 16)
            else { return nil }
            bytes += [UInt8(number >> 8), UInt8(number & 255)]
        }
        return bytes
    }
}
