/// Reads JSON (RFC 8259) from its bytes in one pass, value by value, as its caller asks for them.
///
/// A general decoder makes a map of the document and looks up the type of each value at run time, which took half of
/// the time of a plan. What is passed over is checked like everything else. `null` counts as a value that is not there.
/// After an error the reader must not be used any more.
package struct JSONReader: ~Copyable {
    /// How many objects and lists may stand in each other.
    package static let depthLimit = 512

    let bytes: [UInt8]
    /// Of the next byte to be read.
    var position = 0
    private var depth = 0

    /// - Parameter bytes: UTF-8 without a byte order mark.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads an object.
    ///
    /// - Parameter member: called with each name, in the order of the document; a name may come twice. It reads the
    ///   member's value, or leaves it, and then the value is passed over.
    /// - Returns: False where there is `null` instead.
    @discardableResult
    package mutating func object(
        _ member: (inout JSONReader, JSONName) throws(JSONError) -> Void
    ) throws(JSONError) -> Bool {
        if try null() { return false }
        try enter(UInt8(ascii: "{"), "an object")
        if take(UInt8(ascii: "}")) { return leave() }
        repeat {
            let name = try name()
            guard take(UInt8(ascii: ":")) else { throw expected("`:`") }
            skipBlanks()
            let start = position
            try member(&self, name)
            if position == start { try skipValue() }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw expected("`,` or `}`") }
        return leave()
    }

    /// Reads a list.
    ///
    /// - Parameter element: reads an element, or leaves it, and then it is passed over.
    /// - Returns: False where there is `null` instead.
    @discardableResult
    package mutating func array(_ element: (inout JSONReader) throws(JSONError) -> Void) throws(JSONError) -> Bool {
        if try null() { return false }
        try enter(UInt8(ascii: "["), "a list")
        if take(UInt8(ascii: "]")) { return leave() }
        repeat {
            skipBlanks()
            let start = position
            try element(&self)
            if position == start { try skipValue() }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw expected("`,` or `]`") }
        return leave()
    }

    /// Reads a truth value; nil for `null`.
    package mutating func bool() throws(JSONError) -> Bool? {
        if try null() { return nil }
        switch byte {
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"):
            try literal("false")
            return false
        default: throw expected("`true` or `false`")
        }
        return true
    }

    /// Reads `null`, if that comes next.
    package mutating func null() throws(JSONError) -> Bool {
        skipBlanks()
        guard byte == UInt8(ascii: "n") else { return false }
        try literal("null")
        return true
    }

    /// Passes over a value.
    package mutating func skipValue() throws(JSONError) {
        skipBlanks()
        switch byte {
        case UInt8(ascii: "{"): try skipObject()
        case UInt8(ascii: "["): try array { _ in }
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: _ = try number()
        }
    }

    /// An error at the place where the reader is, for values that are JSON and yet not what the caller needs.
    package func error(_ problem: String) -> JSONError { JSONError(problem, at: position) }

    /// Checks that nothing stands behind the value that was read.
    package mutating func end() throws(JSONError) {
        skipBlanks()
        guard position == bytes.count else { throw expected("the end of the document") }
    }
}

// MARK: Pieces

extension JSONReader {
    /// The next byte; 0, which is part of no JSON, at the end.
    var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

    func expected(_ what: String) -> JSONError { error("\(what) is missing") }

    mutating func skipBlanks() {
        while true {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }

    /// Takes a byte, behind blanks, if it comes next.
    mutating func take(_ expected: UInt8) -> Bool {
        if byte != expected { skipBlanks() }
        guard byte == expected else { return false }
        position += 1
        return true
    }

    private mutating func enter(_ start: UInt8, _ what: String) throws(JSONError) {
        guard take(start) else { throw expected(what) }
        depth += 1
        if depth > Self.depthLimit { throw error("nesting deeper than \(Self.depthLimit) levels") }
    }

    /// As `object`, without a name for anybody.
    private mutating func skipObject() throws(JSONError) {
        try enter(UInt8(ascii: "{"), "an object")
        if !take(UInt8(ascii: "}")) {
            repeat {
                skipBlanks()
                try skipString()
                guard take(UInt8(ascii: ":")) else { throw expected("`:`") }
                try skipValue()
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else { throw expected("`,` or `}`") }
        }
        _ = leave()
    }

    private mutating func leave() -> Bool {
        depth -= 1
        return true
    }

    private mutating func literal(_ text: StaticString) throws(JSONError) {
        for offset in 0..<text.utf8CodeUnitCount {
            guard unsafe byte == text.utf8Start[offset] else { throw expected("`\(text)`") }
            position += 1
        }
    }
}

extension JSONReader {
    /// What a value is, by its first byte.
    package enum Kind: Sendable, Equatable {
        case object, array, string
        /// A number, `true`, `false` or `null`; or nothing that JSON has, which reading it tells.
        case other
    }

    /// What comes next. For documents of which nobody promises that a member has the one type.
    package mutating func kind() -> Kind {
        skipBlanks()
        switch byte {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        default: return .other
        }
    }

    /// Of the next byte to be read, from the beginning of the document.
    package var offset: Int { position }
}

/// Why bytes are not the JSON that was to be read, and where.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A noun phrase: what should have stood there, or what is wrong with what does.
    package var problem: String
    /// In bytes, from the beginning of the document.
    package var offset: Int

    package init(_ problem: String, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }

    package var description: String { "\(problem) at byte \(offset)" }
}
