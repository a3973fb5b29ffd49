package import DesiredState
package import Diagnostics
package import ModelVersions

/// What apply would do, and why not where it would not: one outcome for each desired version.
package struct Plan: Sendable, Equatable {
    /// In the order of the desired state.
    package var projects: [ProjectPlan]
    /// What a selection left out; nil where the plan is about everything.
    package var omission: Omission?

    package init(projects: [ProjectPlan], omission: Omission? = nil) {
        self.projects = projects
        self.omission = omission
    }

    /// The versions to create, in the order in which apply starts them: that of the files, list by list, whatever project
    /// each list belongs to.
    package var creates: [(project: ProjectARN, entry: PlanEntry)] {
        let lists = projects.flatMap { plan in plan.createsByList.map { (project: plan.project, entries: $0) } }
        let places = lists.map { list in list.entries.compactMap(\.location).min() }
        return lists.indices.sorted { left, right in
            guard let first = places[left], let second = places[right], first != second else { return left < right }
            return first < second
        }.flatMap { index in lists[index].entries.map { (lists[index].project, $0) } }
    }

    package var hasChanges: Bool { count { $0.outcome == .create } > 0 }

    /// Whether it holds something that apply must refuse.
    package var isBlocked: Bool { count { $0.outcome.isBlocking } > 0 }

    /// Whether everything that the plan rests on could be read.
    package var isComplete: Bool {
        projects.allSatisfy { $0.problem == nil } && count { $0.tagsProblem != nil } == 0
    }

    package func count(where predicate: (PlanEntry) -> Bool) -> Int {
        projects.reduce(0) { $0 + $1.entries.count(where: predicate) }
    }
}

/// The part of a plan that belongs to one project.
package struct ProjectPlan: Sendable, Equatable {
    package enum Problem: Sendable, Equatable {
        /// The service knows no such project.
        case absent
        case unreadable(reason: String)
    }

    package var project: ProjectARN
    /// Why nothing can be said about the project's versions; then `entries` is empty.
    package var problem: Problem?
    /// How many versions are desired, planned or not.
    package var desiredCount: Int
    /// In the order of the desired state.
    package var entries: [PlanEntry]
    /// Live versions that nothing desires, in byte order: counted and listed, never touched.
    package var unmanaged: [VersionName]
    /// Live versions that nothing desires and that the files say to ignore, in byte order.
    package var ignored: [VersionName]
    /// The lists that the project's versions were written in, and where each grows.
    package var lists: [PlannedList]
    /// What is known of what a training costs here; nil where none was charged for yet.
    package var history: TrainingHistory?

    package init(
        project: ProjectARN,
        problem: Problem? = nil,
        desiredCount: Int,
        entries: [PlanEntry] = [],
        unmanaged: [VersionName] = [],
        ignored: [VersionName] = [],
        lists: [PlannedList] = [],
        history: TrainingHistory? = nil
    ) {
        self.project = project
        self.problem = problem
        self.desiredCount = desiredCount
        self.entries = entries
        self.unmanaged = unmanaged
        self.ignored = ignored
        self.lists = lists
        self.history = history
    }

    /// The versions of each list to create, in the order in which apply starts them: that of the list, but from the
    /// bottom up where it grows at its front. Otherwise the creation times of a list that was applied half would turn,
    /// and its rest would be taken for deleted.
    var createsByList: [[PlanEntry]] {
        var rest = entries.filter { $0.outcome == .create }
        var result: [[PlanEntry]] = []
        for list in lists where !rest.isEmpty {
            let names = Set(list.names)
            let creates = rest.filter { names.contains($0.name) }
            if creates.isEmpty { continue }
            rest.removeAll { names.contains($0.name) }
            result.append(list.growth == .at(.front) ? creates.reversed() : creates)
        }
        return rest.isEmpty ? result : result + [rest]
    }
}

/// A desired version and what becomes of it.
package struct PlanEntry: Sendable, Equatable {
    package var desired: DesiredVersion
    /// Where it was written.
    package var location: SourceLocation?
    package var outcome: Outcome
    /// The live version of the name, if there is one.
    package var live: Live?
    /// Immutable settings that differ; only in a conflict.
    package var differences: [Difference]
    /// Immutable settings that the service does not say, or not in a form that can be compared.
    package var unknown: [Setting]
    /// Nil where tags were not read, or agree.
    package var tagDrift: TagDrift?
    /// Why the tags could not be read, where they were asked for.
    package var tagsProblem: String?
    package var notes: [Note]
    /// Why the version is taken for one that was deleted: in a `recreate`, and in a `create` that was allowed.
    package var recreation: Recreation?
    /// What would pin the unpinned manifests of a version to create, where somebody asked what they are now.
    package var pins: [ManifestLocation] = []

    package struct Live: Sendable, Equatable {
        package var arn: VersionARN
        package var status: VersionStatus
        package var statusMessage: String?
    }

    package var name: VersionName { desired.name }
}

/// What becomes of a desired version.
package enum Outcome: String, Sendable, CaseIterable {
    /// No live version has the name: apply trains it.
    case create
    /// It is live with the desired settings, trained or in training.
    case unchanged
    /// It is live with other settings, which cannot be changed.
    case conflict
    /// Its training or copying failed; the name is used up.
    case failed
    /// It is being deleted; the name is not free yet.
    case deleting
    /// It is live and no longer to be run.
    case expired
    /// It is not live, and not where its list grows: it was probably trained and deleted.
    case recreate
    /// It is kept as history.
    case retired

    /// Why the version's name cannot be used.
    package var nameBlock: NameBlock? {
        switch self {
        case .failed: .usedUp
        case .deleting: .notFreeYet
        case .create, .unchanged, .conflict, .expired, .recreate, .retired: nil
        }
    }

    /// Whether apply must refuse a plan that holds it.
    package var isBlocking: Bool {
        switch self {
        case .conflict, .failed, .deleting, .recreate: true
        case .create, .unchanged, .expired, .retired: false
        }
    }
}

/// A setting that cannot be changed after the training, by its path in the YAML.
package enum Setting: String, Sendable, CaseIterable {
    case description
    case output
    case training = "datasets.training"
    case testing = "datasets.testing"
    case kmsKey
    case confidenceThreshold = "featureConfig.contentModeration.confidenceThreshold"
}

/// A setting that is not live as it is desired.
package struct Difference: Sendable, Equatable {
    package var setting: Setting
    /// What the desired state has and the live version has not; empty where nothing is desired.
    package var desired: [String]
    /// What the live version has and the desired state has not; empty where nothing is live.
    package var live: [String]

    package init(setting: Setting, desired: [String], live: [String]) {
        self.setting = setting
        self.desired = desired
        self.live = live
    }
}

/// How the tags of a live version differ from the desired ones. Reported, never changed.
package struct TagDrift: Sendable, Equatable {
    package struct Change: Sendable, Equatable {
        package var key: String
        package var desired: String
        package var live: String
    }

    /// Live, and not desired.
    package var added: [Tags.Tag]
    /// Desired, and not live.
    package var removed: [Tags.Tag]
    package var changed: [Change]

    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
}

/// Something a reviewer should know before a training is paid for. Never blocks.
package enum Note: Sendable, Equatable {
    /// Manifests without an object version: what is trained is whatever they hold when the training starts.
    case unpinnedManifests([ManifestLocation])
    /// The project is not CREATED.
    case projectNotReady(status: String)
    /// `datasets: project`, and the project has no dataset of this kind.
    case datasetMissing(LiveProject.Dataset.Kind)
    /// `datasets: project`, and the dataset is being changed, or its creation failed.
    case datasetNotReady(LiveProject.Dataset.Kind, status: String)
    /// Manifests are named, and the project has associated datasets: the service refuses both.
    case datasetsAssociated
    /// A content moderation setting in a project of another feature: the service refuses it.
    case featureMismatch
    /// The live version has a status that this program does not know.
    case unrecognizedStatus(String)
    /// Whether the version is new or was deleted cannot be told: where its list grows is unknown.
    case growthUnknown(ListGrowth.UnknownReason)
    /// It was probably trained and deleted, and was allowed by name to be trained again.
    case recreationAllowed
}

/// What a run adds to the files.
package struct PlanOptions: Sendable, Equatable {
    /// Versions that may be trained although they were probably trained and deleted before.
    package var allowedRecreations: Set<VersionName>
    package var selection: Selection
    package var references: ResolvedReferences

    package init(
        allowedRecreations: Set<VersionName> = [],
        selection: Selection = .everything,
        references: ResolvedReferences = ResolvedReferences()
    ) {
        self.allowedRecreations = allowedRecreations
        self.selection = selection
        self.references = references
    }
}
