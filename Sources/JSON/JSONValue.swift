/// Any JSON value.
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// Finite. Whole numbers that doubles hold exactly are `integer`.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// A number of a type that does not tell whole numbers from others.
    ///
    /// - Parameter number: finite.
    package init(_ number: Double) {
        // -0 keeps its sign, and a larger number is written with an exponent.
        if let integer = Int64(exactly: number), integer.magnitude < 1 << 53, integer != 0 || number.sign == .plus {
            self = .integer(integer)
        } else {
            self = .number(number)
        }
    }

    package subscript(member: String) -> JSONValue? {
        if case .object(let object) = self { object[member] } else { nil }
    }

    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
}

/// The members of an object, each name once, in the byte order of their names.
package struct JSONObject: Sendable, Equatable {
    package struct Member: Sendable, Equatable {
        package let name: String
        package var value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    package private(set) var members: [Member]

    /// - Parameter members: in any order; each name once.
    package init(_ members: [Member] = []) {
        self.members = members
        let pairs = zip(members, members.dropFirst())
        if !pairs.allSatisfy({ Self.precedes($0.name, $1.name) }) {
            self.members.sort { Self.precedes($0.name, $1.name) }
        }
    }

    /// A name that two members have.
    var duplicateName: String? {
        zip(members, members.dropFirst()).first { !Self.precedes($0.name, $1.name) }?.0.name
    }

    package subscript(name: String) -> JSONValue? {
        get {
            let place = place(of: name)
            return isMember(name, at: place) ? members[place].value : nil
        }
        set {
            let place = place(of: name)
            let isPresent = isMember(name, at: place)
            switch newValue {
            case let value? where isPresent: members[place].value = value
            case let value?: members.insert(Member(name: name, value: value), at: place)
            case nil: if isPresent { members.remove(at: place) }
            }
        }
    }

    /// The place of the first member whose name does not precede another.
    private func place(of name: String) -> Int {
        var range = members.startIndex..<members.endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range =
                Self.precedes(members[middle].name, name)
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }

    private func isMember(_ name: String, at place: Int) -> Bool {
        place < members.endIndex && members[place].name.utf8.elementsEqual(name.utf8)
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        // Several times as fast as comparing the views of the strings.
        let result = unsafe left.utf8.withContiguousStorageIfAvailable { left in
            unsafe right.utf8.withContiguousStorageIfAvailable { right in
                unsafe left.lexicographicallyPrecedes(right)
            }
        }
        return (result ?? nil) ?? left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}

// MARK: Reading and writing

extension JSONValue {
    /// Reads a whole document.
    ///
    /// - Throws: also where an object has two members of one name: readers differ in which of them counts.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        var json = JSONReader(bytes)
        self = try json.value()
        try json.end()
    }

    /// The canonical form, which digests are taken of: no space, members in byte order, and only `"`, `\` and control
    /// characters escaped. It is what Python writes with `json.dumps(value, sort_keys=True, separators=(",", ":"),
    /// ensure_ascii=False)`.
    ///
    /// - Parameter indented: the same on lines, two spaces a level, without a line break at the end.
    package func bytes(indented: Bool = false) -> [UInt8] {
        var json = JSONWriter(indented: indented)
        json.value(self)
        return json.bytes
    }
}

extension JSONReader {
    /// The values that a document may have, if it is read as values. A list or an object counts as four: it takes about
    /// 100 bytes, and two in the document. A saved plan of 16 MiB has about a million.
    package static let valueLimit = 2_000_000

    /// Reads any value.
    package mutating func value() throws(JSONError) -> JSONValue {
        let kind = kind()
        values += kind == .array || kind == .object ? 4 : 1
        guard values <= valueLimit else { throw error("more than \(valueLimit) values") }
        switch kind {
        case .string: return .string(try string() ?? "")
        case .array:
            var elements: [JSONValue] = []
            try array { json throws(JSONError) in elements.append(try json.value()) }
            return .array(elements)
        case .object:
            var members: [JSONObject.Member] = []
            try object { json, name throws(JSONError) in
                members.append(JSONObject.Member(name: name.text, value: try json.value()))
            }
            let object = JSONObject(members)
            if object.duplicateName != nil { throw error("an object with two members of one name") }
            return .object(object)
        case .other:
            switch byte {
            case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool(try bool() == true)
            case UInt8(ascii: "n"):
                _ = try null()
                return .null
            default: return try numberValue()
            }
        }
    }
}

extension JSONWriter {
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: literal("null")
        case .bool(let flag): bool(flag)
        case .integer(let integer): self.integer(integer)
        case .number(let number): self.number(number)
        case .string(let text): string(text)
        case .array(let elements):
            array { json in
                for element in elements { json.value(element) }
            }
        case .object(let object):
            self.object { json in
                for member in object.members {
                    json.name(text: member.name)
                    json.value(member.value)
                }
            }
        }
    }
}
