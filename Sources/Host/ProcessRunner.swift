/// Runs other programs.
package protocol ProcessRunner: Sendable {
    /// Runs a command line of the shell to its end, with nothing on its standard input.
    ///
    /// - Parameters:
    ///   - outputLimit: in bytes. A program that writes more to its standard output is stopped.
    ///   - timeout: after it, the program and what it has started are killed.
    func run(_ command: String, outputLimit: Int, timeout: Duration) async throws(ProcessError) -> ProcessResult
}

/// What a program that came to its end left behind.
package struct ProcessResult: Sendable, Equatable {
    package enum Ending: Sendable, Equatable {
        /// By itself, with its exit code.
        case exited(Int32)
        /// By a signal.
        case signalled(Int32)
    }

    package var ending: Ending
    package var output: [UInt8]
    /// What it wrote to its standard error.
    package var errors: [UInt8]

    package init(ending: Ending, output: [UInt8] = [], errors: [UInt8] = []) {
        self.ending = ending
        self.output = output
        self.errors = errors
    }
}

/// Why a program did not come to its end.
package enum ProcessError: Error, Sendable, Equatable {
    /// It could not be started; the system's words.
    case notStarted(String)
    case timedOut
    /// It wrote more than the limit.
    case tooMuchOutput
    case cancelled
}
