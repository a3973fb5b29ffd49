import Text

/// A file's bytes and where its lines begin.
///
/// Lines end with "\n", "\r\n" or "\r", as in editors. A UTF-8 byte order mark does not belong to a line.
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

    /// The number of lines, including the empty one after a final line break.
    package var lineCount: Int { lineStarts.count }

    /// The bytes of a line without its line break; nil if the line does not exist.
    ///
    /// - Parameter number: from 1.
    package func line(_ number: Int) -> ArraySlice<UInt8>? {
        guard number >= 1, number <= lineStarts.count else { return nil }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] : bytes.count
        while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return bytes[start..<end]
    }

    /// The line and column of a byte.
    ///
    /// - Parameter offset: a larger offset than the length counts as the length.
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

/// The text of several files, by path, for messages that show a line.
package struct SourceTexts: Sendable {
    /// By the path's bytes: paths of different files can be equal as strings.
    private var texts: [[UInt8]: [UInt8]] = [:]

    package init() {}

    package subscript(path: String) -> [UInt8]? {
        get { texts[Array(path.utf8)] }
        set { texts[Array(path.utf8)] = newValue }
    }
}

extension UInt8 {
    /// Whether it is the second, third or fourth byte of a code point.
    var isUTF8Continuation: Bool { self & 0xC0 == 0x80 }
}

/// A place in a text. Both numbers count from 1; the column counts Unicode code points.
package struct SourcePosition: Sendable, Hashable, Comparable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (lhs: SourcePosition, rhs: SourcePosition) -> Bool {
        (lhs.line, lhs.column) < (rhs.line, rhs.column)
    }
}

/// A place in a file.
package struct SourceLocation: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The path as the user named it.
    package var path: String
    package var position: SourcePosition

    package init(path: String, position: SourcePosition) {
        self.path = path
        self.position = position
    }

    package init(path: String, line: Int, column: Int) {
        self.init(path: path, position: SourcePosition(line: line, column: column))
    }

    package var line: Int { position.line }
    package var column: Int { position.column }

    /// `path:line:column`, a link in many editors and terminals.
    package var description: String {
        "\(path):\(line):\(column)"
    }

    package static func < (lhs: SourceLocation, rhs: SourceLocation) -> Bool {
        if lhs.path.utf8.elementsEqual(rhs.path.utf8) { return lhs.position < rhs.position }
        return lhs.path.utf8.lexicographicallyPrecedes(rhs.path.utf8)
    }
}

/// One line of a source with a caret under a column.
///
/// A long line is cut around the caret, with an ellipsis at each cut.
struct SourceSnippet: Equatable {
    /// The line or a part of it.
    var text: String
    /// The text before the caret on the line below: tabs where the source has tabs, otherwise spaces.
    var indent: String

    /// - Parameters:
    ///   - line: the bytes of the line.
    ///   - column: from 1, in code points; a column after the end counts as the end.
    ///   - start: a known place in the line where the search begins; nil for the start of the line.
    ///   - limit: the greatest number of code points to show.
    init(line: ArraySlice<UInt8>, column: Int, from start: LineCursor? = nil, limit: Int = 120) {
        var cursor = start ?? LineCursor(startOf: line)
        var caret = cursor
        caret.advance(to: column, in: line)
        cursor.advance(to: caret.column - limit / 2, in: line)
        let isCutBefore = cursor.column > 1
        var end = cursor
        end.advance(to: cursor.column + limit, in: line)
        let isCutAfter = end.offset < line.endIndex
        let scalars = String(decoding: line[cursor.offset..<end.offset], as: UTF8.self).unicodeScalars

        var text = String.UnicodeScalarView()
        var indent = ""
        if isCutBefore {
            text.append("…")
            indent = " "
        }
        for (index, scalar) in scalars.enumerated() {
            if cursor.column + index < caret.column {
                indent +=
                    scalar == "\t"
                    ? "\t" : String(repeating: " ", count: HarmlessText.width(HarmlessText.shown(scalar)))
            }
            text.append(HarmlessText.shown(scalar))
        }
        if isCutAfter { text.append("…") }
        self.text = String(text)
        self.indent = indent
    }
}

/// A column of a line and the offset of its byte.
struct LineCursor: Equatable {
    /// From 1, in code points.
    var column: Int
    var offset: Int

    init(startOf line: ArraySlice<UInt8>) {
        self.column = 1
        self.offset = line.startIndex
    }

    /// Moves forward to a column or to the end of the line; never back.
    mutating func advance(to target: Int, in line: ArraySlice<UInt8>) {
        while column < target, offset < line.endIndex {
            offset += 1
            while offset < line.endIndex, line[offset].isUTF8Continuation { offset += 1 }
            column += 1
        }
    }
}
