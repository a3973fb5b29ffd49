internal import Diagnostics

/// Turns libyaml's marks, which count from 0, into positions as editors show them.
struct PositionMap {
    /// Where each line begins, in code points; nil where libyaml counts the same lines as editors do.
    private let lineStarts: [Int]?
    /// Where the text ends, if not with a line break: libyaml then speaks of a line more than there is.
    private let end: SourcePosition?

    init(of text: InputText) {
        let isComplete = text.bytes.last == UInt8(ascii: "\n") || text.bytes.last == UInt8(ascii: "\r")
        self.end = isComplete ? nil : SourceText(text.bytes).position(ofByte: .max)
        guard text.hasUnusualBreaks else {
            self.lineStarts = nil
            return
        }
        var starts = [0]
        var index = 0
        var previous: UInt8 = 0
        for byte in text.bytes where byte & 0xC0 != 0x80 {
            if previous == UInt8(ascii: "\r"), byte != UInt8(ascii: "\n") { starts.append(index) }
            index += 1
            if byte == UInt8(ascii: "\n") { starts.append(index) }
            previous = byte
        }
        self.lineStarts = starts
    }

    func position(of mark: LibYAMLMark) -> SourcePosition {
        guard let lineStarts else {
            if let end, mark.line + 1 > end.line { return end }
            return SourcePosition(line: mark.line + 1, column: mark.column + 1)
        }
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= mark.index { low = middle } else { high = middle }
        }
        return SourcePosition(line: low + 1, column: mark.index - lineStarts[low] + 1)
    }
}
