import DesiredState
package import Diagnostics
package import ModelVersions
package import Planning

/// The result for every version that a plan creates, in the order of the plan, and the projects that it refuses.
package struct ApplyReport: Sendable, Equatable {
    package struct Item: Sendable, Equatable {
        package var project: ProjectARN
        package var name: VersionName
        /// Where the desired state has the version.
        package var location: SourceLocation?
        package var result: ApplyResult
        /// Only of a version that this run looked up by name and found.
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

    /// What was not compared of a version that was found by name. Tags are never compared.
    package struct Lookup: Sendable, Equatable {
        package var cause: LookupCause
        /// Settings that the service did not return.
        package var unknown: [Setting]
        /// Whether it trains on the project's datasets, which no description contains.
        package var usesProjectDatasets: Bool

        package init(
            _ cause: LookupCause = .lostAnswer,
            unknown: [Setting] = [],
            usesProjectDatasets: Bool = false
        ) {
            self.cause = cause
            self.unknown = unknown
            self.usesProjectDatasets = usesProjectDatasets
        }
    }

    package var items: [Item]
    /// The trainings of all versions that the plan wants, created by this run or before; nil where the run did not
    /// wait.
    package var trainings: TrainingReport?
    /// The projects of the plan in which the run created nothing.
    package var refused: [RefusedProject]
    /// Whose credentials the run used, by account; empty where the settings name none.
    package var access: [String: AccountAccess] = [:]

    package init(items: [Item], trainings: TrainingReport? = nil, refused: [RefusedProject] = []) {
        self.items = items
        self.trainings = trainings
        self.refused = refused
    }

    package func count(where predicate: (ApplyResult) -> Bool) -> Int {
        items.count { predicate($0.result) }
    }
}

/// Why a version is looked up by name after its create.
package enum LookupCause: Sendable, Equatable {
    /// No answer says what happened.
    case lostAnswer
    /// The service accepted the create, but answered with the ARN of something else.
    case otherARN(String)
    /// The service refused the create because the name is taken. This run created nothing.
    case takenName
}

/// The result for one version. Each case is certain, whatever failed before it.
package enum ApplyResult: Sendable, Equatable {
    /// The service confirmed that the training started.
    case created(VersionARN)
    /// The answer to the create was lost, or names something else. A lookup by name found the version with the settings
    /// that were sent: this run started it, or another run with the same settings.
    case confirmed(VersionARN)
    /// Another run created the same version first; this one did not.
    case alreadyThere(VersionARN)
    /// The version exists with other settings.
    case conflict([Difference])
    /// It was not started, because no training slot was free or because of too many calls. The next run continues.
    case deferred(reason: String)
    /// It was not created.
    case failed(reason: String)
    /// It was not created: the reviewed data of its project changed before its create, or could not be compared any
    /// more.
    case refused(RefusedProject.Reason, [RefusedProject.Cause])
    /// It is unknown whether it was created. The next run looks again.
    case unresolved(reason: String)
    /// The run was interrupted before its turn.
    case notStarted

    /// Whether the version exists as desired.
    package var isInPlace: Bool {
        switch self {
        case .created, .confirmed, .alreadyThere: true
        case .conflict, .deferred, .failed, .refused, .unresolved, .notStarted: false
        }
    }

    /// Whether this run created it.
    package var isCreated: Bool {
        switch self {
        case .created, .confirmed: true
        case .alreadyThere, .conflict, .deferred, .failed, .refused, .unresolved, .notStarted: false
        }
    }

    /// Whether a person must act.
    package var isFailure: Bool {
        switch self {
        case .conflict, .failed, .refused, .unresolved: true
        case .created, .confirmed, .alreadyThere, .deferred, .notStarted: false
        }
    }
}

/// An event of an apply or a wait.
package enum ApplyEvent: Sendable, Equatable {
    case started(project: ProjectARN, name: VersionName)
    /// The version is looked up by name.
    case resolving(project: ProjectARN, name: VersionName, cause: LookupCause)
    /// It waits for a training slot, or until the service accepts calls again. The reason is a sentence.
    case queued(project: ProjectARN, name: VersionName, reason: String)
    case finished(ApplyReport.Item)
    /// Of a training that is followed.
    case training(TrainingEvent)
}
