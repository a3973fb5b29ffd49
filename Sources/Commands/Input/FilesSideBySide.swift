import DesiredState
import Diagnostics
import Dispatch
import Host
import SavedPlans
import Settings
import Synchronization
import YAMLTree

/// Reads the files of a desired state, several at a time on all processors, and gives them in their order.
///
/// A batch bounds what is in memory beside the result: its texts, and a tree for each processor. It is synchronous: a
/// task group would make each function that loads a state asynchronous, and there is nothing to wait for.
struct FilesSideBySide {
    /// A file that was read, or could not be read.
    struct Result: Sendable {
        enum Content: Sendable {
            case settings
            case documents([ReadDocument], source: [UInt8])
        }

        var file: InputFile
        var diagnostics: [Diagnostic]
        /// Nil for a file that could not be read.
        var content: Content?
    }

    /// The least number of bytes in a batch, but for the last one. A larger batch leaves a processor idle at its end
    /// less often.
    private static let batchBytes = 256 * 1024

    private let input: DesiredInput
    private let keepsOrigins: Bool
    private let limit: Int
    private var rest: ArraySlice<InputFile>
    private var bytes = 0

    /// - Parameters:
    ///   - keepsOrigins: Whether to keep the place of each value.
    ///   - limit: Of all files together, in bytes.
    init(_ input: DesiredInput, keepsOrigins: Bool, limit: Int) {
        self.input = input
        self.keepsOrigins = keepsOrigins
        self.limit = limit
        rest = input.found.files[...]
    }

    /// The next files; nil at the end.
    mutating func next() -> [Result]? {
        if rest.isEmpty { return nil }
        var batch: [Job] = []
        let start = bytes
        while bytes - start < Self.batchBytes, let file = rest.popFirst() {
            var job = Job(file: file, keepsOrigins: keepsOrigins)
            do throws(FileError) {
                let content = try input.read(file, limit: LoadedState.fileLimit)
                bytes += content.count
                if bytes > limit {
                    job.problem = .error(
                        "\(file.name): with this file, the desired state is larger than \(limit / 1_048_576) MiB",
                        help: "name fewer files or folders"
                    )
                    rest = []
                } else {
                    job.content = content
                    job.versionLimit = DesiredStateReader.versionLimit(bytes: bytes)
                }
            } catch {
                job.problem =
                    file.isShown ? .error(error.description, help: error.advice) : .concealed(input.paths)
            }
            batch.append(job)
        }
        return batch.mapSideBySide { $0.run() }
    }

    private struct Job: Sendable {
        var file: InputFile
        var keepsOrigins: Bool
        var versionLimit = 0
        var content: [UInt8] = []
        var problem: Diagnostic?

        func run() -> Result {
            if let problem { return Result(file: file, diagnostics: [problem]) }
            // Else each of its members would be an unknown key.
            if SavedPlanFile.isRecognized(content) {
                let plan = Diagnostic.error(
                    "\(file.name) is a saved plan, not a desired state",
                    help: "name the files of the desired state; `rekon apply` applies a saved plan"
                )
                return Result(file: file, diagnostics: [plan])
            }
            let parsed = YAMLParser.parse(content, path: file.name)
            if parsed.documents.contains(where: SettingsFile.isSettings) {
                return Result(file: file, diagnostics: parsed.diagnostics, content: .settings)
            }
            let documents = parsed.documents.map {
                ReadDocument($0, keepsOrigins: keepsOrigins, versionLimit: versionLimit)
            }
            return Result(
                file: file,
                diagnostics: parsed.diagnostics,
                content: .documents(documents, source: parsed.source)
            )
        }
    }
}

extension Array where Element: Sendable {
    /// The result for each element, in their order. The elements are shared out among all processors.
    fileprivate func mapSideBySide<Result: Sendable>(_ transform: @Sendable (Element) -> Result) -> [Result] {
        if count < 2 { return map(transform) }
        let results = Mutex([Result?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = transform(self[index])
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0 }.compactMap(\.self)
    }
}
