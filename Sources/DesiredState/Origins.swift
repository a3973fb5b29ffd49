package import Diagnostics
package import ModelVersions
import YAMLTree

/// The place of a value in the files, and its variables.
package struct Origin: Sendable, Equatable {
    package enum Source: String, Sendable {
        /// The version's entry; for a project, the document.
        case own
        case defaults
    }

    package var source: Source
    package var location: SourceLocation
    /// The variables in the value, each once.
    package var variables: [VariableUse]
}

/// The places of the values of a desired state.
package struct Origins: Sendable {
    /// The keys and list positions that lead to a value of a version. Different notations have the same path: a
    /// manifest is one value, and `testing` has no `assets`.
    package typealias Path = [String]

    /// The projects of the documents, in the order of each project's lists.
    private var projects: [ProjectARN: [[Path: Origin]]] = [:]
    private var versions: [ProjectARN: [VersionName: [Path: Origin]]] = [:]

    package init() {}

    mutating func add(_ values: [Path: Origin], of project: ProjectARN) {
        projects[project, default: []].append(values)
    }

    mutating func add(_ values: [Path: Origin], of name: VersionName, in project: ProjectARN) {
        versions[project, default: [:]][name] = values
    }

    /// The place of a project's ARN in the document of a list.
    ///
    /// - Parameter path: the key of a part, of a project by name.
    package func project(_ project: ProjectARN, list: Int, _ path: Path = []) -> Origin? {
        guard let found = projects[project], found.indices.contains(list) else { return nil }
        return found[list][path]
    }

    /// The places after `DesiredState.resolved`.
    ///
    /// - Parameter order: the projects of the state before, in its order.
    package func resolved(_ arns: [ProjectARN: ProjectARN], order: [ProjectARN]) -> Origins {
        var result = Origins()
        for project in order {
            let arn = arns[project] ?? project
            result.projects[arn, default: []] += projects[project] ?? []
            result.versions[arn, default: [:]].merge(versions[project] ?? [:]) { first, _ in first }
        }
        return result
    }

    /// The place of a value of a version, or of the smallest value around it; nil if no file has it.
    package func value(_ path: Path, of name: VersionName, in project: ProjectARN) -> Origin? {
        guard let values = versions[project]?[name] else { return nil }
        var path = path
        while !path.isEmpty {
            if let origin = values[path] { return origin }
            path.removeLast()
        }
        return nil
    }
}

extension DocumentReader {
    /// The places of a version's values. Values of the entry hide those of `defaults`; tags do so key by key.
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

    /// The places of a project: the path of its parts is their key, and that of all is empty.
    func origins(ofProject node: YAMLNode) -> [Origins.Path: Origin] {
        var origins = Collected(document: document, references: references)
        _ = origins.add(node, at: [], from: .own)
        return origins.values
    }

    private struct Collected {
        let document: YAMLDocument
        let references: References
        var values: [Origins.Path: Origin] = [:]

        /// Adds a node and everything in it, unless the path has a value. The parser limits the depth.
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
