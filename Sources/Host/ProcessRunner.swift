import Subprocess
import SystemPackage

/// Runs other programs.
package protocol ProcessRunner: Sendable {
    /// Runs a command line of the shell to its end, with nothing on its standard input.
    ///
    /// - Parameters:
    ///   - outputLimit: in bytes. A program with a longer standard output is stopped.
    ///   - timeout: after it, the program and its child processes are killed.
    func run(_ command: String, outputLimit: Int, timeout: Duration) async throws(ProcessError) -> ProcessResult
}

/// The result of a program that ended.
package struct ProcessResult: Sendable, Equatable {
    package enum Ending: Sendable, Equatable {
        /// With an exit code.
        case exited(Int32)
        /// By a signal.
        case signalled(Int32)
    }

    package var ending: Ending
    package var output: [UInt8]
    /// Its standard error.
    package var errors: [UInt8]

    package init(ending: Ending, output: [UInt8] = [], errors: [UInt8] = []) {
        self.ending = ending
        self.output = output
        self.errors = errors
    }
}

/// Why a program did not end by itself.
package enum ProcessError: Error, Sendable, Equatable {
    /// It could not be started; the system's message.
    case notStarted(String)
    case timedOut
    /// The output is longer than the limit.
    case tooMuchOutput
    case cancelled
}

/// Runs programs through `/bin/sh -c`, in the environment of this process.
package struct SubprocessRunner: ProcessRunner {
    /// Of the standard error, in bytes.
    private static let errorLimit = 1_048_576

    package init() {}

    package func run(
        _ command: String,
        outputLimit: Int,
        timeout: Duration
    ) async throws(ProcessError) -> ProcessResult {
        do {
            return try await withThrowingTaskGroup(of: ProcessResult.self) { group in
                group.addTask { try await Self.run(command, outputLimit: outputLimit) }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    throw ProcessError.timedOut
                }
                defer { group.cancelAll() }
                guard let first = try await group.next() else { throw CancellationError() }
                return first
            }
        } catch let error as ProcessError {
            throw error
        } catch is CancellationError {
            throw .cancelled
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw .tooMuchOutput
        } catch let error as SubprocessError {
            throw Task.isCancelled
                ? .cancelled : .notStarted(error.underlyingError?.description ?? "unknown reason")
        } catch {
            throw .notStarted("unknown reason")
        }
    }

    private static func run(_ command: String, outputLimit: Int) async throws -> ProcessResult {
        var options = PlatformOptions()
        // Its own process group, so that child processes can be killed too.
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(100))
        ]
        let result = try await Subprocess.run(
            .path("/bin/sh"),
            arguments: ["-c", command],
            platformOptions: options,
            input: .none,
            output: .bytes(limit: outputLimit),
            error: .bytes(limit: errorLimit)
        )
        let ending: ProcessResult.Ending =
            switch result.terminationStatus {
            case .exited(let code): .exited(code)
            case .signaled(let signal): .signalled(signal)
            }
        return ProcessResult(ending: ending, output: result.standardOutput, errors: result.standardError)
    }
}
