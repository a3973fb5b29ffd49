internal import Planning
internal import Reconciler

extension ExitStatus {
    /// Of several that hold, the one that counts: the order of specs/exit-codes.md.
    static func first(of statuses: [ExitStatus]) -> ExitStatus {
        [.failure, .blocked, .gateFailed, .unfinished, .changes].first(where: statuses.contains) ?? .success
    }
}

extension TrainingReport {
    var exitStatus: ExitStatus {
        let statuses = items.map { item -> ExitStatus in
            switch item.result {
            case .completed, .failed: item.result.missesGate ? .gateFailed : .success
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
        return .first(of: statuses)
    }
}

extension DriftReport {
    var exitStatus: ExitStatus {
        isComplete ? (hasDrift ? .changes : .success) : .failure
    }
}
