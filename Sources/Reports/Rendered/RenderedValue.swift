internal import DesiredState
internal import ModelVersions
internal import YAMLTree

/// A value of a rendered document: what stands on a line behind a key or a dash.
struct RenderedValue {
    /// The keys and the positions in lists that lead to it, from the document's root on.
    let path: [String]
    let document: DesiredState.Document

    /// Where it was written; nil where it is written nowhere.
    func origin(in origins: Origins) -> Origin? {
        if path == ["project"] { return origins.project(document.project, list: document.list) }
        guard path.count > 2, let index = Int(path[1]), document.versions.indices.contains(index) else { return nil }
        return origins.value(Array(path[2...]), of: document.versions[index], in: document.project)
    }

    /// Whether anybody chose it: the version of the format is not chosen.
    var isChosen: Bool { path != ["apiVersion"] }
}

extension DesiredState.Document {
    /// In the order in which they are written.
    var values: [RenderedValue] {
        var values: [RenderedValue] = []
        func visit(_ node: YAMLOutput, _ path: [String]) {
            switch node {
            case .mapping(let entries, _): for entry in entries { visit(entry.value, path + [entry.key]) }
            case .sequence(let items, _):
                for (index, item) in items.enumerated() { visit(item.node, path + [String(index)]) }
            case .string, .bool, .number, .null: values.append(RenderedValue(path: path, document: self))
            }
        }
        visit(root, [])
        return values
    }
}
