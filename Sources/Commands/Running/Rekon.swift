import AWSRuntime
import AWSTransport
import ArgumentParser
import Diagnostics
import Host
import LibC
import Sandbox
import SavedPlans
import Settings
import Text

/// The program: a command line in, an exit status out.
package enum Rekon {
    /// Runs the command line of this process, and ends the process.
    package static func main() async -> Never {
        StandardStreams.secure()
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments == ["--version"] { printVersion() }
        let context = Context.current()
        // Before anything else: the other program gets the signals, the streams and the process as they are.
        if let served = SandboxServeCommand.arguments(in: arguments) {
            let failure = SandboxServeCommand.replaceProcess(served)
            failure.write(to: context.errors)
            _exit(failure.status.rawValue)
        }
        AWSTransport.prepareProcess()
        let status = await SignalHandling.run { status in
            context.interruption.receive(status) { context.errors.write("\n\($0)\n") }
        } _: {
            await run(arguments, in: context)
        }
        // Not `exit`: nothing is left to flush, and no handler may delay the end. What the run keeps is not freed.
        withExtendedLifetime(context) { _exit(status.rawValue) }
    }

    /// Prints the version as `run` does, and ends the process. Pipelines ask for it first, so nothing is set up for it
    /// that a command needs.
    private static func printVersion() -> Never {
        _ = signal(SIGPIPE, SIG_IGN)
        _ = signal(SIGXFSZ, SIG_IGN)
        let output = FileSink(.standardOutput)
        output.write(VersionOptions.line)
        guard output.failure != nil else { _exit(ExitStatus.success.rawValue) }
        var context = Context.current()
        context.output = output
        _exit(finalStatus(of: .success(.success), in: context).rawValue)
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
        return status.afterWriting(
            to: context.output,
            interrupted: context.interruption.received,
            errors: context.errors
        )
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
            failure.write(to: context.errors)
            return failure.status
        }
        return RekonCommand.write(
            error,
            columns: context.terminal.columns,
            to: context.output,
            errors: context.errors
        )
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
        CommandFailure(message: message, help: "run it again").write(to: context.errors)
        return .failure
    }
}

/// A command that runs in a context.
protocol ContextCommand: ParsableCommand {
    /// Where its settings file is; nil for a command that the settings do not apply to.
    var settingsOptions: SettingsOptions? { get }

    /// The formats that the settings file may give it.
    static var formatNames: [String] { get }

    /// Fills in the options that the command line does not give.
    mutating func apply(_ settings: Settings) throws

    func run(in context: Context) async throws -> ExitStatus
}

extension ContextCommand {
    var settingsOptions: SettingsOptions? { nil }
    static var formatNames: [String] { [] }

    mutating func apply(_ settings: Settings) throws {}
}
