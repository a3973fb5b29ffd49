import ModelVersions
package import Planning
import Text

/// The state of a version. The states that need attention come first.
package enum VersionState: String, Sendable, CaseIterable {
    /// Its training or copying failed.
    case failed
    case deleting
    /// Described, not live, and probably trained and deleted before.
    case missing = "probably-deleted"
    /// Its status is unknown to this program.
    case unrecognized
    case inProgress = "in-progress"
    /// Copied from another project, which is no training: it takes no training slot and is not charged.
    case beingCopied = "being-copied"
    /// Described, and not live.
    case notTrained = "not-trained"
    /// Trained, but it no longer serves.
    case expired
    /// Trained, and it still runs, but it will expire.
    case deprecated
    case trained

    package init(_ status: VersionStatus) {
        self =
            switch status.phase {
            case .inProgress: status.isOfCopy ? .beingCopied : .inProgress
            case .trained: .trained
            case .failed: .failed
            case .deleting: .deleting
            case .deprecated: .deprecated
            case .expired: .expired
            case .unrecognized: .unrecognized
            }
    }

    /// Whether it has a model that a request can use (specs/select.md, S1 to S6).
    var canServe: Bool { self == .trained || self == .deprecated }

    /// For a version without an entry in a plan.
    var mark: Mark {
        let symbol =
            switch self {
            case .failed, .deleting, .missing: "!"
            case .unrecognized: "?"
            case .inProgress, .beingCopied: "-"
            case .notTrained: "+"
            case .expired, .deprecated, .trained: "="
            }
        return Mark(symbol: symbol, paint: paint)
    }

    var paint: TextStyle.Paint {
        switch self {
        case .failed, .deleting, .missing: .red
        case .unrecognized, .inProgress, .beingCopied, .expired, .deprecated: .yellow
        case .notTrained: .cyan
        case .trained: .green
        }
    }

    /// The words after a count, as in `2 trained`.
    var countWord: String {
        switch self {
        case .failed: "failed"
        case .deleting: "being deleted"
        case .missing: "probably deleted"
        case .unrecognized: "in an unknown state"
        case .inProgress: "in training"
        case .beingCopied: "being copied"
        case .notTrained: "not trained"
        case .expired: "expired"
        case .deprecated: "deprecated"
        case .trained: "trained"
        }
    }
}

extension StatusRow {
    /// The mark of the plan's entry, so that it means the same in both.
    var mark: Mark { entry?.mark ?? state.mark }

    /// Whether its training or copying has not ended.
    var isInProgress: Bool { state == .inProgress || state == .beingCopied }

    /// The state in plain words; the service's own word for an unknown status.
    var stateWord: String { live?.status.word ?? state.countWord }

    /// Why the plan refuses a version whose state looks good.
    var conflict: String? { entry?.outcome == .conflict ? entry?.explanation : nil }

    /// Where something is wrong: what the state means, and the service's message.
    var message: String? {
        let message = live?.statusMessage.flatMap { $0.isEmpty ? nil : $0 }
        // The service may call an adapter that no longer serves ready to run.
        var quoted: String { message.map { "; the service says: \($0)" } ?? "" }
        return switch state {
        case .failed, .unrecognized, .deleting: message
        case .expired: AdapterWords.expired + quoted
        case .deprecated: AdapterWords.deprecated + quoted
        // Only the start of the model failed, not the training.
        default: live?.status.rawValue == "FAILED" ? message : nil
        }
    }
}

extension VersionStatus {
    /// In plain words, where there are any.
    var word: String {
        switch rawValue {
        case "TRAINING_IN_PROGRESS": "in training"
        case "COPYING_IN_PROGRESS": "being copied"
        case "TRAINING_COMPLETED": "trained"
        case "COPYING_COMPLETED": "copied"
        case "STARTING": "starting"
        case "RUNNING": "running"
        case "FAILED": "start failed"
        case "STOPPING": "stopping"
        case "STOPPED": "stopped"
        case "TRAINING_FAILED": "training failed"
        case "COPYING_FAILED": "copying failed"
        case "DELETING": "being deleted"
        case "EXPIRED": "expired"
        case "DEPRECATED": "deprecated"
        default: rawValue
        }
    }
}
