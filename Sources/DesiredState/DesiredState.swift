package import Diagnostics
package import ModelVersions
package import YAMLTree

/// The content of the files: every project with its versions, in the order of the files.
package struct DesiredState: Sendable {
    /// Each project once, in the order of its first mention; files are read in byte order of their paths.
    package var projects: [DesiredProject]
    /// The place of each version in the files.
    package var sources: SourceMap

    package init(projects: [DesiredProject] = [], sources: SourceMap = SourceMap()) {
        self.projects = projects
        self.sources = sources
    }

    package var versionCount: Int {
        projects.reduce(0) { $0 + $1.versions.count }
    }
}

/// A project and its desired versions.
package struct DesiredProject: Sendable, Equatable {
    package var arn: ProjectARN
    /// In the order of the files. Each name once.
    package private(set) var versions: [DesiredVersion]
    /// The names in each `versions` list of the documents, in the order of the files. A selection does not shorten
    /// them: the whole list decides where it grows.
    package private(set) var lists: [[VersionName]]
    /// Patterns for live versions that no file describes and that reports ignore. Each pattern once.
    package private(set) var ignoredUnmanaged: [Glob] = []

    /// A project with one list of versions.
    package init(arn: ProjectARN, versions: [DesiredVersion]) {
        self.init(arn: arn, versions: versions, lists: [versions.map(\.name)])
    }

    /// - Parameter lists: One of them contains each version's name.
    package init(arn: ProjectARN, versions: [DesiredVersion], lists: [[VersionName]]) {
        self.arn = arn
        self.versions = versions
        self.lists = lists
    }

    /// Adds the list of a further document.
    package mutating func append(list: [DesiredVersion]) {
        // A copy of the first list would double the memory that it takes.
        if versions.isEmpty { versions = list } else { versions += list }
        lists.append(list.map(\.name))
    }

    /// Adds a version to one of the lists.
    ///
    /// - Parameters:
    ///   - list: A number of `lists`.
    ///   - isFirst: Whether it becomes the first of its list, not the last.
    package mutating func insert(_ version: DesiredVersion, inList list: Int, isFirst: Bool) {
        let place = isFirst ? 0 : lists[list].count
        versions.insert(version, at: lists[..<list].reduce(place) { $0 + $1.count })
        lists[list].insert(version.name, at: place)
    }

    /// Replaces versions by others of the same name.
    package mutating func replace(_ others: [VersionName: DesiredVersion]) {
        guard !others.isEmpty else { return }
        for index in versions.indices { versions[index] = others[versions[index].name] ?? versions[index] }
    }

    /// Adds the lists of the same project, which a file names in another way.
    fileprivate mutating func append(listsOf project: DesiredProject) {
        versions += project.versions
        lists += project.lists
    }

    /// - Parameter pattern: A new pattern.
    package mutating func ignoreUnmanaged(_ pattern: Glob) {
        ignoredUnmanaged.append(pattern)
    }

    /// The project with a part of its versions and all its lists.
    package func selecting(_ isSelected: (DesiredVersion) -> Bool) -> DesiredProject {
        var part = self
        part.versions = versions.filter(isSelected)
        return part
    }
}

/// A model version in the files.
package struct DesiredVersion: Sendable, Equatable {
    package enum Intent: Sendable, Equatable {
        /// It must exist, trained with these settings. In a box: the plan and selections copy the version.
        indirect case trained(TrainingSettings)
        /// It existed and stays in the file as history. rekon never creates it again.
        case retired
    }

    package var name: VersionName
    package var intent: Intent
    package var tags: Tags
    package var expectation: Expectation
    /// The drift that is accepted for a time; nil for none.
    package var acknowledgement: Acknowledgement?

    package init(
        name: VersionName,
        intent: Intent,
        tags: Tags = .none,
        expectation: Expectation = Expectation(),
        acknowledgement: Acknowledgement? = nil
    ) {
        self.name = name
        self.intent = intent
        self.tags = tags
        self.expectation = expectation
        self.acknowledgement = acknowledgement
    }
}

/// What a trained version must achieve. rekon does not send it to the service.
package struct Expectation: Sendable, Equatable {
    /// 0 to 1; nil without a minimum.
    package var minimumF1Score: Double?

    package init(minimumF1Score: Double? = nil) {
        self.minimumF1Score = minimumF1Score
    }
}

extension DesiredState {
    /// The state with ARNs in place of projects by name.
    ///
    /// Projects that have the same ARN then are merged in the order of their first mention.
    ///
    /// - Parameter arns: by the ARN without number. Other projects stay as they are.
    /// - Returns: The state, and an error for each version that is then described twice. Do not use the state after an
    ///   error.
    package func resolved(_ arns: [ProjectARN: ProjectARN]) -> (state: DesiredState, diagnostics: DiagnosticList) {
        guard !arns.isEmpty else { return (self, DiagnosticList()) }
        var result = DesiredState()
        var diagnostics = DiagnosticList()
        var index: [ProjectARN: Int] = [:]
        for project in projects {
            let arn = arns[project.arn] ?? project.arn
            let position = index[arn] ?? result.projects.count
            if position == result.projects.count {
                index[arn] = position
                result.projects.append(DesiredProject(arn: arn, versions: [], lists: []))
                result.sources[textOf: arn] = sources[textOf: project.arn]
            }
            for version in project.versions {
                let location = sources[project.arn, version.name]
                let remark = sources[remarkOn: version.name, in: project.arn]
                if let first = result.sources[arn, version.name], let location {
                    diagnostics.append(
                        .duplicate(version.name, remark, at: location, in: sources[textOf: project.arn], first: first)
                    )
                    continue
                }
                result.sources[arn, version.name] = location
                result.sources[remarkOn: version.name, in: arn] = remark
            }
            result.projects[position].append(listsOf: project)
            for pattern in project.ignoredUnmanaged
            where !result.projects[position].ignoredUnmanaged.contains(pattern) {
                result.sources[arn, ignoring: pattern] = sources[project.arn, ignoring: pattern]
                result.projects[position].ignoreUnmanaged(pattern)
            }
        }
        return (result, diagnostics)
    }
}

/// Makes a desired state from YAML documents and reports all their errors.
package struct DesiredStateReader {
    /// Do not use it if a diagnostic is an error.
    package private(set) var state = DesiredState()
    package var diagnostics: DiagnosticList {
        var all = collected
        // A trailing `---` and a file of comments are no errors beside documents with content.
        if let emptyDocument, state.projects.isEmpty, !all.hasErrors { all.append(emptyDocument) }
        return all
    }
    private var collected = DiagnosticList()
    /// The error for the first document without content.
    private var emptyDocument: Diagnostic?
    private var index: [ProjectARN: Int] = [:]
    /// Of all documents, and the bytes of the files for each further one. A version takes about 1 KB, and
    /// `- {name: v1}` is enough for one: together the memory for N bytes stays proportional to N.
    package static let versionLimit = 40_000
    static let bytesPerFurtherVersion = 40
    private var limit: Int
    private var room: Int

    private var interpolator: Interpolator
    /// The variables that gave a value, sorted by name, and the names of all variables that the documents contain.
    package var usedVariables: [String] { interpolator.used.sorted() }
    package var mentionedVariables: Set<String> { interpolator.mentioned }
    /// The places of the values; nil if they are not requested.
    package private(set) var origins: Origins?

    /// - Parameters:
    ///   - variables: The variables that values may contain.
    ///   - keepsOrigins: Whether to keep the place of each value, which costs time and memory.
    ///   - versionLimit: Of all documents, before the bytes of a file add to it.
    package init(variables: Variables = .none, keepsOrigins: Bool = false, versionLimit: Int = Self.versionLimit) {
        limit = versionLimit
        room = versionLimit
        interpolator = Interpolator(variables)
        origins = keepsOrigins ? Origins() : nil
    }

    /// - Parameters:
    ///   - documents: Files in any order; documents of one file in the order of the file.
    ///   - variables: The variables that values may contain.
    /// - Returns: The desired state and the diagnostics. Do not use the state if a diagnostic is an error.
    package static func read(
        _ documents: [YAMLDocument],
        variables: Variables = .none
    ) -> (state: DesiredState, diagnostics: DiagnosticList) {
        var reader = DesiredStateReader(variables: variables)
        reader.add(documents.inByteOrderOfPaths)
        return (reader.state, reader.diagnostics)
    }

    /// Adds the documents of a file. Call it in byte order of the paths.
    ///
    /// - Parameter bytes: The length of the file. A longer file may describe more versions.
    package mutating func add(_ documents: [YAMLDocument], bytes: Int = 0) {
        add(documents.map(ReadDocument.init(unread:)), bytes: bytes)
    }

    /// Adds the documents of a file, of which some are read already.
    package mutating func add(_ documents: [ReadDocument], bytes: Int) {
        limit += bytes / Self.bytesPerFurtherVersion
        room += bytes / Self.bytesPerFurtherVersion
        for document in documents {
            switch document.state {
            case .unread(let document):
                var reader = DocumentReader(document, interpolator: &interpolator, keepsOrigins: origins != nil)
                add(reader.read(versionLimit: room))
            case let state:
                add(state)
            }
        }
    }

    /// - Parameter document: One that is read.
    private mutating func add(_ document: ReadDocument.State) {
        switch document {
        case .unread: break
        case .empty(let diagnostic): emptyDocument = emptyDocument ?? diagnostic
        case .read(nil, let diagnostics): collected.merge(diagnostics)
        case .read(var content?, let diagnostics):
            collected.merge(diagnostics)
            if let list = content.list, list.count > room {
                (content.entries, content.versions) = ([], [])
                collected.append(
                    .error(
                        "the files describe more than \(limit) versions, the limit",
                        at: list.location,
                        help: "use `rekon` for one part of the files after the other"
                    )
                )
            } else {
                collected.merge(content.diagnosticsOfVersions)
            }
            room -= content.entries.count
            if let project = content.project { add(content, of: project) } else { reportDuplicates(in: content) }
        }
    }

    private mutating func add(_ content: DocumentReader.Content, of project: ProjectARN) {
        let position = index[project] ?? state.projects.count
        if position == state.projects.count {
            index[project] = position
            state.projects.append(DesiredProject(arn: project, versions: [], lists: []))
            state.sources[textOf: project] = content.projectText
        }
        if let values = content.origins { origins?.add(values, of: project) }
        let repeated = state.sources.add(content.entries, to: project)
        for (index, first) in repeated {
            collected.append(.duplicate(content.entries[index], in: content.projectText, first: first))
        }
        let isRepeated = Set(repeated.map(\.index))
        for index in content.entries.indices where !isRepeated.contains(index) {
            let name = content.entries[index].name
            state.sources[remarkOn: name, in: project] = content.entries[index].remark
            if let values = content.entries[index].origins { origins?.add(values, of: name, in: project) }
        }
        if repeated.isEmpty {
            state.projects[position].append(list: content.versions)
        } else {
            let valid = content.entries.indices.filter { content.entries[$0].isValid }
            let list = zip(valid, content.versions).filter { !isRepeated.contains($0.0) }.map(\.1)
            state.projects[position].append(list: list)
        }
        for (pattern, location) in content.ignoredUnmanaged
        where state.sources[project, ignoring: pattern] == nil {
            state.sources[project, ignoring: pattern] = location
            state.projects[position].ignoreUnmanaged(pattern)
        }
    }

    /// The duplicates of a document whose project is unknown, among its own versions.
    private mutating func reportDuplicates(in content: DocumentReader.Content) {
        var first: [VersionName: SourceLocation] = [:]
        for entry in content.entries {
            if let first = first[entry.name] {
                collected.append(.duplicate(entry, in: content.projectText, first: first))
            } else {
                first[entry.name] = entry.location
            }
        }
    }
}

extension Diagnostic {
    fileprivate static func duplicate(
        _ entry: DocumentReader.Entry,
        in project: String,
        first: SourceLocation
    ) -> Diagnostic {
        duplicate(entry.name, entry.remark, at: entry.location, in: project, first: first)
    }

    /// - Parameter remark: The variables in the name.
    fileprivate static func duplicate(
        _ name: VersionName,
        _ remark: String?,
        at location: SourceLocation,
        in project: String,
        first: SourceLocation
    ) -> Diagnostic {
        .error(
            (remark.map { "a version with this name\($0)" } ?? "version `\(name)`")
                + " is already described for \(project)",
            at: location,
            related: [Related("first described here", at: first)],
            help: "a version's name is its identity: rename or remove one of the two"
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
