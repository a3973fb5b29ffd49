import Host
import JSON
import Planning
import Reconciler
import Reports
import Synchronization
import SystemPackage
import Text

/// The stream of `--events`: a line of JSON for each event. The format is specs/events.schema.json.
///
/// The run does not depend on it: a file that cannot be written, or a reader that stops reading, ends the stream with
/// one warning.
final class EventLog: Sendable {
    private struct State {
        /// Nil without --events, and after a failed write.
        var file: LineFile?
        var board = TrainingBoard()
    }

    private let context: Context
    private let path: String
    private let state: Mutex<State>

    /// How long a full pipe may block, in milliseconds.
    private static let writeTimeout: Int32 = 1000
    /// How long a pipe may have no reader at the start, and the pause between two attempts.
    private static let startTimeout = Duration.seconds(10)
    private static let startPause = Duration.milliseconds(20)

    /// Without a file.
    init(in context: Context) {
        self.context = context
        path = ""
        state = Mutex(State())
    }

    /// Opens a file, which must be empty or contain events and is then overwritten, or a pipe, whose reader it waits
    /// for.
    ///
    /// - Throws: `CommandFailure`, `CancellationError`.
    convenience init(opening path: String, isSandbox: Bool, in context: Context) async throws {
        var waited = Duration.zero
        while true {
            do {
                // Not blocking: a reader that stops reading must not delay a create.
                let file = try LineFile(path, options: [.append, .nonBlocking])
                if file.kind == .file {
                    guard try FirstLines(of: file).mayBecomeEvents else { throw Self.foreignContent(path) }
                    try file.empty()
                }
                self.init(file, path, isSandbox: isSandbox, in: context)
                return
            } catch let failure as CommandFailure {
                throw failure
            } catch Errno.noSuchAddressOrDevice where waited < Self.startTimeout {
                try await context.clock.sleep(for: Self.startPause)
                waited += Self.startPause
            } catch {
                let reason =
                    switch error as? Errno {
                    case .noSuchAddressOrDevice: "it has no reader"
                    case .tooManySymbolicLinkLevels: "it is a symbolic link"
                    case let number?: number.description
                    case nil: "\(error)"
                    }
                throw CommandFailure(
                    message: "the file of events \(path) cannot be opened: \(reason); nothing was done",
                    help: "use a writable file or pipe for --events, or run without the option"
                )
            }
        }
    }

    private static func foreignContent(_ path: String) -> CommandFailure {
        CommandFailure(
            message: "\(path) contains something other than events and is not overwritten; nothing was done",
            help: "use a new or empty file for --events, or the events of an earlier run"
        )
    }

    private init(_ file: LineFile, _ path: String, isSandbox: Bool, in context: Context) {
        self.context = context
        self.path = path
        state = Mutex(State(file: file))
        write { EventJSON.version(rekon: RekonVersion.current, sandbox: isSandbox, at: $0) }
    }

    // MARK: Events

    func handle(_ plan: Plan) {
        write { EventJSON.plan(plan, at: $0) }
    }

    func handle(_ event: ApplyEvent) {
        let now = context.wallClock.now.milliseconds
        state.withLock { $0.board.handle(event, at: now) }
        write { EventJSON.event(event, at: $0) }
    }

    /// Called every few minutes at least.
    func heartbeat() {
        let board = state.withLock { $0.board }
        write { EventJSON.heartbeat(board, at: $0) }
    }

    /// The last line of a run whose plan was refused.
    func finish(refused: ApplyJSON.Refusal, _ status: ExitStatus) {
        write { EventJSON.summary(refused: refused, exitCode: exitCode(status), at: $0) }
    }

    /// The last line.
    func finish(_ report: ApplyReport, _ status: ExitStatus) {
        write { EventJSON.summary(report, exitCode: exitCode(status), at: $0) }
    }

    /// The last line.
    func finish(_ report: TrainingReport, _ status: ExitStatus) {
        write { EventJSON.summary(report, exitCode: exitCode(status), at: $0) }
    }

    /// A signal has priority, as in the exit status of the process.
    private func exitCode(_ status: ExitStatus) -> Int32 {
        (context.interruption.received ?? status).rawValue
    }

    private func write(_ line: (_ now: Int64) -> [UInt8]?) {
        let failure = state.withLock { state -> (any Error)? in
            guard let file = state.file, let line = line(context.wallClock.now.milliseconds) else { return nil }
            do {
                try file.write(line, timeout: Self.writeTimeout)
                return nil
            } catch {
                state.file = nil
                return error
            }
        }
        guard let failure else { return }
        let reason =
            switch failure as? Errno {
            case .wouldBlock: "the reader does not read"
            case .brokenPipe: "the reader has closed the pipe"
            case let number?: number.description
            case nil: "\(failure)"
            }
        context.errors.write("warning: no more events are written to \(HarmlessText.shown(path)): \(reason)\n")
    }
}

/// The first lines of a file: they show whether an earlier run wrote the file.
struct FirstLines {
    /// Without their line breaks; the last one may go on.
    private let lines: [ArraySlice<UInt8>]

    /// In bytes: more than the first line of any run.
    private static let limit = 65_536

    /// - Parameter file: a regular one.
    /// - Throws: `Errno`.
    init(of file: LineFile) throws {
        let reader = try file.openForReading()
        let content = try reader.closeAfter {
            var content: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while content.count < Self.limit {
                let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe reader.read(into: $0) }
                guard count > 0 else { break }
                content += buffer.prefix(count)
            }
            return content
        }
        var lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        self.lines = lines
    }

    /// Whether a stream of events may overwrite the file: it is empty or a stream of events.
    var mayBecomeEvents: Bool {
        guard let line = lines.first else { return true }
        guard let head = Head(line) else { return false }
        return head.type == "version" && head.rekon != nil && head.formatVersion != nil
    }

    /// Whether an audit log may continue in the file: it is empty or an audit log. A full disk may have left only parts
    /// of its first lines.
    var mayBecomeAuditLog: Bool {
        let isCutOff: (ArraySlice<UInt8>) -> Bool = { line in
            !line.isEmpty && Head(line) == nil && line.starts(with: Self.auditStart.prefix(line.count))
        }
        guard let line = lines.first(where: { !isCutOff($0) }) else { return true }
        guard let head = Head(line) else { return false }
        return head.run != nil && head.formatVersion != nil && head.type.flatMap(AuditRecord.Kind.init) != nil
    }

    private static let auditStart = Array("{\"formatVersion\":\"".utf8)

    private struct Head: Decodable {
        var type, formatVersion, run, rekon: String?

        /// Nil for anything but a JSON object.
        init?(_ line: ArraySlice<UInt8>) {
            guard let head = try? JSONCoding.decode(Self.self, from: Array(line)) else { return nil }
            self = head
        }
    }
}
