import DesiredState
import Diagnostics
import Host
import ModelVersions
import Reports
import Settings
import Text
import YAMLTree

/// The files of a run that edits them, and the state that they must describe after the edits.
///
/// Nothing is written before all edits are made, and the edited files were read again and describe that state.
struct EditedFiles {
    /// A `versions` list.
    struct List {
        fileprivate let file: Int
        /// In the file, from 0.
        fileprivate let document: Int
        let outline: DocumentOutline
        /// Among the lists of its project.
        fileprivate let number: Int
        let path: String

        var project: ProjectARN { outline.project }
    }

    /// An entry of a list.
    struct Entry {
        fileprivate let list: Int
        /// In the list, from 0.
        fileprivate let index: Int
        let project: ProjectARN
        let version: DesiredVersion
        let location: SourceLocation

        var name: VersionName { version.name }
    }

    private struct File {
        let path: String
        var content: [UInt8]
        /// Nil before the first edit.
        var edits: EditableFile?
    }

    let loaded: LoadedState
    private(set) var lists: [List] = []
    private let input: DesiredInput
    private let color: ColorOptions
    private let context: Context
    private var files: [File] = []
    private var intended: [DesiredProject]
    private var replaced: [ProjectARN: [VersionName: DesiredVersion]] = [:]
    /// What was changed, each with the place of a value; nil for the whole entry.
    private var changes: [(kind: EditReport.Change.Kind, project: ProjectARN, name: VersionName, path: [String])] = []
    private var refusals: [Diagnostic] = []

    var state: DesiredState { loaded.state }

    /// Reads the files. Warnings go to stderr; errors end the command.
    ///
    /// - Throws: `InvalidState`; `CommandFailure` for what is no file that can be edited.
    init(_ paths: [String], _ variables: VariableOptions, color: ColorOptions, in context: Context) throws {
        self.context = context
        self.color = color
        // A pipe with variables can be read once, and the files are read twice.
        let found = DesiredInput(paths, variables, in: context).withVariables(in: context)
        var contents: [String: [UInt8]] = [:]
        for file in found.found.files {
            guard case .file(let path, _, let showsText) = file, (try? context.files.kind(of: path)) == .file,
                InheritedDescriptor(path) == nil
            else {
                throw CommandFailure(
                    message: "\(file.name) is not a regular file, and cannot be edited",
                    help: "name a file, or a folder with files",
                    status: .usage
                )
            }
            guard showsText else {
                throw CommandFailure(
                    message: "\(path) is not edited: a link on the path leads out of its folder",
                    help: "name the file or folder itself, without a link"
                )
            }
            // A file that cannot be read is reported when the state is loaded.
            guard let content = try? found.read(file, limit: LoadedState.fileLimit) else { continue }
            contents[path] = content
            files.append(File(path: path, content: content))
        }
        input = found
        loaded = try LoadedState.loadForUse(
            found.withContents(contents),
            color: color,
            explaining: true,
            in: context
        )
        intended = loaded.state.projects
        var numbers: [ProjectARN: Int] = [:]
        for (index, file) in files.enumerated() {
            let documents = YAMLParser.parse(file.content, path: file.path).documents
            if documents.contains(where: SettingsFile.isSettings) { continue }
            let outlines = DocumentOutline.outlines(of: documents, variables: found.variables(in: context).variables)
            for (document, outline) in outlines.enumerated() {
                guard let outline else { continue }
                let number = numbers[outline.project, default: 0]
                numbers[outline.project] = number + 1
                lists.append(
                    List(file: index, document: document, outline: outline, number: number, path: file.path)
                )
            }
        }
    }

    /// All entries, in the order of the files.
    var entries: [Entry] {
        let versions = Dictionary(
            state.projects.map { project in
                (project.arn, Dictionary(project.versions.map { ($0.name, $0) }) { first, _ in first })
            }
        ) { first, _ in first }
        return lists.enumerated().flatMap { number, list in
            list.outline.names.enumerated().compactMap { index, name in
                guard let version = versions[list.project]?[name],
                    let location = state.sources[list.project, name]
                else { return nil }
                return Entry(
                    list: number,
                    index: index,
                    project: list.project,
                    version: version,
                    location: location
                )
            }
        }
    }

    /// A list as messages name it: the file and the line of its `versions`, or of its first entry.
    func place(of list: List) -> String {
        let first = list.outline.names.first.flatMap { state.sources[list.project, $0] }
        return first.map { "\($0.path):\($0.line)" } ?? list.path
    }

    // MARK: Edits

    /// - Parameter manifests: those that were pinned for the entry.
    /// - Throws: `RefusedEdit`.
    mutating func insert(
        _ version: DesiredVersion,
        in list: List,
        at end: EditableFile.End,
        pinned manifests: [ManifestLocation]
    ) throws {
        edit(list.file) { file throws(EditRefusal) in
            try file.insert(version.written(over: list.outline.defaults), inListOf: list.document, at: end)
        }
        try throwRefusals()
        if let index = intended.firstIndex(where: { $0.arn == list.project }) {
            intended[index].insert(version, inList: list.number, isFirst: end == .first)
        }
        changes.append((.added(isFirst: end == .first), list.project, version.name, []))
        for (path, manifest) in version.manifestPaths where manifests.contains(manifest) {
            changes.append((.pinned(manifest), list.project, version.name, path))
        }
    }

    /// Whether a variable gives a part of a value: what is right for one value of the variable is wrong for others.
    func isVariable(_ path: Origins.Path, of entry: Entry) -> Bool {
        loaded.origins?.value(path, of: entry.name, in: entry.project)?.variables.isEmpty == false
    }

    /// The first value with a variable among those that a copy of an entry has: the copy would get the value that the
    /// variable has in this run.
    ///
    /// - Parameter node: What is written for the copy.
    func variable(in node: YAMLOutput, of entry: Entry, at path: Origins.Path = []) -> Origins.Path? {
        switch node {
        case .mapping(let entries, _):
            for one in entries {
                if let found = variable(in: one.value, of: entry, at: path + [one.key]) { return found }
            }
            return nil
        case .sequence(let items, _):
            for (index, item) in items.enumerated() {
                if let found = variable(in: item.node, of: entry, at: path + [String(index)]) { return found }
            }
            return nil
        case .string, .bool, .number, .null:
            return path != ["name"] && isVariable(path, of: entry) ? path : nil
        }
    }

    /// Writes the version ids of an entry's manifests. A refusal is kept for `throwRefusals`.
    ///
    /// - Parameter paths: Of the manifests that are pinned.
    mutating func pin(_ entry: Entry, _ paths: [Origins.Path], to known: ManifestPins) {
        guard case .trained(var settings) = entry.version.intent else { return }
        var version = entry.version
        settings.datasets = known.pinning(settings.datasets) { paths.contains($0) }
        version.intent = .trained(settings)
        let pinned = zip(entry.version.manifestPaths, version.manifestPaths).filter { $0.manifest != $1.manifest }
        let pins = pinned.compactMap { _, new -> EditableFile.Pin? in
            guard let id = new.manifest.version, let index = new.path.last.flatMap({ Int($0) }) else { return nil }
            return EditableFile.Pin(
                role: new.path.contains("training") ? .training : .testing,
                index: index,
                versionID: id
            )
        }
        edit(entry) { file, position throws(EditRefusal) in try file.pin(pins, inEntryAt: position) }
        replaced[entry.project, default: [:]][entry.name] = version
        for (_, new) in pinned { changes.append((.pinned(new.manifest), entry.project, entry.name, new.path)) }
    }

    /// Marks an entry as history. A refusal is kept for `throwRefusals`.
    mutating func retire(_ entry: Entry) {
        var version = entry.version
        version.intent = .retired
        edit(entry) { file, position throws(EditRefusal) in try file.retire(entryAt: position) }
        replaced[entry.project, default: [:]][entry.name] = version
        changes.append((.retired, entry.project, entry.name, []))
    }

    private mutating func edit(
        _ entry: Entry,
        _ body: (inout EditableFile, SourcePosition) throws(EditRefusal) -> Void
    ) {
        let list = lists[entry.list]
        edit(list.file) { file throws(EditRefusal) in
            // The place of an alias is that of its anchor in the state, and its own here.
            let positions = file.lists.first { $0.document == list.document }?.entries ?? []
            let isKnown = positions.count == list.outline.names.count
            try body(&file, isKnown ? positions[entry.index] : entry.location.position)
        }
    }

    private mutating func edit(_ file: Int, _ body: (inout EditableFile) throws(EditRefusal) -> Void) {
        do throws(EditRefusal) {
            var edits =
                if let edits = files[file].edits { edits } else {
                    try EditableFile(files[file].content, path: files[file].path)
                }
            // The only reference: an edit does not copy all edits before it.
            files[file].edits = nil
            defer { files[file].edits = edits }
            try body(&edits)
        } catch {
            refusals += error.diagnostics
        }
    }

    /// - Throws: `RefusedEdit` with every edit that was refused.
    func throwRefusals() throws {
        guard !refusals.isEmpty else { return }
        throw refused(refusals)
    }

    private func refused(_ diagnostics: [Diagnostic]) -> RefusedEdit {
        var sources = SourceTexts()
        for file in files { sources[file.path] = file.content }
        return RefusedEdit(
            diagnostics: DiagnosticList(diagnostics),
            sources: sources,
            style: color.errorStyle(in: context)
        )
    }

    // MARK: The result

    /// Checks the edits, and writes the files.
    ///
    /// - Parameter isWritten: false for `--diff`.
    /// - Throws: `RefusedEdit`; `CommandFailure` for a result that does not describe the intended state, and for a file
    ///   that cannot be written. Then nothing more is written.
    func finish(_ action: EditReport.Action, skipped: [EditReport.Skip] = [], isWritten: Bool) throws -> EditReport {
        try throwRefusals()
        var report = EditReport(action, isWritten: isWritten)
        report.skipped = skipped
        var contents: [String: [UInt8]] = [:]
        var outputs: [(file: OutputFile, content: [UInt8])] = []
        for file in files {
            guard let edits = file.edits else {
                contents[file.path] = file.content
                continue
            }
            let edited: [UInt8]
            do throws(EditRefusal) {
                edited = try edits.edited()
            } catch {
                throw refused(error.diagnostics)
            }
            contents[file.path] = edited
            outputs.append((try OutputFile(file.path, .edited(file.content), in: context), edited))
            report.files.append(
                EditReport.File(path: file.path, diff: UnifiedDiff.of(file.content, edited, path: file.path))
            )
        }
        guard !outputs.isEmpty else { return report }
        let after = try checked(LoadedState(input.withContents(contents), explaining: true, in: context), contents)
        for change in changes {
            let value =
                change.path.isEmpty ? nil : after.origins?.value(change.path, of: change.name, in: change.project)
            guard let location = value?.location ?? after.state.sources[change.project, change.name] else { continue }
            report.changes.append(EditReport.Change(change.kind, change.project, change.name, at: location))
        }
        if isWritten { for (file, content) in outputs { try file.write(content) } }
        return report
    }

    /// The state that the edited files describe.
    ///
    /// - Throws: `RefusedEdit`, `CommandFailure`.
    private func checked(_ after: LoadedState, _ contents: [String: [UInt8]]) throws -> LoadedState {
        let known = Set(loaded.diagnostics.map(\.message))
        let new = DiagnosticList(after.diagnostics.filter { !known.contains($0.message) })
        let style = color.errorStyle(in: context)
        if after.diagnostics.hasErrors {
            // Such as too many tags: the places are those of the text that is not written.
            var sources = SourceTexts()
            for (path, content) in contents { sources[path] = content }
            throw RefusedEdit(diagnostics: new, sources: sources, style: style, isOfResult: true)
        }
        context.errors.write(DiagnosticRenderer(sources: after.sources, style: style).render(new))
        var intended = intended
        for index in intended.indices { intended[index].replace(replaced[intended[index].arn] ?? [:]) }
        guard after.state.projects == intended else {
            throw CommandFailure(
                message: "internal error: the edited files would describe another state, and nothing was written",
                help: "edit the files by hand, and please report this with the files"
            )
        }
        return after
    }
}

extension DesiredVersion {
    /// The manifests, each with its place in the entry.
    var manifestPaths: [(path: Origins.Path, manifest: ManifestLocation)] {
        guard case .manifests(let training, let testing)? = trainingSettings?.datasets else { return [] }
        func paths(_ key: String, _ manifests: [ManifestLocation]) -> [(path: Origins.Path, manifest: ManifestLocation)]
        {
            manifests.enumerated().map { (["datasets", key, String($0)], $1) }
        }
        guard case .manifests(let tests) = testing else { return paths("training", training) }
        return paths("training", training) + paths("testing", tests)
    }
}
