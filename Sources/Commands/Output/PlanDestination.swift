internal import Diagnostics
internal import Host
internal import SavedPlans

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
