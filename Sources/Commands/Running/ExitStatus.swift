import Checks
import Planning
import Reconciler
import Reports

extension ExitStatus {
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
            if case .refused(let reason, _) = item.result { return reason.exitStatus }
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
