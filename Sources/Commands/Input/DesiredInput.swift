import Host
import JSON
import Manifests
import SavedPlans

/// The files of a desired state that a command line names. Each file is read once: it may be a pipe.
struct DesiredInput {
    /// As the command line has them.
    let paths: [String]
    let variables: VariableOptions
    let found: FileFinder.Result
    /// Of a command that takes no saved plan.
    private var insteadOfPlan: ((String) -> String)?
    private let files: any FileReader
    /// The files that were read to look for a saved plan or to edit them, by path.
    private var contents: [String: [UInt8]]
    private var readVariables: ReadVariables?

    fileprivate init(
        _ paths: [String],
        _ variables: VariableOptions,
        contents: [String: [UInt8]],
        in context: Context
    ) {
        self.paths = paths
        self.variables = variables
        self.contents = contents
        files = context.files
        found = FileFinder(files: files).find(paths)
    }

    /// For a command that does not look for a saved plan.
    init(_ paths: [String], _ variables: VariableOptions, in context: Context) {
        self.init(paths, variables, contents: [:], in: context)
    }

    /// For a command that takes no saved plan. Nothing is read before `checked`.
    ///
    /// - Parameter help: what to do with the plan at a path instead.
    init(
        _ arguments: PathArguments,
        in context: Context,
        insteadOfPlan help: @escaping (String) -> String
    ) {
        self.init(arguments.paths, arguments.variables, in: context)
        insteadOfPlan = help
    }

    /// The input, unless one of its paths names a saved plan.
    ///
    /// - Throws: `CommandFailure`.
    func checked(in context: Context) throws(CommandFailure) -> DesiredInput {
        guard let insteadOfPlan else { return self }
        switch try PlanInput.find(paths, variables, takesPlan: false, in: context) {
        case .desiredState(let input):
            return input
        case .saved(let path, _, _):
            throw CommandFailure(
                message: "\(path) is a saved plan, not a desired state",
                help: insteadOfPlan(paths[0]),
                status: .usage
            )
        }
    }

    /// The same files with other content.
    func withContents(_ contents: [String: [UInt8]]) -> DesiredInput {
        var input = self
        input.contents = contents
        return input
    }

    /// For a command that loads the files more than once: their variables may be in pipes.
    func withVariables(in context: Context) -> DesiredInput {
        var input = self
        input.readVariables = variables(in: context)
        return input
    }

    func variables(in context: Context) -> ReadVariables {
        readVariables ?? variables.variables(besides: found.files, in: context)
    }

    func read(_ file: InputFile, limit: Int) throws(FileError) -> [UInt8] {
        guard let content = contents[file.path] else {
            if case .file(let path, let folder?, _) = file { return try files.read(path, within: folder, limit: limit) }
            return try files.read(file.path, limit: limit)
        }
        guard content.count <= limit else { throw FileError(path: file.path, reason: .tooLarge(limit: limit)) }
        return content
    }
}

/// What the paths of a command line name.
enum PlanInput {
    case desiredState(DesiredInput)
    /// - digest: of the bytes that were read, as the file itself gives it.
    case saved(path: String, SavedPlan, digest: String)

    /// Recognizes a saved plan by its content, not by its name; also in a pipe and on the standard input (`-`). A file
    /// that cannot be read is reported when the desired state is loaded.
    ///
    /// - Parameter takesPlan: whether the command takes a saved plan.
    /// - Throws: `CommandFailure` for a saved plan that is damaged, or that is named beside other paths, and for
    ///   content that can be neither a plan nor a desired state.
    static func find(
        _ paths: [String],
        _ variables: VariableOptions,
        takesPlan: Bool = true,
        in context: Context
    ) throws(CommandFailure) -> PlanInput {
        var contents: [String: [UInt8]] = [:]
        for path in paths {
            let file: InputFile = path == "-" ? .standardInput : .file(FileFinder.normalized(path))
            // A pipe can be read once, whatever its names.
            guard contents[file.path] == nil, isReadable(file, in: context),
                let content = try? context.files.read(file.path, limit: LoadedState.fileLimit)
            else { continue }
            let name = file == .standardInput ? file.name : path
            // For a command that takes no plan, an empty input is an error of the desired state, which reports contain.
            if let problem = problem(of: content, mayBeEmpty: !takesPlan || paths.count > 1) {
                throw CommandFailure(message: "\(name) \(problem.message)", help: problem.help)
            }
            guard SavedPlanFile.isRecognized(content) else {
                contents[file.path] = content
                continue
            }
            guard paths.count == 1 else {
                throw CommandFailure(
                    message: "\(name) is a saved plan, which cannot be combined with other paths",
                    help: "apply it alone: `rekon apply \(path)`",
                    status: .usage
                )
            }
            do throws(SavedPlanError) {
                let (plan, digest) = try SavedPlanFile.read(content)
                return .saved(path: name, plan, digest: digest)
            } catch {
                throw CommandFailure(message: "\(name) \(error.message)", help: error.help)
            }
        }
        return .desiredState(DesiredInput(paths, variables, contents: contents, in: context))
    }

    private static func isReadable(_ file: InputFile, in context: Context) -> Bool {
        switch file {
        case .standardInput: !context.terminal.inputIsTerminal
        case .file(let path, _, _): (try? context.files.kind(of: path)) == .file || InheritedDescriptor(path) != nil
        }
    }

    /// Whether UTF-16 or UTF-32 is a saved plan: ASCII has zero bytes beside each letter there.
    private static func isWidePlan(_ content: [UInt8]) -> Bool {
        SavedPlanFile.isRecognized(Array(content.filter { $0 != 0 }.drop { $0 >= 0xFE }))
    }

    /// Why content can be neither a saved plan nor a desired state; nil where it can.
    ///
    /// - Parameter mayBeEmpty: One of several files may be empty.
    private static func problem(of content: [UInt8], mayBeEmpty: Bool) -> SavedPlanError? {
        if !mayBeEmpty, content.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
            return SavedPlanError(
                message: "is empty: it is neither a saved plan nor a desired state",
                help: "check that the command that wrote it succeeded; `rekon plan --out FILE PATH...` saves a plan"
            )
        }
        // Without this, the first byte of the mark is all that is reported.
        if content.starts(with: [0xEF, 0xBB, 0xBF]), SavedPlanFile.isRecognized(Array(content.dropFirst(3))) {
            return SavedPlanError(
                message: "is a saved plan behind a byte order mark (U+FEFF), and must be UTF-8 without one",
                help: "save it with `rekon plan --out FILE PATH...`: some Windows programs write the mark"
            )
        }
        switch ContentKind(content) {
        // A desired state may be UTF-16 (YAML 1.2, 5.2).
        case .utf16?:
            guard isWidePlan(content) else { return nil }
            return SavedPlanError(
                message: "is a saved plan in UTF-16, and must be UTF-8",
                help: "save it with `rekon plan --out FILE PATH...`: `>` of Windows PowerShell writes UTF-16"
            )
        // The errors of a desired state say what is wrong with another text.
        case .utf32?:
            guard isWidePlan(content) else { return nil }
            return SavedPlanError(
                message: "is a saved plan in UTF-32, and must be UTF-8",
                help: "save it with `rekon plan --out FILE PATH...`, and name that file"
            )
        case let kind?:
            return SavedPlanError(
                message: "is neither a saved plan nor a desired state: \(kind.message)",
                help: "name the file as `rekon plan --out FILE PATH...` wrote it"
            )
        case nil:
            break
        }
        guard !SavedPlanFile.isRecognized(content), let value = try? JSONValue(parsing: content) else { return nil }
        if case .object(let members) = value,
            ["apiVersion", "project", "versions"].contains(where: { members[$0] != nil })
        {
            return nil
        }
        return SavedPlanError(
            message: "is JSON of another kind: it is neither a saved plan nor a desired state",
            help: "name a file of `rekon plan --out FILE PATH...`, or one with `apiVersion` and `project`"
        )
    }
}
