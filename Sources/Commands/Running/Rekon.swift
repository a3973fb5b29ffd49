import AWSRuntime
import AWSTransport
import ArgumentParser
import Diagnostics
import Sandbox
import Text
import UnixSignals

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The program: a command line in, an exit status out.
package enum Rekon {
    /// Runs this process's command line, and ends the process.
    package static func main() async -> Never {
        StandardStreams.secure()
        AWSTransport.prepareProcess()
        let context = Context.current()
        let status = await runWithSignals(Array(CommandLine.arguments.dropFirst()), in: context)
        // Not `exit`: nothing is left to flush, and no handler may keep the process.
        _exit(status.rawValue)
    }

    /// Runs a command. Every error ends here: as text for a person, and as an exit status.
    package static func run(_ arguments: [String], in context: Context) async -> ExitStatus {
        let status: ExitStatus
        do {
            if let command = RekonCommand.parseDirectly(arguments) {
                status = try await command.run(in: context)
            } else {
                var command = try RekonCommand.parseAsRoot(arguments)
                if let command = command as? any ContextCommand {
                    status = try await command.run(in: context)
                } else {
                    // A request for help, or a group of commands: both throw what is to be shown.
                    try command.run()
                    status = .success
                }
            }
        } catch {
            status = report(error, arguments, in: context)
        }
        if let interrupted = context.interruption.received { return interrupted }
        switch context.output.failure {
        case nil:
            return status
        case .readerGone?:
            return status.isError ? status : .brokenPipe
        case .other(let reason)?:
            write("the output could not be written: \(reason)", in: context)
            return .failure
        }
    }

    static func report(_ error: any Error, _ arguments: [String], in context: Context) -> ExitStatus {
        switch error {
        case is CancellationError:
            return reportCancellation("the command was cancelled before its end", in: context)
        case let error as AWSError where error.cause == .cancelled:
            return reportCancellation(error.description, in: context)
        case let code as ExitCode:
            // Everything has been said.
            return ExitStatus(rawValue: code.rawValue) ?? .failure
        case let error as CommandFailure:
            write(error.message, help: error.help, in: context)
            return error.status
        case let error as ConfigurationError:
            write(error.description, help: error.help, in: context)
            return .failure
        case let error as AWSError:
            write(error.description, in: context)
            return .failure
        case let error as SandboxError:
            write(error.description, in: context)
            return .failure
        default:
            break
        }
        // What the argument parser throws: usage errors, and requests for help, which are results.
        let text = RekonCommand.fullMessage(for: error, columns: context.terminal.columns)
        let code = RekonCommand.exitCode(for: error)
        if code.isSuccess {
            context.output.write(text + "\n")
            return .success
        }
        context.errors.write(text + "\n")
        return ExitStatus(rawValue: code.rawValue) ?? .failure
    }

    /// After a signal the status says it all; without one, something else has cancelled the work.
    private static func reportCancellation(_ message: String, in context: Context) -> ExitStatus {
        if let received = context.interruption.received { return received }
        write(message, help: "run it again", in: context)
        return .failure
    }

    private static func write(_ message: String, help: String? = nil, in context: Context) {
        // Lines are the program's own; what else stands in them is not.
        let lines = message.split(separator: "\n").map { HarmlessText.shown(String($0)) }
        context.errors.write("error: \(lines.joined(separator: "\n  "))\n")
        if let help { context.errors.write("  help: \(HarmlessText.shown(help))\n") }
    }

    // MARK: Signals

    /// Runs a command; the first SIGINT, SIGTERM or SIGHUP stops it in an orderly way, the second ends the process.
    ///
    /// A terminal that closes is no reason to leave a create without its end: SIGHUP is taken for SIGTERM, unless
    /// whoever started the process had it ignored, as nohup does.
    private static func runWithSignals(_ arguments: [String], in context: Context) async -> ExitStatus {
        // A reader that goes away is seen where it is written to.
        _ = signal(SIGPIPE, SIG_IGN)
        // As is a file that may grow no further.
        _ = signal(SIGXFSZ, SIG_IGN)
        let handlesHangUp = !isIgnored(signal(SIGHUP, SIG_IGN))
        let signals: [UnixSignal] = handlesHangUp ? [.sigint, .sigterm, .sighup] : [.sigint, .sigterm]
        let work = Task { await run(arguments, in: context) }
        let watch = Task {
            /// Until when a further signal is taken for the same.
            var end = ContinuousClock.now
            for await received in await UnixSignalsSequence(trapping: signals) {
                let status: ExitStatus = received == .sigint ? .interrupted : .terminated
                if context.interruption.received != nil {
                    // The same wish may come twice: timeout(1) signals its child and then the group that the child is
                    // in, and when a terminal closes both the kernel and the shell say so. Neither is a second wish.
                    if received == .sighup || ContinuousClock.now < end { continue }
                    _exit(status.rawValue)
                }
                end = .now + .milliseconds(250)
                if context.interruption.receive(status) {
                    context.errors.write("\n\(context.interruption.notice)\n")
                } else {
                    work.cancel()
                    // A command that waits for a person or for a stuck system call cannot be cancelled.
                    Task {
                        try await Task.sleep(for: .seconds(1))
                        _exit(status.rawValue)
                    }
                }
            }
        }
        defer { watch.cancel() }
        return await work.value
    }

    private static func isIgnored(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
        unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

/// A command that runs in a context.
protocol ContextCommand: ParsableCommand {
    func run(in context: Context) async throws -> ExitStatus
}

/// A failure that is not an AWS call's: what happened and what to do.
struct CommandFailure: Error {
    var message: String
    var help: String?
    var status: ExitStatus = .failure
}

/// What the process tells its parent; the table is specs/exit-codes.md.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Done, or nothing to do.
    case success = 0
    case failure = 1
    /// `plan --detailed-exitcode`: there are versions to create. `drift`: something is not what the files say.
    case changes = 2
    /// The plan holds something that apply must refuse.
    case blocked = 3
    /// A training failed, or is not as good as it must be.
    case gateFailed = 4
    /// Some versions were not started for want of a training slot, or are still training: run again.
    case unfinished = 5
    /// The command line is wrong.
    case usage = 64
    /// Ended by SIGINT.
    case interrupted = 130
    /// Whoever read the output closed it.
    case brokenPipe = 141
    /// Ended by SIGTERM.
    case terminated = 143

    /// Whether the command has failed, in which case it does not matter that nobody read all of its output.
    var isError: Bool {
        switch self {
        case .success, .changes, .blocked, .gateFailed, .unfinished: false
        case .failure, .usage, .interrupted, .brokenPipe, .terminated: true
        }
    }
}
