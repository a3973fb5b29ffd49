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
    /// Where the values were written; nil where nobody asks.
    package private(set) var origins: Origins?

    /// - Parameters:
    ///   - variables: What `${env:NAME}` stands for.
    ///   - keepsOrigins: Whether to note where each value was written, which takes time and memory.
    package init(variables: Variables = .none, keepsOrigins: Bool = false) {
        interpolator = Interpolator(variables)
        origins = keepsOrigins ? Origins() : nil
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
            var reader = DocumentReader(document, interpolator: &interpolator, keepsOrigins: origins != nil)
            let content = reader.readDocument()
            diagnostics.merge(reader.diagnostics)
            guard let content else { continue }
            let position = index[content.project] ?? state.projects.count
            if position == state.projects.count {
                index[content.project] = position
                state.projects.append(DesiredProject(arn: content.project, versions: [], lists: []))
            }
            if let origin = content.origin { origins?.add(origin, of: content.project) }
            var list: [DesiredVersion] = []
            for entry in content.versions {
                if let first = state.sources[content.project, entry.name] {
                    diagnostics.append(.duplicate(entry, in: content.project, first: first))
                    continue
                }
                state.sources[content.project, entry.name] = entry.location
                if let values = entry.origins { origins?.add(values, of: entry.name, in: content.project) }
                if let version = entry.version { list.append(version) }
            }
            state.projects[position].append(list: list)
            for (pattern, location) in content.ignoredUnmanaged
            where state.sources[content.project, ignoring: pattern] == nil {
                state.sources[content.project, ignoring: pattern] = location
                state.projects[position].ignoreUnmanaged(pattern)
            }
        }
    }
}

extension Diagnostic {
    fileprivate static func duplicate(
        _ entry: DocumentReader.Entry,
        in project: ProjectARN,
        first: SourceLocation
    ) -> Diagnostic {
        .error(
            "version `\(entry.name)` is already described for project `\(project.name)`\(entry.remark ?? "")",
            at: entry.location,
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
