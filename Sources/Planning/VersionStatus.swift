/// The state of a live model version (API: ProjectVersionStatus; others may come).
package struct VersionStatus: Sendable, Hashable, CustomStringConvertible {
    package var rawValue: String

    package init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    package var description: String { rawValue }

    /// What a status means for a plan.
    package enum Phase: String, Sendable, Equatable {
        /// Being trained, or copied from another project.
        case inProgress = "in-progress"
        /// Trained: running, stopped, or with a failed start, which does not make it less trained.
        case trained
        /// Never trained, and the name is used up.
        case failed
        case deleting
        /// Trained, and no longer to be run.
        case expired
        /// A status that the service did not have when this program was written.
        case unrecognized
    }

    package var phase: Phase {
        switch rawValue {
        case "TRAINING_IN_PROGRESS", "COPYING_IN_PROGRESS": .inProgress
        case "TRAINING_COMPLETED", "COPYING_COMPLETED", "STARTING", "RUNNING", "FAILED", "STOPPING", "STOPPED": .trained
        case "TRAINING_FAILED", "COPYING_FAILED": .failed
        case "DELETING": .deleting
        case "EXPIRED", "DEPRECATED": .expired
        default: .unrecognized
        }
    }
}
