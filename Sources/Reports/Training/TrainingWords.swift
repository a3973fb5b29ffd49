import ModelVersions
import Planning
import Reconciler

extension TrainingReport.Item {
    /// What it came to, for one line.
    var headline: String {
        switch result {
        case .completed(let verdict): "trained" + (scoreText(verdict).map { ", \($0)" } ?? "")
        case .failed: "training failed"
        case .inProgress: "still training"
        case .notStarted: "not started"
        case .disappeared: "disappeared"
        case .deleting: "being deleted"
        case .conflict: "conflict"
        case .unreadable: "unknown"
        }
    }

    private func scoreText(_ verdict: GateVerdict) -> String? {
        let score = live?.training.f1Score.map { "F1 " + decimal($0, places: 3) }
        let minimum = minimumF1Score.map { decimal($0, places: 3) } ?? ""
        switch verdict {
        case .none: return score
        case .passed: return score.map { "\($0), at least \(minimum) required" }
        case .missed(let distance):
            let distance = decimal(distance, places: 3)
            let shown = distance == "0.000" ? "less than 0.001" : distance
            return "\(score ?? "F1 unknown"), \(shown) below the required \(minimum)"
        case .unknown: return "but without an F1 score, and at least \(minimum) is required"
        }
    }

    /// What there is to know or to do about it, in sentences.
    var explanation: String? {
        switch result {
        case .completed(let verdict):
            verdict.isMissed
                ? """
                the model is trained and paid for, and not good enough: improve the data and describe it under a new \
                name, or lower `expect.minF1Score`
                """ : nil
        case .failed:
            """
            the name is used up: read the manifest summary and what it names, correct the data, and describe the \
            version under a new name
            """
        case .inProgress: nil
        case .notStarted where isRecreation:
            "there is no version of this name, and there probably was one before: see `rekon plan`"
        case .notStarted: "there is no version of this name yet: `rekon apply` starts its training"
        case .disappeared: "somebody deleted it while it was waited for"
        case .deleting: "somebody is deleting it; the name is free when it is gone"
        case .conflict(let differences) where differences.isEmpty:
            "a version of this name is live that was there before this run sent its create: see `rekon plan`"
        case .conflict: "live with other settings than these: see `rekon plan`"
        case .unreadable(let reason): "what became of it could not be read. \(reason)"
        }
    }

    /// A stable word for programs.
    var code: String {
        switch result {
        case .completed: "completed"
        case .failed: "failed"
        case .inProgress: "in-progress"
        case .notStarted: "not-started"
        case .disappeared: "disappeared"
        case .deleting: "deleting"
        case .conflict: "conflict"
        case .unreadable: "unreadable"
        }
    }

    /// Where the service writes, or wrote, the results.
    var outputLocation: String? {
        live?.settings.output?.description
    }

    var manifestSummaryLocation: String? {
        live?.training.manifestSummary?.description
    }
}

extension GateVerdict {
    /// A stable word for programs.
    var code: String {
        switch self {
        case .none: "none"
        case .passed: "passed"
        case .missed: "missed"
        case .unknown: "unknown"
        }
    }
}

extension TrainingReport {
    /// What all trainings that were waited for are charged for, at most `Int64.max`; nil where none says.
    var billableSeconds: Int64? {
        let times = items.compactMap { $0.live?.training.billableSeconds }
        return times.isEmpty
            ? nil
            : times.reduce(0) { sum, time in
                let (result, overflows) = sum.addingReportingOverflow(time)
                return overflows ? .max : result
            }
    }

    /// The counts that are not nought, in words.
    var summary: String {
        let counts = [
            (count { $0.isCompleted && !$0.missesGate }, "trained"),
            (count { $0.isCompleted && $0.missesGate }, "below the required F1"),
            (count { $0 == .failed }, "failed"), (count { $0 == .inProgress }, "still training"),
            (count { $0 == .notStarted }, "not started"), (count { $0 == .disappeared }, "disappeared"),
            (count { $0 == .deleting }, "being deleted"),
            (count { if case .conflict = $0 { true } else { false } }, "in conflict"),
            (count { if case .unreadable = $0 { true } else { false } }, "unknown"),
            (
                problems.count,
                problems.count == 1 ? "project that could not be read" : "projects that could not be read"
            ),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return counts.isEmpty ? "nothing to wait for" : counts.joined(separator: ", ")
    }
}
