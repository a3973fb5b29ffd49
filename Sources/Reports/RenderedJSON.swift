package import DesiredState
import Diagnostics
import JSON
import YAMLTree

/// A desired state for programs, as the documents that `RenderedYAML` writes; the format is specs/render.schema.json.
package enum RenderedJSON {
    /// - Parameter origins: where the values are written; adds them to the result.
    package static func render(_ state: DesiredState, origins: Origins? = nil) -> String {
        let documents = state.documents
        return JSONText.render { json in
            json.name("documents")
            json.array { json in
                for document in documents { json.value(document.root) }
            }
            json.member("formatVersion", JSONText.formatVersion)
            guard let origins else { return }
            json.name("origins")
            json.array { json in
                for (number, document) in documents.enumerated() {
                    for value in document.values where value.isChosen {
                        json.object { write(value, in: number, value.origin(in: origins), to: &$0) }
                    }
                }
            }
        }
    }

    private static func write(
        _ value: RenderedValue,
        in document: Int,
        _ origin: Origin?,
        to json: inout JSONWriter
    ) {
        json.object("location", origin?.location) { $0.write(to: &$1) }
        json.member("pointer", "/documents/\(document)" + value.path.map { "/" + $0.pointerToken }.joined())
        json.member("source", origin?.source.rawValue ?? "built-in")
        json.objects("variables", origin?.variables ?? []) { variable, json in
            json.member("default", variable.isDefault)
            json.member("form", variable.form.rawValue)
            json.member("name", variable.name)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ node: YAMLOutput) {
        switch node {
        case .string(let text): string(text)
        case .bool(let value): bool(value)
        case .number(let value): number(value)
        case .null: literal("null")
        case .sequence(let items, _):
            array { json in
                for item in items { json.value(item.node) }
            }
        case .mapping(let entries, _):
            let sorted = entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            object { json in
                for entry in sorted {
                    json.name(text: entry.key)
                    json.value(entry.value)
                }
            }
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
