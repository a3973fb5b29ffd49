package import Diagnostics
internal import ModelVersions
package import YAMLTree

/// Makes a desired state of YAML documents, and says everything that is wrong with them.
package struct DesiredStateReader {
    /// Must not be used if a diagnostic is an error.
    package private(set) var state = DesiredState()
    package private(set) var diagnostics = DiagnosticList()
    private var index: [ProjectARN: Int] = [:]

    private var interpolator: Interpolator

    /// - Parameter variables: What `${env:NAME}` stands for.
    package init(variables: Variables = .none) {
        interpolator = Interpolator(variables)
    }

    /// - Parameters:
    ///   - documents: In any order of their files; documents of one file in the order of the file.
    ///   - variables: What `${env:NAME}` stands for.
    /// - Returns: The desired state, which must not be used if a diagnostic is an error, and the diagnostics.
    package static func read(
        _ documents: [YAMLDocument],
        variables: Variables = .none
    ) -> (state: DesiredState, diagnostics: DiagnosticList) {
        var reader = DesiredStateReader(variables: variables)
        reader.add(documents.inByteOrderOfPaths)
        return (reader.state, reader.diagnostics)
    }

    /// Adds the documents of a file, whose trees are not needed after that. To be called in byte order of the paths.
    package mutating func add(_ documents: [YAMLDocument]) {
        for document in documents {
            var reader = DocumentReader(document, interpolator: &interpolator)
            let content = reader.readDocument()
            diagnostics.merge(reader.diagnostics)
            guard let content else { continue }
            let position = index[content.project] ?? state.projects.count
            if position == state.projects.count {
                index[content.project] = position
                state.projects.append(DesiredProject(arn: content.project, versions: [], lists: []))
            }
            var list: [DesiredVersion] = []
            for entry in content.versions {
                if let first = state.sources[content.project, entry.name] {
                    diagnostics.append(.duplicate(entry.name, in: content.project, at: entry.location, first: first))
                    continue
                }
                state.sources[content.project, entry.name] = entry.location
                if let version = entry.version { list.append(version) }
            }
            state.projects[position].append(list: list)
        }
    }
}

extension Diagnostic {
    fileprivate static func duplicate(
        _ name: VersionName,
        in project: ProjectARN,
        at location: SourceLocation,
        first: SourceLocation
    ) -> Diagnostic {
        .error(
            "version `\(name)` is already described for project `\(project.name)`",
            at: location,
            related: [Related("first described here", at: first)],
            help: "a version's name is its identity: give one of the two another name, or remove it"
        )
    }
}

extension [YAMLDocument] {
    fileprivate var inByteOrderOfPaths: [YAMLDocument] {
        enumerated().sorted { left, right in
            if left.element.path.utf8.elementsEqual(right.element.path.utf8) { return left.offset < right.offset }
            return left.element.path.utf8.lexicographicallyPrecedes(right.element.path.utf8)
        }.map(\.element)
    }
}
