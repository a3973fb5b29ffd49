import AWSRuntime
import AWSTransport
import ArgumentParser
import Diagnostics
import Host
import LibC
import Sandbox
import SavedPlans
import Text

/// The program: a command line in, an exit status out.
package enum Rekon {
    /// Runs the command line of this process, and ends the process.
    package static func main() async -> Never {
        StandardStreams.secure()
        AWSTransport.prepareProcess()
        let context = Context.current()
        let status = await runWithSignals(Array(CommandLine.arguments.dropFirst()), in: context)
        // Not `exit`: nothing is left to flush, and no handler may delay the end. What the run keeps is not freed.
        withExtendedLifetime(context) { _exit(status.rawValue) }
    }

    /// Runs a command. Every error becomes text on stderr and an exit status here.
    package static func run(_ arguments: [String], in context: Context) async -> ExitStatus {
        let context = context.ofRunner
        let result: Result<ExitStatus, any Error>
        do {
            result = .success(try await RekonCommand.run(arguments, in: context))
        } catch {
            result = .failure(error)
        }
        await context.scope.end()
        let status = finalStatus(of: result, in: context)
        do {
            try context.stepOutputs.write(status)
        } catch {
            let written = report(error, in: context)
            return status.isError ? status : written
        }
        return status
    }

    private static func finalStatus(of result: Result<ExitStatus, any Error>, in context: Context) -> ExitStatus {
        let status =
            switch result {
            case .success(let status): status
            case .failure(let error): report(error, in: context)
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

    static func report(_ error: any Error, in context: Context) -> ExitStatus {
        switch error {
        case is CancellationError:
            return reportCancellation("the command was cancelled before its end", in: context)
        case let error as AWSError where error.cause == .cancelled:
            return reportCancellation(error.description, in: context)
        case is InvalidState:
            // Its diagnostics are already written.
            return .failure
        case let invalid as InvalidSettings:
            let isColoured = context.terminal.errorsAreTerminal && context.environment["NO_COLOR"] == nil
            context.errors.write(invalid.text(isColoured ? .coloured : .plain))
            return .failure
        case let refused as RefusedEdit:
            context.errors.write(refused.text)
            return .failure
        case let code as ExitCode:
            // The error is already reported.
            return ExitStatus(rawValue: code.rawValue) ?? .failure
        default:
            break
        }
        if let failure = failure(for: error) {
            write(failure.message, help: failure.help, in: context)
            return failure.status
        }
        // The argument parser throws usage errors, and requests for help, which are results.
        let text = RekonCommand.fullMessage(for: error, columns: context.terminal.columns)
        let code = RekonCommand.exitCode(for: error)
        if code.isSuccess {
            context.output.write(text + "\n")
            return .success
        }
        context.errors.write(text + "\n")
        return ExitStatus(rawValue: code.rawValue) ?? .failure
    }

    /// An error of a run as a message; nil for one of the command line.
    static func failure(for error: any Error) -> CommandFailure? {
        switch error {
        case let error as CommandFailure: error
        case let error as ConfigurationError: CommandFailure(message: error.description, help: error.help)
        case let error as AWSError: CommandFailure(message: error.description)
        case let error as SandboxError: CommandFailure(message: error.description)
        case let error as SavedPlanError: CommandFailure(message: "the plan \(error.message)", help: error.help)
        default: nil
        }
    }

    /// After a signal the status is enough. Without a signal, something else cancelled the work.
    private static func reportCancellation(_ message: String, in context: Context) -> ExitStatus {
        if let received = context.interruption.received { return received }
        write(message, help: "run it again", in: context)
        return .failure
    }

    private static func write(_ message: String, help: String? = nil, in context: Context) {
        // The line breaks are the program's own. The rest of the text may come from elsewhere.
        let lines = message.split(separator: "\n").map { HarmlessText.shown(String($0)) }
        context.errors.write("error: \(lines.joined(separator: "\n  "))\n")
        if let help { context.errors.write("  help: \(HarmlessText.shown(help))\n") }
    }

    // MARK: Signals

    /// Runs a command. The first SIGINT, SIGTERM or SIGHUP stops it in an orderly way. The second ends the process.
    ///
    /// SIGHUP is treated as SIGTERM, so that a create ends in order when the terminal closes. It stays ignored if the
    /// parent ignored it, as nohup does.
    private static func runWithSignals(_ arguments: [String], in context: Context) async -> ExitStatus {
        // The write reports a reader that closed its end, and a file that must not grow.
        _ = signal(SIGPIPE, SIG_IGN)
        _ = signal(SIGXFSZ, SIG_IGN)
        let handlesHangUp = !isIgnored(signal(SIGHUP, SIG_IGN))
        let work = Task { await run(arguments, in: context) }
        let signals = SignalHandling([SIGINT, SIGTERM] + (handlesHangUp ? [SIGHUP] : []), work: work, in: context)
        defer { signals.cancel() }
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

/// A failure that does not come from an AWS call.
struct CommandFailure: Error {
    /// What happened.
    var message: String
    /// What to do.
    var help: String?
    var status: ExitStatus = .failure
}
