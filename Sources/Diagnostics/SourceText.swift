/// A file's bytes, with the beginnings of its lines known.
///
/// Lines end at "\n", "\r\n" or a "\r" of its own, as editors count them. A UTF-8 byte order mark belongs to no line.
package struct SourceText: Sendable {
    private let bytes: [UInt8]
    /// The offset of each line's first byte.
    private let lineStarts: [Int]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        for (offset, byte) in bytes.enumerated() {
            let endsLine =
                byte == UInt8(ascii: "\n")
                || (byte == UInt8(ascii: "\r")
                    && !(offset + 1 < bytes.count && bytes[offset + 1] == UInt8(ascii: "\n")))
            if endsLine { starts.append(offset + 1) }
        }
        self.lineStarts = starts
    }

    /// How many lines there are; the empty one after a final line break is counted.
    package var lineCount: Int { lineStarts.count }

    /// The bytes of a line without its line break; nil where the text has no such line.
    ///
    /// - Parameter number: counted from 1.
    package func line(_ number: Int) -> ArraySlice<UInt8>? {
        guard number >= 1, number <= lineStarts.count else { return nil }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] : bytes.count
        while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return bytes[start..<end]
    }

    /// Where a byte of the text stands, its column in code points.
    ///
    /// - Parameter offset: in bytes; one past the last byte is allowed, and all that is beyond counts as that.
    package func position(ofByte offset: Int) -> SourcePosition {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let start = lineStarts[low]
        let end = min(max(offset, start), bytes.count)
        return SourcePosition(line: low + 1, column: 1 + bytes[start..<end].count { !$0.isUTF8Continuation })
    }
}

/// The text of several files, by path, for messages that show the line they speak of.
package struct SourceTexts: Sendable {
    /// Keyed by the path's bytes: as strings, two paths may be equal that name different files.
    private var texts: [[UInt8]: [UInt8]] = [:]

    package init() {}

    package subscript(path: String) -> [UInt8]? {
        get { texts[Array(path.utf8)] }
        set { texts[Array(path.utf8)] = newValue }
    }
}

extension UInt8 {
    /// Whether it is a second, third or fourth byte of a code point.
    var isUTF8Continuation: Bool { self & 0xC0 == 0x80 }
}
