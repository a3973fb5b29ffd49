internal import Diagnostics

extension TreeBuilder {
    private static let standardTags = "tag:yaml.org,2002:"

    /// Whether the current scalar may be read as something other than a string.
    mutating func isPlain(_ events: borrowing LibYAMLEventReader, at position: SourcePosition) -> Bool {
        guard let tag = events.tag else { return events.isPlainScalar }
        switch tag.utf8.starts(with: Self.standardTags.utf8) ? String(tag.utf8.dropFirst(18)) ?? "" : tag {
        case "!", "str": return false
        case "int", "float", "bool", "null", "merge": return true
        case "map", "seq":
            report(.error("the tag `\(Self.shown(tag))` cannot stand before a text", at: location(position)))
        default: refuse(tag, at: position)
        }
        return events.isPlainScalar
    }

    mutating func checkCollectionTag(_ tag: String?, isMapping: Bool, at position: SourcePosition) {
        guard let tag, tag != "!" else { return }
        let kind = isMapping ? "map" : "seq"
        if tag == Self.standardTags + kind { return }
        let others = ["map", "seq", "str", "int", "float", "bool", "null"]
        if others.contains(where: { tag == Self.standardTags + $0 }) {
            let name = isMapping ? "mapping" : "list"
            report(.error("the tag `\(Self.shown(tag))` cannot stand before a \(name)", at: location(position)))
        } else {
            refuse(tag, at: position)
        }
    }

    private mutating func refuse(_ tag: String, at position: SourcePosition) {
        report(
            .error(
                "unknown tag `\(Self.shown(tag))`",
                at: location(position),
                help: "remove it; a text that begins with `!` must stand in quotes"
            )
        )
    }

    /// A tag as people write it.
    private static func shown(_ tag: String) -> String {
        if tag.utf8.starts(with: standardTags.utf8) { return "!!" + String(tag.dropFirst(18)) }
        return tag.utf8.first == UInt8(ascii: "!") ? tag : "!<\(tag)>"
    }
}
