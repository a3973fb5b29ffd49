import ArgumentParser
import Host
import ModelVersions
import Reports
import Settings
import Text

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}

struct ColorOptions: ParsableArguments {
    @Option(.color) var choice: ColorChoice = .auto

    private func style(isTerminal: Bool, in context: Context) -> TextStyle {
        switch choice {
        case .always: .coloured
        case .never: .plain
        case .auto:
            isTerminal && context.environment["NO_COLOR"] == nil && context.environment["TERM"] != "dumb"
                ? .coloured : .plain
        }
    }

    func outputStyle(in context: Context) -> TextStyle {
        style(isTerminal: context.terminal.outputIsTerminal, in: context)
    }

    func outputLayout(in context: Context) -> TextLayout {
        .of(context.terminal, style: outputStyle(in: context))
    }

    func errorStyle(in context: Context) -> TextStyle {
        style(isTerminal: context.terminal.errorsAreTerminal, in: context)
    }
}

struct OutputOptions: ParsableArguments {
    @Option(name: .customLong("format"), help: "How the result is written. Default: text.")
    var givenFormat: OutputFormat?

    @OptionGroup var color: ColorOptions

    var format: OutputFormat { givenFormat ?? .text }

    /// Runs a command whose result is JSON or text. An error that ends it before it has a result is the result in JSON.
    func reportingFailures(
        of command: String,
        _ sandbox: SandboxOptions?,
        in context: Context,
        _ body: () async throws -> ExitStatus
    ) async throws -> ExitStatus {
        do {
            if let problem = context.settings.problem { throw problem }
            return try await body()
        } catch {
            if format == .json, let failure = RunFailure(error) {
                let diagnostics =
                    (error as? InvalidState)?.state.diagnostics ?? (error as? InvalidSettings)?.diagnostics
                    ?? (error as? RefusedEdit)?.diagnostics
                context.output.write(failure.json(command, diagnostics, sandbox: sandbox?.isUsed(in: context) ?? false))
            }
            throw error
        }
    }
}

// MARK: Results that can be reviewed

/// A format of a result that can be reviewed.
enum ReportFormat: Equatable, Sendable, CustomStringConvertible {
    case text, json, prometheus
    case review(ReviewFormat)

    /// Of `validate`, `plan` and `verify`.
    static let reviewed: [ReportFormat] = [.text, .json] + ReviewFormat.all.map { .review($0) }
    /// Of `apply` and `wait`, which find nothing that code scanning could show.
    static let run: [ReportFormat] = [.text, .json] + [ReviewFormat.markdown, .github, .junit].map { .review($0) }
    /// Of `drift`: a drift report is also metrics.
    static let drift: [ReportFormat] = [.text, .json, .prometheus] + ReviewFormat.all.map { .review($0) }

    /// The name on the command line.
    var description: String {
        switch self {
        case .text: "text"
        case .json: "json"
        case .prometheus: "prometheus"
        case .review(let format): format.name
        }
    }

    var isReview: Bool { if case .review = self { true } else { false } }

    /// - Parameter formats: of the command.
    /// - Throws: `ValidationError` for a name that is not one of them.
    init(_ name: String, of formats: [ReportFormat]) throws {
        guard let format = formats.first(where: { $0.description == name }) else {
            let known = formats.map(\.description).joined(separator: ", ")
            throw ValidationError("'\(name)' is not a format of this command. Use one of: \(known).")
        }
        self = format
    }
}

/// A format and a file, such as `markdown=comment.md`.
struct ReportFile: Equatable, Sendable {
    let format: ReportFormat
    let path: String

    /// - Parameter formats: of the command.
    /// - Throws: `ValidationError`.
    init(_ text: String, of formats: [ReportFormat]) throws {
        guard let sign = text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
            throw ValidationError("'\(text)' is not FORMAT=FILE, as in markdown=comment.md.")
        }
        format = try ReportFormat(String(text[..<sign]), of: formats)
        path = String(text[text.utf8.index(after: sign)...])
        guard !path.isEmpty else { throw ValidationError("'\(text)' has no file after the format.") }
        guard path != "-" else { throw ValidationError("'\(text)': use `--format` for the standard output.") }
    }
}

/// How and where a result that can be reviewed is written.
protocol ReportOutputOptions: ParsableArguments {
    /// Nil without `--format`.
    var givenFormat: ReportFormat? { get set }
    /// Files that get the same result.
    var reports: [ReportFile] { get }
    var outputsFile: StepOutputs.Target? { get }
    var commentKey: String? { get set }
    var commentOrder: ReviewMarker.Order? { get }
    var colorChoice: ColorChoice { get }
}

extension ReportOutputOptions {
    var format: ReportFormat { givenFormat ?? .text }
    var comment: CommentOptions { CommentOptions(key: commentKey, order: commentOrder) }

    var outputs: OutputsOptions {
        var options = OutputsOptions()
        options.target = outputsFile
        return options
    }

    var color: ColorOptions {
        var options = ColorOptions()
        options.choice = colorChoice
        return options
    }

    /// - Parameter settings: its formats are checked.
    mutating func apply(_ settings: Settings, of command: String) {
        givenFormat =
            givenFormat
            ?? settings.formats[command].flatMap { format in
                (ReportFormat.drift).first { $0.description == format.value }
            }
        commentKey = commentKey ?? settings.commentKey?.value
    }

    func validate() throws {
        var paths: Set<[UInt8]> = []
        for report in reports where !paths.insert(Array(report.path.utf8)).inserted {
            throw ValidationError("--report names \(report.path) twice: give each format a file of its own.")
        }
    }
}

/// Of `validate`, `plan` and `verify`.
struct ReviewOutputOptions: ReportOutputOptions {
    @Option(of: ReportFormat.reviewed) var givenFormat: ReportFormat?
    @Option(of: ReportFormat.reviewed) var reports: [ReportFile] = []
    @Option(.outputs, transform: StepOutputs.Target.init) var outputsFile: StepOutputs.Target?
    @Option(.commentKey, transform: CommentOptions.key) var commentKey: String?
    @Option(.commentOrder, transform: CommentOptions.order) var commentOrder: ReviewMarker.Order?
    @Option(.color) var colorChoice: ColorChoice = .auto
}

/// Of `drift`.
struct DriftOutputOptions: ReportOutputOptions {
    @Option(of: ReportFormat.drift) var givenFormat: ReportFormat?
    @Option(of: ReportFormat.drift) var reports: [ReportFile] = []
    @Option(.outputs, transform: StepOutputs.Target.init) var outputsFile: StepOutputs.Target?
    @Option(.commentKey, transform: CommentOptions.key) var commentKey: String?
    @Option(.commentOrder, transform: CommentOptions.order) var commentOrder: ReviewMarker.Order?
    @Option(.color) var colorChoice: ColorChoice = .auto
}

/// Of `apply` and `wait`.
struct RunOutputOptions: ReportOutputOptions {
    @Option(of: ReportFormat.run) var givenFormat: ReportFormat?
    @Option(of: ReportFormat.run) var reports: [ReportFile] = []
    @Option(.outputs, transform: StepOutputs.Target.init) var outputsFile: StepOutputs.Target?
    @Option(.commentKey, transform: CommentOptions.key) var commentKey: String?
    @Option(.commentOrder, transform: CommentOptions.order) var commentOrder: ReviewMarker.Order?
    @Option(.color) var colorChoice: ColorChoice = .auto

    /// Whether a reviewer gets the result, and with it the reason of each failed training.
    var isReviewed: Bool { ([format] + reports.map(\.format)).contains(where: \.isReview) }
}

extension Option where Value == ReportFormat? {
    /// `--format` of a command.
    fileprivate init(of formats: [ReportFormat]) {
        let names = formats.map(\.description)
        let list = "\(names.dropLast().joined(separator: ", ")) or \(names.last ?? "")"
        self.init(
            name: .customLong("format"),
            help: ArgumentHelp("How the result is written: \(list). Default: text.", valueName: "format"),
            completion: .list(names),
            transform: { try ReportFormat($0, of: formats) }
        )
    }
}

extension Option where Value == [ReportFile] {
    /// `--report` of a command.
    fileprivate init(wrappedValue: [ReportFile], of formats: [ReportFormat]) {
        self.init(
            wrappedValue: wrappedValue,
            name: .customLong("report"),
            help: ArgumentHelp(
                """
                Write the result also to this file, in a format of --format: markdown=comment.md. The file is \
                replaced. \
                May be repeated.
                """,
                valueName: "format=file"
            ),
            completion: .file(),
            transform: { try ReportFile($0, of: formats) }
        )
    }
}

/// How a later run finds the comment of an earlier run, and which of the two is older.
struct CommentOptions {
    /// Nil for one made of the paths, the regions and the accounts.
    var key: String?
    /// Nil for the number of the pipeline's run.
    var order: ReviewMarker.Order?

    /// - Throws: `ValidationError`.
    static func key(_ text: String) throws -> String {
        guard CommentKey.isValid(text) else {
            throw ValidationError("'\(text)' is not a key: use \(CommentKey.form).")
        }
        return text
    }

    /// - Throws: `ValidationError`.
    static func order(_ text: String) throws -> ReviewMarker.Order {
        guard let order = ReviewMarker.Order(text) else {
            throw ValidationError("'\(text)' is not the number of a run, such as 12 or 12.1.")
        }
        return order
    }

    /// - Parameters:
    ///   - inputs: what identifies this run among others of the same job.
    ///   - projects: of the desired state, as far as it could be read.
    func marker(
        _ command: String,
        _ inputs: [String],
        _ projects: [ProjectARN],
        isSandbox: Bool,
        in context: Context
    ) -> ReviewMarker {
        let environment = context.environment
        let order = order ?? Self.order(of: environment)
        if let key { return ReviewMarker(command: command, key: key, order: order) }
        // Two jobs that read the same files have two comments.
        let job = ["GITHUB_WORKFLOW", "GITHUB_JOB", "CI_JOB_NAME"].map { environment[$0] ?? "" }
        // Other spellings of a path name the same file.
        return ReviewMarker(
            command: command,
            keyOf: job + inputs.map(FileFinder.normalized),
            projects,
            isSandbox: isSandbox,
            order: order
        )
    }

    /// The number of the pipeline; nil outside of a pipeline that has one.
    ///
    /// It is not the time of day: the same plan must give the same bytes. Of two runs, the one that started later is
    /// newer, even if it ends first.
    private static func order(of environment: Environment) -> ReviewMarker.Order? {
        let variables = [("GITHUB_RUN_NUMBER", "GITHUB_RUN_ATTEMPT"), ("CI_PIPELINE_ID", "CI_JOB_ID")]
        for (run, attempt) in variables {
            guard let run = environment[run].flatMap({ UInt64($0) }) else { continue }
            return ReviewMarker.Order(run: run, attempt: environment[attempt].flatMap { UInt64($0) } ?? 0)
        }
        return nil
    }
}
