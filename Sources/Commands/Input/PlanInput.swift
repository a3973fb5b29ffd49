import Host
import SavedPlans

/// What the paths of a command line turn out to be.
enum PlanInput {
    /// Files and folders with a desired state.
    case desiredState
    case saved(path: String, SavedPlan)

    /// A saved plan is told by its content, not by its name. What cannot be read is left to whoever reads it next.
    ///
    /// - Throws: `CommandFailure` for a saved plan that is damaged, or that is named beside something else.
    static func find(_ paths: [String], in context: Context) throws -> PlanInput {
        for path in paths where path != "-" {
            guard (try? context.files.kind(of: path)) == .file,
                let content = try? context.files.read(path, limit: SavedPlanFile.limit),
                SavedPlanFile.isRecognized(content)
            else { continue }
            guard paths.count == 1 else {
                throw CommandFailure(
                    message: "\(path) is a saved plan, which says everything itself, and stands beside other paths",
                    help: "apply it alone: `rekon apply \(path)`",
                    status: .usage
                )
            }
            do throws(SavedPlanError) {
                return .saved(path: path, try SavedPlanFile.read(content))
            } catch {
                throw CommandFailure(message: "\(path) \(error.message)", help: error.help)
            }
        }
        return .desiredState
    }

    /// For a run that will not get as far as reading a desired state from the standard input.
    ///
    /// - Throws: `CommandFailure` where a saved plan is to be had there, which cannot be applied from there.
    static func checkStandardInput(_ paths: [String], in context: Context) throws {
        guard paths.contains("-"), !context.terminal.inputIsTerminal,
            let content = try? context.files.read("/dev/stdin", limit: SavedPlanFile.limit),
            SavedPlanFile.isRecognized(content)
        else { return }
        throw CommandFailure(
            message: "the standard input is a saved plan, and `-` stands for a desired state",
            help: "apply it as a file: `rekon apply FILE`",
            status: .usage
        )
    }
}
