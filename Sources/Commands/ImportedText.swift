import DesiredState
import Diagnostics
import Host
import ModelVersions
import Planning
import YAMLTree

/// A live project as a document of the desired state, held to the law of an import: planned against what was read,
/// there is nothing to do.
struct ImportedText {
    let document: String
    let describedCount: Int
    let omittedCount: Int

    /// - Throws: `CommandFailure` where the law does not hold: then rekon has an error, and nothing is to be written.
    init(_ arn: ProjectARN, _ project: LiveProject, readTags: Bool) throws {
        let imported = ImportedProject(arn, project)
        let versions = imported.versions
        let defaults = SharedSettings(of: versions)
        let items = imported.entries.map { entry in
            YAMLOutput.Item(
                entry.version.written(over: entry.omission == nil ? defaults : SharedSettings.none),
                comment: [entry.omission ?? entry.remark].compactMap { $0 },
                isCommentedOut: entry.omission != nil
            )
        }
        let document = YAMLOutputDocument(
            DesiredState.root(arn, defaults: defaults, versions: items),
            comment: Self.head(imported, readTags: readTags)
        )
        self.document = try YAMLWriter.write([document])
        describedCount = versions.count
        omittedCount = imported.omittedCount
        try Self.check(self.document, describes: versions, arn, project)
    }

    private static func head(_ imported: ImportedProject, readTags: Bool) -> [String] {
        var lines = [
            "The versions that are live in the project `\(imported.arn.name)`, in the order of their creation (rekon import).",
            "New versions belong at the end. Versions without `datasets` name no manifests: they count as trained with the",
            "datasets of the project.",
        ]
        if !readTags { lines.append("Tags were not read (--no-tags).") }
        if imported.omittedCount > 0 {
            lines.append("What is commented out cannot be part of the desired state; the reason stands above it.")
        }
        return lines
    }

    private static func check(
        _ text: String,
        describes versions: [DesiredVersion],
        _ arn: ProjectARN,
        _ project: LiveProject
    ) throws {
        let result = YAMLParser.parse(Array(text.utf8), path: arn.name)
        var diagnostics = DiagnosticList()
        diagnostics.append(contentsOf: result.diagnostics)
        let (state, found) = DesiredStateReader.read(result.documents)
        diagnostics.merge(found)
        guard diagnostics.isEmpty else { throw broken(arn, "what it wrote is refused: \(diagnostics.firstMessage)") }
        guard state.projects.first?.versions == versions, state.projects.count == 1 else {
            throw broken(arn, "what it wrote is read as something else")
        }
        let plan = Planner.plan(state, against: LiveState([arn: .present(project)]))
        for entry in plan.projects.flatMap(\.entries) {
            guard entry.outcome == .unchanged || entry.outcome == .expired, entry.tagDrift == nil else {
                throw broken(arn, "a plan of what it wrote says `\(entry.outcome.rawValue)` of version `\(entry.name)`")
            }
        }
        guard plan.isComplete else { throw broken(arn, "a plan of what it wrote is not complete") }
    }

    private static func broken(_ arn: ProjectARN, _ what: String) -> CommandFailure {
        CommandFailure(
            message: "internal error: the import of \(arn) does not hold, and nothing was written: \(what)",
            help: "please report this, with the output of `aws rekognition describe-project-versions`"
        )
    }
}

extension DiagnosticList {
    fileprivate var firstMessage: String { first?.message ?? "" }
}

/// Where `import` writes.
struct ImportDestination {
    /// Nil: the standard output.
    private let path: String?
    /// Whether a file stands there, which was allowed to be overwritten.
    private var replacesFile = false

    /// Looks before anything is read: what somebody wrote by hand must survive, and what is no file, such as
    /// `/dev/null`, must not become one.
    ///
    /// - Parameter path: nil and `-` for the standard output.
    /// - Throws: `CommandFailure` where something stands that may not be overwritten.
    init(_ path: String?, overwrites: Bool, in context: Context) throws {
        self.path = path == "-" ? nil : path
        guard let path = self.path else { return }
        do throws(FileError) {
            guard try context.files.kind(of: path) == .file else {
                throw FileError(path: path, reason: .other("is not a file"))
            }
        } catch {
            // Whoever writes there will say what is wrong with a folder that does not exist.
            if error.reason == .notFound { return }
            throw Self.failure(error)
        }
        guard overwrites else {
            throw CommandFailure(
                message: "\(path) exists: it is not overwritten",
                help: "name another file for --out, or pass --force"
            )
        }
        replacesFile = true
    }

    /// - Parameter isComplete: What is not all there is does not take the place of a file that may be.
    func write(_ text: String, isComplete: Bool, in context: Context) throws {
        guard let path, replacesFile, !isComplete else { return try write(text, in: context) }
        throw CommandFailure(
            message: "\(path) was left as it was: not everything could be imported",
            help: "name another file for --out to have the part that could"
        )
    }

    private func write(_ text: String, in context: Context) throws {
        guard let path else {
            context.output.write(text)
            return
        }
        do throws(FileError) {
            try SystemFileWriter(readers: .everybody).replace(path, with: Array(text.utf8))
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: FileError) -> CommandFailure {
        CommandFailure(
            message: "the import could not be saved: \(error)",
            help: "name a file in a folder that exists and that this user may write to, or `-` for the standard output"
        )
    }
}
