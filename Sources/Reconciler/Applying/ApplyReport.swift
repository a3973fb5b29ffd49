import DesiredState
package import Diagnostics
package import ModelVersions
package import Planning

/// What became of every version that a plan wanted created, in the order of the plan.
package struct ApplyReport: Sendable, Equatable {
    package struct Item: Sendable, Equatable {
        package var project: ProjectARN
        package var name: VersionName
        /// Where the version was written.
        package var location: SourceLocation?
        package var result: ApplyResult
        /// Of a version that this run looked for by name and found; nil for every other.
        package var lookup: Lookup?

        package init(
            project: ProjectARN,
            name: VersionName,
            location: SourceLocation?,
            result: ApplyResult,
            lookup: Lookup? = nil
        ) {
            self.project = project
            self.name = name
            self.location = location
            self.result = result
            self.lookup = lookup
        }
    }

    /// What a version that was found by name was not held against. Tags are never compared.
    package struct Lookup: Sendable, Equatable {
        /// What the service did not say.
        package var unknown: [Setting]
        /// Whether it trains on the project's datasets, of which no description tells.
        package var usesProjectDatasets: Bool

        package init(unknown: [Setting] = [], usesProjectDatasets: Bool = false) {
            self.unknown = unknown
            self.usesProjectDatasets = usesProjectDatasets
        }
    }

    package var items: [Item]
    /// The trainings that were followed, of all versions that the plan wants, created by this run or before; nil where
    /// none were.
    package var trainings: TrainingReport?

    package init(items: [Item], trainings: TrainingReport? = nil) {
        self.items = items
        self.trainings = trainings
    }

    package func count(where predicate: (ApplyResult) -> Bool) -> Int {
        items.count { predicate($0.result) }
    }
}

/// What became of one version. Each case is true as it is worded, whatever went wrong on the way.
package enum ApplyResult: Sendable, Equatable {
    /// The service said that the training has started.
    case created(VersionARN)
    /// The answer to the create was lost. Read back by name, the version is there with the settings that were sent:
    /// this run started it, or another that wants the same.
    case confirmed(VersionARN)
    /// Another run created the same version first; this one did not.
    case alreadyThere(VersionARN)
    /// Somebody else created the name with other settings.
    case conflict([Difference])
    /// It was not started, for want of a training slot or because of too many calls. The next run continues.
    case deferred(reason: String)
    /// It was not created.
    case failed(reason: String)
    /// Whether it was created could not be found out. The next run will see.
    case unresolved(reason: String)
    /// The run was interrupted before its turn.
    case notStarted

    /// Whether the version is in place as desired.
    package var isInPlace: Bool {
        switch self {
        case .created, .confirmed, .alreadyThere: true
        case .conflict, .deferred, .failed, .unresolved, .notStarted: false
        }
    }

    /// Whether a person must look at it.
    package var isFailure: Bool {
        switch self {
        case .conflict, .failed, .unresolved: true
        case .created, .confirmed, .alreadyThere, .deferred, .notStarted: false
        }
    }
}

/// What happens while a plan is applied.
package enum ApplyEvent: Sendable, Equatable {
    case started(project: ProjectARN, name: VersionName)
    /// The answer to a create was lost or late, and the version is being looked for.
    case resolving(project: ProjectARN, name: VersionName)
    /// It waits for a training slot, or for the service to take calls again. The reason is a sentence.
    case queued(project: ProjectARN, name: VersionName, reason: String)
    case finished(ApplyReport.Item)
    /// A training that is followed.
    case training(TrainingEvent)
}
