import LibC

extension String {
    /// Whether two texts have the same bytes. Swift's own equality ignores how a character is composed: "é" has two
    /// spellings.
    ///
    /// Planning compares several texts for each version: C compares many bytes at a time.
    package func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && hasSameBytes(as: other, count: utf8.count)
    }

    /// Whether both texts have so many bytes, and the first ones are the same.
    package func hasSameBytes(as other: String, count: Int) -> Bool {
        guard utf8.count >= count, other.utf8.count >= count else { return false }
        let fast = unsafe utf8.withContiguousStorageIfAvailable { mine in
            unsafe other.utf8.withContiguousStorageIfAvailable { theirs in
                guard let first = mine.baseAddress, let second = theirs.baseAddress else { return true }
                return unsafe memcmp(first, second, count) == 0
            }
        }
        return (fast ?? nil) ?? utf8.prefix(count).elementsEqual(other.utf8.prefix(count))
    }
}

extension StringProtocol where SubSequence == Substring, UTF8View: BidirectionalCollection {
    /// The parts between an ASCII character, with empty ones. `split(separator:)` of the standard library compares
    /// characters: a separator before a combining mark is part of another character.
    package func parts(between separator: Unicode.Scalar) -> [Substring] {
        let byte = UInt8(ascii: separator)
        var parts: [Substring] = []
        var start = startIndex
        while let end = utf8[start...].firstIndex(of: byte) {
            parts.append(self[start..<end])
            start = utf8.index(after: end)
        }
        return parts + [self[start...]]
    }

    /// The text with another text in place of each ASCII character of one kind, also of one before a combining mark.
    package func replacing(_ character: Unicode.Scalar, by text: String) -> String {
        parts(between: character).joined(separator: text)
    }

    /// The last place of an ASCII character, also of one before a combining mark.
    package func lastPlace(of character: Unicode.Scalar) -> String.Index? {
        utf8.lastIndex(of: UInt8(ascii: character))
    }
}

extension [UInt8] {
    /// Whether a text occurs in it.
    package func holds(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard let first = wanted.first, count >= wanted.count else { return false }
        return (0...count - wanted.count).contains { self[$0] == first && self[$0...].starts(with: wanted) }
    }
}

extension UInt8 {
    /// An ASCII capital as a small letter; every other byte as it is.
    package var asciiLowercased: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}

/// The hash function FNV-1a with 64 bits (draft-eastlake-fnv). Equal input gives equal values in every process and
/// build. It gives no protection against attackers.
package struct FNV1a: Sendable {
    /// The value that the algorithm starts with.
    package static let offsetBasis: UInt64 = 0xCBF2_9CE4_8422_2325

    package private(set) var value: UInt64

    package init(start: UInt64 = offsetBasis) {
        value = start
    }

    package mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    package mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { add(byte) }
    }

    /// Adds the text and a byte that UTF-8 never contains, so that ("ab", "c") differs from ("a", "bc").
    package mutating func add(part text: String) {
        add(text.utf8)
        add(0xFF)
    }

    /// Sixteen hexadecimal digits.
    package var text: String { value.hexadecimal(digits: 16) }
}
