package import Diagnostics
package import ModelVersions

/// Where a value of the desired state was written.
package struct Origin: Sendable, Equatable {
    package enum Source: String, Sendable {
        /// The version's own entry, or for a project the document.
        case own
        case defaults
    }

    package var source: Source
    package var location: SourceLocation
    /// The variables that it was made of, each once.
    package var variables: [VariableUse]

    package init(source: Source, location: SourceLocation, variables: [VariableUse]) {
        self.source = source
        self.location = location
        self.variables = variables
    }
}

/// Where the values of a desired state were written, for whoever asks.
package struct Origins: Sendable {
    /// The keys and the positions in lists that lead to a value of a version, in the form that a version has with one
    /// way to write each value: a manifest is one value, and `testing` has no `assets`.
    package typealias Path = [String]

    /// The projects of the documents, in the order of each project's lists.
    private var projects: [ProjectARN: [Origin]] = [:]
    private var versions: [ProjectARN: [VersionName: [Path: Origin]]] = [:]

    package init() {}

    mutating func add(_ origin: Origin, of project: ProjectARN) {
        projects[project, default: []].append(origin)
    }

    mutating func add(_ values: [Path: Origin], of name: VersionName, in project: ProjectARN) {
        versions[project, default: [:]][name] = values
    }

    /// Where a project is named, by the position of its list.
    package func project(_ project: ProjectARN, list: Int) -> Origin? {
        guard let found = projects[project], found.indices.contains(list) else { return nil }
        return found[list]
    }

    /// Where a value of a version was written, or the nearest one that it is a part of; nil where it is written nowhere.
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
