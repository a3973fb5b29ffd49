internal import Diagnostics
internal import YAMLTree

extension DocumentReader {
    /// Where a version's values were written: what the entry has itself hides what `defaults` has, tags key by key.
    func origins(of entry: YAMLNode, over defaults: YAMLNode?) -> [Origins.Path: Origin] {
        var origins = Collected(document: document, references: references)
        var own: Set<[UInt8]> = []
        if case .mapping(let entries) = entry.content {
            own = Set(entries.lazy.map { Array($0.key.utf8) })
            for entry in entries { _ = origins.add(entry.value, at: [entry.key], from: .own) }
        }
        if case .mapping(let entries)? = defaults?.content {
            for entry in entries where entry.key == "tags" || !own.contains(Array(entry.key.utf8)) {
                _ = origins.add(entry.value, at: [entry.key], from: .defaults)
            }
        }
        return origins.values
    }

    func origin(of node: YAMLNode) -> Origin {
        Origin(
            source: .own,
            location: document.location(of: node.position),
            variables: references[node.position].uniqued
        )
    }

    private struct Collected {
        let document: YAMLDocument
        let references: References
        var values: [Origins.Path: Origin] = [:]

        /// Adds a node and all in it, unless there is one already; as deep as the parser lets nodes be.
        ///
        /// - Returns: The variables in it.
        mutating func add(_ node: YAMLNode, at path: Origins.Path, from source: Origin.Source) -> [VariableUse] {
            var variables = references[node.position]
            switch node.content {
            case .scalar: break
            case .sequence(let nodes):
                for (index, node) in nodes.enumerated() {
                    variables += add(node, at: path + [String(index)], from: source)
                }
            case .mapping(let entries):
                variables = []
                for entry in entries {
                    let isForm = path == ["datasets", "testing"] && entry.key == "assets"
                    variables += add(entry.value, at: isForm ? path : path + [entry.key], from: source)
                }
            }
            variables = variables.uniqued
            if values[path] == nil {
                let location = document.location(of: node.position)
                values[path] = Origin(source: source, location: location, variables: variables)
            }
            return variables
        }
    }
}

extension [VariableUse] {
    fileprivate var uniqued: [VariableUse] {
        var seen: Set<VariableUse> = []
        return filter { seen.insert($0).inserted }
    }
}
