import Text

/// Writes JSON into bytes, members in the order in which they are given.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []
    /// Whether the current object or list already has a member or an element.
    private var needsComma = false
    private var followsName = false
    private let isIndented: Bool
    private let isHarmless: Bool
    private var depth = 0
    #if DEBUG
    /// The last name in each open object; nil where names may have any order.
    private var lastNames: [String?]?
    #endif

    /// - Parameters:
    ///   - indented: whether members and elements have lines of their own, two spaces a level, as with Foundation's
    ///     `prettyPrinted`.
    ///   - harmless: whether characters that could act on a terminal, or are invisible, are written as escapes.
    ///   - sorted: whether the caller gives the members of each object in byte order, which debug builds check.
    package init(
        capacity: Int = 0,
        indented: Bool = false,
        harmless: Bool = false,
        sorted: Bool = false
    ) {
        isIndented = indented
        isHarmless = harmless
        #if DEBUG
        lastNames = sorted ? [] : nil
        #endif
        bytes.reserveCapacity(capacity)
    }

    package mutating func object(_ members: (inout JSONWriter) -> Void) {
        start(UInt8(ascii: "{"))
        #if DEBUG
        lastNames?.append(nil)
        #endif
        members(&self)
        #if DEBUG
        _ = lastNames?.popLast()
        #endif
        end(UInt8(ascii: "}"))
    }

    package mutating func array(_ elements: (inout JSONWriter) -> Void) {
        start(UInt8(ascii: "["))
        elements(&self)
        end(UInt8(ascii: "]"))
    }

    /// Begins a member of an object. Its value must be written next.
    package mutating func name(_ name: StaticString) {
        checkOrder("\(name)")
        separate()
        bytes.append(UInt8(ascii: "\""))
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        endName()
    }

    /// Begins a member whose name is not known at compile time.
    package mutating func name(text: String) {
        checkOrder(text)
        separate()
        bytes.append(UInt8(ascii: "\""))
        appendEscaped(text)
        endName()
    }

    package mutating func string(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        appendEscaped(text)
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func integer(_ value: Int64) {
        separate()
        bytes.append(decimal: value)
    }

    /// The shortest text that is the same number, without a fraction where it is whole.
    ///
    /// - Parameter value: finite; JSON has no other numbers.
    package mutating func number(_ value: Double) {
        if case .integer(let integer) = JSONValue(value) { return self.integer(integer) }
        let text = value.description
        literal(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    package mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }

    /// A value that is written as it is.
    package mutating func literal(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
    }

    // MARK: Pieces

    private mutating func checkOrder(_ name: @autoclosure () -> String) {
        #if DEBUG
        guard let last = lastNames?.popLast() else { return }
        let name = name()
        assert(last.map { $0.utf8.lexicographicallyPrecedes(name.utf8) } ?? true, "\(name) follows \(last ?? "")")
        lastNames?.append(name)
        #endif
    }

    private mutating func endName() {
        bytes.append(UInt8(ascii: "\""))
        if isIndented { bytes.append(UInt8(ascii: " ")) }
        bytes.append(UInt8(ascii: ":"))
        if isIndented { bytes.append(UInt8(ascii: " ")) }
        followsName = true
    }

    private mutating func start(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        if isIndented { bytes.append(UInt8(ascii: "\n")) }
        depth += 1
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        depth -= 1
        if isIndented {
            bytes.append(UInt8(ascii: "\n"))
            indent()
        }
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if followsName {
            followsName = false
        } else {
            if needsComma {
                bytes.append(UInt8(ascii: ","))
                if isIndented { bytes.append(UInt8(ascii: "\n")) }
            }
            if isIndented { indent() }
        }
        needsComma = true
    }

    private mutating func indent() {
        // At once: a plan of ten thousand versions has half a million lines.
        let spaces: StaticString = "                                "
        var rest = 2 * depth
        while rest > 0 {
            let count = min(rest, spaces.utf8CodeUnitCount)
            unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: spaces.utf8Start, count: count))
            rest -= count
        }
    }

    private mutating func appendEscaped(_ text: String) {
        // Nearly every text. These test many bytes at a time.
        if text.isPrintableASCII, text.firstPlace(of: "\"") == nil, text.firstPlace(of: "\\") == nil {
            let isDone: Void? = unsafe text.utf8.withContiguousStorageIfAvailable {
                unsafe bytes.append(contentsOf: $0)
            }
            if isDone != nil { return }
        }
        for scalar in text.unicodeScalars { appendEscaped(scalar) }
    }

    private mutating func appendEscaped(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"", "\\": bytes += [UInt8(ascii: "\\"), UInt8(truncatingIfNeeded: scalar.value)]
        case "\u{08}": bytes += "\\b".utf8
        case "\t": bytes += "\\t".utf8
        case "\n": bytes += "\\n".utf8
        case "\u{0C}": bytes += "\\f".utf8
        case "\r": bytes += "\\r".utf8
        case _ where scalar.value < 0x20 || isHarmless && !HarmlessText.isHarmless(scalar):
            for unit in UTF16.encode(scalar) ?? .init() { bytes += "\\u\(unit.hexadecimal(digits: 4))".utf8 }
        default: bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
        }
    }
}

/// Members with a value of a simple type. Nil writes nothing.
extension JSONWriter {
    package mutating func member(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        self.name(name)
        string(value)
    }

    package mutating func member(_ name: StaticString, _ values: [String]?) {
        guard let values else { return }
        self.name(name)
        array { json in
            for value in values { json.string(value) }
        }
    }

    /// A number that is not finite writes nothing: JSON has none.
    package mutating func member(_ name: StaticString, _ value: Double?) {
        guard let value, value.isFinite else { return }
        self.name(name)
        number(value)
    }

    package mutating func member(_ name: StaticString, _ value: Int?) {
        guard let value else { return }
        self.name(name)
        integer(Int64(value))
    }

    package mutating func member(_ name: StaticString, _ value: Int64?) {
        guard let value else { return }
        self.name(name)
        integer(value)
    }

    package mutating func member(_ name: StaticString, _ value: Bool?) {
        guard let value else { return }
        self.name(name)
        bool(value)
    }
}
