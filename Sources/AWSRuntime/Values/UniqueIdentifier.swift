internal import Host

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
