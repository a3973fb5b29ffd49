import DesiredState
import Diagnostics
import Host
import ModelVersions
import Planning
import YAMLTree

/// A live project as a document of the desired state. It is checked against the rule of an import: a plan of the
/// document against the live project has nothing to do.
struct ImportedText {
    let document: String
    let describedCount: Int
    let omittedCount: Int

    /// - Throws: `CommandFailure` if the rule does not hold. Then rekon has a bug, and nothing may be written.
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
            "The live versions of the project `\(imported.arn.name)`, in the order of their creation (rekon import).",
            """
            Add new versions at the end. For versions without `datasets` the service reports no manifests: they were \
            trained
            """,
            "on the datasets of the project.",
        ]
        if !readTags { lines.append("Tags were not read (--no-tags).") }
        if imported.omittedCount > 0 {
            lines.append(
                "Entries that are commented out cannot be part of the desired state. The reason is above each of them."
            )
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
        // A warning is about a live value: it has invisible characters, and the file must have them too.
        guard !diagnostics.hasErrors else { throw broken(arn, "the result is refused: \(diagnostics.firstError)") }
        guard state.projects.first?.versions == versions, state.projects.count == 1 else {
            throw broken(arn, "the result is read as another state")
        }
        let plan = Planner.plan(state, against: LiveState([arn: .present(project)]))
        for entry in plan.projects.flatMap(\.entries) {
            // Retired is a copy: apply never trains it, live or not.
            guard entry.outcome.isLive || entry.outcome == .retired, entry.tagDrift == nil else {
                throw broken(arn, "a plan of the result says `\(entry.outcome.rawValue)` for version `\(entry.name)`")
            }
        }
        guard plan.isComplete else { throw broken(arn, "a plan of the result is not complete") }
    }

    private static func broken(_ arn: ProjectARN, _ what: String) -> CommandFailure {
        CommandFailure(
            message: "internal error: the import of \(arn) is wrong, and nothing was written: \(what)",
            help: "please report this, with the output of `aws rekognition describe-project-versions`"
        )
    }
}

extension DiagnosticList {
    fileprivate var firstError: String { first { $0.severity == .error }?.message ?? "" }
}
