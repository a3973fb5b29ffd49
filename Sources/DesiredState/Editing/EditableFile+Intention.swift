import Diagnostics
import YAMLTree

extension EditableFile {
    /// The roots of the original documents, with the changes: what a reader of the edited file must find.
    ///
    /// They are made from the trees and not from the text, so that the two ways check each other.
    var intendedDocuments: [YAMLNode] {
        let byDocument = Dictionary(grouping: changes.values) { $0.entry.document }
        return layout.documents.enumerated().map { number, document in
            let new = additions[number] ?? Additions()
            let changed = byDocument[number] ?? []
            if new.first.isEmpty, new.last.isEmpty, changed.isEmpty { return document.root }
            return document.root.changing("versions") { list in
                guard case .sequence(var items) = list.content else { return list }
                for (entry, changes) in changed where items.indices.contains(entry.index) {
                    items[entry.index] = changes.reduce(items[entry.index]) { $1.applied(to: $0) }
                }
                let added = { (entries: [YAMLOutput]) in entries.map { $0.node(at: list.position) } }
                return YAMLNode(.sequence(added(new.first) + items + added(new.last)), at: list.position)
            }
        }
    }
}

extension EntryChange {
    fileprivate func applied(to entry: YAMLNode) -> YAMLNode {
        switch self {
        case .retired:
            entry.setting("retired", to: YAMLOutput.bool(true).node(at: entry.position))
        case .pinned(let pins):
            entry.changing("datasets") { datasets in
                [EditableFile.Pin.Role.training, .testing].reduce(datasets) { datasets, role in
                    let pins = pins.filter { $0.role == role }
                    return datasets.changing(role.rawValue) { list in
                        guard case .mapping = list.content else { return list.pinned(pins) }
                        return list.changing("assets") { $0.pinned(pins) }
                    }
                }
            }
        }
    }
}

extension YAMLNode {
    /// A list of manifests with version ids.
    fileprivate func pinned(_ pins: [EditableFile.Pin]) -> YAMLNode {
        guard case .sequence(var items) = content else { return self }
        for pin in pins where items.indices.contains(pin.index) {
            let item = items[pin.index]
            if case .scalar(let scalar) = item.content {
                let text = "\(scalar.text)?versionId=\(pin.versionID)"
                items[pin.index].content = .scalar(YAMLScalar(text: text, isPlain: false))
            } else {
                let id = YAMLOutput.string(Template.escaping(pin.versionID))
                items[pin.index] = item.setting("version", to: id.node(at: item.position))
            }
        }
        return YAMLNode(.sequence(items), at: position)
    }

    fileprivate func changing(_ key: String, _ change: (YAMLNode) -> YAMLNode) -> YAMLNode {
        guard case .mapping(var entries) = content, let index = entries.firstIndex(where: { $0.key == key }) else {
            return self
        }
        entries[index].value = change(entries[index].value)
        return YAMLNode(.mapping(entries), at: position)
    }

    fileprivate func setting(_ key: String, to value: YAMLNode) -> YAMLNode {
        guard case .mapping(let entries) = content else { return self }
        let others = entries.filter { $0.key != key }
        return YAMLNode(
            .mapping(others + [YAMLEntry(key: key, keyPosition: position, value: value)]),
            at: position
        )
    }
}
