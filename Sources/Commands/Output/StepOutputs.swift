import ArgumentParser
import Host
import ModelVersions
import Planning
import Reconciler
import Reports
import Synchronization
import SystemPackage
import Text

/// `--outputs`: values for later steps of a pipeline, in the format of the forge.
struct OutputsOptions: ParsableArguments {
    @Option(.outputs, transform: StepOutputs.Target.init) var target: StepOutputs.Target?

    /// Arranges for the values to be written when the run ends, also when it fails.
    ///
    /// - Parameters:
    ///   - names: those that only some commands have. They are empty until the run sets them.
    ///   - paths: the files of other options that the values may name.
    ///   - isSandbox: whether the run uses the sandbox, instead of AWS.
    /// - Throws: `CommandFailure` for a path that a value cannot have, and for a file of another kind.
    func open(
        adding names: [StepOutputs.Name] = [],
        naming paths: [(option: String, path: String?)] = [],
        isSandbox: Bool,
        in context: Context
    ) throws {
        guard let target else { return }
        context.stepOutputs[.sandbox] = String(isSandbox)
        for name in names { context.stepOutputs[name] = "" }
        for case (let option, let path?) in paths where !StepOutputs.isValue(path) {
            throw CommandFailure(
                message: "\(option) names \(path), which cannot be a value of --outputs",
                help: "use a path of ASCII letters, digits and `._-/+=@%,:~`",
                status: .usage
            )
        }
        try context.stepOutputs.open(target, in: context)
    }
}

/// The values that a run hands to later steps of a pipeline (specs/outputs.md).
///
/// Steps of a pipeline expand values in scripts. So every value has a checked shape, whatever live data contains.
final class StepOutputs: Sendable {
    struct Target: Sendable, Equatable {
        let format: Format
        let path: String

        /// - Throws: `ValidationError`.
        init(_ text: String) throws {
            guard let sign = text.utf8.firstIndex(of: UInt8(ascii: "=")),
                let format = Format(rawValue: String(text[..<sign]))
            else {
                let known = Format.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("'\(text)' is not FORMAT=FILE. The formats are: \(known).")
            }
            self.format = format
            path = String(text[text.utf8.index(after: sign)...])
            guard !path.isEmpty else { throw ValidationError("'\(text)' has no file after the format.") }
        }
    }

    enum Format: String, Sendable, CaseIterable {
        /// Lines are appended to the file of the runner
        /// (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions>, "Setting an output").
        case github
        /// A dotenv report (<https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsdotenv>).
        case gitlab
        case dotenv
    }

    /// In the order of the file.
    enum Name: String, Sendable, CaseIterable {
        case exitCode = "exit-code"
        case hasChanges = "has-changes"
        case creates
        case inTraining = "in-training"
        case estimatedCost = "estimated-cost"
        case planPath = "plan-path"
        case digest
        case sandbox
        case trainedARNs = "trained-arns"
        case trainedF1 = "trained-f1"
        case trainedGates = "trained-gates"
        case selectedARN = "selected-arn"
        case selectedName = "selected-name"
        case selectedF1 = "selected-f1"

        /// Of `wait` and `apply --wait`. Each is a list with commas, in one order.
        static let trained: [Name] = [.trainedARNs, .trainedF1, .trainedGates]
        /// Of `select`.
        static let selected: [Name] = [.selectedARN, .selectedName, .selectedF1]
    }

    private struct State {
        var format = Format.github
        var write: (@Sendable ([UInt8]) throws -> Void)?
        var values: [Name: String] = [:]
        /// Of the reports that this run wrote: the format and the path.
        var reports: [(format: String, path: String)] = []
    }

    private let state = Mutex(State())

    /// Whether a text may be a value: visible ASCII characters that have no meaning in a shell, in YAML's plain scalars
    /// and in the formats.
    static func isValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "._-/+=@%,:~".utf8.contains(byte)
            }
        }
    }

    func open(_ target: Target, in context: Context) throws {
        let write: @Sendable ([UInt8]) throws -> Void
        switch target.format {
        case .github:
            let failure = { @Sendable (error: any Error) in
                CommandFailure(
                    message: "the outputs could not be written to \(target.path): \(error)",
                    help: "name the file of the runner: --outputs github=$GITHUB_OUTPUT"
                )
            }
            guard try Self.hasOutputs(target.path, in: context) else {
                throw CommandFailure(
                    message: "\(target.path) has other content than outputs, and nothing is added to it",
                    help: "name the file of the runner: --outputs github=$GITHUB_OUTPUT"
                )
            }
            do {
                let file = try LineFile(target.path, options: [.append, .nonBlocking])
                guard file.kind == .file || file.isInherited else { throw Errno.invalidArgument }
                write = { content in
                    do { try file.write(content, timeout: 1000) } catch { throw failure(error) }
                }
            } catch {
                throw failure(error)
            }
        case .gitlab, .dotenv:
            let file = try OutputFile(target.path, .outputs, in: context)
            write = { try file.write($0) }
            // What an earlier run wrote must not pass for this one's, even if the process is killed.
            try file.writeFirst("exit_code=\n")
        }
        state.withLock { state in
            state.format = target.format
            state.write = write
        }
    }

    /// Whether a file is empty, missing or of the runner: its lines are `name=value` or begin `name<<DELIMITER`.
    private static func hasOutputs(_ path: String, in context: Context) throws -> Bool {
        guard (try? context.files.kind(of: path)) == .file, InheritedDescriptor(path) == nil,
            let content = try? context.files.read(path, limit: 1 << 20),
            let line = content.split(separator: UInt8(ascii: "\n")).first
        else { return true }
        let name = line.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "<") }
        let isName =
            !name.isEmpty
            && name.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
                default: false
                }
            }
        return isName && name.endIndex < line.endIndex
    }

    subscript(name: Name) -> String? {
        get { state.withLock { $0.values[name] } }
        set { state.withLock { $0.values[name] = newValue } }
    }

    /// Adds a report that this run wrote.
    func addReport(_ format: String, path: String) {
        state.withLock { $0.reports.append((format, path)) }
    }

    /// Writes all values, if they were asked for. Called once, at the end of the run.
    ///
    /// - Throws: `CommandFailure`, or an error of the system.
    func write(_ status: ExitStatus) throws {
        let (content, write) = state.withLock { state -> ([UInt8], (@Sendable ([UInt8]) throws -> Void)?) in
            state.values[.exitCode] = String(status.rawValue)
            // A dotenv report of GitLab may have a limited number of names.
            let added = Name.trained + Name.selected
            let names = Name.allCases.filter { state.values[$0] != nil || !added.contains($0) }
            var lines = names.map { ($0.rawValue, state.values[$0] ?? "") }
            lines += state.reports.map { ("report-\($0.format)", $0.path) }
            var text = ""
            for (name, value) in lines where Self.isValue(value) {
                let name = state.format == .github ? name : name.replacing("-", by: "_")
                text += "\(name)=\(value)\n"
            }
            return (Array(text.utf8), state.write)
        }
        try write?(content)
    }
}

extension StepOutputs {
    /// Sets the number of versions that an apply created, which is unknown while one result is.
    func setCreates(_ report: ApplyReport) {
        let isUnknown = report.items.contains { if case .unresolved = $0.result { true } else { false } }
        self[.creates] = isUnknown ? nil : String(report.items.count { $0.result.isCreated })
    }

    func setSelected(_ report: SelectReport) {
        guard let selected = report.selected else { return }
        self[.selectedARN] = selected.row.live?.arn.text
        self[.selectedName] = selected.row.name.text
        self[.selectedF1] = selected.row.f1Score.map { "\($0)" } ?? ""
    }

    /// Sets the lists of the trained versions.
    ///
    /// - Returns: false if they are too long for the format. Then they are empty: a part could pass for the whole.
    fileprivate func setTrained(_ versions: [TrainedVersion]) -> Bool {
        let lists: [(Name, [String])] = [
            (.trainedARNs, versions.map(\.arn.text)),
            (.trainedF1, versions.map { version in version.f1Score.map { "\($0)" } ?? "" }),
            (.trainedGates, versions.map(\.gate)),
        ]
        let values = lists.map { ($0, $1.joined(separator: ",")) }
        let isShort = values.reduce(0) { $0 + $1.1.utf8.count } <= Self.gitlabLimit
        guard isShort || state.withLock({ $0.format != .gitlab }) else { return false }
        for (name, value) in values { self[name] = value }
        return true
    }

    /// In bytes. GitLab refuses a dotenv report of more than 5 KB; the other values need the rest.
    private static let gitlabLimit = 3072
}

extension Context {
    /// Sets the outputs about the versions that are trained.
    func setTrainedOutputs(_ report: TrainingReport) {
        guard !stepOutputs.setTrained(report.trained) else { return }
        errors.write(
            "warning: \(report.trained.count) trained versions are too many for a dotenv report of GitLab: "
                + "`trained_arns`, `trained_f1` and `trained_gates` are empty; --format json has all\n"
        )
    }
}
