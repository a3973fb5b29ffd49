import ArgumentParser
import Checks
import DesiredState
import Host
import ModelVersions
import Planning
import Reconciler
import Reports
import Storage
import Text

/// What `add`, `pin` and `retire` share.
struct EditOptions: ParsableArguments {
    @Flag(name: .customLong("diff"), help: "Print the change as a unified diff, and write nothing.")
    var showsDiff = false

    @OptionGroup var output: OutputOptions

    /// Checks and writes the edits, and prints what they changed.
    func finish(
        _ files: EditedFiles,
        _ action: EditReport.Action,
        skipped: [EditReport.Skip] = [],
        _ sandbox: SandboxOptions? = nil,
        in context: Context
    ) throws -> ExitStatus {
        let report = try files.finish(action, skipped: skipped, isWritten: !showsDiff)
        let style = output.color.outputStyle(in: context)
        let heading = sandbox?.heading(in: context) ?? ""
        switch output.format {
        case .json: context.output.write(report.json(sandbox: sandbox?.isUsed(in: context) ?? false))
        case .text where showsDiff:
            // `git apply` reads it.
            context.errors.write(heading)
            context.output.write(report.diff(style, isTerminal: context.terminal.outputIsTerminal))
        case .text: context.output.write(heading + report.text(style))
        }
        return .success
    }
}

/// The version ids that S3 gives manifests now.
struct ManifestPins {
    /// Of manifests without a version id that S3 keeps versions of.
    private(set) var pinned: [ManifestLocation: ManifestLocation] = [:]
    /// Manifests in buckets that keep no versions.
    private(set) var withoutVersions: Set<ManifestLocation> = []

    /// Asks S3 for each manifest once, with one HeadObject.
    ///
    /// - Throws: `CommandFailure` with every manifest that could not be read.
    init(of manifests: Set<ManifestLocation>, for project: ProjectARN, _ sources: CheckSources) async throws {
        let questions = manifests.filter { $0.version == nil }.sorted().map { ManifestQuestion($0, for: project) }
        let facts = try await sources.answers(to: questions)
        var problems: [String] = []
        for question in questions {
            switch facts[question] {
            case .found(let head):
                // `null` is the object of a bucket whose versioning was never on or is suspended: it can be replaced
                // (S3 user guide, "Working with objects in versioning-suspended buckets").
                guard let id = head.versionID, id != "null" else {
                    withoutVersions.insert(question.manifest)
                    continue
                }
                do throws(InvalidValue) {
                    let manifest = question.manifest
                    pinned[manifest] = try ManifestLocation(bucket: manifest.bucket, key: manifest.key, version: id)
                } catch {
                    problems.append("the version id of \(question.manifest) \(error)")
                }
            case .problem(let problem):
                let help = problem.help.map { " (\($0))" } ?? ""
                problems.append("\(question.manifest): \(problem.message)\(help)")
            case nil: problems.append("\(question.manifest): S3 was not asked")
            }
        }
        guard problems.isEmpty else {
            throw CommandFailure(
                message: "\(counted(problems.count, "manifest")) could not be pinned: "
                    + problems.map(HarmlessText.shown).joined(separator: "; "),
                help: "correct the manifests; `rekon add --offline` pins nothing"
            )
        }
    }

    func warn(in context: Context) {
        for manifest in withoutVersions.sorted() {
            context.errors.write(
                """
                warning: \(HarmlessText.shown(manifest.description)) has no version id: its bucket keeps no versions
                  help: turn on versioning of the bucket, or the training reads what is there when it starts

                """
            )
        }
    }

    /// The datasets with version ids where S3 has them.
    ///
    /// - Parameter isPinned: Whether the manifest at a place of the entry may get one.
    func pinning(_ datasets: Datasets, where isPinned: (Origins.Path) -> Bool = { _ in true }) -> Datasets {
        guard case .manifests(let training, let testing) = datasets else { return datasets }
        func pin(_ key: String, _ manifests: [ManifestLocation]) -> [ManifestLocation] {
            manifests.enumerated().map { index, manifest in
                guard let known = pinned[manifest], isPinned(["datasets", key, String(index)]) else { return manifest }
                return known
            }
        }
        let tests: TestingManifests =
            switch testing {
            case .autoCreate: .autoCreate
            case .manifests(let manifests): .manifests(pin("testing", manifests))
            }
        return .manifests(training: pin("training", training), testing: tests)
    }
}

extension EditedFiles {
    /// The selected projects as the service knows them: the live versions, and S3 for their manifests.
    ///
    /// - Returns: the service, and the live project of each project of the files.
    /// - Throws: `CommandFailure` for a project that could not be read, because then it is unknown what is live.
    func live(
        _ projects: [ProjectARN],
        _ connection: ConnectionOptions,
        in context: Context
    ) async throws -> (service: ReadingService, projects: [ProjectARN: LiveProject]) {
        let described = projects.map { DesiredProject(arn: $0, versions: []) }
        let selected = SelectedState(.everything, of: DesiredState(projects: described))
        var service = try connection.readingService(for: projects, in: context)
        let known = try await service.resolve(selected)
        let state = try await service.liveState.read(
            projects.map { DesiredProject(arn: known?.arns[$0] ?? $0, versions: []) },
            tagsOf: nil
        )
        var result: [ProjectARN: LiveProject] = [:]
        for project in projects {
            switch state[known?.arns[project] ?? project] {
            case .present(let live): result[project] = live
            case .absent:
                throw CommandFailure(
                    message: "the project \(project) does not exist",
                    help: "correct the project in the file, or create it"
                )
            case .unreadable(let reason):
                throw CommandFailure(
                    message: "the project \(project) could not be read: \(reason)",
                    help: "run the command again when it can be read; `rekon add --offline` does not need it"
                )
            }
        }
        return (service, result)
    }
}
