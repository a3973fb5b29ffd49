internal import Explaining
internal import ModelVersions
internal import Reconciler

/// Finds the one version of a name, and reads what its training left behind.
struct ExplainRun {
    let name: VersionName
    let findingsPerCode: Int
    let service: ReadingService

    /// - Throws: `CommandFailure` where no version or several have the name, or where that cannot be told.
    func explain(in projects: [ProjectARN]) async throws -> TrainingExplanation {
        let answers = try await VersionFinder(api: service.api).find(name, in: projects)
        var found: [(ProjectARN, VersionResults)] = []
        var problems: [String] = []
        for (project, answer) in answers {
            switch answer {
            case .found(let results): found.append((project, results))
            case .absent: break
            case .unreadable(let reason): problems.append("\(project): \(reason)")
            }
        }
        guard found.count <= 1 else {
            throw CommandFailure(
                message: "\(found.count) projects have a version \(name):\n"
                    + found.map(\.0.text).joined(separator: "\n"),
                help: "name one of them with --project",
                status: .usage
            )
        }
        guard problems.isEmpty else {
            throw CommandFailure(
                message: "where the version \(name) is could not be told:\n" + problems.joined(separator: "\n"),
                help: answers.count > 1
                    ? "leave out what cannot be read: name the version's project with --project" : nil
            )
        }
        guard let (project, results) = found.first else {
            throw CommandFailure(
                message: "no version \(name) is live in "
                    + (projects.count == 1 ? projects[0].text : "any of the \(projects.count) projects"),
                help: "`rekon status` without --explain lists all there are"
            )
        }
        let explainer = Explainer(s3: service.storage.s3, findingsPerCode: findingsPerCode)
        return try await explainer.explain(results, of: project)
    }
}
