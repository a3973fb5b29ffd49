import AWSProfiles
import Host
import Synchronization

@testable import AWSRuntime

/// The lines of a debug log.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var log: DebugLog { DebugLog { line in self.lines.withLock { $0.append(line) } } }
    var all: [String] { lines.withLock { $0 } }
    var text: String { all.joined(separator: "\n") }
}

/// Files in memory.
final class MemoryFiles: FileReader, FileWriter {
    private let files: Mutex<[String: Result<[UInt8], FileError>]>
    private let isWritable = Mutex(true)

    init(_ files: [String: String] = [:]) {
        self.files = Mutex(files.mapValues { .success(Array($0.utf8)) })
    }

    subscript(path: String) -> String? {
        get { (try? read(path, limit: .max)).map { String(decoding: $0, as: UTF8.self) } }
        set { files.withLock { $0[path] = newValue.map { .success(Array($0.utf8)) } } }
    }

    func refuse(_ path: String, _ reason: FileError.Reason = .permissionDenied) {
        files.withLock { $0[path] = .failure(FileError(path: path, reason: reason)) }
    }

    func refuseWriting() { isWritable.withLock { $0 = false } }

    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        guard let file = files.withLock({ $0[path] }) else { throw FileError(path: path, reason: .notFound) }
        let content = try file.get()
        guard content.count <= limit else { throw FileError(path: path, reason: .tooLarge(limit: limit)) }
        return content
    }

    func replace(_ path: String, with content: [UInt8]) throws(FileError) {
        guard isWritable.withLock({ $0 }) else { throw FileError(path: path, reason: .permissionDenied) }
        files.withLock { $0[path] = .success(content) }
    }

    func kind(of path: String) throws(FileError) -> FileKind { .file }
    func names(inFolder path: String) throws(FileError) -> [String] { [] }
}

/// Programs that end as a test says.
final class ScriptedProcesses: ProcessRunner {
    private let commands = Mutex<[String]>([])
    private let rule: @Sendable (String, Int) -> Result<ProcessResult, ProcessError>

    init(_ rule: @escaping @Sendable (String, Int) -> Result<ProcessResult, ProcessError>) {
        self.rule = rule
    }

    convenience init(printing output: String) {
        self.init { _, _ in .success(ProcessResult(ending: .exited(0), output: Array(output.utf8))) }
    }

    var runs: [String] { commands.withLock { $0 } }

    func run(_ command: String, outputLimit: Int, timeout: Duration) async throws(ProcessError) -> ProcessResult {
        let number = commands.withLock { commands in
            commands.append(command)
            return commands.count - 1
        }
        return try rule(command, number).get()
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    var text: String { String(decoding: body, as: UTF8.self) }
    var url: String { "\(endpoint.isSecure ? "https" : "http")://\(endpoint.authority)\(target)" }

    /// The access key that the request is signed with.
    var accessKey: String? {
        header("authorization")?.split(separator: "Credential=").last?.split(separator: "/").first.map(String.init)
    }

    /// A value of the form in the body.
    func form(_ name: String) -> String? {
        text.split(separator: "&").first { $0.hasPrefix("\(name)=") }
            .map { String($0.dropFirst(name.utf8.count + 1)).replacing("%3A", with: ":").replacing("%2F", with: "/") }
    }
}
