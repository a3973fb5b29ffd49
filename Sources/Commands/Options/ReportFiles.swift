internal import ArgumentParser

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
