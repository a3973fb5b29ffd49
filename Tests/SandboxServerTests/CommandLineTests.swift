import Program
import Synchronization
import TestSupport
import Testing

@testable import SandboxServer

@Suite(.timeLimit(.minutes(30)))
struct CommandLineTests {
    private final class Buffer: TextSink {
        private let content = Mutex("")
        let failure: WriteFailure? = nil

        var text: String { content.withLock { $0 } }
        func write(_ text: String) { content.withLock { $0 += text } }
    }

    private func run(
        _ arguments: [String],
        _ environment: [String: String] = [:],
        received: Program.ExitStatus? = nil
    ) async -> (status: Program.ExitStatus, output: String, errors: String) {
        let (output, errors) = (Buffer(), Buffer())
        let signal = SandboxProgram.FirstSignal()
        if let received { signal.note(received) }
        let status = await SandboxProgram.run(
            arguments,
            in: .test(environment: environment),
            output: output,
            errors: errors,
            received: signal
        )
        return (status, output.text, errors.text)
    }

    @Test("0: help and the version are results")
    func help() async {
        let help = await run(["--help"])
        #expect(help.status == .success && help.output.contains("USAGE: rekon-sandbox ") && help.errors.isEmpty)
        let version = await run(["--version"])
        #expect(version.output.hasPrefix("rekon-sandbox \(RekonVersion.current) ("))
    }

    @Test(
        "64: a command line that is wrong",
        arguments: [
            (["--port", "65536"], "--port must be a number from 0 to 65535."),
            (["--training-duration=-1"], "--training-duration must be a number from 0 to"),
            (["--account", "1"], "must have twelve digits."), (["more"], "Unexpected argument 'more'"),
            (["--assumable-role", "x"], "must start with the ARN of a role"),
        ]
    )
    func usage(arguments: [String], message: String) async {
        let outcome = await run(arguments)
        #expect(outcome.status == .usage && outcome.output.isEmpty)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test("A key without its secret is an error of the environment")
    func keys() async {
        let outcome = await run([], ["REKON_SANDBOX_ACCESS_KEY_ID": "AKIDMINE"])
        #expect(outcome.status == .usage)
        #expect(outcome.errors.hasPrefix("error: only one of REKON_SANDBOX_ACCESS_KEY_ID and "))
    }

    @Test("A run that a signal ended has its status")
    func signal() async throws {
        let task = Task { await run([], received: .terminated) }
        task.cancel()
        #expect(await task.value.status == .terminated)
    }
}
