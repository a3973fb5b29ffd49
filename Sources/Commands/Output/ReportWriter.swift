import ArgumentParser
import DesiredState
import Diagnostics
import Host
import ModelVersions
import Planning
import Reconciler
import Reports
import SystemPackage
import Text

/// The result of a command that can be reviewed, in each of its formats.
struct ReportContent {
    let text: (TextLayout) throws -> String
    let json: (_ isSandbox: Bool) throws -> String
    /// Of `drift`.
    var metrics: ((_ isSandbox: Bool) throws -> String)?
    let review: () -> Review
    /// Whether a part of the text stands on stdout already.
    var continuesText = false
}

/// Writes one result to stdout and to the files of `--report`, and loads the desired state that the result is about.
final class ReportWriter {
    private let command: String
    private let options: any ReportOutputOptions
    private let input: DesiredInput
    /// What identifies this run among others: the next run with the same values updates the same comment.
    private let inputs: [String]
    /// Nil for AWS.
    private let sandbox: SandboxNotice?
    private let files: [(format: ReportFormat, file: OutputFile)]
    private let context: Context
    private var marked: Review?
    private(set) var loaded: LoadedState?
    /// Of a saved plan, which has no files to load.
    var planned: [ProjectARN] = []
    private var isWritten = false

    /// Checks the files before the run does anything else.
    ///
    /// - Parameters:
    ///   - input: the files that the command reads.
    ///   - sandbox: nil for a command that asks no service.
    ///   - others: other files that the command writes, with the option that names each; nil for one that is not given.
    ///   - records: the same for files that no output of the run names.
    ///   - names: the outputs that only some commands have.
    /// - Throws: `CommandFailure` for a file that the run needs otherwise, or that is not a file.
    init(
        _ command: String,
        _ options: any ReportOutputOptions,
        for input: DesiredInput,
        _ selection: SelectionOptions? = nil,
        sandbox: SandboxOptions?,
        others: [(option: String, path: String?)] = [],
        records: [(option: String, path: String?)] = [],
        adding names: [StepOutputs.Name] = [],
        in context: Context
    ) throws {
        self.command = command
        self.options = options
        self.input = input
        self.context = context
        self.sandbox = sandbox?.notice(in: context)
        let selected = (selection?.selection.options ?? []).map { "\($0.part.option)=\($0.glob)" }
        // A pipe has another name in each run.
        let variables = input.variables.files.filter { $0 != "-" && InheritedDescriptor($0) == nil }
        inputs = input.paths + selected + variables.map { "--var-file=\($0)" }
        try options.outputs.open(
            adding: names,
            naming: options.reports.map { ("--report", $0.path) } + others,
            isSandbox: self.sandbox != nil,
            in: context
        )
        guard !options.reports.isEmpty else {
            files = []
            return
        }
        var taken = RecordedFiles(
            besides: input.paths + input.variables.files + input.found.files.map(\.path),
            // The state of other commands, too.
            sandbox: sandbox?.path(in: context) ?? context.environment["REKON_SANDBOX"],
            in: context
        )
        taken.addStandardStreams()
        for case (let option, let path?) in others + records { try taken.add(path, for: option) }
        files = try options.reports.map { report in
            try taken.add(report.path, for: "--report")
            return (report.format, try OutputFile(report.path, .report(report.format), in: context))
        }
    }

    /// Whether the result is short: text on stdout only.
    var writesOnlyText: Bool { options.format == .text && files.isEmpty }

    /// Of the desired state.
    var diagnostics: DiagnosticList { loaded?.diagnostics ?? DiagnosticList() }

    /// Loads the desired state. Warnings go to stderr. Errors end the command, and are its result. Text on stdout has
    /// no result then: stderr has the errors, and a file of text gets them too.
    ///
    /// - Parameter found: the same input, of which files were read to look for a saved plan.
    func load(_ found: DesiredInput? = nil) throws -> LoadedState {
        let loaded = LoadedState(try found ?? input.checked(in: context), in: context)
        self.loaded = loaded
        loaded.writeDiagnostics(beside: options.format, color: options.color, in: context)
        if loaded.diagnostics.hasErrors { try end(loaded) }
        return loaded
    }

    /// The loaded state with the ARNs of the projects by name. Errors end the command, and are its result, as those of
    /// `load`.
    func resolve(_ loaded: LoadedState, by known: ResolvedProjects) throws -> LoadedState {
        let (resolved, errors) = loaded.resolved(by: known.arns)
        self.loaded = resolved
        if errors.hasErrors {
            resolved.writeDiagnostics(errors, beside: options.format, color: options.color, in: context)
            try end(resolved)
        }
        return resolved
    }

    private func end(_ loaded: LoadedState) throws {
        let content = ReportContent(
            text: { $0.isFile ? loaded.diagnosticsText : "" },
            json: { RunFailure.invalid(loaded).json(self.command, loaded.diagnostics, sandbox: $0) },
            metrics: { _ in "" },
            review: { loaded.review(self.command, paths: self.input.paths) }
        )
        try write(content)
        throw ExitCode(ExitStatus.failure.rawValue)
    }

    /// Runs a command. An error that ends it before it has a result is the content of its reports.
    ///
    /// A report of an earlier run must not pass for this one's, even if the process is killed. So each file first says
    /// that the run has not ended.
    func run(_ body: () async throws -> ExitStatus) async throws -> ExitStatus {
        let unfinished = content(of: RunFailure(message: "the run has not ended, or was killed", help: "run it again"))
        // A file that cannot be written is reported with the result.
        for (format, file) in files { try? file.writeFirst(text(of: unfinished, in: format, .file)) }
        marked = nil
        do {
            if let problem = context.settings.problem { throw problem }
            return try await body()
        } catch {
            // The first error is the one to report.
            if !isWritten, let failure = RunFailure(error) {
                let diagnostics =
                    (error as? InvalidSettings)?.diagnostics ?? (error as? InvalidState)?.state.diagnostics
                try? write(content(of: failure, diagnostics))
            }
            throw error
        }
    }

    /// - Parameter diagnostics: the errors of a settings file, or of another desired state than the loaded one.
    private func content(of failure: RunFailure, _ diagnostics: DiagnosticList? = nil) -> ReportContent {
        ReportContent(
            text: { $0.isFile ? failure.text(self.command) : "" },
            json: { failure.json(self.command, diagnostics, sandbox: $0) },
            metrics: { _ in "" },
            review: {
                failure.review(
                    self.command,
                    warnings: diagnostics ?? self.loaded?.diagnostics ?? DiagnosticList(),
                    toolVersion: RekonVersion.current,
                    paths: self.input.paths
                )
            }
        )
    }

    /// - Throws: what `content` throws, before anything is written; `CommandFailure` for the first file that could not
    ///   be written, after all others were written.
    func write(_ content: ReportContent) throws {
        let shown = try text(of: content, in: options.format, options.color.outputLayout(in: context))
        let contents = try files.map { ($0.file, try text(of: content, in: $0.format, .file)) }
        isWritten = true
        context.output.write(shown)
        if options.format == .review(.github), let marked { StepSummary.append(marked, in: context) }
        var failure: (any Error)?
        for ((format, file), (_, text)) in zip(files, contents) {
            do {
                try file.write(text)
                context.stepOutputs.addReport(format.description, path: file.path)
            } catch {
                if failure == nil { failure = error }
            }
        }
        if let failure { throw failure }
    }

    private func text(of content: ReportContent, in format: ReportFormat, _ layout: TextLayout) throws -> String {
        switch format {
        case .text:
            let text = try content.text(layout)
            // Text on stdout has nothing of a failure, which stderr has.
            let isPart = text.isEmpty || content.continuesText && !layout.isFile
            return isPart ? text : sandbox.heading(width: layout.width) + text
        case .json:
            return try content.json(sandbox != nil)
        case .prometheus:
            return try content.metrics?(sandbox != nil) ?? ""
        case .review(let format):
            if marked == nil {
                var review = content.review()
                review.sandbox = sandbox
                review.marker = options.comment.marker(
                    review.command,
                    inputs,
                    loaded?.state.projects.map(\.arn) ?? planned,
                    isSandbox: sandbox != nil,
                    in: context
                )
                marked = review
            }
            return marked.map(format.render) ?? ""
        }
    }
}

/// The page that GitHub shows for a step of a workflow.
private enum StepSummary {
    /// In bytes. GitHub takes 1 MiB for a step and silently drops more
    /// (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions>).
    private static let limit = 1_000_000

    /// A page that cannot be written does not make the command fail.
    static func append(_ review: Review, in context: Context) {
        guard let path = context.environment["GITHUB_STEP_SUMMARY"] else { return }
        do {
            let file = try LineFile(path, options: [.append, .nonBlocking])
            guard file.kind == .file || file.isInherited else { return warn("it is not a file", path, in: context) }
            let room = limit - min(file.size, limit)
            // The marker identifies comments. No run updates a summary.
            var review = review
            review.marker = nil
            let text = MarkdownReview.render(review, limit: room)
            guard text.utf8.count <= room else { return warn("it is full", path, in: context) }
            try file.write(Array((text + "\n").utf8), timeout: 1000)
        } catch Errno.tooManySymbolicLinkLevels {
            warn("it is a symbolic link", path, in: context)
        } catch {
            warn("\(error)", path, in: context)
        }
    }

    private static func warn(_ reason: String, _ path: String, in context: Context) {
        let text = HarmlessText.shown("the step's summary could not be written to \(path): \(reason)")
        context.errors.write(GitHubAnnotations.guarded("warning: \(text)") + "\n")
    }
}

extension RunFailure {
    /// - Parameter state: one with errors.
    static func invalid(_ state: LoadedState) -> RunFailure {
        RunFailure(message: "the desired state is not valid: \(state.diagnostics.summary)", help: "correct the files")
    }

    /// Nil for an error that the reports contain already.
    init?(_ error: any Error) {
        if error is ExitCode { return nil }
        if let invalid = error as? InvalidState {
            self = .invalid(invalid.state)
        } else if let invalid = error as? InvalidSettings {
            self.init(
                message: "the settings are not valid: \(invalid.diagnostics.summary)",
                help: "correct \(invalid.path)"
            )
        } else if let failure = (error as? RefusedEdit)?.failure ?? Rekon.failure(for: error) {
            self.init(message: failure.message, help: failure.help)
        } else if error is CancellationError {
            self.init(message: "the run was stopped before its end", help: "run it again")
        } else {
            self.init(message: RekonCommand.message(for: error), help: nil)
        }
    }
}
