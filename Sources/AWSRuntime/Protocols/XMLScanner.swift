/// An answer that is not XML of the query protocol; the message completes "the XML ...".
package struct XMLError: Error, Equatable, CustomStringConvertible {
    package var description: String

    package init(description: String) {
        self.description = description
    }
}

/// Reads the XML of AWS answers piece by piece: elements, text, comments and the declaration. Document types, entity
/// declarations and CDATA are errors: services do not send them.
package struct XMLScanner {
    package enum Piece: Equatable {
        /// The name without its prefix.
        case start(String)
        case text(String)
        case end
    }

    /// Of answers without lists, in bytes.
    package static let sizeLimit = 65_536
    static let depthLimit = 32

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
                let text = try takeText()
                if !open.isEmpty { return .text(text) }
                guard text.utf8.allSatisfy(\.isXMLSpace) else {
                    throw XMLError(description: "has text outside of elements")
                }
            } else if take("<!--") {
                try skip(past: "-->")
            } else if take("<?") {
                try skip(past: "?>")
            } else if take("<!") {
                throw XMLError(description: "has a document type or CDATA")
            } else if take("</") {
                let name = try takeName()
                skipSpaces()
                guard take(">"), open.last == name else {
                    throw XMLError(description: "closes another element than it opened")
                }
                open.removeLast()
                return .end
            } else {
                return try takeStart()
            }
        }
        guard open.isEmpty, hasRoot else { throw XMLError(description: "ends in the middle") }
        return nil
    }

    private mutating func takeStart() throws(XMLError) -> Piece {
        position += 1
        guard !open.isEmpty || !hasRoot else { throw XMLError(description: "has more than one root") }
        guard open.count < Self.depthLimit else { throw XMLError(description: "is nested too deep") }
        hasRoot = true
        let name = try takeName()
        while true {
            skipSpaces()
            if take("/>") {
                pendingEnd = true
                break
            }
            if take(">") { break }
            try skipAttribute()
        }
        open.append(name)
        return .start(name.split(separator: ":").last.map(String.init) ?? name)
    }

    private mutating func skipAttribute() throws(XMLError) {
        _ = try takeName()
        skipSpaces()
        guard take("=") else { throw XMLError(description: "has an attribute without a value") }
        skipSpaces()
        guard position < bytes.count, "\"'".utf8.contains(bytes[position]) else {
            throw XMLError(description: "has an attribute without quotes")
        }
        let quote = bytes[position]
        position += 1
        guard let end = bytes[position...].firstIndex(of: quote) else {
            throw XMLError(description: "ends in the middle")
        }
        position = end + 1
    }

    private mutating func takeText() throws(XMLError) -> String {
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
            if bytes[position] == UInt8(ascii: "&") {
                text += try takeReference()
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        guard let result = String(validating: text, as: UTF8.self) else { throw XMLError(description: "is not UTF-8") }
        return result
    }

    /// One of the five entities, or a character by its number.
    private mutating func takeReference() throws(XMLError) -> [UInt8] {
        let end = bytes[position...].prefix(12).firstIndex(of: UInt8(ascii: ";"))
        guard let end else { throw XMLError(description: "has an `&` that is not a reference") }
        let name = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
        position = end + 1
        switch name {
        case "amp": return [UInt8(ascii: "&")]
        case "lt": return [UInt8(ascii: "<")]
        case "gt": return [UInt8(ascii: ">")]
        case "quot": return [UInt8(ascii: "\"")]
        case "apos": return [UInt8(ascii: "'")]
        default: break
        }
        let number: UInt32? =
            name.hasPrefix("#x")
            ? UInt32(name.dropFirst(2), radix: 16)
            : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
        guard let number, number != 0, let scalar = Unicode.Scalar(number) else {
            throw XMLError(description: "has a reference to something unknown")
        }
        return Array(String(Character(scalar)).utf8)
    }

    private mutating func takeName() throws(XMLError) -> String {
        let start = position
        while position < bytes.count, bytes[position].isXMLName { position += 1 }
        guard position > start else { throw XMLError(description: "has an element without a name") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard bytes[position...].prefix(length).elementsEqual("\(text)".utf8) else { return false }
        position += length
        return true
    }

    private mutating func skipSpaces() {
        while position < bytes.count, bytes[position].isXMLSpace { position += 1 }
    }

    private mutating func skip(past text: StaticString) throws(XMLError) {
        while position < bytes.count {
            if take(text) { return }
            position += 1
        }
        throw XMLError(description: "ends in the middle")
    }
}

extension UInt8 {
    fileprivate var isXMLSpace: Bool { [0x20, 0x09, 0x0A, 0x0D].contains(self) }

    fileprivate var isXMLName: Bool {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
            true
        default: ":_-.".utf8.contains(self)
        }
    }
}

/// The texts of a small XML document by their path: `AssumeRoleResponse/AssumeRoleResult/Credentials/AccessKeyId`.
struct XMLTexts {
    private var texts: [String: String] = [:]
    let root: String

    init(_ bytes: [UInt8]) throws(XMLError) {
        var scanner = try XMLScanner(bytes)
        var path: [String] = []
        var pieces: [String] = []
        var first = ""
        while let piece = try scanner.next() {
            switch piece {
            case .start(let name):
                if path.isEmpty { first = name }
                path.append(name)
                pieces.append("")
            case .text(let text):
                pieces[pieces.count - 1] += text
            case .end:
                let key = path.joined(separator: "/")
                // The first of repeated elements counts.
                if texts[key] == nil { texts[key] = pieces[pieces.count - 1] }
                path.removeLast()
                pieces.removeLast()
            }
        }
        root = first
    }

    /// The text of the element at a path; nil without such an element.
    subscript(path: [String]) -> String? {
        texts[path.joined(separator: "/")]
    }
}
