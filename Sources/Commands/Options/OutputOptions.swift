import ArgumentParser
import Host
import Reports
import Text

enum OutputFormat: String, ExpressibleByArgument, OwnFormat {
    case text, json
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}

struct ColorOptions: ParsableArguments {
    @Option(name: .customLong("color"), help: "When to colour text; auto: on a terminal, unless NO_COLOR is set.")
    var choice: ColorChoice = .auto

    func style(isTerminal: Bool, in context: Context) -> TextStyle {
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
    @Option(help: "How the result is written.")
    var format: OutputFormat = .text

    @OptionGroup var color: ColorOptions
}

/// A format and a file, as `markdown=comment.md`.
struct ReportFile<Own: OwnFormat>: Equatable, Sendable {
    let format: ReportFormat<Own>
    let path: String

    /// - Throws: `ValidationError`.
    init(_ text: String) throws {
        guard let sign = text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
            throw ValidationError("'\(text)' is no FORMAT=FILE, as in markdown=comment.md.")
        }
        let name = String(text[..<sign])
        guard let format = ReportFormat<Own>(argument: name) else {
            let known = ReportFormat<Own>.allValueStrings.joined(separator: ", ")
            throw ValidationError("'\(name)' in '\(text)' is no format of this command. There are: \(known).")
        }
        self.format = format
        path = String(text[text.utf8.index(after: sign)...])
        guard !path.isEmpty else { throw ValidationError("'\(text)' names no file behind the format.") }
        guard path != "-" else {
            throw ValidationError("'\(text)': what goes to the standard output is said with `--format`.")
        }
    }
}

/// The files that a command writes its result to, beside stdout.
struct ReportFiles<Own: OwnFormat>: ParsableArguments {
    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            """
            Write the same result in another format to this file too, as in markdown=comment.md; may be repeated. What is \
            in the file is replaced. The formats are those of --format.
            """,
            valueName: "format=file"
        ),
        completion: .file(),
        transform: { try ReportFile<Own>($0) }
    )
    var files: [ReportFile<Own>] = []

    func validate() throws {
        var paths: Set<[UInt8]> = []
        for file in files where !paths.insert(Array(file.path.utf8)).inserted {
            throw ValidationError("--report names \(file.path) twice: give each format a file of its own.")
        }
    }
}

/// How and where a result is written.
struct ReportOutputOptions<Own: OwnFormat>: ParsableArguments {
    @Option(help: "How the result is written.")
    var format: ReportFormat<Own> = .own(.text)

    @OptionGroup var reports: ReportFiles<Own>
    @OptionGroup var comment: CommentOptions
    @OptionGroup var color: ColorOptions
}

/// The formats that a command has beside those for reviews.
protocol OwnFormat: RawRepresentable, CaseIterable, Equatable, Sendable where RawValue == String {
    static var text: Self { get }
}

/// A drift report is metrics, too.
enum DriftFormat: String, OwnFormat {
    case text, json, prometheus
}

/// How a result is written that people review: in a format of the command's own, or in one of those for reviews.
enum ReportFormat<Own: OwnFormat>: ExpressibleByArgument, Equatable, Sendable {
    case own(Own)
    case review(ReviewFormat)

    static var allValueStrings: [String] { Own.allCases.map(\.rawValue) + ReviewFormat.all.map(\.name) }
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

    init?(argument: String) {
        if let own = Own(rawValue: argument) {
            self = .own(own)
        } else if let format = ReviewFormat.all.first(where: { $0.name == argument }) {
            self = .review(format)
        } else {
            return nil
        }
    }

    /// Nil for a format of the command's own.
    var review: ReviewFormat? {
        if case .review(let format) = self { format } else { nil }
    }

    var name: String {
        switch self {
        case .own(let own): own.rawValue
        case .review(let format): format.name
        }
    }

    var defaultValueDescription: String { name }
}
