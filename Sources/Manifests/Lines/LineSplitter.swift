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
    private(set) var isSkipping = false

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

    /// Cuts off the whole lines at the start of a chunk, and keeps the rest for the next chunk.
    ///
    /// - Returns: the start of the first line, from the chunks before, and the count of bytes in this chunk. Nil, with
    ///   nothing kept, if a line is skipped or no line ends in the chunk: `feed` takes such a chunk.
    mutating func cut(_ chunk: [UInt8]) -> (start: [UInt8], count: Int)? {
        guard !isSkipping, let feed = chunk.lastIndex(of: UInt8(ascii: "\n")) else { return nil }
        let start = rest
        rest = []
        unsafe chunk.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe keep(base + feed + 1, count: buffer.count - feed - 1)
        }
        return (start, feed + 1)
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
        var index = start
        var seen = SIMD16<UInt8>.zero
        let feeds = SIMD16<UInt8>(repeating: 0x0A)
        while index + 32 <= count {
            let first = unsafe UnsafeRawPointer(base + index).loadUnaligned(as: SIMD16<UInt8>.self)
            let second = unsafe UnsafeRawPointer(base + index + 16).loadUnaligned(as: SIMD16<UInt8>.self)
            let found = unsafe unsafeBitCast((first .== feeds) .| (second .== feeds), to: SIMD2<UInt64>.self)
            if found[0] | found[1] != 0 { break }
            seen |= first | second
            index += 32
        }
        let halves = unsafe unsafeBitCast(seen, to: SIMD2<UInt64>.self)
        var rest = halves[0] | halves[1]
        while index < count, unsafe base[index] != 0x0A {
            rest |= unsafe UInt64(base[index])
            index += 1
        }
        return (index, rest & 0x8080_8080_8080_8080 == 0)
    }
}
