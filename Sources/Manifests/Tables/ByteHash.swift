/// A 64-bit hash of bytes: each eight of them are folded in by a full multiplication, as wyhash does it.
///
/// Not keyed: whoever makes two image names collide deceives only the check of their own manifest. By chance, among a
/// million images, two are taken for the same with a probability of 3 in 100 million (n² / 2⁶⁵).
struct ByteHash {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    static func of(_ bytes: LineBytes, _ start: Int, _ count: Int) -> UInt64 {
        var hash = ByteHash()
        var index = start
        let end = start + count
        while index + 8 <= end {
            hash.add(bytes.word(index))
            index += 8
        }
        let rest = end - index
        return hash.finished(rest == 0 ? 0 : bytes.word(index) & (~0 >> UInt64(64 - 8 * rest)), count)
    }

    static func of(_ bytes: [UInt8]) -> UInt64 {
        var hash = ByteHash()
        var (word, filled) = (UInt64(0), 0)
        for byte in bytes {
            word |= UInt64(byte) << UInt64(8 * filled)
            filled += 1
            if filled == 8 {
                hash.add(word)
                (word, filled) = (0, 0)
            }
        }
        return hash.finished(word, bytes.count)
    }

    private mutating func add(_ word: UInt64) { state = Self.fold(state ^ word, 0xA076_1D64_78BD_642F) }

    private func finished(_ rest: UInt64, _ count: Int) -> UInt64 {
        let hash = Self.fold(Self.fold(state ^ rest, 0xE703_7ED1_A0B4_28DB) ^ UInt64(count), 0x8EBC_6AF0_9C88_C6E3)
        // Tables keep 0 for a free place.
        return hash == 0 ? 1 : hash
    }

    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
