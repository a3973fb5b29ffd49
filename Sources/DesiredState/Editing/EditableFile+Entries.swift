package import Diagnostics
import Text
package import YAMLTree

/// A change of an entry.
enum EntryChange: Equatable {
    case retired
    case pinned([EditableFile.Pin])
}

extension EditableFile {
    /// The version id of one manifest of an entry.
    package struct Pin: Sendable, Equatable {
        package enum Role: String, Sendable { case training, testing }

        package var role: Role
        /// In the list of manifests, from 0.
        package var index: Int
        package var versionID: String

        package init(role: Role, index: Int, versionID: String) {
            (self.role, self.index, self.versionID) = (role, index, versionID)
        }
    }

    /// Writes `retired: true` into an entry, below its name. An entry that has it already stays as it is.
    ///
    /// - Throws: `EditRefusal` for a shared entry, for a variable as the value, and for a style that is not edited.
    package mutating func retire(entryAt position: SourcePosition) throws(EditRefusal) {
        let entry = try entry(at: position)
        if changes[entry.node]?.changes.contains(.retired) == true { return }
        guard let value = layout.pair("retired", in: entry.node)?.value else {
            guard let name = layout.pair("name", in: entry.node)?.key else {
                throw layout.refusal(
                    "the entry has no `name` of its own",
                    at: entry.node,
                    help: "write its name here, and not in what `<<` merges"
                )
            }
            let edit = try layout.edit(adding: "retired", .bool(true), afterKey: name, in: entry.node)
            return record(.retired, of: entry, [edit])
        }
        try layout.checkUnshared(value)
        let node = layout.nodes[value]
        if node.kind == .plain, ["true", "True", "TRUE"].contains(node.text) { return }
        try checkWithoutVariable(value)
        record(.retired, of: entry, [try layout.edit(replacing: value, by: .bool(true))])
    }

    /// Writes the version ids of manifests of an entry.
    ///
    /// - Throws: `EditRefusal` for manifests that are shared or not written in the entry, that have a version id, and
    ///   for a style that is not edited.
    package mutating func pin(_ pins: [Pin], inEntryAt position: SourcePosition) throws(EditRefusal) {
        let entry = try entry(at: position)
        var known: [Pin.Role: [Int: String]] = [:]
        for case .pinned(let pins) in changes[entry.node]?.changes ?? [] {
            for pin in pins { known[pin.role, default: [:]][pin.index] = pin.versionID }
        }
        var manifests: [Pin.Role: [Int]] = [:]
        var (new, edits): ([Pin], [TextEdit]) = ([], [])
        for pin in pins {
            if let other = known[pin.role]?[pin.index] {
                if other.hasSameBytes(as: pin.versionID) { continue }
                throw layout.refusal("a manifest gets two version ids", at: entry.node, help: "pin it once")
            }
            known[pin.role, default: [:]][pin.index] = pin.versionID
            let list = try list(pin.role, of: entry)
            let items = manifests[pin.role] ?? layout.children(of: list)
            manifests[pin.role] = items
            guard layout.nodes[list].kind.isList, items.indices.contains(pin.index) else {
                throw layout.refusal(
                    "`\(pin.role.rawValue)` has no manifest \(pin.index + 1) here",
                    at: list,
                    help: "list the manifests"
                )
            }
            edits += try self.edits(pinning: items[pin.index], to: pin.versionID)
            new.append(pin)
        }
        record(.pinned(new), of: entry, edits)
    }

    /// The list of manifests that the entry has itself.
    private func list(_ role: Pin.Role, of entry: Entry) throws(EditRefusal) -> Int {
        let datasets = try value("datasets", of: entry.node, in: entry)
        var list = try value(role.rawValue, of: datasets, in: entry)
        if role == .testing, layout.nodes[list].kind.isMapping { list = try value("assets", of: list, in: entry) }
        try layout.checkUnshared(list)
        return list
    }

    /// The value of a key that a mapping has itself.
    private func value(_ key: String, of mapping: Int, in entry: Entry) throws(EditRefusal) -> Int {
        try layout.checkUnshared(mapping)
        if let value = layout.pair(key, in: mapping)?.value { return value }
        let help = "write the manifests in the entry itself"
        if let merge = layout.mergeKey(in: mapping) {
            let source = layout.nodes[layout.nodes[merge].next]
            throw layout.refusal(
                "`\(key)` is not written here: it comes from a merge key (`<<`)",
                at: mapping,
                related: [("it is merged here", source.target ?? merge)],
                help: help
            )
        }
        let root = layout.roots[entry.document]
        let shared = layout.pair("defaults", in: root).flatMap { layout.pair(key, in: $0.value)?.key }
        if mapping == entry.node, let shared {
            throw layout.refusal(
                "`\(key)` comes from `defaults`: a change there changes other versions too",
                at: mapping,
                related: [("it is written here", shared)],
                help: help
            )
        }
        throw layout.refusal("`\(key)` is missing here", at: mapping, help: help)
    }

    private func edits(pinning manifest: Int, to id: String) throws(EditRefusal) -> [TextEdit] {
        try layout.checkUnshared(manifest)
        let node = layout.nodes[manifest]
        guard node.kind.isMapping else {
            guard !node.text.utf8.contains(UInt8(ascii: "?")) else { throw hasVersion(manifest) }
            guard !id.isEmpty, id.utf8.allSatisfy(\.isPlainInVersionIDs) else {
                throw layout.refusal(
                    "the version id `\(id.excerpt)` has a character that is not written into a URI",
                    at: manifest,
                    help: "write the manifest as `{ bucket: BUCKET, key: KEY, version: ID }`"
                )
            }
            return try layout.edits(appending: "?versionId=\(id)", to: manifest)
        }
        let value = YAMLOutput.string(Template.escaping(id))
        if let version = layout.pair("version", in: manifest)?.value {
            try layout.checkUnshared(version)
            let node = layout.nodes[version]
            let isNull = node.kind == .plain && YAMLScalar(text: node.text, isPlain: true).isNull
            guard isNull else { throw hasVersion(version) }
            return [try layout.edit(replacing: version, by: value)]
        }
        guard let key = layout.pair("key", in: manifest)?.key else {
            throw layout.refusal(
                "the manifest has no `key` of its own",
                at: manifest,
                help: "write its key here, and not in what `<<` merges"
            )
        }
        return [try layout.edit(adding: "version", value, afterKey: key, in: manifest)]
    }

    private func hasVersion(_ index: Int) -> EditRefusal {
        layout.refusal(
            "the manifest has a version id, or a key that contains `?`",
            at: index,
            help: "change the version id by hand; a key with `?` is written as `{ bucket: BUCKET, key: KEY }`"
        )
    }

    private func checkWithoutVariable(_ index: Int) throws(EditRefusal) {
        guard layout.nodes[index].text.containsReferenceStart else { return }
        throw layout.refusal(
            "the value is a variable",
            at: index,
            help: "set the variable, or write the value in its place by hand"
        )
    }
}

extension UInt8 {
    /// Whether it is a character of the version ids that S3 makes. They mean themselves in a URI, in and outside of
    /// quotes.
    fileprivate var isPlainInVersionIDs: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "._~+/=-".utf8.contains(self)
        }
    }
}
