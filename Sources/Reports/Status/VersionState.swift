import ModelVersions
package import Planning
import Text

/// What a version has come to. In the order in which a person should look at them.
package enum VersionState: String, Sendable, CaseIterable {
    /// Its training or copying failed; the name is used up.
    case failed
    case deleting
    /// Described, not live, and probably trained and deleted before.
    case missing = "probably-deleted"
    /// Of a status that this program does not know.
    case unrecognized
    case inProgress = "in-progress"
    /// Described, and not live.
    case notTrained = "not-trained"
    /// Trained, and no longer to be run.
    case expired
    case trained

    package init(_ phase: VersionStatus.Phase) {
        self =
            switch phase {
            case .inProgress: .inProgress
            case .trained: .trained
            case .failed: .failed
            case .deleting: .deleting
            case .expired: .expired
            case .unrecognized: .unrecognized
            }
    }

    /// The same marks as in a plan.
    var symbol: String {
        switch self {
        case .failed, .deleting, .missing: "!"
        case .unrecognized: "?"
        case .inProgress: "-"
        case .notTrained: "+"
        case .expired, .trained: "="
        }
    }

    var paint: TextStyle.Paint {
        switch self {
        case .failed, .deleting, .missing: .red
        case .unrecognized, .inProgress, .expired: .yellow
        case .notTrained: .cyan
        case .trained: .green
        }
    }

    /// How many are in this state, as in `2 trained`.
    var countWord: String {
        switch self {
        case .failed: "failed"
        case .deleting: "being deleted"
        case .missing: "probably deleted"
        case .unrecognized: "in an unknown state"
        case .inProgress: "in training"
        case .notTrained: "not trained"
        case .expired: "expired"
        case .trained: "trained"
        }
    }
}

extension StatusRow {
    /// The state in plain words; what the service says of itself where there are none.
    var stateWord: String { live?.status.word ?? state.countWord }

    /// What the service says about it that a person must know.
    var message: String? {
        let isTrouble =
            switch state {
            case .failed, .unrecognized, .expired, .deleting: true
            // The start of a model may fail: a training that is done is none the worse for it.
            default: live?.status.rawValue == "FAILED"
            }
        guard isTrouble, let message = live?.statusMessage, !message.isEmpty else { return nil }
        return message
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
