package import DesiredState
import Diagnostics
import JSON
import YAMLTree

/// A desired state for programs, as the documents that `RenderedYAML` writes; the format is specs/render.schema.json.
package enum RenderedJSON {
    /// - Parameter origins: where the values are written; adds them to the result.
    package static func render(_ state: DesiredState, origins: Origins? = nil) -> String {
        let documents = state.documents
        return JSONText.render([
            "formatVersion": JSONText.formatVersion,
            "documents": documents.map { JSONValue($0.root) },
            "origins": origins.map { origins in
                documents.enumerated().flatMap { number, document in
                    document.values.filter(\.isChosen).map { json(of: $0, in: number, $0.origin(in: origins)) }
                }
            },
        ])
    }

    private static func json(of value: RenderedValue, in document: Int, _ origin: Origin?) -> JSONValue {
        [
            "pointer": "/documents/\(document)" + value.path.map { "/" + $0.pointerToken }.joined(),
            "source": origin?.source.rawValue ?? "built-in",
            "location": origin?.location.json,
            "variables": (origin?.variables ?? []).map { variable -> JSONValue in
                ["name": variable.name, "form": variable.form.rawValue, "default": variable.isDefault]
            },
        ]
    }
}

extension JSONValue {
    fileprivate init(_ node: YAMLOutput) {
        switch node {
        case .string(let text): self = .string(text)
        case .bool(let value): self = .bool(value)
        case .number(let value): self = JSONValue(value)
        case .null: self = .null
        case .sequence(let items, _): self = .array(items.map { JSONValue($0.node) })
        case .mapping(let entries, _):
            self = .object(JSONObject(entries.map { .init(name: $0.key, value: JSONValue($0.value)) }))
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
