import Foundation

@testable import JSON

/// Any JSON, read by this package's reader or by Foundation's decoder.
indirect enum JSONTree: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONTree])
    case object([String: JSONTree])

    /// Reads a whole document.
    init(_ bytes: [UInt8]) throws(JSONError) {
        var json = JSONReader(bytes)
        self = try JSONTree(&json)
        try json.end()
    }

    private init(_ json: inout JSONReader) throws(JSONError) {
        json.skipBlanks()
        switch json.byte {
        case UInt8(ascii: "n"):
            _ = try json.null()
            self = .null
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .bool(try json.bool() == true)
        case UInt8(ascii: "\""): self = .string(try json.string() ?? "")
        case UInt8(ascii: "["):
            var elements: [JSONTree] = []
            try json.array { json throws(JSONError) in elements.append(try JSONTree(&json)) }
            self = .array(elements)
        case UInt8(ascii: "{"):
            var members: [String: JSONTree] = [:]
            try json.object { json, name throws(JSONError) in members[name.text] = try JSONTree(&json) }
            self = .object(members)
        default: self = .number(try json.double() ?? 0)
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONTree].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONTree].self))
        }
    }
}
