import Diagnostics
import Text

extension TreeBuilder {
    mutating func readScalar(_ events: borrowing LibYAMLEventReader) {
        let position = positions.position(of: events.start)
        countNode(at: position)
        let isPlain = isPlain(events, at: position)
        let isKey: Bool
        if let top = open.last, top.isMapping, case .key = top.slot { isKey = true } else { isKey = false }
        let anchor = events.anchor
        let scalarHoldsDollar = mayHoldDollar && events.scalarHoldsDollar
        if scalarHoldsDollar { holdsDollar = true }
        if isKey {
            readKey(events, isPlain: isPlain, at: position)
            if anchor == nil { return }
        }
        let inset = scalarHoldsDollar ? events.scalarInset : nil
        // `!!null a` is YAML's null, whatever its text.
        let text = events.tag == Self.standardTags + "null" ? "" : events.scalarText
        let node = YAMLNode(.scalar(YAMLScalar(text: text, isPlain: isPlain, inset: inset)), at: position)
        if let anchor {
            let ticket = define(anchor, at: position)
            anchors.complete(ticket, node, .scalar(bytes: events.scalarByteCount))
        }
        if !isKey { place(node, .scalar(bytes: events.scalarByteCount), at: position) }
    }

    mutating func startCollection(_ events: borrowing LibYAMLEventReader, isMapping: Bool) {
        let position = positions.position(of: events.start)
        countNode(at: position)
        if open.count >= limits.depth {
            stop()
            return reportDepth(at: position)
        }
        if let top = open.last, top.isMapping, case .key = top.slot {
            refuseKey(isMapping ? "mapping" : "list", at: position)
        }
        checkCollectionTag(events.tag, isMapping: isMapping, at: position)
        open.append(
            OpenCollection(
                isMapping: isMapping,
                position: position,
                anchor: events.anchor.map { define($0, at: position) },
                start: isMapping ? entries.count : items.count
            )
        )
    }

    mutating func endSequence() {
        guard let list = open.popLast() else { return }
        close(list, YAMLNode(.sequence(items.removeAll(from: list.start)), at: list.position))
    }

    mutating func endMapping() {
        guard let mapping = open.popLast() else { return }
        var content = entries.removeAll(from: mapping.start)
        if let merged = mapping.merged {
            content += mergedEntries(of: merged.node, at: merged.place, into: entryKeys[mapping.start...])
        }
        entryKeys.removeLast(entryKeys.count - mapping.start)
        close(mapping, YAMLNode(.mapping(content), at: mapping.position))
    }

    private mutating func close(_ collection: OpenCollection, _ node: consuming YAMLNode) {
        if let ticket = collection.anchor { anchors.complete(ticket, node, collection.size) }
        place(node, collection.size, at: collection.position)
    }

    mutating func reportDepth(at position: SourcePosition) {
        reportError(
            "nested deeper than \(limits.depth) levels, the limit",
            at: position,
            help: "look for a bracket that is not closed, or an alias that nests too deep"
        )
    }
}

extension TreeBuilder {
    fileprivate static let standardTags = "tag:yaml.org,2002:"

    /// Whether the current scalar may be something other than a string.
    mutating func isPlain(_ events: borrowing LibYAMLEventReader, at position: SourcePosition) -> Bool {
        guard let tag = events.tag else { return events.isPlainScalar }
        switch tag.utf8.starts(with: Self.standardTags.utf8) ? String(tag.utf8.dropFirst(18)) ?? "" : tag {
        case "!", "str": return false
        case "int", "float", "bool", "null", "merge": return true
        case "map", "seq":
            reportError("the tag `\(Self.shown(tag))` is not allowed for a text", at: position)
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
            reportError("the tag `\(Self.shown(tag))` is not allowed for a \(name)", at: position)
        } else {
            refuse(tag, at: position)
        }
    }

    private mutating func refuse(_ tag: String, at position: SourcePosition) {
        reportError(
            "unknown tag `\(Self.shown(tag))`",
            at: position,
            help: "remove it, or put a text that begins with `!` in quotes"
        )
    }

    /// A tag in its short form.
    private static func shown(_ tag: String) -> String {
        if tag.utf8.starts(with: standardTags.utf8) { return "!!" + tag.dropFirst(18).excerpt }
        return tag.utf8.first == UInt8(ascii: "!") ? tag.excerpt : "!<\(tag.excerpt)>"
    }
}
