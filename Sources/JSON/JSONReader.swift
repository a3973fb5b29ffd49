/// Reads JSON (RFC 8259) from its bytes in one pass, value by value, as its caller asks for them.
///
/// A general decoder looks up the type of each value at run time; it took half of the time of a plan. Skipped values
/// are checked too. `null` counts as a missing value. A reader must not be used after an error.
package struct JSONReader: ~Copyable {
    /// The depth of objects and lists within each other. AWS answers, saved plans and state files need about ten
    /// levels.
    package static let depthLimit = 64

    let bytes: [UInt8]
    /// Of the next byte.
    var position = 0
    var depth = 0
    /// Read by `value()`; see `valueLimit`.
    var values = 0
    /// Found by `repeatedString()`, at places by their length and ends.
    var repeated: [String] = []

    let valueLimit: Int

    /// - Parameters:
    ///   - bytes: UTF-8 without a byte order mark.
    ///   - valueLimit: of `value()`.
    package init(_ bytes: [UInt8], valueLimit: Int = Self.valueLimit) {
        self.bytes = bytes
        self.valueLimit = valueLimit
    }

    /// Reads an object.
    ///
    /// - Parameter member: called with each name, in the order of the document, also with one that comes twice. The
    ///   reader skips the value if `member` does not read it.
    /// - Returns: false for `null`.
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
            do throws(JSONError) {
                try member(&self, name)
                if position == start { try skipValue() }
            } catch {
                throw error.within(name.text)
            }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw expected("`,` or `}`") }
        return leave()
    }

    /// Reads a list.
    ///
    /// - Parameter element: called for each element. The reader skips the element if `element` does not read it.
    /// - Returns: false for `null`.
    @discardableResult
    package mutating func array(_ element: (inout JSONReader) throws(JSONError) -> Void) throws(JSONError) -> Bool {
        if try null() { return false }
        try enter(UInt8(ascii: "["), "a list")
        if take(UInt8(ascii: "]")) { return leave() }
        var index = 0
        repeat {
            skipBlanks()
            let start = position
            do throws(JSONError) {
                try element(&self)
                if position == start { try skipValue() }
            } catch {
                throw error.within(index)
            }
            index += 1
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

    /// Skips a value.
    package mutating func skipValue() throws(JSONError) {
        skipBlanks()
        if let end = plainEnd(depth) {
            position = end
            return
        }
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

    /// An error at the reader's place, for JSON that the caller cannot use.
    package func error(_ problem: String) -> JSONError { JSONError(problem, at: position) }

    /// Checks that the document ends here.
    package mutating func end() throws(JSONError) {
        skipBlanks()
        guard position == bytes.count else { throw expected("the end of the document") }
    }
}

// MARK: Pieces

extension JSONReader {
    /// The next byte; at the end 0, which JSON never has.
    var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

    func expected(_ what: String) -> JSONError { error("expected \(what)") }

    mutating func skipBlanks() {
        while true {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }

    /// Takes a byte after blanks, if it comes next.
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

    /// As `object`, without making names.
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
        /// A number, `true`, `false`, `null`, or something that is not JSON.
        case other
    }

    /// What comes next, for members that may have several types.
    package mutating func kind() -> Kind {
        skipBlanks()
        switch byte {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        default: return .other
        }
    }

    /// Of the next byte, from the start of the document.
    package var offset: Int { position }
}

/// Why bytes are not the expected JSON, and where.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A noun phrase, or `expected ...`.
    package var problem: String
    /// In bytes, from the start of the document.
    package var offset: Int
    private var path: Path?

    /// In a box: an error of four words is returned in registers, which makes reading faster.
    private final class Path: Sendable {
        let text: String

        init(_ text: String) { self.text = text }
    }

    /// The member that has the problem, such as `projects[0].live`; empty for the whole document.
    package var member: String { path?.text ?? "" }

    package static func == (left: JSONError, right: JSONError) -> Bool {
        left.problem == right.problem && left.offset == right.offset && left.member == right.member
    }

    package init(_ problem: String, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }

    package var description: String {
        member.isEmpty ? "\(problem) at byte \(offset)" : "\(problem) at byte \(offset), in `\(member)`"
    }

    /// The same for a member of the object that is read.
    fileprivate func within(_ name: String) -> JSONError {
        // A hostile document may have any name.
        let isPlain = name.utf8.count <= 64 && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x60 }
        return prefixed(isPlain ? name : "?")
    }

    fileprivate func within(_ index: Int) -> JSONError { prefixed("[\(index)]") }

    private func prefixed(_ part: String) -> JSONError {
        var error = self
        let rest = member.utf8.count > 100 ? member.prefix(100) + "…" : member[...]
        error.path = Path(part + (rest.isEmpty || rest.hasPrefix("[") ? "" : ".") + rest)
        return error
    }
}
