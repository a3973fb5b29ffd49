import LibC

extension JSONReader {
    /// Reads a string; nil for `null`.
    package mutating func string() throws(JSONError) -> String? {
        if try null() { return nil }
        return try text(scanString())
    }

    /// As `string`, for a member that has the same value in many objects of a document: the value takes memory once.
    package mutating func repeatedString() throws(JSONError) -> String? {
        if try null() { return nil }
        let found = try scanString()
        guard found.isPlain, let last = bytes[found.range].last else { return try text(found) }
        // The values of these members are few, and differ in their lengths and ends.
        let slot = (found.range.count &* 31 &+ Int(last) &* 7 &+ Int(bytes[found.range.lowerBound])) & 63
        if repeated.isEmpty { repeated = Array(repeating: "", count: 64) }
        if !isEqual(found.range, repeated[slot]) { repeated[slot] = plainText(found.range) }
        return repeated[slot]
    }

    /// Reads the name of a member.
    mutating func name() throws(JSONError) -> JSONName {
        skipBlanks()
        let found = try scanString()
        if found.hasEscapes {
            let plain = try unescaped(found.range)
            _ = try text(plain[...], at: found.range.lowerBound)
            return JSONName(plain, 0..<plain.count)
        }
        if !found.isASCII { _ = try text(bytes[found.range], at: found.range.lowerBound) }
        return JSONName(bytes, found.range)
    }

    mutating func skipString() throws(JSONError) {
        let found = try scanString()
        if !found.isPlain { _ = try text(found) }
    }

    private struct FoundString {
        /// Between the quotes.
        var range: Range<Int>
        var hasEscapes: Bool
        var isASCII: Bool

        /// Whether its bytes are the text, and valid UTF-8.
        var isPlain: Bool { isASCII && !hasEscapes }
    }

    /// Finds the end of the string that begins here, and goes there.
    private mutating func scanString() throws(JSONError) -> FoundString {
        guard byte == UInt8(ascii: "\"") else { throw expected("a string") }
        let found = try string(from: position + 1)
        position = found.range.upperBound + 1
        return found
    }

    private func string(from start: Int) throws(JSONError) -> FoundString {
        let span = bytes.span
        var index = start
        var hasEscapes = false
        var allBits: UInt8 = 0
        while index < span.count {
            // Eight at a time: documents are mostly strings.
            if index + 8 <= span.count {
                let length = span.plainLength(at: index)
                index += length
                if length == 8 { continue }
            }
            let byte = span[index]
            if byte == UInt8(ascii: "\"") {
                return FoundString(range: start..<index, hasEscapes: hasEscapes, isASCII: allBits < 0x80)
            }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                index += 1
            } else if byte < 0x20 {
                throw JSONError("a control character in a string", at: index)
            }
            allBits |= byte
            index += 1
        }
        throw JSONError("a string without an end", at: start - 1)
    }

    private func text(_ found: FoundString) throws(JSONError) -> String {
        if found.isPlain { return plainText(found.range) }
        let start = found.range.lowerBound
        return try text(found.hasEscapes ? unescaped(found.range)[...] : bytes[found.range], at: start)
    }

    /// The text of ASCII characters, which needs no check.
    private func plainText(_ range: Range<Int>) -> String {
        unsafe bytes.withUnsafeBufferPointer {
            unsafe String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self)
        }
    }

    private func isEqual(_ range: Range<Int>, _ text: String) -> Bool {
        guard text.utf8.count == range.count else { return false }
        return unsafe bytes.withUnsafeBytes { bytes in
            unsafe text.utf8.withContiguousStorageIfAvailable { text in
                guard let first = bytes.baseAddress, let second = text.baseAddress else { return range.isEmpty }
                return unsafe memcmp(first + range.lowerBound, second, range.count) == 0
            }
        } ?? false
    }

    private func text(_ bytes: ArraySlice<UInt8>, at offset: Int) throws(JSONError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw JSONError("a string that is not UTF-8", at: offset)
        }
        return text
    }

    // MARK: Escapes

    private func unescaped(_ range: Range<Int>) throws(JSONError) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "\\") else {
                plain.append(byte)
                continue
            }
            let kind = bytes[index]
            index += 1
            switch kind {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain.append(kind)
            case UInt8(ascii: "b"): plain.append(0x08)
            case UInt8(ascii: "f"): plain.append(0x0C)
            case UInt8(ascii: "n"): plain.append(0x0A)
            case UInt8(ascii: "r"): plain.append(0x0D)
            case UInt8(ascii: "t"): plain.append(0x09)
            case UInt8(ascii: "u"): plain.append(contentsOf: String(try scalar(&index, range.upperBound)).utf8)
            default: throw JSONError("an escape that JSON does not have", at: index - 2)
            }
        }
        return plain
    }

    /// The scalar of `\uXXXX`, or of two of them that are a surrogate pair.
    ///
    /// - Parameter index: after the `u`; on return after the last digit.
    private func scalar(_ index: inout Int, _ end: Int) throws(JSONError) -> Unicode.Scalar {
        let start = index - 2
        let first = try codeUnit(&index, end)
        if let scalar = Unicode.Scalar(UInt32(first)) { return scalar }
        guard UTF16.isLeadSurrogate(first), index + 2 <= end, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        else { throw JSONError("half a surrogate pair", at: start) }
        index += 2
        let second = try codeUnit(&index, end)
        guard UTF16.isTrailSurrogate(second) else { throw JSONError("half a surrogate pair", at: start) }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private func codeUnit(_ index: inout Int, _ end: Int) throws(JSONError) -> UInt16 {
        guard index + 4 <= end else { throw JSONError("an escape of fewer than four digits", at: index) }
        var unit: UInt16 = 0
        for byte in bytes[index..<index + 4] {
            guard let digit = Unicode.Scalar(byte).hexadecimalValue else {
                throw JSONError("an escape with other characters than hexadecimal digits", at: index)
            }
            unit = unit << 4 | digit
        }
        index += 4
        return unit
    }
}

extension Unicode.Scalar {
    fileprivate var hexadecimalValue: UInt16? {
        switch self {
        case "0"..."9": UInt16(value) - 0x30
        case "a"..."f": UInt16(value) - 0x61 + 10
        case "A"..."F": UInt16(value) - 0x41 + 10
        default: nil
        }
    }
}

extension Span<UInt8> {
    /// The number of the next eight bytes, which must be there, before one that is special in a string.
    func plainLength(at index: Int) -> Int {
        UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)).plainLength
    }
}

extension UInt64 {
    /// The number of its eight bytes, from the lowest, before a quote, a backslash, a control character or a byte that
    /// is not ASCII.
    fileprivate var plainLength: Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // In a byte below 0x80, only a subtraction that borrows sets the high bit. A borrow spoils the bytes above, but
        // only the lowest marked byte counts.
        let quotes = (self ^ (ones &* 0x22)) &- ones
        let backslashes = (self ^ (ones &* 0x5C)) &- ones
        let controls = self &- (ones &* 0x20)
        return ((self | quotes | backslashes | controls) & (ones << 7)).trailingZeroBitCount / 8
    }
}

/// The name of a member of an object. Comparing it makes no string:
///
///     switch name {
///     case "Status": status = try json.string()
///     default: break
///     }
package struct JSONName {
    private let bytes: [UInt8]
    private let start: Int
    private let end: Int
    @usableFromInline let count: Int

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        start = range.lowerBound
        end = range.upperBound
        count = range.count
    }

    package var text: String { String(decoding: bytes[start..<end], as: UTF8.self) }

    /// The first Unicode scalars of a name that may be long, at least so many; the last one may be cut.
    package func beginning(scalars count: Int) -> String {
        String(decoding: bytes[start..<min(end, start + 4 * count)], as: UTF8.self)
    }

    /// Inlined where it is used: of the cases of a switch, most differ in the length, which then is a constant.
    @inlinable package static func ~= (text: StaticString, name: JSONName) -> Bool {
        text.utf8CodeUnitCount == name.count && name.hasBytes(text)
    }

    /// - Parameter text: as long as the name.
    @usableFromInline func hasBytes(_ text: StaticString) -> Bool {
        unsafe bytes.withUnsafeBytes { bytes in
            guard let first = bytes.baseAddress else { return count == 0 }
            return unsafe memcmp(first + start, text.utf8Start, count) == 0
        }
    }
}
