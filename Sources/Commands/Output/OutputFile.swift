import Host
import Reports
import SavedPlans
import Text

/// A file that a command makes anew in each run, and that takes the place of none but an earlier one of its kind.
struct RemadeFile {
    struct Kind {
        /// The option that names it.
        let option: String
        /// For messages, as in `the page`.
        let noun: String
        /// What every file of the kind begins with.
        let beginning: String
        /// What another file is told to be, as in `is not a page of ...`.
        let otherwise: String
        /// What else can be named.
        var alternative = ""
    }

    private static let limit = 1 << 30

    let path: String
    private let kind: Kind

    /// Looks before anything else is done: a desired state that is named by mistake must survive.
    ///
    /// - Throws: `CommandFailure` where something stands that is neither such a file nor empty.
    init(_ path: String, _ kind: Kind, in context: Context) throws {
        self.path = path
        self.kind = kind
        let content: [UInt8]
        do throws(FileError) {
            guard try context.files.kind(of: path) == .file else {
                throw FileError(path: path, reason: .other("is not a file"))
            }
            content = try context.files.read(path, limit: Self.limit)
        } catch {
            // Whoever writes there will say what is wrong with a folder that does not exist.
            guard error.reason != .notFound else { return }
            throw failure(error)
        }
        guard content.isEmpty || content.starts(with: kind.beginning.utf8) else {
            throw CommandFailure(
                message: "\(path) exists and \(kind.otherwise): it is not overwritten",
                help: "name another file for \(kind.option), or remove this one"
            )
        }
    }

    /// Readers, who may be other users, see the old file or the new one, never a part. Nothing in it is secret.
    func write(_ text: String) throws {
        do throws(FileError) {
            try SystemFileWriter(readers: .everybody).replace(path, with: Array(text.utf8))
        } catch {
            throw failure(error)
        }
    }

    private func failure(_ error: FileError) -> CommandFailure {
        CommandFailure(
            message: "\(kind.noun) could not be written: \(error)",
            help: "name a file in a folder that exists and that this user may write to\(kind.alternative)"
        )
    }
}

extension RemadeFile.Kind {
    /// Of `drift --metrics`.
    static let metrics = Self(
        option: "--metrics",
        noun: "the metrics",
        beginning: DriftMetrics.signature,
        otherwise: "holds no metrics of `rekon drift`"
    )

    /// Of `report --html`.
    static let page = Self(
        option: "--html",
        noun: "the page",
        beginning: StatusPage.beginning,
        otherwise: "is not a page of `rekon report`",
        alternative: ", or `-` for the standard output"
    )
}

/// The file of `plan --out`.
struct PlanDestination {
    let path: String
    /// Whether a plan of an earlier run stands there.
    private let holdsPlan: Bool

    /// Looks before anything else is done: a desired state that is named by mistake must survive.
    ///
    /// - Throws: `CommandFailure` where something stands that is neither a saved plan nor empty.
    init(_ path: String, in context: Context) throws {
        guard path != "-" else {
            throw CommandFailure(
                message: "--out takes a file, and `-` is the standard output, where the report of the plan goes",
                help: "name a file, as in `--out plan.json`",
                status: .usage
            )
        }
        self.path = path
        let content: [UInt8]
        do throws(FileError) {
            guard try context.files.kind(of: path) == .file else {
                throw FileError(path: path, reason: .other("is not a file"))
            }
            content = try context.files.read(path, limit: SavedPlanFile.limit)
        } catch {
            // Whoever writes there will say what is wrong with a folder that does not exist.
            guard error.reason != .notFound else {
                holdsPlan = false
                return
            }
            throw Self.failure(error)
        }
        guard content.isEmpty || SavedPlanFile.isRecognized(content) else {
            throw CommandFailure(
                message: "\(path) exists and is not a saved plan: it is not overwritten",
                help: "name another file for --out, or remove this one"
            )
        }
        holdsPlan = !content.isEmpty
    }

    /// Says, where nothing was saved, that what stands there is not the plan of this run.
    func tellOfEarlierPlan(in context: Context) {
        guard holdsPlan else { return }
        context.errors.write(
            "warning: \(HarmlessText.shown(path)) was not written: it still holds the plan of an earlier run\n"
        )
    }

    func save(_ plan: SavedPlan, in context: Context) throws {
        let content = try SavedPlanFile.content(of: plan)
        do throws(FileError) {
            // One job of a pipeline hands it to another, and nothing in it is secret.
            try SystemFileWriter(readers: .everybody).replace(path, with: content)
        } catch {
            throw Self.failure(error)
        }
        let count = plan.createCount
        context.errors.write(
            """
            Saved in \(path): \(count) version\(count == 1 ? "" : "s") to create. To apply exactly this plan:
              rekon apply \(path)

            """
        )
    }

    private static func failure(_ error: FileError) -> CommandFailure {
        CommandFailure(
            message: "the plan could not be saved: \(error)",
            help: "name a file in a folder that exists and that this user may write to"
        )
    }
}
