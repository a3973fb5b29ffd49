/// One line of a source with a caret under one of its columns.
///
/// A line that is too long for a screen is cut around the caret, with an ellipsis at each cut.
struct SourceSnippet: Equatable {
    /// The line, or the part of it that is shown.
    var text: String
    /// What stands before the caret in the line below: tabs where the text has tabs, else spaces.
    var indent: String

    /// - Parameters:
    ///   - line: the bytes of the line.
    ///   - column: from 1, in code points; one past the end of the line is shown, all beyond as that.
    ///   - start: a place in the line that is already known, to search onward from; nil searches from the beginning.
    ///   - limit: how many code points to show at most.
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

/// A column of a line and the byte it begins at.
struct LineCursor: Equatable {
    /// From 1, in code points.
    var column: Int
    var offset: Int

    init(startOf line: ArraySlice<UInt8>) {
        self.column = 1
        self.offset = line.startIndex
    }

    /// Goes forward to a column, or to the end of the line where that comes first; never back.
    mutating func advance(to target: Int, in line: ArraySlice<UInt8>) {
        while column < target, offset < line.endIndex {
            offset += 1
            while offset < line.endIndex, line[offset].isUTF8Continuation { offset += 1 }
            column += 1
        }
    }
}
