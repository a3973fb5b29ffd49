import Host
import Reports
import SavedPlans
import Synchronization
import Text

/// A file that a run writes as a whole: beside the old file, then renamed to its name. Readers see the old file or the
/// new one, never a part.
///
/// The file is checked before the run does anything else: a desired state that is named by mistake must survive.
final class OutputFile: Sendable {
    struct Kind: Sendable {
        /// The option that names the file.
        let option: String
        /// For messages, such as `the page`.
        let noun: String
        let replaces: Replaceable
        /// What the file still contains when the run ends without writing it; nil for no warning.
        var earlierContent: String?
        /// What can be named instead of a file.
        var alternative = ""
        /// For something that is not a regular file.
        var statusOfWrongFile = ExitStatus.failure
    }

    /// Which files an output file may replace.
    enum Replaceable: Sendable {
        case any
        /// - Parameter permission: the option that allows it.
        case nothing(permission: String)
        /// Empty files, and files that an earlier run wrote.
        ///
        /// - Parameters:
        ///   - foreign: a clause about every other file, such as `is not a page`.
        ///   - limit: the longest file that is read, in bytes.
        case own(foreign: String, limit: Int, isOwn: @Sendable ([UInt8]) -> Bool)
    }

    let path: String
    /// Whether there was a file with content when the run began.
    let replacesContent: Bool
    private let kind: Kind
    private let isWritten = Atomic(false)

    /// - Throws: `CommandFailure` for a path with something that may not be replaced.
    init(_ path: String, _ kind: Kind, in context: Context) throws {
        self.path = path
        self.kind = kind
        replacesContent = try kind.check(path, in: context.files)
        guard replacesContent, let content = kind.earlierContent else { return }
        context.scope.atEnd { [self] in
            guard !isWritten.load(ordering: .relaxed) else { return }
            context.errors.write("warning: \(HarmlessText.shown(path)) was not written: \(content)\n")
        }
    }

    func write(_ text: String) throws { try write(Array(text.utf8)) }

    /// Other users may read the file: another job of a pipeline may need it, and it contains no secret.
    func write(_ content: [UInt8]) throws {
        do throws(FileError) {
            try SystemFileWriter(readers: .everyone).replace(path, with: content)
            isWritten.store(true, ordering: .relaxed)
        } catch {
            throw kind.failure(error)
        }
    }
}

extension OutputFile.Kind {
    /// - Returns: whether there is a file with content.
    fileprivate func check(_ path: String, in files: any FileReader) throws -> Bool {
        let content: [UInt8]
        do throws(FileError) {
            guard try files.kind(of: path) == .file else {
                throw FileError(path: path, reason: .other("is not a file"))
            }
            switch replaces {
            case .any: return true
            case .nothing: content = []
            case .own(_, let limit, _): content = try files.read(path, limit: limit)
            }
        } catch {
            // A folder that does not exist is reported when the file is written.
            if error.reason == .notFound { return false }
            throw failure(error, status: statusOfWrongFile)
        }
        switch replaces {
        case .any:
            return true
        case .nothing(let permission):
            throw CommandFailure(
                message: "\(path) exists: it is not overwritten",
                help: "name another file for \(option), or pass \(permission)"
            )
        case .own(let foreign, _, let isOwn):
            guard content.isEmpty || isOwn(content) else {
                throw CommandFailure(
                    message: "\(path) exists and \(foreign): it is not overwritten",
                    help: "name another file for \(option), or remove this one"
                )
            }
            return !content.isEmpty
        }
    }

    fileprivate func failure(_ error: FileError, status: ExitStatus = .failure) -> CommandFailure {
        CommandFailure(
            message: "\(noun) could not be written: \(error)",
            help: "name a file in a folder that exists and that this user may write to\(alternative)",
            status: status
        )
    }

    // MARK: The kinds

    /// Of `plan --out`.
    static let plan = Self(
        option: "--out",
        noun: "the plan",
        replaces: .own(
            foreign: "is not a saved plan",
            limit: SavedPlanFile.limit,
            isOwn: { SavedPlanFile.isRecognized($0) }
        ),
        earlierContent: "it still contains the plan of an earlier run"
    )

    /// Of `--report`. Every run writes its reports again, so any file may be replaced. `RecordedFiles` refuses those
    /// that the run needs otherwise.
    static let report = Self(
        option: "--report",
        noun: "the report",
        replaces: .any,
        earlierContent: "its content is not from this run",
        statusOfWrongFile: .usage
    )

    /// Of `--outputs`, for formats with a file of its own.
    static let outputs = Self(
        option: "--outputs",
        noun: "the outputs",
        replaces: .own(beginning: "exit_code=", foreign: "does not contain outputs of rekon"),
        earlierContent: "its content is not from this run",
        statusOfWrongFile: .usage
    )

    /// Of `drift --metrics`.
    static let metrics = Self(
        option: "--metrics",
        noun: "the metrics",
        replaces: .own(beginning: DriftMetrics.signature, foreign: "does not contain metrics of `rekon drift`")
    )

    /// Of `report --html`.
    static let page = Self(
        option: "--html",
        noun: "the page",
        replaces: .own(beginning: StatusPage.beginning, foreign: "is not a page of `rekon report`"),
        alternative: ", or `-` for the standard output"
    )

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
}

extension OutputFile.Replaceable {
    /// - Parameter beginning: of every file of the kind.
    fileprivate static func own(beginning: String, foreign: String) -> Self {
        .own(foreign: foreign, limit: 1 << 30, isOwn: { $0.starts(with: beginning.utf8) })
    }
}
