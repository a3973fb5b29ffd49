package import Diagnostics

/// A node of a YAML document with its place.
///
/// Aliases and merge keys are resolved. An aliased node has the place of its anchor.
package struct YAMLNode: Sendable {
    package enum Content: Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
    }

    package var content: Content
    private var place: PackedPosition
    /// Where the node starts.
    package var position: SourcePosition {
        get { place.position }
        set { place = PackedPosition(newValue) }
    }

    package init(_ content: Content, at position: SourcePosition) {
        self.content = content
        place = PackedPosition(position)
    }
}

/// A line and a column in half of their space: a file of one-letter texts has more positions than text.
private struct PackedPosition {
    var line: UInt32
    var column: UInt32

    init(_ position: SourcePosition) {
        line = UInt32(clamping: position.line)
        column = UInt32(clamping: position.column)
    }

    var position: SourcePosition { SourcePosition(line: Int(line), column: Int(column)) }
}

/// A key of a mapping and its value, in the order of the file.
package struct YAMLEntry: Sendable {
    package var key: String
    private var place: PackedPosition
    package var keyPosition: SourcePosition { place.position }
    package var value: YAMLNode

    package init(key: String, keyPosition: SourcePosition, value: YAMLNode) {
        self.key = key
        place = PackedPosition(keyPosition)
        self.value = value
    }
}

/// A scalar's text. It is never converted into a number, a date or a boolean here.
package struct YAMLScalar: Sendable, Equatable {
    package var text: String
    /// Whether it has no quotes and no explicit `!!str`. Only then may a field be something other than a string.
    package var isPlain: Bool
    /// The number of columns between the node's start and its text, if the file has the text literally on one line.
    /// Nil after an escape, a line break, an anchor or a tag, and for a text without `$`, where it is not needed.
    package var inset: UInt8?

    package init(text: String, isPlain: Bool, inset: UInt8? = nil) {
        self.text = text
        self.isPlain = isPlain
        self.inset = inset
    }

    /// Whether it is a plain `null`, `Null`, `NULL`, `~` or empty.
    package var isNull: Bool {
        // Nearly every value is longer.
        isPlain && text.utf8.count <= 4
            && (text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL")
    }
}

/// One document of a YAML stream.
package struct YAMLDocument: Sendable {
    package var root: YAMLNode
    /// The path of the file it was read from.
    package var path: String
    /// Whether a key or a scalar contains a `$`.
    package var holdsDollar: Bool

    package func location(of position: SourcePosition) -> SourceLocation {
        SourceLocation(path: path, position: position)
    }

    /// Whether it has no content, such as after a trailing `---`. Beside documents with content it is no error, in any
    /// file.
    package var isEmpty: Bool {
        if case .scalar(let scalar) = root.content { scalar.isNull } else { false }
    }
}

/// Converts libyaml's marks, which count from 0, into the positions that editors show.
struct PositionMap {
    /// The start of each line in code points; nil if libyaml counts the same lines as editors.
    private let lineStarts: [Int]?
    /// The end of a text without a final line break: libyaml then counts one line too many.
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

/// Every key of a file once. Equal keys share one string and one number.
///
/// Keys are compared as bytes: as strings, two spellings of "é" are equal.
struct KeyTable {
    private var keys: [String] = []
    /// All keys' bytes one after the other, the start of each, and the end.
    private var bytes: [UInt8] = []
    private var starts = [0]
    /// Open addressing: a key's number plus one, or 0 for a free slot. The size is a power of two.
    private var slots = [UInt32](repeating: 0, count: 64)
    /// A key's number plus one, or 0, by the key's length and ends: a file has a few keys again and again, and the
    /// hash function takes ten times as long.
    private var usual = [UInt32](repeating: 0, count: 64)

    var count: Int { keys.count }

    subscript(number: Int) -> String { keys[number] }

    /// The number of a key: that of an equal key, or a new one.
    mutating func number(of key: UnsafeBufferPointer<UInt8>) -> Int {
        guard let first = unsafe key.first, let last = unsafe key.last else { return unsafe findNumber(of: key) }
        let place = (key.count &* 31 ^ Int(first) &* 7 ^ Int(last)) & 63
        if usual[place] > 0, unsafe isKey(Int(usual[place]) - 1, key) { return Int(usual[place]) - 1 }
        let number = unsafe findNumber(of: key)
        usual[place] = UInt32(number + 1)
        return number
    }

    private func isKey(_ number: Int, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = starts[number]
        guard starts[number + 1] - start == key.count else { return false }
        for index in 0..<key.count where unsafe bytes[start + index] != key[index] { return false }
        return true
    }

    private mutating func findNumber(of key: UnsafeBufferPointer<UInt8>) -> Int {
        var slot = unsafe firstSlot(of: UnsafeRawBufferPointer(key))
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if unsafe isKey(number, key) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        unsafe keys.append(String(decoding: key, as: UTF8.self))
        unsafe bytes.append(contentsOf: key)
        starts.append(bytes.count)
        slots[slot] = UInt32(keys.count)
        if keys.count * 2 > slots.count { grow() }
        return keys.count - 1
    }

    mutating func number(of key: String) -> Int {
        var key = key
        return key.withUTF8 { unsafe number(of: $0) }
    }

    /// Uses the process's random seed, so that no file can make all its keys collide.
    private func firstSlot(of key: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        unsafe hasher.combine(bytes: key)
        return hasher.finalize() & (slots.count - 1)
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for number in keys.indices {
            var slot = unsafe bytes[starts[number]..<starts[number + 1]].withUnsafeBytes { unsafe firstSlot(of: $0) }
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(number + 1)
        }
    }
}
