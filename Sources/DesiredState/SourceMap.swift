package import Diagnostics
package import ModelVersions
import Text

/// The place of each desired version: the start of its entry.
package struct SourceMap: Sendable {
    /// A third of the space of a `SourceLocation`: a dictionary has room for up to three times its entries.
    private struct Place {
        /// The number of its path in `paths`.
        var path: UInt32
        var line: UInt32
        var column: UInt32
    }

    private var places: [ProjectARN: [VersionName: Place]] = [:]
    /// A path for each row of places in one file.
    private var paths: [String] = []
    private var patterns: [ProjectARN: [Glob: SourceLocation]] = [:]
    /// How a message names each project, and versions whose name contains variables.
    private var projectTexts: [ProjectARN: String] = [:]
    private var remarks: [ProjectARN: [VersionName: String]] = [:]

    package init() {}

    package subscript(project: ProjectARN, name: VersionName) -> SourceLocation? {
        get { places[project]?[name].map(location) }
        set { places[project, default: [:]][name] = newValue.map { place(of: $0) } }
    }

    /// Adds the places of a document's versions.
    ///
    /// - Returns: For each name that has a place already, the number of its entry and that place, which stays.
    mutating func add(
        _ entries: [DocumentReader.Entry],
        to project: ProjectARN
    ) -> [(index: Int, first: SourceLocation)] {
        var named = places.removeValue(forKey: project) ?? [:]
        named.reserveCapacity(named.count + entries.count)
        var repeated: [(index: Int, first: SourceLocation)] = []
        for index in entries.indices {
            let name = entries[index].name
            guard let first = named.updateValue(place(of: entries[index].location), forKey: name) else { continue }
            named[name] = first
            repeated.append((index, location(first)))
        }
        places[project] = named
        return repeated
    }

    private mutating func place(of location: SourceLocation) -> Place {
        if !(paths.last?.hasSameBytes(as: location.path) ?? false) { paths.append(location.path) }
        return Place(
            path: UInt32(paths.count - 1),
            line: UInt32(clamping: location.line),
            column: UInt32(clamping: location.column)
        )
    }

    private func location(_ place: Place) -> SourceLocation {
        SourceLocation(path: paths[Int(place.path)], line: Int(place.line), column: Int(place.column))
    }

    /// All places in a project.
    package subscript(locationsIn project: ProjectARN) -> [VersionName: SourceLocation] {
        places[project]?.mapValues(location) ?? [:]
    }

    /// The first place of a pattern of `ignoreUnmanaged`.
    package subscript(project: ProjectARN, ignoring pattern: Glob) -> SourceLocation? {
        get { patterns[project]?[pattern] }
        set { patterns[project, default: [:]][pattern] = newValue }
    }

    subscript(textOf project: ProjectARN) -> String {
        get { projectTexts[project] ?? "this project" }
        set { projectTexts[project] = newValue }
    }

    /// The variables in a version's name, for messages; nil without any.
    subscript(remarkOn name: VersionName, in project: ProjectARN) -> String? {
        get { remarks[project]?[name] }
        set { if newValue != nil { remarks[project, default: [:]][name] = newValue } }
    }
}
