import Foundation
import Host
import Synchronization
import TestSupport

@testable import Commands

/// What a command wrote.
final class TextBuffer: TextSink {
    private let content = Mutex("")
    let failure: WriteFailure?

    init(failure: WriteFailure? = nil) { self.failure = failure }

    var text: String { content.withLock { $0 } }
    func write(_ text: String) { content.withLock { $0 += text } }
}

struct FixedWallClock: WallClock {
    var now: UnixTime { UnixTime(milliseconds: 1_795_000_000_000) }
}

/// A clock on which sleeping takes no time. Who sleeps with a tolerance waits until others have moved it.
final class InstantClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    private let time = Mutex(Duration.zero)
    private let hook = Mutex<(@Sendable (Duration) -> Void)?>(nil)
    var now: Instant { Instant(offset: elapsed) }
    var elapsed: Duration { time.withLock { $0 } }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        if tolerance != nil {
            while now < deadline {
                try Task.checkCancellation()
                await Task.yield()
            }
            return
        }
        time.withLock { $0 = max($0, deadline.offset) }
        hook.withLock { $0 }?(elapsed)
    }

    func afterSleep(_ body: @escaping @Sendable (Duration) -> Void) { hook.withLock { $0 = body } }
}

/// The time of day that belongs to a clock.
struct CoupledWallClock: WallClock {
    let clock: InstantClock
    var now: UnixTime { FixedWallClock().now.advanced(by: clock.elapsed) }
}

/// A folder of a test's own, and commands that run in it.
final class Workplace {
    let folder: URL
    /// A test must not ask the metadata service of the machine that it runs on.
    var environment: [String: String] = ["HOME": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true"]
    var terminal = Terminal()
    var interruption = Interruption()
    /// A clock for all commands, with the time of day; without one, each command starts at the same moment.
    var time: InstantClock?

    struct Outcome {
        var status: Status
        var output: String
        var errors: String
    }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "rekon-tests-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    var root: String { folder.path }
    var sandbox: String { path("state.json") }

    func run(
        _ arguments: String...,
        files: any FileReader = SystemFileReader(),
        outputFailure: WriteFailure? = nil
    ) async -> Outcome {
        await run(arguments, files: files, outputFailure: outputFailure)
    }

    /// Runs a command; the folder's path is left out of what it writes.
    func run(
        _ arguments: [String],
        files: any FileReader = SystemFileReader(),
        outputFailure: WriteFailure? = nil
    ) async -> Outcome {
        let output = TextBuffer(failure: outputFailure)
        let errors = TextBuffer()
        let context = Context(
            process: .test(
                environment: environment,
                files: files,
                fileWriter: SystemFileWriter(),
                processes: SubprocessRunner(),
                clock: time ?? InstantClock(),
                wallClock: time.map { CoupledWallClock(clock: $0) } ?? FixedWallClock(),
                random: SystemRandomSource()
            ),
            output: output,
            errors: errors,
            terminal: terminal,
            interruption: interruption
        )
        let status = await Rekon.run(arguments, in: context)
        func local(_ text: String) -> String { text.replacingOccurrences(of: folder.path + "/", with: "") }
        return Outcome(status: status, output: local(output.text), errors: local(errors.text))
    }
}

let signs = "arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012"

/// A document with one line for each version.
func document(_ names: String..., project: String = signs, output: String = "s3://bucket/out/") -> String {
    """
    apiVersion: rekon/v1
    project: \(project)
    defaults: { output: \(output) }
    versions:
    \(names.map { "  - name: \($0)" }.joined(separator: "\n"))

    """
}
