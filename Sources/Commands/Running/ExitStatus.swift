import Checks
import Planning
import Reconciler
import Reports

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
    var isError: Bool {
        switch self {
        case .success, .changes, .blocked, .gateFailed, .unfinished: false
        case .failure, .usage, .interrupted, .brokenPipe, .terminated: true
        }
    }

    /// Of several that hold, the one that counts, by the order of specs/exit-codes.md.
    static func first(of statuses: [ExitStatus]) -> ExitStatus {
        [.failure, .blocked, .gateFailed, .unfinished, .changes].first(where: statuses.contains) ?? .success
    }
}

extension RefusedProject.Reason {
    var exitStatus: ExitStatus {
        switch self {
        case .incomplete: .failure
        case .stale, .blocked, .checkFailed, .overLimit: .blocked
        }
    }
}

extension Plan {
    /// The exit status of its refused projects.
    var exitStatus: ExitStatus { .first(of: refusals.map(\.reason.exitStatus)) }
}

extension TrainingReport {
    var exitStatus: ExitStatus {
        let statuses = items.map { item -> ExitStatus in
            switch item.result {
            case .completed, .failed: item.isCounted && item.result.missesGate ? .gateFailed : .success
            case .inProgress, .notStarted: .unfinished
            case .conflict: .blocked
            case .disappeared, .deleting, .unreadable: .failure
            }
        }
        return .first(of: statuses + problems.map { _ in .failure })
    }
}

extension ApplyReport {
    var exitStatus: ExitStatus {
        var statuses = items.map { item -> ExitStatus in
            if item.result.isFailure { return .failure }
            return item.result.isInPlace ? .success : .unfinished
        }
        if let trainings { statuses.append(trainings.exitStatus) }
        statuses += refused.map(\.reason.exitStatus)
        return .first(of: statuses)
    }
}

extension DriftReport {
    var exitStatus: ExitStatus {
        isComplete ? (hasDrift ? .changes : .success) : .failure
    }
}

extension SelectReport {
    var exitStatus: ExitStatus { selected == nil ? .gateFailed : .success }
}

extension PreflightReport {
    /// The exit status of `verify`.
    var exitStatus: ExitStatus {
        .first(of: [hasFailures ? .blocked : .success, count(.unknown) > 0 ? .failure : .success])
    }
}
