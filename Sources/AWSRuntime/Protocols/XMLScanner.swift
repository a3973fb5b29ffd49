import Text

/// An answer that is not XML of the query protocol; the message completes "the XML ...".
package struct XMLError: Error, Equatable, CustomStringConvertible {
    package var description: String
    /// Whether the rest of the answer is the service's own: then a message shows what is wrong. An answer that is no
    /// XML is something else as a whole.
    var isDetail: Bool

    package init(description: String, isDetail: Bool = false) {
        self.description = description
        self.isDetail = isDetail
    }

    static let incomplete = XMLError(description: "ends in the middle")
}

/// Reads the XML of AWS answers piece by piece: elements, text, comments and the declaration, in one pass.
///
/// It refuses what is not well-formed (XML 1.0, fifth edition), and three things that services do not send: document
/// types with their entities, CDATA, and names of other than ASCII characters. Attributes are checked and skipped.
package struct XMLScanner {
    package enum Piece: Equatable {
        /// The name without its prefix.
        case start(String)
        /// With LF for each line end.
        case text(String)
        case end
    }

    /// Of answers without lists, in bytes.
    package static let sizeLimit = 65_536
    static let depthLimit = 32
    /// Bytes of a name. The names of S3 and STS are shorter than 40.
    private static let nameLimit = 128

    private let bytes: [UInt8]
    private var position = 0
    private var open: [String] = []
    private var hasRoot = false
    /// After an element such as `<a/>`.
    private var pendingEnd = false

    /// - Parameter limit: of the length, in bytes.
    package init(_ bytes: [UInt8], limit: Int = sizeLimit) throws(XMLError) {
        guard bytes.count <= limit else {
            throw XMLError(description: "is longer than \(limit / 1024) KiB")
        }
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        guard String(validating: self.bytes, as: UTF8.self) != nil else { throw XMLError(description: "is not UTF-8") }
        guard self.bytes.isXMLText else { throw XMLError(description: "has a character that XML does not allow") }
        if self.bytes.starts(with: "<?xml".utf8), self.bytes.dropFirst(5).first?.isXMLSpace == true {
            try takeDeclaration()
        }
    }

    /// - Returns: nil at the end, when every element is closed.
    package mutating func next() throws(XMLError) -> Piece? {
        if pendingEnd {
            pendingEnd = false
            open.removeLast()
            return .end
        }
        while position < bytes.count {
            if bytes[position] != UInt8(ascii: "<") {
                if !open.isEmpty { return .text(try takeText()) }
                guard bytes[position].isXMLSpace else { throw XMLError(description: "has text outside of elements") }
                skipSpaces()
            } else if take("<!--") {
                try skipComment()
            } else if take("<?") {
                try skipInstruction()
            } else if take("<!") {
                throw XMLError(description: "has a document type or CDATA")
            } else if take("</") {
                let name = try takeName()
                skipSpaces()
                guard take(">") else {
                    throw isAtEnd ? .incomplete : .init(description: "has a wrong end of an element")
                }
                guard open.last == name else { throw XMLError(description: "closes another element than it opened") }
                open.removeLast()
                return .end
            } else {
                return try takeStart()
            }
        }
        guard open.isEmpty, hasRoot else { throw .incomplete }
        return nil
    }

    // MARK: Elements

    private mutating func takeStart() throws(XMLError) -> Piece {
        position += 1
        guard !open.isEmpty || !hasRoot else { throw XMLError(description: "has more than one root") }
        guard open.count < Self.depthLimit else { throw XMLError(description: "is nested too deep") }
        hasRoot = true
        let name = try takeName()
        var attributes: Set<String> = []
        while true {
            let hasSpace = skipSpaces()
            if take("/>") {
                pendingEnd = true
                break
            }
            if take(">") { break }
            if isAtEnd { throw .incomplete }
            guard hasSpace else { throw XMLError(description: "has no space before an attribute") }
            guard attributes.insert(try skipAttribute()).inserted else {
                throw XMLError(description: "has two attributes of one name")
            }
        }
        open.append(name)
        return .start(name.split(separator: ":").last.map(String.init) ?? name)
    }

    /// - Returns: the attribute's name.
    private mutating func skipAttribute() throws(XMLError) -> String {
        let name = try takeName()
        let quote = try takeEquals(of: "an attribute")
        while !isAtEnd, bytes[position] != quote {
            switch bytes[position] {
            case UInt8(ascii: "<"): throw XMLError(description: "has a `<` in an attribute")
            case UInt8(ascii: "&"): _ = try takeReference()
            default: position += 1
            }
        }
        guard !isAtEnd else { throw .incomplete }
        position += 1
        return name
    }

    /// Takes `=` and the quote after it.
    ///
    /// - Returns: the quote, which also ends the value.
    private mutating func takeEquals(of what: String) throws(XMLError) -> UInt8 {
        skipSpaces()
        guard take("=") else { throw isAtEnd ? .incomplete : .init(description: "has \(what) without a value") }
        skipSpaces()
        guard !isAtEnd else { throw .incomplete }
        let quote = bytes[position]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw XMLError(description: "has \(what) without quotes")
        }
        position += 1
        return quote
    }

    private mutating func takeText() throws(XMLError) -> String {
        var text: [UInt8] = []
        while !isAtEnd, bytes[position] != UInt8(ascii: "<") {
            switch bytes[position] {
            case UInt8(ascii: "&"):
                text += try takeReference()
                continue
            case UInt8(ascii: "\r"):
                // XML 1.0, 2.11: CR LF, or CR alone, is one LF.
                if position + 1 == bytes.count || bytes[position + 1] != UInt8(ascii: "\n") {
                    text.append(UInt8(ascii: "\n"))
                }
            case UInt8(ascii: "]") where isNext("]]>"): throw XMLError(description: "has `]]>` in a text")
            case let byte: text.append(byte)
            }
            position += 1
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// One of the five entities, or a character by its number.
    private mutating func takeReference() throws(XMLError) -> [UInt8] {
        position += 1
        if take("#") { return try takeCharacter() }
        for (name, byte) in [("amp;", "&"), ("lt;", "<"), ("gt;", ">"), ("quot;", "\""), ("apos;", "'")]
        where take(name) { return Array(byte.utf8) }
        let name = bytes[position...].prefix(Self.nameLimit).prefix(while: \.isXMLName)
        guard bytes[name.endIndex...].first == UInt8(ascii: ";") else {
            throw XMLError(description: "has an `&` that is not a reference")
        }
        throw XMLError(description: "has a reference to something unknown")
    }

    private mutating func takeCharacter() throws(XMLError) -> [UInt8] {
        let radix: UInt32 = take("x") ? 16 : 10
        let start = position
        var number: UInt32 = 0
        while !isAtEnd, let digit = bytes[position].digitValue, digit < radix {
            // A larger number stays too large.
            number = min(number * radix + digit, 0x11_0000)
            position += 1
        }
        guard position > start, take(";") else { throw XMLError(description: "has an `&` that is not a reference") }
        let isControl = number < 0x20 && ![0x09, 0x0A, 0x0D].contains(number)
        guard !isControl, number != 0xFFFE, number != 0xFFFF, let scalar = Unicode.Scalar(number) else {
            throw XMLError(description: "has a reference to something unknown")
        }
        return Array(String(scalar).utf8)
    }

    // MARK: Declaration, instructions and comments

    /// `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`; the first member is required, and their order.
    private mutating func takeDeclaration() throws(XMLError) {
        position = 5
        var names: [String] = []
        while !take("?>") {
            guard skipSpaces() else { throw isAtEnd ? .incomplete : .init(description: "has a wrong declaration") }
            if take("?>") { break }
            let name = try takeName()
            let quote = try takeEquals(of: "a declaration")
            guard let end = bytes[position...].firstIndex(of: quote) else { throw .incomplete }
            let value = String(decoding: bytes[position..<end], as: UTF8.self)
            position = end + 1
            let isKnown =
                switch name {
                case "version": value.hasPrefix("1.") && value.utf8.count > 2 && Int(value.dropFirst(2)) != nil
                case "encoding": value.lowercased() == "utf-8"
                case "standalone": value == "yes" || value == "no"
                default: false
                }
            guard isKnown else { throw XMLError(description: "has a wrong declaration, or is not UTF-8") }
            names.append(name)
        }
        let inOrder = ["version", "encoding", "standalone"].filter(names.contains)
        guard names.first == "version", names == inOrder else { throw XMLError(description: "has a wrong declaration") }
    }

    private mutating func skipInstruction() throws(XMLError) {
        let target = try takeName()
        guard target.lowercased() != "xml" else {
            throw XMLError(description: "has a declaration that is not at its start")
        }
        guard isNext("?>") || skipSpaces() else { throw isAtEnd ? .incomplete : .init(description: "has a wrong `<?`") }
        while !isAtEnd {
            if take("?>") { return }
            position += 1
        }
        throw .incomplete
    }

    private mutating func skipComment() throws(XMLError) {
        while !isAtEnd {
            if take("--") {
                guard take(">") else { throw isAtEnd ? .incomplete : .init(description: "has `--` in a comment") }
                return
            }
            position += 1
        }
        throw .incomplete
    }

    // MARK: Pieces

    private var isAtEnd: Bool { position >= bytes.count }

    private mutating func takeName() throws(XMLError) -> String {
        let name = bytes[position...].prefix(Self.nameLimit + 1).prefix(while: \.isXMLName)
        guard let first = name.first, first.startsXMLName else {
            throw isAtEnd ? .incomplete : XMLError(description: "has something without a name")
        }
        guard name.count <= Self.nameLimit else {
            throw XMLError(description: "has a name of more than \(Self.nameLimit) bytes")
        }
        position = name.endIndex
        return String(decoding: name, as: UTF8.self)
    }

    private func isNext(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    private mutating func take(_ text: String) -> Bool {
        guard isNext(text) else { return false }
        position += text.utf8.count
        return true
    }

    /// - Returns: whether there was one.
    @discardableResult
    private mutating func skipSpaces() -> Bool {
        let start = position
        while !isAtEnd, bytes[position].isXMLSpace { position += 1 }
        return position > start
    }
}

extension [UInt8] {
    /// Whether UTF-8 has only characters of XML 1.0, 2.2: no controls but tab, LF and CR, no U+FFFE and U+FFFF.
    fileprivate var isXMLText: Bool {
        for index in indices where self[index] < 0x20 || self[index] == 0xEF {
            if self[index] == 0xEF {
                if self[index + 1] == 0xBF, self[index + 2] >= 0xBE { return false }
            } else if !self[index].isXMLSpace {
                return false
            }
        }
        return true
    }
}

extension UInt8 {
    fileprivate var isXMLSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }

    fileprivate var startsXMLName: Bool {
        (0x61...0x7A).contains(self | 0x20) || self == UInt8(ascii: ":") || self == UInt8(ascii: "_")
    }

    fileprivate var isXMLName: Bool {
        startsXMLName || (0x30...0x39).contains(self) || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
    }

    fileprivate var digitValue: UInt32? { hexadecimalDigitValue.map(UInt32.init) }
}
