internal import JSONBytes

/// A value as JSON, made of what it encodes.
///
/// A plan of ten thousand versions has some hundred thousand members, for which Foundation's encoder takes about as
/// long as the plan itself.
enum JSONTree {
    /// What is written as it is: a number, `true`, `false` or `null`.
    case literal(String)
    case string(String)
    case list(List)
    case object(Object)

    /// Shared by the containers that fill it.
    final class List {
        var elements: [JSONTree] = []
    }

    /// Shared by the containers that fill it.
    final class Object {
        var members: [(name: String, value: JSONTree)] = []
    }

    /// - Throws: what the value throws, and `EncodingError` for numbers that JSON cannot hold.
    init(encoding value: some Encodable, at path: [any CodingKey] = []) throws {
        let encoder = JSONTreeEncoder(codingPath: path)
        try value.encode(to: encoder)
        // What encodes nothing is an empty object.
        self = encoder.tree ?? .object(Object())
    }

    /// The shortest text that is the same number, without a fraction where it is whole.
    static func number(
        _ value: some BinaryFloatingPoint & LosslessStringConvertible,
        at path: [any CodingKey]
    ) throws -> JSONTree {
        guard value.isFinite else {
            throw EncodingError.invalidValue(
                value,
                EncodingError.Context(codingPath: path, debugDescription: "JSON has no number for \(value).")
            )
        }
        let text = value.description
        return .literal(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    /// Members stand in the byte order of their names.
    func write(to json: inout JSONWriter) {
        switch self {
        case .literal(let text): json.literal(text)
        case .string(let text): json.string(text)
        case .list(let list):
            json.array { json in
                for element in list.elements { element.write(to: &json) }
            }
        case .object(let object):
            object.members.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            json.object { json in
                for (name, value) in object.members {
                    json.name(text: name)
                    value.write(to: &json)
                }
            }
        }
    }
}
