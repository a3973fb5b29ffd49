import DesiredState
package import ModelVersions

/// Which live versions of some projects a person may delete, and which stay. rekon deletes nothing.
package struct CleanupReport: Sendable {
    /// In the order of the plan.
    package var projects: [ProjectCleanup]
    /// What a selection of projects left out.
    package var omission: Omission?
    /// Whether files say which versions are described.
    package var hasFiles: Bool
    /// Whose credentials the run uses, by account; empty where the settings name none.
    package var access: [String: AccountAccess]

    /// - Parameters:
    ///   - plan: of all versions of the projects.
    ///   - live: the state that the plan was made against.
    package init(_ plan: Plan, against live: LiveState, hasFiles: Bool, quotas: PlanOptions = PlanOptions()) {
        projects = plan.projects.map { project in
            ProjectCleanup(project, live[project.project], hasFiles, quotas.modelQuota(of: project.project))
        }
        omission = plan.omission
        self.hasFiles = hasFiles
        access = plan.access
    }

    /// Whether every project could be read.
    package var isComplete: Bool { projects.allSatisfy { $0.problem == nil } }
}

/// The part of a cleanup that belongs to one project.
package struct ProjectCleanup: Sendable {
    package var project: ProjectARN
    /// Why nothing is known about the project's versions; `versions` is then empty.
    package var problem: ProjectPlan.Problem?
    package var quota: QuotaValue
    /// The number of live models, whether `versions` has all of them or not.
    package var models = 0
    /// The live versions, the oldest first.
    package var versions: [CleanupVersion] = []
}

/// A live version, and whether it can go.
package struct CleanupVersion: Sendable, Equatable {
    package enum Verdict: Sendable, Equatable {
        /// For at least one reason; the most important one first.
        case canGo([Reason])
        case stays(Stay)
    }

    /// Why a version can go.
    package enum Reason: Sendable, Equatable {
        /// Its training or copying failed.
        case failed
        /// It no longer serves.
        case expired
        case belowGate(MissedGate)
        /// A version that the files describe is better: its F1 score is higher, or the same and it is newer. Without
        /// files, any version.
        case superseded(by: VersionName, score: Double)
        /// The files keep it as history only.
        case retired
        /// No file describes it.
        case unmanaged
        /// It is trained and stopped. Never the only reason.
        case notRunning
    }

    /// Why a version stays.
    package enum Stay: String, Sendable, CaseIterable {
        /// It runs, or is being started or stopped.
        case running
        case inTraining = "in-training"
        case deleting
        /// A status that rekon does not know.
        case unrecognized
        /// It still serves, and will expire.
        case deprecated
        /// A pattern of `ignoreUnmanaged` leaves it to others.
        case ignored
        /// It is live with other settings than described.
        case conflict
        /// An adapter serves without being started, so that its status does not say whether it is in use.
        case adapter
        /// The best of those that meet their gate, or of those that can start.
        case best
        /// The newest of those that meet their gate, or of those that can start.
        case newest
        /// The service gives no F1 score to compare.
        case noScore = "no-score"
    }

    package var live: LiveVersion
    /// Its entry in the plan; nil where no file names it.
    package var entry: PlanEntry?
    package var verdict: Verdict

    package var name: VersionName { live.arn.name }

    package var reasons: [Reason] {
        if case .canGo(let reasons) = verdict { reasons } else { [] }
    }

    package var canGo: Bool { !reasons.isEmpty }

    /// Whether it can go and the files still describe it: then a later plan creates it again or refuses the project.
    package var mustRetireFirst: Bool { canGo && entry.map { $0.outcome != .retired } ?? false }
}
