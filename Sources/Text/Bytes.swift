import LibC

extension String {
    /// Texts one after the other, in one piece of memory: an interpolation takes its memory in steps.
    package init(joining texts: String...) {
        let size = texts.reduce(0) { $0 + $1.utf8.count }
        self = unsafe String(unsafeUninitializedCapacity: size) { target in
            var count = 0
            for var text in texts {
                text.withUTF8 { utf8 in
                    unsafe _ = target[count...].update(fromContentsOf: utf8)
                    count += utf8.count
                }
            }
            return count
        }
    }

    /// Whether two texts have the same bytes. Swift's own equality ignores how a character is composed: "é" has two
    /// spellings.
    ///
    /// Reading and planning compare several texts for each version: C compares many bytes at a time.
    package func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && hasSameBytes(as: other, count: utf8.count)
    }

    /// Uses the memory of another text that has the same bytes, and gives back its own.
    package mutating func share(_ other: String) {
        if hasSameBytes(as: other) { self = other }
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

    /// Whether the bytes of another text stand at a place.
    package func hasBytes(of other: String, at place: String.Index) -> Bool {
        let start = utf8.distance(from: startIndex, to: place)
        let fast = unsafe utf8.withContiguousStorageIfAvailable { unsafe $0.has(other, at: start) }
        return fast ?? utf8[place...].starts(with: other.utf8)
    }

    /// Whether its first bytes are those of another text.
    package func startsWithBytes(of other: String) -> Bool { hasSameBytes(as: other, count: other.utf8.count) }

    /// The first place of an ASCII character, also of one before a combining mark.
    ///
    /// - Parameter start: Where the search begins.
    package func firstPlace(of character: Unicode.Scalar, from start: String.Index? = nil) -> String.Index? {
        let start = start ?? startIndex
        let byte = UInt8(ascii: character)
        let skipped = utf8.distance(from: startIndex, to: start)
        let fast: Int?? = unsafe utf8.withContiguousStorageIfAvailable { bytes in
            guard let first = bytes.baseAddress, skipped < bytes.count else { return nil }
            let found = unsafe memchr(first + skipped, Int32(byte), bytes.count - skipped)
            return unsafe found.map { unsafe UnsafeRawPointer($0) - UnsafeRawPointer(first) }
        }
        guard let offset = fast else { return utf8[start...].firstIndex(of: byte) }
        return offset.map { utf8.index(startIndex, offsetBy: $0) }
    }

    /// Whether it has only ASCII: bytes below 0x80.
    package var isASCII: Bool { hasOnly(0...0x7F) }

    /// Whether it has only printable ASCII: the space to `~`.
    package var isPrintableASCII: Bool { hasOnly(0x20...0x7E) }

    /// Almost every text of a file passes. Eight bytes are tested together, which the compiler does not do of itself;
    /// the last eight overlap the others.
    ///
    /// - Parameter range: of ASCII.
    private func hasOnly(_ range: ClosedRange<UInt8>) -> Bool {
        let fast = unsafe utf8.withContiguousStorageIfAvailable { bytes in
            guard bytes.count >= 8 else { return unsafe bytes.allSatisfy(range.contains) }
            func repeating(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 * UInt64(byte) }
            let (low, gap) = (repeating(range.lowerBound), repeating(0x7F - range.upperBound))
            let text = UnsafeRawBufferPointer(bytes)
            // The highest bit of each byte that is outside, and perhaps of bytes above such a byte.
            var outside: UInt64 = 0
            for offset in stride(from: 0, to: bytes.count - 8, by: 8) {
                let word = unsafe text.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                outside |= word | (word &- low) & ~word | (word &+ gap)
            }
            let word = unsafe text.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)
            outside |= word | (word &- low) & ~word | (word &+ gap)
            return outside & repeating(0x80) == 0
        }
        return fast ?? utf8.allSatisfy(range.contains)
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

extension Collection<UInt8> {
    /// The first place where a text occurs, as bytes: a combining mark after it does not hide it. An empty text occurs
    /// at the start.
    ///
    /// `firstRange(of:)` of the standard library is part of its regular expressions, and not specialized.
    package func place(of text: String) -> Range<Index>? {
        let wanted = Array(text.utf8)
        let fast = withContiguousStorageIfAvailable { unsafe Text.offset(of: wanted, in: $0) }
        let offset = unsafe fast ?? Array(self).withUnsafeBufferPointer { unsafe Text.offset(of: wanted, in: $0) }
        guard let offset else { return nil }
        let start = index(startIndex, offsetBy: offset)
        return start..<index(start, offsetBy: wanted.count)
    }

    /// Whether a text occurs in it, as bytes.
    package func holds(_ text: String) -> Bool { place(of: text) != nil }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether it has the bytes of a text at a place, which may be outside.
    package func has(_ text: String, at start: Int) -> Bool {
        guard start >= 0, start + text.utf8.count <= count else { return false }
        var text = text
        return text.withUTF8 { wanted in
            guard let first = wanted.baseAddress, let base = baseAddress else { return true }
            return unsafe memcmp(base + start, first, wanted.count) == 0
        }
    }
}

/// Not generic, so that every module uses the optimized code. C looks for the first byte, many bytes at a time.
private func offset(of wanted: [UInt8], in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let first = wanted.first else { return 0 }
    guard let base = bytes.baseAddress else { return nil }
    var start = 0
    while bytes.count - start >= wanted.count,
        let found = unsafe memchr(base + start, Int32(first), bytes.count - start - wanted.count + 1)
    {
        start = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
        if unsafe memcmp(found, wanted, wanted.count) == 0 { return start }
        start += 1
    }
    return nil
}

extension [UInt8] {
    /// Whether it has a byte. `memchr` looks at many at a time.
    package func hasByte(_ byte: UInt8) -> Bool {
        unsafe withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return false }
            return unsafe memchr(start, Int32(byte), bytes.count) != nil
        }
    }

    /// Appends the decimal digits of a number, without a String for them.
    package mutating func append(decimal number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        let start = count
        var rest = number.magnitude
        repeat {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
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
