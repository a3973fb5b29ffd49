import ArgumentParser
import Host
import LibC
import Program
import Sandbox
import Synchronization

/// The program `rekon-sandbox`: a command line in, an exit status out.
package enum SandboxProgram {
    static let name = "rekon-sandbox"

    /// Runs the command line of this process, and ends the process.
    package static func main() async -> Never {
        StandardStreams.secure()
        let received = FirstSignal()
        let status = await SignalHandling.run { status in
            received.note(status)
            return false
        } _: {
            await run(
                Array(CommandLine.arguments.dropFirst()),
                in: .current(),
                output: FileSink(.standardOutput),
                errors: FileSink(.standardError),
                received: received
            )
        }
        // Not `exit`: nothing is left to flush, and no handler may delay the end.
        _exit(status.rawValue)
    }

    /// The exit status of the first signal; nil before.
    final class FirstSignal: Sendable {
        private let noted = Mutex<ExitStatus?>(nil)

        var status: ExitStatus? { noted.withLock { $0 } }

        func note(_ status: ExitStatus) {
            noted.withLock { if $0 == nil { $0 = status } }
        }
    }

    /// Serves until the task is cancelled. Every error becomes text on stderr and an exit status here.
    static func run(
        _ arguments: [String],
        in process: ProcessContext,
        output: any TextSink,
        errors: any TextSink,
        received: FirstSignal
    ) async -> ExitStatus {
        var status = ExitStatus.success
        do {
            var command = try ServeCommand.parseAsRoot(arguments)
            if let command = command as? ServeCommand {
                try await command.run(in: process, output: output, errors: errors)
            } else {
                // A request for help: it throws the text to show.
                try command.run()
            }
        } catch is CancellationError {
            // After a signal.
        } catch let failure as CommandFailure {
            failure.write(to: errors)
            status = failure.status
        } catch let error as SandboxServerError {
            status = .failure
            CommandFailure(message: error.message, help: error.help).write(to: errors)
        } catch let error as SandboxError {
            status = .failure
            CommandFailure(message: error.description).write(to: errors)
        } catch {
            status = ServeCommand.write(error, columns: nil, to: output, errors: errors)
        }
        return status.afterWriting(to: output, interrupted: received.status, errors: errors)
    }
}
