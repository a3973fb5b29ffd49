import Checks
import DesiredState
import ModelVersions
import Storage
import Text

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
            case .autoCreate, .omitted: testing
            case .manifests(let manifests): .manifests(pin("testing", manifests))
            }
        return .manifests(training: pin("training", training), testing: tests)
    }
}
