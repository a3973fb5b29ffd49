import Host

extension Environment {
    /// A path in which a leading `~/` stands for the home folder.
    func expandingHome(_ path: String) -> String {
        guard path.utf8.starts(with: "~/".utf8), let home = self["HOME"] else { return path }
        return home + path.dropFirst(1)
    }
}

extension String {
    /// Without the ASCII white space at its ends.
    var trimmingWhitespace: String {
        func isBlank(_ scalar: Unicode.Scalar) -> Bool { [" ", "\t", "\n", "\r"].contains(scalar) }
        var scalars = Substring(self).unicodeScalars
        while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        return String(scalars)
    }
}

/// The escapes of query strings and forms: everything but `A-Za-z0-9-._~`.
package enum PercentEncoding {
    /// - Parameter keepingSlash: for a path, whose slashes stay.
    package static func encode(_ text: String, keepingSlash: Bool = false) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) || keepingSlash && byte == UInt8(ascii: "/") {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// `name=value&name=value`, in the given order.
    package static func encode(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "-._~".utf8.contains(byte)
        }
    }
}

/// A random UUID (RFC 9562, version 4) from the run's source of random numbers.
enum UniqueIdentifier {
    static func make(_ random: any RandomSource) -> String {
        var bytes: [UInt8] = []
        for _ in 0..<4 {
            let word = UInt32(min(random.unitInterval() * 4_294_967_296, 4_294_967_295))
            bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
        }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: text, as: UTF8.self)
    }
}
