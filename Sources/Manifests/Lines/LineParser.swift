/// Why a line is not a JSON object.
struct LineError: Error {
    var problem: String
    /// In bytes.
    var offset: Int
}

/// Reads a line's JSON (RFC 8259) in one pass into a `LineRecord`.
///
/// It stays beside `JSONReader` for its speed. With `JSONReader` in its place, the check of a manifest of 200 MB
/// (303,000 lines) needs 1.53 times the processor time: 0.90 s instead of 0.58 s (medians of 15 pairs of processes: a
/// release build of this target with a small driver around `ManifestChecker`, same rules and record).
struct LineParser {
    /// A line that nests deeper is invalid.
    static let depthLimit = 512

    let bytes: LineBytes
    var position = 0
    private var depth = 0

    init(_ bytes: LineBytes) { self.bytes = bytes }

    mutating func parse(into record: inout LineRecord) throws(LineError) {
        record.removeAll()
        guard take("{") else { throw error("expected an object, `{...}`") }
        if !take("}") {
            repeat {
                var member = Member()
                skipBlanks()
                member.key = try string()
                try colon()
                identify(&member)
                try value(of: &member, into: &record)
                record.members.append(member)
            } while take(",")
            guard take("}") else { throw error("expected `,` or `}`") }
        }
        skipBlanks()
        if position < bytes.count { throw error("text after the object") }
    }

    private mutating func value(of member: inout Member, into record: inout LineRecord) throws(LineError) {
        skipBlanks()
        guard byte == UInt8(ascii: "{") else {
            member.value = try slot()
            return
        }
        member.value.kind = .object
        member.value.offset = position
        member.attribute = record.attributes.count
        record.attributes.append(try attribute(into: &record))
    }

    private func identify(_ member: inout Member) {
        let suffix: StaticString = "-metadata"
        let key = member.key
        if key.hasEscapes {
            let name = unescaped(key)
            member.hash = ByteHash.of(name)
            if name.count > 9, name.suffix(9).elementsEqual("-metadata".utf8) {
                member.stemHash = ByteHash.of(Array(name.dropLast(9)))
            }
        } else {
            member.hash = ByteHash.of(bytes, key.start, key.length)
            if key.length > 9, bytes.equals(suffix, key.start + key.length - 9, 9) {
                member.stemHash = ByteHash.of(bytes, key.start, key.length - 9)
            }
        }
    }

    // MARK: Values

    var byte: UInt8 { @inline(__always) get { bytes[position] } }

    /// Reads a value of any kind.
    mutating func slot() throws(LineError) -> Slot {
        skipBlanks()
        var slot = Slot()
        slot.offset = position
        switch byte {
        case UInt8(ascii: "\""):
            slot.kind = .string
            slot.string = try string()
        case UInt8(ascii: "{"):
            slot.kind = .object
            try skipObject()
        case UInt8(ascii: "["):
            slot.kind = .array
            try skipArray()
        case UInt8(ascii: "t"):
            slot.kind = .other
            try literal("true")
        case UInt8(ascii: "f"):
            slot.kind = .other
            try literal("false")
        case UInt8(ascii: "n"):
            slot.kind = .other
            try literal("null")
        default:
            slot.kind = .number
            slot.number = try number()
        }
        return slot
    }

    private mutating func skipObject() throws(LineError) {
        try enter()
        if !take("}") {
            repeat {
                skipBlanks()
                _ = try string()
                try colon()
                _ = try slot()
            } while take(",")
            guard take("}") else { throw error("expected `,` or `}`") }
        }
        leave()
    }

    private mutating func skipArray() throws(LineError) {
        try enter()
        if !take("]") {
            repeat { _ = try slot() } while take(",")
            guard take("]") else { throw error("expected `,` or `]`") }
        }
        leave()
    }

    private mutating func literal(_ text: StaticString) throws(LineError) {
        let length = min(text.utf8CodeUnitCount, bytes.count - position)
        guard bytes.equals(text, position, length) else { throw error("expected `\(text)`") }
        position += length
    }

    // MARK: Pieces

    /// Reads the bracket that starts an object or a list.
    mutating func enter() throws(LineError) {
        position += 1
        depth += 1
        // The object of the line is one level.
        if depth >= Self.depthLimit { throw error("nesting deeper than \(Self.depthLimit) levels") }
    }

    mutating func leave() { depth -= 1 }

    @inline(__always)
    mutating func colon() throws(LineError) {
        guard take(":") else { throw error("expected `:`") }
    }

    @inline(__always)
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        let expected = UInt8(ascii: scalar)
        if byte != expected { skipBlanks() }
        guard byte == expected else { return false }
        position += 1
        return true
    }

    /// A line feed ends the line and is none.
    @inline(__always)
    mutating func skipBlanks() {
        while byte == 0x20 || byte == 0x09 || byte == 0x0D { position += 1 }
    }

    func error(_ problem: String) -> LineError {
        LineError(
            problem: position >= bytes.count ? "the line ends too early: \(problem)" : problem,
            offset: position
        )
    }
}
