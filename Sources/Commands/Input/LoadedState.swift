import DesiredState
import Diagnostics
import Host
import ModelVersions
import Reconciler
import Reports
import Settings
import Text
import YAMLTree

/// A desired state that was read from files, valid or not.
struct LoadedState {
    private(set) var state = DesiredState()
    private(set) var diagnostics = DiagnosticList()
    /// The names of the variables that gave a value, sorted.
    private(set) var usedVariables: [String] = []
    /// The texts that the diagnostics quote.
    private(set) var sources = SourceTexts()
    /// Where each value was written, if that was asked for.
    private(set) var origins: Origins?

    /// In bytes.
    static let fileLimit = 64 * 1024 * 1024
    /// Of all files together.
    static let limit = 256 * 1024 * 1024

    /// - Parameters:
    ///   - explaining: whether to keep where each value was written.
    ///   - limit: of all files together, in bytes.
    init(_ input: DesiredInput, explaining: Bool = false, limit: Int = Self.limit, in context: Context) {
        diagnostics.append(contentsOf: input.found.diagnostics)
        let (variables, variablesFiles, errors) = input.variables(in: context)
        // Without their variables, the files would have errors that are none.
        diagnostics.append(contentsOf: errors)
        guard errors.isEmpty else { return }
        var reader = DesiredStateReader(variables: variables, keepsOrigins: explaining)
        var texts: [(name: String, text: [UInt8])] = []
        var emptyFile: String?
        var settingsFile: String?
        // Of files that messages must not quote.
        var concealed: Set<String> = []
        var files = FilesSideBySide(input, keepsOrigins: explaining, limit: limit)
        while let batch = files.next() {
            for file in batch {
                let name = file.file.name
                if !file.file.isShown { concealed.insert(name) }
                diagnostics.append(contentsOf: file.diagnostics)
                switch file.content {
                case nil:
                    continue
                case .settings:
                    settingsFile = name
                    // In a folder it stands beside the files of the desired state.
                    if case .file(_, within: _?, _) = file.file { continue }
                    diagnostics.append(
                        .error(
                            "\(name) is a settings file, not a desired state",
                            help: "name the files of the desired state; --config names a settings file"
                        )
                    )
                case .documents(let documents, let source):
                    if documents.isEmpty, !file.diagnostics.hasErrors { emptyFile = emptyFile ?? name }
                    reader.add(documents, bytes: source.count)
                    if file.file.isShown { texts.append((name, source)) }
                }
            }
        }
        state = reader.state
        state.ignoreUnmanaged(context.settings.ignoredUnmanaged)
        origins = reader.origins
        usedVariables = reader.usedVariables
        diagnostics.merge(reader.diagnostics)
        if !concealed.isEmpty { conceal(concealed, of: input.paths) }
        diagnostics.append(
            contentsOf: input.variables.unusedWarnings(variablesFiles, among: reader.mentionedVariables)
        )
        if let settingsFile, state.projects.isEmpty, emptyFile == nil, !diagnostics.hasErrors {
            diagnostics.append(
                .error(
                    "\(settingsFile) is a settings file, and no other file was found",
                    help: "describe a project: see `rekon schema`"
                )
            )
        }
        // A file of comments is no error beside files with content.
        if let emptyFile, state.projects.isEmpty, !diagnostics.hasErrors {
            diagnostics.append(
                .error(
                    "\(emptyFile) contains no document",
                    help: "remove the file, or describe a project in it: see `rekon schema`"
                )
            )
        }
        // The ARNs of projects by name can show further errors.
        if !diagnostics.isEmpty || state.projects.contains(where: { !$0.arn.isResolved }) {
            for (name, text) in texts { sources[name] = text }
        }
        KeptState.keep(state)
    }

    /// Puts one error in the place of all messages about files that messages must not quote.
    private mutating func conceal(_ files: Set<String>, of paths: [String]) {
        let shown = diagnostics.filter { !files.contains($0.location?.path ?? "") }
        guard shown.count < diagnostics.count || diagnostics.omitted > 0 else { return }
        diagnostics = DiagnosticList(shown + [.concealed(paths)])
    }

    /// Loads a state for a command that uses it. Warnings go to stderr; errors end the command.
    static func loadForUse(
        _ input: DesiredInput,
        color: ColorOptions,
        explaining: Bool = false,
        in context: Context
    ) throws -> LoadedState {
        let loaded = LoadedState(input, explaining: explaining, in: context)
        loaded.writeDiagnostics(to: context.errors, style: color.errorStyle(in: context))
        if loaded.diagnostics.hasErrors { throw InvalidState(state: loaded) }
        return loaded
    }

    /// The state with the ARNs of the projects by name. A project whose ARN was not found stays as it is, and is
    /// reported where it is read.
    ///
    /// - Returns: the new errors too, which are also in the state's diagnostics.
    func resolved(by arns: [ProjectARN: ProjectARN]) -> (state: LoadedState, errors: DiagnosticList) {
        var loaded = self
        let (resolved, errors) = state.resolved(arns)
        loaded.origins = origins?.resolved(arns, order: state.projects.map(\.arn))
        loaded.state = resolved
        loaded.diagnostics.append(contentsOf: errors)
        return (loaded, errors)
    }

    /// As `resolved`, for a command that uses the state after `loadForUse`. Errors end the command.
    ///
    /// A command with a `ReportWriter` uses `ReportWriter.resolve`.
    func resolvedForUse(
        by arns: [ProjectARN: ProjectARN],
        color: ColorOptions,
        in context: Context
    ) throws -> LoadedState {
        let (loaded, errors) = resolved(by: arns)
        guard errors.hasErrors else { return loaded }
        loaded.write(errors, to: context.errors, style: color.errorStyle(in: context))
        throw InvalidState(state: loaded)
    }

    /// Such as `Valid: 2 versions in 1 project.`
    var validSummary: String {
        "Valid: \(counted(state.versionCount, "version")) in \(counted(state.projects.count, "project"))."
    }

    /// The review of the desired state itself.
    ///
    /// - Parameter summary: nil for a state that is not valid.
    func review(_ command: String, summary: String? = nil, paths: [String]) -> Review {
        let versions = state.projects.flatMap { project in project.versions.map { (project.arn, $0.name) } }
        return Review(
            diagnostics,
            command: command,
            summary: summary,
            toolVersion: RekonVersion.current,
            suites: TestSuite.suites(of: versions),
            paths: paths
        )
    }

    // MARK: Writing the diagnostics

    private func writeDiagnostics(to sink: any TextSink, style: TextStyle) {
        write(diagnostics, to: sink, style: style)
    }

    private func write(_ diagnostics: DiagnosticList, to sink: any TextSink, style: TextStyle) {
        guard !diagnostics.isEmpty else { return }
        sink.write(DiagnosticRenderer(sources: sources, style: style).render(diagnostics))
        if let remainder = diagnostics.remainder { sink.write(remainder + "\n") }
        sink.write("\(diagnostics.summary)\n")
    }

    /// Writes the diagnostics to stderr, beside a result in a format.
    ///
    /// - Parameter new: nil for all.
    func writeDiagnostics(
        _ new: DiagnosticList? = nil,
        beside format: ReportFormat,
        color: ColorOptions,
        in context: Context
    ) {
        let diagnostics = new ?? self.diagnostics
        guard format == .review(.github) else {
            return write(diagnostics, to: context.errors, style: color.errorStyle(in: context))
        }
        // A workflow takes commands also from stderr, and a line may begin with the name of a file.
        let lines = TextLines()
        write(diagnostics, to: lines, style: color.errorStyle(in: context))
        for line in lines.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            context.errors.write(GitHubAnnotations.guarded(String(line)) + "\n")
        }
    }

    /// The diagnostics as stderr has them, without colour.
    var diagnosticsText: String {
        let lines = TextLines()
        writeDiagnostics(to: lines, style: .plain)
        return lines.text
    }
}

/// Keeps a state until the process ends, which then frees it at once. One by one, the texts of 100,000 versions take a
/// tenth of the run.
private final class KeptState {
    private let state: DesiredState

    private init(_ state: DesiredState) {
        self.state = state
    }

    static func keep(_ state: DesiredState) {
        // Only of a large one: a test process loads thousands.
        if state.versionCount >= 1000 { _ = unsafe Unmanaged.passRetained(KeptState(state)) }
    }
}

/// A desired state with errors ended the command. The errors are written.
struct InvalidState: Error {
    let state: LoadedState
}

extension FileError {
    var advice: String? {
        switch reason {
        case .notFound where path.unicodeScalars.contains("\u{FFFD}"): "rename it"
        case .notFound: "check the path; it is relative to the current folder"
        case .permissionDenied: "give this user the right to read it"
        case .tooLarge: "split it into several files"
        case .leavesFolder: "name its target on the command line, or copy it into the folder"
        case .leadsToHidden: "copy it to a name without a dot at the start"
        case .notAFile: "use a file; for a pipe, use `-` or `<(COMMAND)`"
        case .isFolder, .notAFolder, .linkLoop, .isLink, .other: nil
        }
    }
}

extension DesiredState {
    /// Adds patterns for the live versions of all projects that no file describes.
    fileprivate mutating func ignoreUnmanaged(_ patterns: [(glob: Glob, location: SourceLocation?)]) {
        for index in projects.indices {
            for (pattern, location) in patterns where !projects[index].ignoredUnmanaged.contains(pattern) {
                projects[index].ignoreUnmanaged(pattern)
                sources[projects[index].arn, ignoring: pattern] = location
            }
        }
    }
}
