import Host
import SavedPlans

/// The files of a desired state that a command line names. Each file is read once.
struct DesiredInput {
    /// As the command line has them.
    let paths: [String]
    let found: FileFinder.Result
    private let files: any FileReader
    /// The files that were read to look for a saved plan, by path.
    private let contents: [String: [UInt8]]

    fileprivate init(_ paths: [String], contents: [String: [UInt8]], in context: Context) {
        self.paths = paths
        self.contents = contents
        files = context.files
        found = FileFinder(files: files).find(paths)
    }

    /// For a command that does not look for a saved plan.
    init(_ paths: [String], in context: Context) {
        self.init(paths, contents: [:], in: context)
    }

    /// - Throws: `CommandFailure` for a saved plan.
    ///
    /// - Parameter help: what to do with the plan at a path instead.
    init(_ paths: [String], in context: Context, insteadOfPlan help: (String) -> String) throws {
        switch try PlanInput.find(paths, in: context) {
        case .desiredState(let input):
            self = input
        case .saved(let path, _):
            throw CommandFailure(
                message: "\(path) is a saved plan, not a desired state",
                help: help(path),
                status: .usage
            )
        }
    }

    func read(_ file: InputFile, limit: Int) throws(FileError) -> [UInt8] {
        guard let content = contents[file.path] else { return try files.read(file.path, limit: limit) }
        guard content.count <= limit else { throw FileError(path: file.path, reason: .tooLarge(limit: limit)) }
        return content
    }
}

/// What the paths of a command line name.
enum PlanInput {
    case desiredState(DesiredInput)
    case saved(path: String, SavedPlan)

    /// Recognizes a saved plan by its content, not by its name. A file that cannot be read is reported when the desired
    /// state is loaded.
    ///
    /// - Throws: `CommandFailure` for a saved plan that is damaged, or that is named beside other paths.
    static func find(_ paths: [String], in context: Context) throws -> PlanInput {
        var contents: [String: [UInt8]] = [:]
        for path in paths where path != "-" {
            guard (try? context.files.kind(of: path)) == .file,
                let content = try? context.files.read(path, limit: SavedPlanFile.limit)
            else { continue }
            guard SavedPlanFile.isRecognized(content) else {
                contents[FileFinder.normalized(path)] = content
                continue
            }
            guard paths.count == 1 else {
                throw CommandFailure(
                    message: "\(path) is a saved plan, which cannot be combined with other paths",
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
        return .desiredState(DesiredInput(paths, contents: contents, in: context))
    }

    /// For a run that ends before it reads a desired state from the standard input.
    ///
    /// - Throws: `CommandFailure` for a saved plan there, which cannot be applied from there.
    static func checkStandardInput(_ paths: [String], in context: Context) throws {
        guard paths.contains("-"), !context.terminal.inputIsTerminal,
            let content = try? context.files.read("/dev/stdin", limit: SavedPlanFile.limit),
            SavedPlanFile.isRecognized(content)
        else { return }
        throw CommandFailure(
            message: "the standard input is a saved plan, and `-` reads a desired state",
            help: "apply it as a file: `rekon apply FILE`",
            status: .usage
        )
    }
}
