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
    func writeDiagnostics(beside format: ReviewFormat?, color: ColorOptions, in context: Context) {
        guard format == .github else {
            return writeDiagnostics(to: context.errors, style: color.errorStyle(in: context))
        }
        // A workflow takes commands from stderr too, and a file's name stands at the beginning of a line.
        let lines = TextLines()
        writeDiagnostics(to: lines, style: color.errorStyle(in: context))
        for line in lines.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            context.errors.write(GitHubAnnotations.guarded(String(line)) + "\n")
        }
    }

    /// As `loadForUse`, for a command whose result is reviewed: what is wrong is a result too, in the formats that were
    /// asked for. Text and JSON have none then: stderr has it, and in a file of text it stands as it does there.
    ///
    /// - Parameter inputs: What makes this run the same as the next one, such as its paths.
    static func loadForReview<Own: OwnFormat>(
        _ command: String,
        _ paths: [String],
        writer: ReportWriter<Own>,
        inputs: [String],
        in context: Context
    ) throws -> LoadedState {
        let loaded = DesiredStateLoader(in: context).load(paths)
        loaded.writeDiagnostics(beside: writer.format.review, color: writer.color, in: context)
        guard loaded.diagnostics.hasErrors else { return loaded }
        try writer.write(inputs: inputs, review: { loaded.review(command, paths: paths) }) { format, layout in
            format == .text && layout.isFile ? loaded.diagnosticsText : ""
        }
        throw ExitCode(ExitStatus.failure.rawValue)
    }

    /// The diagnostics as stderr has them, without colour.
    var diagnosticsText: String {
        let lines = TextLines()
        writeDiagnostics(to: lines, style: .plain)
        return lines.text
    }
}
