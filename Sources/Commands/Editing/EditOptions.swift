import ArgumentParser
import DesiredState
import Host
import ModelVersions
import Planning
import Reconciler
import Reports

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
