/// Writes JSON straight into bytes.
///
/// A hundred descriptions of model versions are 150 KB, and writing them is nearly all of the work that their request
/// makes: a general encoder takes ten times as long for it.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    /// Whether something stands before the place where the writer is, in the same object or list.
    private var needsComma = false

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    mutating func object(_ members: (inout JSONWriter) -> Void) {
        enclosed(by: "{", "}") { members(&$0) }
    }

    mutating func array<Element>(_ elements: [Element], _ write: (inout JSONWriter, Element) -> Void) {
        enclosed(by: "[", "]") { writer in
            for element in elements { write(&writer, element) }
        }
    }

    /// Writes a member of an object, or nothing where it has no value.
    ///
    /// Inlined: looking up the type of each value at run time takes as long as writing it.
    @inline(__always)
    mutating func member<Value>(_ name: StaticString, _ value: Value?, _ write: (inout JSONWriter, Value) -> Void) {
        guard let value else { return }
        separate()
        bytes.append(UInt8(ascii: "\""))
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
        write(&self, value)
    }

    mutating func member(_ name: StaticString, _ value: String?) {
        member(name, value) { $0.string($1) }
    }

    mutating func member(_ name: StaticString, _ value: Double?) {
        member(name, value) { $0.literal($1.description) }
    }

    mutating func member(_ name: StaticString, _ value: (some FixedWidthInteger)?) {
        member(name, value) { $0.literal(String($1)) }
    }

    mutating func member(_ name: StaticString, _ value: Bool?) {
        member(name, value) { $0.literal($1 ? "true" : "false") }
    }

    mutating func string(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        if text.utf8.allSatisfy(\.isPlainInJSON) {
            bytes.append(contentsOf: text.utf8)
        } else {
            for byte in text.utf8 { appendEscaped(byte) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    // MARK: Pieces

    private mutating func literal(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func enclosed(
        by start: Unicode.Scalar,
        _ end: Unicode.Scalar,
        _ content: (inout JSONWriter) -> Void
    ) {
        separate()
        bytes.append(UInt8(ascii: start))
        needsComma = false
        content(&self)
        bytes.append(UInt8(ascii: end))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes += [UInt8(ascii: "\\"), byte]
        case 0..<0x20:
            bytes.append(contentsOf: "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
        default:
            bytes.append(byte)
        }
    }
}

extension UInt8 {
    fileprivate var isPlainInJSON: Bool {
        self >= 0x20 && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
    }
}
