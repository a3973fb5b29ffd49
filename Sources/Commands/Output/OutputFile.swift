import Host
import Reports
import SavedPlans
import Synchronization
import Text

/// A file that a run writes as a whole: beside the old file, then renamed to its name. Readers see the old file or the
/// new one, never a part. What is already open, such as `/dev/fd/3`, gets the text as it is.
///
/// The file is checked before the run does anything else. A path may come from another person, such as the author of a
/// pull request: so a link is not followed, and a file of another kind stays.
final class OutputFile: Sendable {
    struct Kind: Sendable {
        /// The option that names the file.
        let option: String
        /// For messages, such as `the page`.
        let noun: String
        let replaces: Replaceable
        /// Who may read a new file.
        var purpose = SystemFileWriter.Purpose.result
        /// What the file still contains when the run ends without writing it; nil for no warning.
        var earlierContent: String?
        /// What can be named instead of a file.
        var alternative = ""
        /// For a file that may not be replaced.
        var refusal = ExitStatus.failure
        /// What the option names: the file, or the folder that it is in.
        var named = "file"
    }

    /// Which files an output file may replace.
    enum Replaceable: Sendable {
        /// Any regular file: the command line says so.
        case any
        /// - Parameter permission: the option that allows it.
        case nothing(permission: String)
        /// Empty files, and files that an earlier run wrote.
        ///
        /// - Parameter foreign: a clause about every other file, such as `is not a page`.
        case own(foreign: String, isOwn: @Sendable ([UInt8]) -> Bool)
        /// The file that the run read.
        case original([UInt8])
    }

    /// Of an existing file, in bytes.
    private static let limit = 1 << 30

    let path: String
    /// Whether there was a file with content when the run began.
    let replacesContent: Bool
    private let kind: Kind
    private let files: any FileReader
    private let isWritten = Atomic(false)

    /// - Throws: `CommandFailure` for a path with something that may not be replaced.
    init(_ path: String, _ kind: Kind, in context: Context) throws {
        guard !path.isEmpty else {
            throw CommandFailure(
                message: "the path of the file for \(kind.noun) is empty",
                help: "check the variable in the command line",
                status: .usage
            )
        }
        self.path = path
        self.kind = kind
        files = context.files
        let existing: Kind.Existing
        do throws(FileError) {
            existing = try kind.existing(path, in: files)
        } catch {
            throw kind.failure(error, status: kind.refusal)
        }
        if let objection = existing.objection { throw kind.refusal("\(path) exists\(objection)", kind.refusal) }
        replacesContent = existing.hasContent
        guard replacesContent, let content = kind.earlierContent else { return }
        context.scope.atEnd { [self] in
            guard !isWritten.load(ordering: .relaxed) else { return }
            context.errors.write("warning: \(HarmlessText.shown(path)) was not written: \(content)\n")
        }
    }

    func write(_ text: String) throws { try write(Array(text.utf8)) }

    /// Writes what the file says until the run ends. A stream gets only the result.
    func writeFirst(_ text: String) throws {
        if InheritedDescriptor(path) == nil { try write(text) }
    }

    func write(_ content: [UInt8]) throws {
        var objection: String?
        do throws(FileError) {
            try SystemFileWriter(kind.purpose).replace(path, with: content) { () throws(FileError) in
                // The run may have taken hours, and another program may have written the file.
                objection = try kind.existing(path, in: files).objection
                if objection != nil { throw FileError(path: path, reason: .other("is another file now")) }
            }
            isWritten.store(true, ordering: .relaxed)
        } catch {
            guard let objection else { throw kind.failure(error) }
            throw kind.refusal("\(path) appeared or changed during the run\(objection)", .failure)
        }
    }
}

extension OutputFile.Kind {
    /// What is at a path before the file is written.
    fileprivate struct Existing {
        var hasContent = false
        /// Why it may not be replaced, as the end of a clause such as `FILE exists`; nil if it may.
        var objection: String?
    }

    fileprivate func existing(_ path: String, in files: any FileReader) throws(FileError) -> Existing {
        if let open = InheritedDescriptor(path) {
            guard open.isWritable else { throw FileError(path: path, reason: .other("is not open for writing")) }
            return Existing()
        }
        if files.isLink(path) { throw FileError(path: path, reason: .isLink) }
        do throws(FileError) {
            switch try files.kind(of: path) {
            case .folder: throw FileError(path: path, reason: .isFolder)
            case .stream: throw FileError(path: path, reason: .notAFile)
            case .file: break
            }
            switch replaces {
            case .any: return Existing(hasContent: true)
            case .nothing: return Existing(hasContent: true, objection: "")
            case .own(let foreign, let isOwn):
                let content = try files.read(path, limit: OutputFile.limit)
                if content.isEmpty { return Existing() }
                return Existing(hasContent: true, objection: isOwn(content) ? nil : " and \(foreign)")
            case .original(let original):
                let isSame = try files.read(path, limit: OutputFile.limit) == original
                return Existing(hasContent: true, objection: isSame ? nil : " with other content than this run read")
            }
        } catch {
            // A folder that does not exist is reported when the file is written.
            if error.reason == .notFound { return Existing() }
            throw error
        }
    }

    /// - Parameter clause: about the file that stays.
    fileprivate func refusal(_ clause: String, _ status: ExitStatus) -> CommandFailure {
        let message = "\(clause): it is not overwritten"
        switch replaces {
        case .any, .own:
            let help = "name another \(named) for \(option), or remove this one"
            return CommandFailure(message: message, help: help, status: status)
        case .nothing(let permission):
            let help = "name another \(named) for \(option), or pass \(permission)"
            return CommandFailure(message: message, help: help)
        case .original:
            return CommandFailure(message: message, help: "run the command again", status: status)
        }
    }

    fileprivate func failure(_ error: FileError, status: ExitStatus = .failure) -> CommandFailure {
        let help =
            error.reason == .isLink
            ? "name the file itself, or remove the link"
            : "name a file in a folder that exists and that this user may write to\(alternative)"
        return CommandFailure(message: "\(noun) could not be written: \(error)", help: help, status: status)
    }
}

/// The kinds of files. Each has a beginning or a member that no other program's file has by chance.
extension OutputFile.Kind {
    /// Of `plan --out`.
    static let plan = Self(
        option: "--out",
        noun: "the plan",
        replaces: .own(foreign: "is not a saved plan") {
            SavedPlanFile.isRecognized($0) && $0.holds(SavedPlanFile.kind)
        },
        earlierContent: "it still contains the plan of an earlier run"
    )

    /// Of `--report`.
    static func report(_ format: ReportFormat) -> Self {
        Self(
            option: "--report",
            noun: "the report",
            replaces: .own(foreign: "is not a report of rekon in the format \(format)") { format.isOwn($0) },
            purpose: format == .prometheus ? .publicResult : .result,
            earlierContent: "its content is not from this run",
            refusal: .usage
        )
    }

    /// Of `--outputs`, for formats with a file of its own.
    static let outputs = Self(
        option: "--outputs",
        noun: "the outputs",
        replaces: .own(foreign: "does not contain outputs of rekon") { $0.starts(with: "exit_code=".utf8) },
        earlierContent: "its content is not from this run",
        refusal: .usage
    )

    /// Of `drift --metrics`. An exporter reads them as another user; they hold names and numbers only.
    static let metrics = Self(
        option: "--metrics",
        noun: "the metrics",
        replaces: .own(foreign: "does not contain metrics of `rekon drift`") { ReportFormat.prometheus.isOwn($0) },
        purpose: .publicResult
    )

    /// Of `report --html`.
    static let page = Self(
        option: "--html",
        noun: "the page",
        replaces: .own(foreign: "is not a page of `rekon report`") { $0.starts(with: StatusPage.beginning.utf8) },
        alternative: ", or `-` for the standard output"
    )

    /// A file of the desired state that `add`, `pin` or `retire` edits.
    ///
    /// - Parameter original: its content, which the edits were made for.
    static func edited(_ original: [UInt8]) -> Self {
        Self(option: "the edit", noun: "the edited file", replaces: .original(original))
    }

    /// Of `import --out`.
    ///
    /// - Parameter overwrites: `--force`.
    static func imported(overwrites: Bool) -> Self {
        Self(
            option: "--out",
            noun: "the import",
            replaces: overwrites ? .any : .nothing(permission: "--force"),
            alternative: ", or `-` for the standard output"
        )
    }

    /// A project of `import --out-dir`.
    ///
    /// - Parameter overwrites: `--force`.
    static func importedProject(overwrites: Bool) -> Self {
        Self(
            option: "--out-dir",
            noun: "the import",
            replaces: overwrites ? .any : .nothing(permission: "--force"),
            named: "folder"
        )
    }

    /// Of `schema --out`, and beside the files of `import --out-dir`.
    static func schema(option: String = "--out", named: String = "file") -> Self {
        Self(
            option: option,
            noun: "the schema",
            replaces: .own(foreign: "is not a schema of rekon") { $0.holds("\"$id\": \"urn:rekon:") },
            purpose: .publicResult,
            named: named
        )
    }
}

extension ReportFormat {
    /// Whether the content of a file is a report in this format.
    fileprivate func isOwn(_ content: [UInt8]) -> Bool {
        switch self {
        // A member of the whole; in a string, a line break is an escape.
        case .json:
            content.starts(with: "{\n".utf8) && content.holds("\n  \"formatVersion\" : \"")
                && !content.holds(SavedPlanFile.kind)
        case .prometheus: content.starts(with: DriftMetrics.signature.utf8)
        case .review(.markdown): content.starts(with: "<!-- rekon:".utf8)
        case .review(.junit):
            content.starts(with: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"rekon ".utf8)
        case .review(.sarif):
            content.starts(with: "{\"$schema\":".utf8)
                && Array(content.prefix(1024)).holds("\"driver\":{\"name\":\"rekon\"")
        case .review(.github):
            lines(of: content).first.map(isSummary) ?? false
                && lines(of: content).dropFirst().allSatisfy { $0.starts(with: "::".utf8) }
        case .text, .review:
            lines(of: content).last.map(isSummary) ?? false
                // What was charged, and what is left, stand after the summary of a wait.
                || lines(of: content).suffix(3).contains { $0.starts(with: "Wait: ".utf8) }
        }
    }

    private func lines(of content: [UInt8]) -> [ArraySlice<UInt8>] { content.split(separator: UInt8(ascii: "\n")) }

    /// Whether a line is the summary of a report, or the one of diagnostics, such as `2 errors, 1 warning`.
    private func isSummary(_ line: ArraySlice<UInt8>) -> Bool {
        let beginnings = [
            "Plan: ", "Valid: ", "Drift: ", "Apply: ", "Wait: ", "Checks of ", "Checks: ",
            "The desired state is not valid: ",
            RunFailure.summaryBeginning,
        ]
        if beginnings.contains(where: { line.starts(with: $0.utf8) }) { return true }
        let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
        let nouns = ["error", "errors", "error,", "errors,", "warning", "warnings"]
        return (words.count == 2 || words.count == 4)
            && zip(words, words.indices).allSatisfy { word, index in
                index % 2 == 0 ? word.allSatisfy("0123456789,".contains) : nouns.contains(word)
            }
    }
}
