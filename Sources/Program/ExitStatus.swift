/// The exit status of the process. The table is specs/exit-codes.md.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Done, or nothing to do.
    case success = 0
    case failure = 1
    /// `plan --detailed-exitcode`: there are versions to create. `drift`: the live state differs from the files.
    case changes = 2
    /// The plan contains something that apply must refuse.
    case blocked = 3
    /// A training failed, or its F1 score is too low. `select`: no version qualifies.
    case gateFailed = 4
    /// Some versions were not started because no training slot was free, or are still training.
    case unfinished = 5
    /// The command line is wrong.
    case usage = 64
    /// Ended by SIGINT.
    case interrupted = 130
    /// The reader closed the output.
    case brokenPipe = 141
    /// Ended by SIGTERM.
    case terminated = 143

    /// Whether the command failed. Then it does not matter that the reader closed the output early.
    package var isError: Bool {
        switch self {
        case .success, .changes, .blocked, .gateFailed, .unfinished: false
        case .failure, .usage, .interrupted, .brokenPipe, .terminated: true
        }
    }

    /// The status of a run that came to this status.
    ///
    /// - Parameters:
    ///   - interrupted: of the first signal, which counts before all others.
    ///   - output: of the results. A failure to write them is an error, except that the reader closed the output.
    package func afterWriting(
        to output: any TextSink,
        interrupted: ExitStatus?,
        errors: any TextSink
    ) -> ExitStatus {
        if let interrupted { return interrupted }
        switch output.failure {
        case nil:
            return self
        case .readerGone?:
            return isError ? self : .brokenPipe
        case .other(let reason)?:
            CommandFailure(message: "the output could not be written: \(reason)").write(to: errors)
            return .failure
        }
    }
}
