package import Host
import Synchronization

/// Files in memory.
package final class MemoryFiles: FileReader, FileWriter {
    private let files: Mutex<[String: Result<[UInt8], FileError>]>
    private let isWritable = Mutex(true)

    package init(_ files: [String: String] = [:]) {
        self.files = Mutex(files.mapValues { .success(Array($0.utf8)) })
    }

    package subscript(path: String) -> String? {
        get { (try? read(path, limit: .max)).map { String(decoding: $0, as: UTF8.self) } }
        set { files.withLock { $0[path] = newValue.map { .success(Array($0.utf8)) } } }
    }

    package func refuse(_ path: String, _ reason: FileError.Reason = .permissionDenied) {
        files.withLock { $0[path] = .failure(FileError(path: path, reason: reason)) }
    }

    package func refuseWriting() { isWritable.withLock { $0 = false } }

    package func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        guard let file = files.withLock({ $0[path] }) else { throw FileError(path: path, reason: .notFound) }
        let content = try file.get()
        guard content.count <= limit else { throw FileError(path: path, reason: .tooLarge(limit: limit)) }
        return content
    }

    package func replace(_ path: String, with content: [UInt8]) throws(FileError) {
        guard isWritable.withLock({ $0 }) else { throw FileError(path: path, reason: .permissionDenied) }
        files.withLock { $0[path] = .success(content) }
    }

    package func kind(of path: String) throws(FileError) -> FileKind { .file }
    package func names(inFolder path: String) throws(FileError) -> [String] { [] }
}

/// Programs whose end a test decides; by default, no program starts.
package final class ScriptedProcesses: ProcessRunner {
    package typealias Outcome = Result<ProcessResult, ProcessError>

    private let commands = Mutex<[String]>([])
    private let rule: @Sendable (String, Int) -> Outcome

    /// - Parameter rule: gets the command and the number of runs before it.
    package init(
        _ rule: @escaping @Sendable (String, Int) -> Outcome = { _, _ in .failure(.notStarted("no programs here")) }
    ) {
        self.rule = rule
    }

    package convenience init(printing output: String) {
        self.init { _, _ in .success(ProcessResult(ending: .exited(0), output: Array(output.utf8))) }
    }

    package var runs: [String] { commands.withLock { $0 } }

    package func run(
        _ command: String,
        outputLimit: Int,
        timeout: Duration
    ) async throws(ProcessError) -> ProcessResult {
        let number = commands.withLock { commands in
            commands.append(command)
            return commands.count - 1
        }
        return try rule(command, number).get()
    }
}

/// The lines of a debug log.
package final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    package init() {}

    package var log: DebugLog { DebugLog { line in self.lines.withLock { $0.append(line) } } }
    package var all: [String] { lines.withLock { $0 } }
    package var text: String { all.joined(separator: "\n") }
}
