package import Diagnostics
package import ModelVersions
package import Planning

/// What became of the trainings that were waited for, in the order of the desired state.
package struct TrainingReport: Sendable, Equatable {
    package struct Item: Sendable, Equatable {
        package var project: ProjectARN
        package var name: VersionName
        /// Where the version was written.
        package var location: SourceLocation?
        /// What the service said last; nil where it said nothing of this version.
        package var live: LiveVersion?
        /// The F1 score that it must reach, 0 to 1.
        package var minimumF1Score: Double?
        package var result: TrainingResult
        /// Whether a version of this name was probably there before, so that a plan asks before it creates another.
        package var isRecreation: Bool

        package init(
            project: ProjectARN,
            name: VersionName,
            location: SourceLocation? = nil,
            live: LiveVersion? = nil,
            minimumF1Score: Double? = nil,
            result: TrainingResult,
            isRecreation: Bool = false
        ) {
            self.project = project
            self.name = name
            self.location = location
            self.live = live
            self.minimumF1Score = minimumF1Score
            self.result = result
            self.isRecreation = isRecreation
        }
    }

    /// A project of which nothing can be said.
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
    /// Why the waiting ended before the trainings did.
    package var cut: Cut?
    /// What a selection left out; nil where the report is about everything.
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

/// What became of one training.
package enum TrainingResult: Sendable, Equatable {
    /// It is trained; the gate says whether it is good enough.
    case completed(GateVerdict)
    /// The training failed; the name is used up.
    case failed
    /// It had not ended when the waiting did.
    case inProgress
    /// There is no version of this name.
    case notStarted
    /// It was there, and is no longer.
    case disappeared
    /// It is being deleted.
    case deleting
    /// It is live with other settings than the desired ones; without differences, it is one that was there before this
    /// run sent its create.
    case conflict([Difference])
    /// What became of it could not be read. The reason is a sentence.
    case unreadable(reason: String)

    package var isCompleted: Bool {
        if case .completed = self { true } else { false }
    }

    /// Whether a gate stays shut: the training failed, or is not as good as it must be.
    package var missesGate: Bool {
        switch self {
        case .completed(let verdict): verdict.isMissed
        case .failed: true
        case .inProgress, .notStarted, .disappeared, .deleting, .conflict, .unreadable: false
        }
    }

    /// Whether a later run may find more.
    package var isUnfinished: Bool { self == .inProgress || self == .notStarted }
}

/// What is seen of a training while it is followed.
package enum TrainingEvent: Sendable, Equatable {
    /// It runs and is being followed from now on.
    ///
    /// - Parameters:
    ///   - created: milliseconds since 1970.
    ///   - expected: how long the project's trainings took so far; nil where there were none.
    case following(project: ProjectARN, name: VersionName, created: Int64?, expected: Duration?)
    /// Its status changed, and it has not ended.
    case changed(project: ProjectARN, name: VersionName, status: VersionStatus)
    /// Nothing more is to be waited for.
    case ended(TrainingReport.Item)
    /// The project could not be asked; it will be asked again.
    case pollFailed(project: ProjectARN, names: [VersionName], reason: String)
    /// The project answers again.
    case pollRecovered(project: ProjectARN, names: [VersionName])

    package var project: ProjectARN {
        switch self {
        case .following(let project, _, _, _), .changed(let project, _, _), .pollFailed(let project, _, _),
            .pollRecovered(let project, _):
            project
        case .ended(let item): item.project
        }
    }

    /// The versions that it concerns.
    package var names: [VersionName] {
        switch self {
        case .following(_, let name, _, _), .changed(_, let name, _): [name]
        case .pollFailed(_, let names, _), .pollRecovered(_, let names): names
        case .ended(let item): [item.name]
        }
    }
}

/// What a project's past says of its next training.
enum TrainingEstimate {
    /// The median wall time of the trainings that went well; nil where there were none. Copies are no trainings.
    static func duration(from versions: [LiveVersion]) -> Duration? {
        let times = versions.compactMap { version -> Int64? in
            guard version.status.phase == .trained || version.status.phase == .expired,
                version.status.rawValue != "COPYING_COMPLETED",
                let created = version.training.created, let ended = version.training.ended, ended > created
            else { return nil }
            return ended - created
        }.sorted()
        guard !times.isEmpty else { return nil }
        let upper = times[times.count / 2]
        let lower = times[(times.count - 1) / 2]
        return .milliseconds(lower + (upper - lower) / 2)
    }
}
