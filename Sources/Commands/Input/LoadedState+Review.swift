internal import ArgumentParser
internal import DesiredState
internal import Diagnostics
internal import Reports

extension LoadedState {
    /// Such as `Valid: 2 versions in 1 project.`
    var validSummary: String {
        let (versions, projects) = (state.versionCount, state.projects.count)
        return
            "Valid: \(versions) version\(versions == 1 ? "" : "s") in \(projects) project\(projects == 1 ? "" : "s")."
    }

    /// The review of what was read, by itself.
    ///
    /// - Parameter summary: nil where it is not valid.
    func review(_ command: String, summary: String? = nil, paths: [String]) -> Review {
        let versions = state.projects.flatMap { project in project.versions.map { (project.arn, $0.name) } }
        return Review(
            diagnostics,
            command: command,
            summary: summary,
            toolVersion: RekonVersion.current,
            suites: TestSuite.suites(of: versions, findings: []),
            paths: paths
        )
    }

    /// The diagnostics for a person who looks at the log, where the result is in a format for reviews.
    func writeDiagnostics(_ output: ReviewOutputOptions, in context: Context) {
        guard output.format == .review(.github) else {
            return writeDiagnostics(to: context.errors, style: output.color.errorStyle(in: context))
        }
        // A workflow takes commands from stderr too, and a file's name stands at the beginning of a line.
        let lines = TextLines()
        writeDiagnostics(to: lines, style: output.color.errorStyle(in: context))
        for line in lines.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            context.errors.write(GitHubAnnotations.guarded(String(line)) + "\n")
        }
    }

    /// As `loadForUse`, for a command whose result is reviewed: errors are a result too, in the format that was asked
    /// for.
    static func loadForReview(
        _ command: String,
        _ paths: [String],
        _ output: ReviewOutputOptions,
        inputs: [String],
        in context: Context
    ) throws -> LoadedState {
        let loaded = DesiredStateLoader(in: context).load(paths)
        loaded.writeDiagnostics(output, in: context)
        guard loaded.diagnostics.hasErrors else { return loaded }
        if case .review(let format) = output.format {
            format.write(output.marked(loaded.review(command, paths: paths), inputs, in: context), in: context)
        }
        throw ExitCode(ExitStatus.failure.rawValue)
    }
}
