package import DesiredState
import YAMLTree

/// A desired state for programs, as the documents that `RenderedYAML` writes; the format is specs/render.schema.json.
package enum RenderedJSON {
    private struct Result: Encodable {
        let formatVersion: String
        let documents: [JSONNode]
        let origins: [ValueOrigin]?
    }

    private struct ValueOrigin: Encodable {
        struct Variable: Encodable {
            let name: String
            let isDefault: Bool

            enum CodingKeys: String, CodingKey {
                case name
                case isDefault = "default"
            }
        }

        let pointer, source: String
        let location: JSONLocation?
        let variables: [Variable]

        init(_ value: RenderedValue, in document: Int, _ origin: Origin?) {
            pointer = "/documents/\(document)" + value.path.map { "/" + $0.pointerToken }.joined()
            source = origin?.source.rawValue ?? "built-in"
            location = origin.map { JSONLocation($0.location) }
            variables = origin?.variables.map { Variable(name: $0.name, isDefault: $0.isDefault) } ?? []
        }
    }

    /// - Parameter origins: Where the values were written, which is then added.
    package static func render(_ state: DesiredState, origins: Origins? = nil) throws -> String {
        let documents = state.documents
        let found = origins.map { origins in
            documents.enumerated().flatMap { number, document in
                document.values.filter(\.isChosen).map { ValueOrigin($0, in: number, $0.origin(in: origins)) }
            }
        }
        return try JSONText.render(
            Result(
                formatVersion: JSONText.formatVersion,
                documents: documents.map { JSONNode(node: $0.root) },
                origins: found
            )
        )
    }
}

/// What is written as YAML, as JSON.
private struct JSONNode: Encodable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ key: String) { stringValue = key }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    let node: YAMLOutput

    func encode(to encoder: any Encoder) throws {
        switch node {
        case .string(let text): try text.encode(to: encoder)
        case .bool(let value): try value.encode(to: encoder)
        case .number(let value): try value.encode(to: encoder)
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .sequence(let items, _):
            var container = encoder.unkeyedContainer()
            for item in items { try container.encode(JSONNode(node: item.node)) }
        case .mapping(let entries, _):
            var container = encoder.container(keyedBy: Key.self)
            for entry in entries { try container.encode(JSONNode(node: entry.value), forKey: Key(entry.key)) }
        }
    }
}

extension String {
    /// As a part of a JSON pointer (RFC 6901).
    fileprivate var pointerToken: String {
        guard utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return self }
        var result: [UInt8] = []
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "~"): result += "~0".utf8
            case UInt8(ascii: "/"): result += "~1".utf8
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
