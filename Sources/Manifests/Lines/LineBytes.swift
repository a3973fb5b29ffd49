/// The bytes of one line and the line feed after them, which ends every loop over known bytes.
///
/// Borrowed from the buffer of a chunk: do not keep it. Every access is in bounds: the subscript checks it, and `word`
/// gives zeros after the end.
@safe
struct LineBytes {
    private let base: UnsafePointer<UInt8>
    /// Without the line feed.
    let count: Int
    /// Readable bytes from the base: more than `count`.
    private let readable: Int

    @unsafe
    init(base: UnsafePointer<UInt8>, count: Int, readable: Int) {
        unsafe self.base = unsafe base
        self.count = count
        self.readable = readable
    }

    @inline(__always)
    subscript(index: Int) -> UInt8 {
        precondition(UInt(bitPattern: index) <= UInt(bitPattern: count))
        return unsafe base[index]
    }

    /// Eight bytes, little endian.
    @inline(__always)
    func word(_ index: Int) -> UInt64 {
        precondition(index >= 0)
        guard index + 8 <= readable else { return lastWord(index) }
        return unsafe UInt64(littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
    }

    @inline(never)
    private func lastWord(_ index: Int) -> UInt64 {
        var word: UInt64 = 0
        for offset in 0..<max(readable - index, 0) { word |= unsafe UInt64(base[index + offset]) << UInt64(8 * offset) }
        return word
    }

    func equals(_ other: [UInt8], _ start: Int, _ length: Int) -> Bool {
        unsafe other.withUnsafeBufferPointer { unsafe equals($0, start, length) }
    }

    @inline(__always)
    func equals(_ text: StaticString, _ start: Int, _ length: Int) -> Bool {
        guard text.utf8CodeUnitCount == length else { return false }
        return unsafe equals(UnsafeBufferPointer(start: text.utf8Start, count: length), start, length)
    }

    /// Compares eight bytes at a time.
    @unsafe
    private func equals(_ other: UnsafeBufferPointer<UInt8>, _ start: Int, _ length: Int) -> Bool {
        guard other.count == length, let base = other.baseAddress else { return other.count == length }
        var offset = 0
        while offset + 8 <= length {
            let word = unsafe UInt64(littleEndian: UnsafeRawPointer(base + offset).loadUnaligned(as: UInt64.self))
            guard self.word(start + offset) == word else { return false }
            offset += 8
        }
        while offset < length {
            guard unsafe self[start + offset] == base[offset] else { return false }
            offset += 1
        }
        return true
    }

    func copy(_ start: Int, _ length: Int) -> [UInt8] { (start..<start + length).map { self[$0] } }

    func text(_ start: Int, _ length: Int) -> String { String(decoding: copy(start, length), as: UTF8.self) }

    /// From 1, in characters.
    func column(_ offset: Int) -> Int {
        let end = min(offset, count)
        var (index, column) = (0, 1)
        while index < end {
            if index + 8 <= end, word(index) & 0x8080_8080_8080_8080 == 0 {
                (index, column) = (index + 8, column + 8)
            } else {
                column += self[index] & 0xC0 != 0x80 ? 1 : 0
                index += 1
            }
        }
        return column
    }

    /// The offset of the first byte that is not UTF-8; nil if all are.
    func firstInvalidUTF8() -> Int? {
        var index = 0
        while index < count {
            if word(index) & 0x8080_8080_8080_8080 == 0 {
                index += 8
                continue
            }
            guard let length = characterLength(index) else { return index }
            index += length
        }
        return nil
    }

    /// Unicode, table 3-7, "Well-Formed UTF-8 Byte Sequences".
    private func characterLength(_ index: Int) -> Int? {
        let first = self[index]
        if first < 0x80 { return 1 }
        let (length, second): (Int, ClosedRange<UInt8>)
        switch first {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
        guard index + length <= count, second ~= self[index + 1] else { return nil }
        for offset in 2..<max(length, 2) where self[index + offset] & 0xC0 != 0x80 { return nil }
        return length
    }
}
