package import Diagnostics
package import ModelVersions
package import Planning

/// The results of the trainings that a run waited for, in the order of the desired state.
package struct TrainingReport: Sendable, Equatable {
    package struct Item: Sendable, Equatable {
        package var project: ProjectARN
        package var name: VersionName
        /// Where the desired state has the version.
        package var location: SourceLocation?
        /// The last answer of the service; nil where there is none for this version.
        package var live: LiveVersion?
        /// The F1 score that it must reach, 0 to 1.
        package var minimumF1Score: Double?
        package var result: TrainingResult
        /// Whether the version was probably deleted: a plan creates it again only when allowed.
        package var isRecreation: Bool
        /// Whether a bad result fails the run. A training that ended before the run does not count, unless the policy
        /// says so.
        package var isCounted: Bool
        /// Whether it ended before the run, and no plan of the run created it. Reports fold it.
        package var isEarlier: Bool
        /// The version that its F1 score is compared with: see `VersionHistory`.
        package var before: LiveVersion?

        package init(
            project: ProjectARN,
            name: VersionName,
            location: SourceLocation? = nil,
            live: LiveVersion? = nil,
            minimumF1Score: Double? = nil,
            result: TrainingResult,
            isRecreation: Bool = false,
            isCounted: Bool = true,
            isEarlier: Bool = false,
            before: LiveVersion? = nil
        ) {
            self.project = project
            self.name = name
            self.location = location
            self.live = live
            self.minimumF1Score = minimumF1Score
            self.result = result
            self.isRecreation = isRecreation
            self.isCounted = isCounted
            self.isEarlier = isEarlier
            self.before = before
        }
    }

    /// A project that is missing or that could not be read.
    package struct Problem: Sendable, Equatable {
        package var project: ProjectARN
        package var problem: ProjectPlan.Problem

        package init(project: ProjectARN, problem: ProjectPlan.Problem) {
            self.project = project
            self.problem = problem
        }
    }

    package var items: [Item]
    package var problems: [Problem]
    /// Those of the desired state, in its order; empty where it is not known.
    package var projects: [ProjectARN] = []
    /// Why the waiting ended before the trainings; nil where it did not.
    package var cut: Cut?
    /// What a selection left out; nil where it left out nothing.
    package var omission: Omission?

    package enum Cut: Sendable, Equatable {
        case timedOut
        case stopped
    }

    package init(items: [Item], problems: [Problem] = [], cut: Cut? = nil) {
        self.items = items
        self.problems = problems
        self.cut = cut
    }

    package func count(where predicate: (TrainingResult) -> Bool) -> Int {
        items.count { predicate($0.result) }
    }

    package subscript(project: ProjectARN, name: VersionName) -> Item? {
        items.first { $0.project == project && $0.name == name }
    }
}

/// The result of one training.
package enum TrainingResult: Sendable, Equatable {
    /// It is trained; the verdict says whether it passes its gate.
    case completed(GateVerdict)
    /// The training failed; the name is used up.
    case failed
    /// It was in progress when the waiting ended.
    case inProgress
    /// There is no version of this name.
    case notStarted
    /// It was deleted while the run waited.
    case disappeared
    /// It is being deleted.
    case deleting
    /// It is live with other settings than the desired ones; without differences, it existed before this run sent its
    /// create.
    case conflict([Difference])
    /// Its state could not be read. The reason is a sentence.
    case unreadable(reason: String)

    package var isCompleted: Bool {
        if case .completed = self { true } else { false }
    }

    /// Whether there was a training, and it has ended.
    package var hasEnded: Bool { isCompleted || self == .failed }

    /// Whether the training failed, or its score is below the gate.
    package var missesGate: Bool {
        switch self {
        case .completed(let verdict): verdict.isMissed
        case .failed: true
        case .inProgress, .notStarted, .disappeared, .deleting, .conflict, .unreadable: false
        }
    }
}

/// An event of a training that is followed.
package enum TrainingEvent: Sendable, Equatable {
    /// It is in progress, and is followed from now on.
    ///
    /// - Parameters:
    ///   - created: milliseconds since 1970.
    ///   - expected: how long the project's earlier trainings took; nil where there are none, and for a copy.
    ///   - isCopy: whether it is copied from another project, which is no training.
    case following(
        project: ProjectARN,
        name: VersionName,
        created: Int64?,
        expected: Duration?,
        isCopy: Bool = false
    )
    /// Its status changed, but it has not ended.
    case changed(project: ProjectARN, name: VersionName, status: VersionStatus)
    /// The waiting for it has ended.
    case ended(TrainingReport.Item)
    /// The project could not be polled; it will be polled again.
    case pollFailed(project: ProjectARN, names: [VersionName], reason: String)
    /// Polls of the project succeed again.
    case pollRecovered(project: ProjectARN, names: [VersionName])

    package var project: ProjectARN {
        switch self {
        case .following(let project, _, _, _, _), .changed(let project, _, _), .pollFailed(let project, _, _),
            .pollRecovered(let project, _):
            project
        case .ended(let item): item.project
        }
    }

    /// The versions that it concerns.
    package var names: [VersionName] {
        switch self {
        case .following(_, let name, _, _, _), .changed(_, let name, _): [name]
        case .pollFailed(_, let names, _), .pollRecovered(_, let names): names
        case .ended(let item): [item.name]
        }
    }
}
