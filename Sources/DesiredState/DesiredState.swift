package import Diagnostics
package import ModelVersions
package import YAMLTree

/// What people want to exist: every project that the files name, with its versions in the order of the files.
package struct DesiredState: Sendable {
    /// In the order in which the files, taken in byte order of their paths, first name them. Each project once.
    package var projects: [DesiredProject]
    /// Where each version was written.
    package var sources: SourceMap

    package init(projects: [DesiredProject] = [], sources: SourceMap = SourceMap()) {
        self.projects = projects
        self.sources = sources
    }

    package var versionCount: Int {
        projects.reduce(0) { $0 + $1.versions.count }
    }
}

/// A project and the versions that are wanted in it.
package struct DesiredProject: Sendable, Equatable {
    package var arn: ProjectARN
    /// In the order of the files. Each name once.
    package private(set) var versions: [DesiredVersion]
    /// The names in each `versions` list of the documents, in the order of the files. They stay whole when `versions`
    /// is narrowed to a selection: where a list grows is told by all of it.
    package private(set) var lists: [[VersionName]]
    /// The names of live versions that no file describes and that nobody needs to hear of. Each pattern once.
    package private(set) var ignoredUnmanaged: [Glob] = []

    /// A project whose versions stand in one list.
    package init(arn: ProjectARN, versions: [DesiredVersion]) {
        self.init(arn: arn, versions: versions, lists: [versions.map(\.name)])
    }

    /// - Parameter lists: Every version's name is in one of them.
    package init(arn: ProjectARN, versions: [DesiredVersion], lists: [[VersionName]]) {
        self.arn = arn
        self.versions = versions
        self.lists = lists
    }

    /// Adds the list of one more document.
    package mutating func append(list: [DesiredVersion]) {
        versions += list
        lists.append(list.map(\.name))
    }

    /// - Parameter pattern: One that is not there yet.
    package mutating func ignoreUnmanaged(_ pattern: Glob) {
        ignoredUnmanaged.append(pattern)
    }

    /// The project with the versions that are picked, and the rest as it is.
    package func selecting(_ isPicked: (DesiredVersion) -> Bool) -> DesiredProject {
        var part = self
        part.versions = versions.filter(isPicked)
        return part
    }
}

/// A model version that is wanted, or was.
package struct DesiredVersion: Sendable, Equatable {
    package enum Intent: Sendable, Equatable {
        /// It shall exist, trained with these settings.
        case trained(TrainingSettings)
        /// It existed once and is kept as history: never created again, whether it is live or not.
        case retired
    }

    package var name: VersionName
    package var intent: Intent
    package var tags: Tags
    package var expectation: Expectation

    package init(name: VersionName, intent: Intent, tags: Tags = .none, expectation: Expectation = Expectation()) {
        self.name = name
        self.intent = intent
        self.tags = tags
        self.expectation = expectation
    }
}

/// What a trained version must achieve; never sent to the service.
package struct Expectation: Sendable, Equatable {
    /// 0 to 1; nil where nothing is expected.
    package var minimumF1Score: Double?

    package init(minimumF1Score: Double? = nil) {
        self.minimumF1Score = minimumF1Score
    }
}

/// Where each desired version was written: the start of its entry.
package struct SourceMap: Sendable {
    private var locations: [ProjectARN: [VersionName: SourceLocation]] = [:]
    private var patterns: [ProjectARN: [Glob: SourceLocation]] = [:]

    package init() {}

    package subscript(project: ProjectARN, name: VersionName) -> SourceLocation? {
        get { locations[project]?[name] }
        set { locations[project, default: [:]][name] = newValue }
    }

    /// Where a pattern of `ignoreUnmanaged` was first written.
    package subscript(project: ProjectARN, ignoring pattern: Glob) -> SourceLocation? {
        get { patterns[project]?[pattern] }
        set { patterns[project, default: [:]][pattern] = newValue }
    }
}

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
