import Host
import Reports
import SystemPackage
import Text

/// Writes one result to stdout and to the files of `--report`: all of them say the same.
final class ReportWriter<Own: OwnFormat> {
    let format: ReportFormat<Own>
    let color: ColorOptions
    private let comment: CommentOptions
    private let files: [(format: ReportFormat<Own>, destination: ReportDestination)]
    private var isWritten = false
    private let context: Context

    fileprivate init(
        _ options: ReportOutputOptions<Own>,
        files: [(format: ReportFormat<Own>, destination: ReportDestination)],
        in context: Context
    ) {
        format = options.format
        color = options.color
        comment = options.comment
        self.files = files
        self.context = context
    }

    /// - Parameters:
    ///   - inputs: What makes this run the same as the next one, such as its paths.
    ///   - review: The result, for the formats for reviews. Called if one is asked for, and once.
    ///   - render: The result in one of the command's own formats.
    /// - Throws: What `render` throws, before anything is written; `CommandFailure` for the first file that could not be
    ///   written, after all others were.
    func write(
        inputs: [String],
        review: () -> Review,
        _ render: (Own, TextLayout) throws -> String
    ) throws {
        var marked: Review?
        func text(in format: ReportFormat<Own>, _ layout: TextLayout) throws -> String {
            switch format {
            case .own(let own): return try render(own, layout)
            case .review(let format):
                var result = marked ?? review()
                if marked == nil { result.marker = comment.marker(result.command, inputs, in: context) }
                marked = result
                return format.render(result)
            }
        }
        let shown = try text(in: format, color.outputLayout(in: context))
        let contents = try files.map { (destination: $0.destination, text: try text(in: $0.format, .file)) }
        context.output.write(shown)
        if format == .review(.github), let marked { StepSummary.append(marked, in: context) }
        isWritten = true
        var failure: (any Error)?
        for content in contents {
            do {
                try content.destination.write(content.text)
            } catch {
                if failure == nil { failure = error }
            }
        }
        if let failure { throw failure }
    }

    fileprivate func tellOfEarlierReports() {
        guard !isWritten else { return }
        for file in files { file.destination.tellOfEarlierReport(in: context) }
    }
}

extension ReportOutputOptions {
    /// Runs a command with what writes its result. Looks at the files before anything else is done: one that is named by
    /// mistake must survive.
    ///
    /// - Parameters:
    ///   - paths: The files and folders that the command reads.
    ///   - sandbox: The emulator's state, if there is one.
    ///   - others: Files that it writes otherwise, with the option that names each; nil for one that is not given.
    /// - Throws: `CommandFailure` for a file that is needed otherwise, or that is none; what the body throws.
    func withWriter(
        besides paths: [String],
        sandbox: String?,
        others: [(option: String, path: String?)] = [],
        in context: Context,
        _ body: (ReportWriter<Own>) async throws -> ExitStatus
    ) async throws -> ExitStatus {
        var files: [(format: ReportFormat<Own>, destination: ReportDestination)] = []
        if !reports.files.isEmpty {
            let found = FileFinder(files: context.files).find(paths).files.map(\.path)
            var taken = RecordedFiles(besides: paths + found, sandbox: sandbox, in: context)
            taken.addStandardStreams()
            for other in others {
                if let path = other.path { try taken.add(path, for: other.option) }
            }
            for file in reports.files {
                try taken.add(file.path, for: "--report")
                files.append((file.format, try ReportDestination(file.path, in: context)))
            }
        }
        let writer = ReportWriter(self, files: files, in: context)
        do {
            return try await body(writer)
        } catch {
            writer.tellOfEarlierReports()
            throw error
        }
    }
}

/// A file of `--report`.
struct ReportDestination {
    let path: String
    /// Whether a report of an earlier run stands there, or whatever else.
    private let exists: Bool

    /// A report is made anew by each run, so whatever file is there is replaced, unless `RecordedFiles` knows it to be
    /// needed otherwise.
    ///
    /// - Throws: `CommandFailure` where something stands that is no file.
    init(_ path: String, in context: Context) throws {
        self.path = path
        do throws(FileError) {
            guard try context.files.kind(of: path) == .file else {
                throw FileError(path: path, reason: .other("is not a file"))
            }
            exists = true
        } catch {
            // Whoever writes there will say what is wrong with a folder that does not exist.
            guard error.reason != .notFound else {
                exists = false
                return
            }
            var failure = Self.failure(error)
            failure.status = .usage
            throw failure
        }
    }

    /// Says, where the run ended without a result, that what stands there is not of this run.
    func tellOfEarlierReport(in context: Context) {
        guard exists else { return }
        context.errors.write(
            "warning: \(HarmlessText.shown(path)) was not written: what it holds is not of this run\n"
        )
    }

    /// Readers see the old report or the new one, never a part.
    func write(_ text: String) throws {
        do throws(FileError) {
            // One step of a pipeline hands it to another, and nothing in it is secret.
            try SystemFileWriter(readers: .everybody).replace(path, with: Array(text.utf8))
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: FileError) -> CommandFailure {
        CommandFailure(
            message: "the report could not be written: \(error)",
            help: "name a file in a folder that exists and that this user may write to"
        )
    }
}

/// The page that GitHub shows of a step: whatever is in the file that it names.
enum StepSummary {
    /// In bytes. GitHub takes 1 MiB for a step, and drops more without a word
    /// (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions>).
    private static let limit = 1_000_000

    /// A page that cannot be written is no reason for the command to fail.
    static func append(_ review: Review, in context: Context) {
        guard let path = context.environment["GITHUB_STEP_SUMMARY"] else { return }
        do {
            let file = try LineFile(path, options: [.append, .nonBlocking], permissions: .init(rawValue: 0o644))
            let room = limit - min(file.size, limit)
            // A marker is for comments: a summary is nobody's to update.
            var review = review
            review.marker = nil
            let text = MarkdownReview.render(review, limit: room)
            guard text.utf8.count <= room else {
                warn("it is full", path, in: context)
                return
            }
            try file.write(Array((text + "\n").utf8), patience: 1000)
        } catch {
            warn("\(error)", path, in: context)
        }
    }

    private static func warn(_ reason: String, _ path: String, in context: Context) {
        let text = HarmlessText.shown("the step's summary could not be written to \(path): \(reason)")
        context.errors.write(GitHubAnnotations.guarded("warning: \(text)") + "\n")
    }
}
