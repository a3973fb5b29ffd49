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

/// A temporary folder, and commands that run in it.
final class Workplace {
    private let temporary: TemporaryFolder
    var folder: URL { temporary.url }
    /// A test must not ask the metadata service of the machine that it runs on.
    var environment: [String: String] = ["HOME": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true"]
    var terminal = Terminal()
    var interruption = Interruption()
    /// A clock for all commands, with the time of day; without one, each command starts at the same moment.
    var time: VirtualClock?

    struct Outcome {
        var status: Status
        var output: String
        var errors: String
    }

    init() throws { temporary = try TemporaryFolder() }

    func path(_ name: String) -> String { temporary.path(name) }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try temporary.write(name, text) }

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
                fileWriter: SystemFileWriter(.cache),
                processes: SubprocessRunner(),
                clock: time ?? VirtualClock(),
                wallClock: time.map { VirtualWallClock(clock: $0) } ?? ManualWallClock(VirtualWallClock.start),
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

/// What text begins with in a run against the sandbox of a `Workplace`.
let sandboxHeading = "Sandbox: state.json; no AWS account was read.\n\n"

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
