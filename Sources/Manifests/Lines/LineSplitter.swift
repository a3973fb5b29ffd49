/// Splits a stream of bytes into lines in bounded memory. A line within one chunk is not copied. A line longer than the
/// service accepts is skipped.
struct LineSplitter {
    /// In bytes: a character has four at most.
    static let lineLimit = 4 * Limits.lineCharacters

    enum Line {
        case bytes(LineBytes, isASCII: Bool)
        case tooLong
    }

    /// The start of a line whose end is in the next chunk.
    private var rest: [UInt8] = []
    private var isSkipping = false

    @unsafe
    mutating func feed(_ base: UnsafePointer<UInt8>, count: Int, _ body: (Line) -> Void) {
        var start = 0
        while start < count {
            let (end, isASCII) = unsafe Self.lineEnd(base, from: start, to: count)
            guard end < count else {
                unsafe keep(base + start, count: count - start)
                return
            }
            if rest.isEmpty, !isSkipping {
                if end - start > Self.lineLimit {
                    body(.tooLong)
                } else {
                    let line = unsafe LineBytes(base: base + start, count: end - start, readable: count - start)
                    body(.bytes(line, isASCII: isASCII))
                }
            } else {
                unsafe keep(base + start, count: end - start)
                endLine(body)
            }
            start = end + 1
        }
    }

    /// Passes on the last line if no line feed ends it.
    mutating func finish(_ body: (Line) -> Void) {
        if !rest.isEmpty || isSkipping { endLine(body) }
    }

    @unsafe
    private mutating func keep(_ base: UnsafePointer<UInt8>, count: Int) {
        guard !isSkipping else { return }
        if rest.count + count > Self.lineLimit {
            isSkipping = true
            rest = []
        } else {
            unsafe rest.append(contentsOf: UnsafeBufferPointer(start: base, count: count))
        }
    }

    private mutating func endLine(_ body: (Line) -> Void) {
        if isSkipping {
            isSkipping = false
            return body(.tooLong)
        }
        let count = rest.count
        rest.append(UInt8(ascii: "\n"))
        let isASCII = rest.allSatisfy { $0 < 0x80 }
        unsafe rest.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            body(.bytes(unsafe LineBytes(base: base, count: count, readable: count + 1), isASCII: isASCII))
        }
        rest.removeAll(keepingCapacity: true)
    }

    /// The offset of the next line feed, or the end; and whether all bytes before it are ASCII.
    @unsafe
    private static func lineEnd(_ base: UnsafePointer<UInt8>, from start: Int, to count: Int) -> (Int, Bool) {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var index = start
        var seen: UInt64 = 0
        while index + 8 <= count {
            let word = unsafe UInt64(littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
            let feeds = word ^ (ones &* 0x0A)
            let found = (feeds &- ones) & ~feeds & (ones << 7)
            if found != 0 {
                let length = found.trailingZeroBitCount / 8
                seen |= word & ~(~0 << UInt64(8 * length))
                return (index + length, seen & (ones << 7) == 0)
            }
            seen |= word
            index += 8
        }
        while index < count, unsafe base[index] != 0x0A {
            seen |= unsafe UInt64(base[index])
            index += 1
        }
        return (index, seen & (ones << 7) == 0)
    }
}
