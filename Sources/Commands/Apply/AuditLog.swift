import Host
import JSON
import ModelVersions
import Planning
import Reconciler
import SavedPlans
import Synchronization
import SystemPackage
import Text

/// The file of `--audit-log`: a line before and after each create that is sent, on the disk before the run continues.
/// The format is specs/audit-log.schema.json.
///
/// Several runs may append to one file at the same time: each line is one write at its end.
final class AuditLog: CreateAuditor {
    /// A new minor version only adds members and types.
    static let formatVersion = "1.0"

    private let path: String
    private let file: LineFile
    private let run: String
    private let isSandbox: Bool
    private let wallClock: any WallClock
    private let errors: any TextSink
    /// Why no more lines can be written.
    private let failure = Mutex<AuditFailure?>(nil)
    /// Whose credentials the run uses.
    private let access = Mutex<[String: AccountAccess]>([:])

    /// Opens a file, or creates one that only its owner may read.
    ///
    /// - Throws: `CommandFailure`.
    init(_ path: String, isSandbox: Bool, in context: Context) throws {
        self.path = path
        self.isSandbox = isSandbox
        wallClock = context.wallClock
        errors = context.errors
        run = uuid(ofRandomBytes: (0..<16).map { _ in UInt8(context.random.unitInterval() * 256) })
        do {
            // Not blocking: a pipe, which is refused, may have no reader.
            file = try LineFile(path, options: [.append, .nonBlocking])
            guard file.kind == .file else { throw Errno.invalidArgument }
            LineFile.synchronizeFolder(of: path)
            guard try FirstLines(of: file).mayBecomeAuditLog else {
                throw CommandFailure(
                    message: "\(path) is not an audit log; nothing was appended or created",
                    help: "use a new or empty file for --audit-log, or the audit log of an earlier run"
                )
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(
                message: "the audit log \(path) cannot be opened: \(Self.reason(error)); nothing was created",
                help: "use a writable file for --audit-log, or run without the option"
            )
        }
    }

    /// Called once before the first create, to detect a log that cannot be written.
    ///
    /// - Parameter access: whose credentials the run uses.
    /// - Throws: `CommandFailure`.
    func begin(_ access: [String: AccountAccess]) throws {
        self.access.withLock { $0 = access }
        do {
            // A crash or a full disk may have cut off the last line: this one must start a new line.
            if try endsInsideLine() { try file.write([UInt8(ascii: "\n")]) }
            try append(AuditRecord(type: .run, rekon: RekonVersion.current, sandbox: isSandbox))
        } catch {
            throw CommandFailure(
                message: "the audit log \(path) cannot be written: \(Self.reason(error)); nothing was created",
                help: "free some space, or use another file for --audit-log"
            )
        }
    }

    // MARK: CreateAuditor

    func willSend(_ attempt: CreateAttempt) throws {
        if let failure = failure.withLock({ $0 }) { throw failure }
        var record = AuditRecord(type: .send, attempt)
        switch access.withLock({ $0.creator(in: attempt.project.account) }) {
        case .ofRun: break
        case .profile(let name): record.profile = HarmlessText.shown(name)
        case .role(let arn): record.role = HarmlessText.shown(arn)
        }
        do {
            record.requestDigest = try ContentDigest.of(JSONValue(encoding: attempt.request))
            try append(record)
        } catch {
            throw fail(error)
        }
    }

    func didAnswer(_ answer: CreateAnswer, to attempt: CreateAttempt) {
        var record = AuditRecord(type: .answer, attempt)
        record.outcome = answer.outcome.rawValue
        record.arn = answer.arn.map(HarmlessText.shown)
        record.code = answer.code.map(HarmlessText.shown)
        record.requestID = answer.requestID.map(HarmlessText.shown)
        record.message = answer.message.map(HarmlessText.shown)
        note(record)
    }

    func didResolve(_ resolution: CreateResolution, of attempt: CreateAttempt) {
        var record = AuditRecord(type: .resolved, attempt)
        record.outcome = resolution.outcome.rawValue
        record.arn = resolution.arn?.text
        record.message = resolution.message.map(HarmlessText.shown)
        note(record)
    }

    // MARK: Writing

    /// A line about a past event that cannot be written is a warning, and no more creates are sent.
    private func note(_ record: AuditRecord) {
        guard failure.withLock({ $0 == nil }) else { return }
        do {
            try append(record)
        } catch {
            errors.write("warning: \(HarmlessText.shown(fail(error).description))\n")
        }
    }

    private func append(_ record: AuditRecord) throws {
        var record = record
        record.time = wallClock.now.text
        record.run = run
        try file.write(record.line)
        try file.synchronize()
    }

    private func fail(_ error: any Error) -> AuditFailure {
        failure.withLock { failure in
            let new =
                failure
                ?? AuditFailure(
                    description: "The audit log \(path) cannot be written (\(Self.reason(error))): creates stop here."
                )
            failure = new
            return new
        }
    }

    /// Whether the last line of the file was cut off.
    private func endsInsideLine() throws -> Bool {
        let reader = try file.openForReading()
        return try reader.closeAfter {
            guard try reader.seek(offset: 0, from: .end) > 0 else { return false }
            try reader.seek(offset: -1, from: .end)
            var last = [UInt8](repeating: 0, count: 1)
            let count = try unsafe last.withUnsafeMutableBytes { try unsafe reader.read(into: $0) }
            return count == 1 && last[0] != UInt8(ascii: "\n")
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error as? Errno {
        case .invalidArgument, .noSuchAddressOrDevice: "it is not a file"
        case .tooManySymbolicLinkLevels: "it is a symbolic link"
        case let number?: number.description
        case nil: "\(error)"
        }
    }
}

/// A create that was not sent because it could not be recorded.
struct AuditFailure: Error, Equatable, CustomStringConvertible {
    let description: String
}

/// A line of the audit log.
struct AuditRecord: Encodable {
    enum Kind: String, Encodable {
        /// A run is about to create something.
        case run
        case send
        case answer
        case resolved
    }

    let formatVersion = AuditLog.formatVersion
    let type: Kind
    var time = ""
    var run = ""
    /// The program's version.
    var rekon: String?
    /// Whether the run uses the sandbox, instead of AWS.
    var sandbox: Bool?
    var attempt: Int?
    var project, name: String?
    /// Whose credentials send the create; both absent for the run's own.
    var profile, role: String?
    var requestDigest: String?
    var outcome, arn, code, requestID, message: String?

    init(type: Kind, rekon: String, sandbox: Bool) {
        self.sandbox = sandbox
        self.type = type
        self.rekon = rekon
    }

    init(type: Kind, _ attempt: CreateAttempt) {
        self.type = type
        self.attempt = attempt.number
        project = attempt.project.text
        name = attempt.name.text
    }

    private enum CodingKeys: String, CodingKey {
        case formatVersion, type, time, run, rekon, sandbox, attempt, project, name, profile, role, requestDigest,
            outcome,
            arn, code, message
        case requestID = "requestId"
    }

    /// With its line break; the JSON itself has none.
    var line: [UInt8] {
        get throws {
            try JSONCoding.encode(self) + [UInt8(ascii: "\n")]
        }
    }
}
