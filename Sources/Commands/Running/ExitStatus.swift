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
