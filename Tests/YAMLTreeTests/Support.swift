import Diagnostics
import YAMLTree

func parse(_ text: String, limits: YAMLLimits = .standard) -> YAMLParseResult {
    YAMLParser.parse(Array(text.utf8), path: "a.yaml", limits: limits)
}

/// The only document of a text without errors, in a short notation: `{a: 'x', b: [y]}`. Scalars that are not plain have
/// quotes. Each key and value is followed by `@line:column` if requested.
func tree(_ text: String, positions: Bool = false) -> String {
    let result = parse(text)
    guard result.diagnostics.isEmpty, let document = result.documents.first, result.documents.count == 1 else {
        return "documents: \(result.documents.count); " + result.diagnostics.map(\.message).joined(separator: "; ")
    }
    return notation(of: document.root, positions: positions)
}

func notation(of node: YAMLNode, positions: Bool = false) -> String {
    func mark(_ position: SourcePosition) -> String {
        positions ? "@\(position.line):\(position.column)" : ""
    }
    let content =
        switch node.content {
        case .scalar(let scalar): scalar.isPlain ? scalar.text : "'\(scalar.text)'"
        case .sequence(let items):
            "[" + items.map { notation(of: $0, positions: positions) }.joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{"
                + entries.map { "\($0.key)\(mark($0.keyPosition)): \(notation(of: $0.value, positions: positions))" }
                .joined(separator: ", ") + "}"
        }
    return content + mark(node.position)
}

/// `line:column message`, and `-> line:column message` for related places.
func errors(_ text: String, limits: YAMLLimits = .standard) -> [String] {
    errors(Array(text.utf8), limits: limits)
}

func errors(_ bytes: [UInt8], limits: YAMLLimits = .standard) -> [String] {
    YAMLParser.parse(bytes, path: "a.yaml", limits: limits).diagnostics.flatMap { diagnostic in
        [place(diagnostic.location) + " " + diagnostic.message]
            + diagnostic.related.map { "-> \(place($0.location)) \($0.message)" }
    }
}

private func place(_ location: SourceLocation?) -> String {
    location.map { "\($0.line):\($0.column)" } ?? "-"
}
