package import DesiredState
package import Diagnostics
package import ModelVersions

/// What apply does: one outcome for each desired version.
package struct Plan: Sendable, Equatable {
    /// In the order of the desired state.
    package var projects: [ProjectPlan]
    /// What a selection left out; nil for a complete plan.
    package var omission: Omission?
    /// The projects that were refused when a saved plan was made. The plan has no versions of them.
    package var refusedBefore: [RefusedProject] = []
    /// Whether one refused project refuses all (`--all-or-nothing`).
    package var isAllOrNothing = false
    /// Whether it is a part of a plan in which apply creates nothing.
    var isHeld = false
    /// Whose credentials the run uses in each account; empty where the settings name none.
    package var access: [String: AccountAccess] = [:]
    /// How many trainings may run at the same time, where it is known.
    package var trainingQuotas: [AccountRegion: QuotaValue] = [:]

    package init(projects: [ProjectPlan], omission: Omission? = nil) {
        self.projects = projects
        self.omission = omission
    }

    /// The versions that apply creates, in the order in which it starts them: list by list in the order of the files.
    /// Versions of refused projects are not among them.
    package var creates: [(project: ProjectARN, entry: PlanEntry)] {
        let lists = sound.flatMap { plan in plan.createsByList.map { (project: plan.project, entries: $0) } }
        let places = lists.map { list in list.entries.compactMap(\.location).min() }
        return lists.indices.sorted { left, right in
            guard let first = places[left], let second = places[right], first != second else { return left < right }
            return first < second
        }.flatMap { index in lists[index].entries.map { (lists[index].project, $0) } }
    }

    /// Whether apply creates a version.
    package var hasChanges: Bool { sound.contains(where: \.hasCreates) }

    /// Whether a version has an outcome that apply refuses.
    package var isBlocked: Bool { count { $0.outcome.isBlocking } > 0 }

    /// Whether all needed live state could be read.
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
        /// The service has no such project.
        case absent
        case unreadable(reason: String)
    }

    package var project: ProjectARN
    /// Why the project has no plan; `entries` is then empty.
    package var problem: Problem?
    /// The number of desired versions, planned or not.
    package var desiredCount: Int
    /// In the order of the desired state.
    package var entries: [PlanEntry]
    /// Live versions that no file describes, in byte order. rekon lists them and never changes them.
    package var unmanaged: [VersionName]
    /// Live versions that no file describes and that `ignoreUnmanaged` matches, in byte order.
    package var ignored: [VersionName]
    /// The project's lists in the files.
    package var lists: [PlannedList]
    /// The billed trainings of the project; nil without any.
    package var history: TrainingHistory?
    /// Nil where the project has room for more models.
    package var scarceRoom: ScarceRoom?
    /// The trainings that take a slot now, desired or not.
    package var trainingsInProgress = 0
    package var judgement = Judgement.byOutcomes

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

    /// The number of versions with the outcome `create`.
    var createCount: Int { entries.count { $0.outcome.isCreate } }

    /// Whether apply creates one of them.
    package var hasCreates: Bool { entries.contains { $0.outcome.isCreate } }

    /// The versions of each list to create, in the order in which apply starts them. The order keeps creation times
    /// consistent after a partial apply; otherwise the remaining versions would look deleted.
    var createsByList: [[PlanEntry]] {
        guard hasCreates else { return [] }
        var rest = entries.filter { $0.outcome == .create }
        var result: [[PlanEntry]] = []
        for list in lists where !rest.isEmpty {
            let names = Set(list.names)
            let creates = rest.filter { names.contains($0.name) }
            if creates.isEmpty { continue }
            rest.removeAll { names.contains($0.name) }
            result.append(list.inOrderOfCreation(creates))
        }
        return rest.isEmpty ? result : result + [rest]
    }
}

/// A desired version and its outcome.
package struct PlanEntry: Sendable, Equatable {
    package var desired: DesiredVersion
    /// Its place in the files.
    package var location: SourceLocation?
    package var outcome: Outcome
    /// The live version with the name.
    package var live: Live?
    /// Immutable settings that differ; only for a conflict.
    package var differences: [Difference]
    /// Immutable settings that the service does not report in a comparable form.
    package var unknown: [Setting]
    /// Nil if the tags are equal or were not read.
    package var tagDrift: TagDrift?
    /// Why the requested tags could not be read.
    package var tagsProblem: String?
    package var notes: [Note]
    /// Why the version counts as deleted: for `recreate`, and for an allowed `create`.
    package var recreation: Recreation?
    /// The current object versions of a new version's unpinned manifests, if they were requested.
    package var pins: [ManifestLocation] = []

    package struct Live: Sendable, Equatable {
        package var arn: VersionARN
        package var status: VersionStatus
        package var statusMessage: String?
    }

    package var name: VersionName { desired.name }
}

/// The same as those of any sequence. But these look at each entry in its place: an iterator of an array copies it with
/// all that it holds, and the entries of a plan are gone through some twenty times.
extension [PlanEntry] {
    package func count(where predicate: (PlanEntry) -> Bool) -> Int {
        let entries = span
        var count = 0
        for index in entries.indices where predicate(entries[index]) { count += 1 }
        return count
    }

    package func allSatisfy(_ predicate: (PlanEntry) -> Bool) -> Bool {
        let entries = span
        for index in entries.indices where !predicate(entries[index]) { return false }
        return true
    }

    package func contains(where predicate: (PlanEntry) -> Bool) -> Bool { !allSatisfy { !predicate($0) } }
}

/// What a plan decides for a desired version.
package enum Outcome: String, Sendable, CaseIterable {
    /// No live version has the name: apply trains it.
    case create
    /// It is live with the desired settings, trained or in training.
    case unchanged
    /// It is live with other settings, which cannot change.
    case conflict
    /// Its training or copying failed; the name is used up.
    case failed
    /// It is being deleted; the name is not free yet.
    case deleting
    /// It is live with the desired settings and still runs, but it will expire.
    case deprecated
    /// It is live, but it no longer serves.
    case expired
    /// It is not live, and was trained and deleted: by a trace of its training, or else probably, by its list.
    case recreate
    /// It stays in the file as history.
    case retired

    /// The same as `== .create`, for which each entry of a plan would be copied.
    package var isCreate: Bool { if case .create = self { true } else { false } }

    /// Whether apply must refuse a project with this outcome.
    package var isBlocking: Bool {
        switch self {
        case .conflict, .failed, .deleting, .recreate: true
        case .create, .unchanged, .deprecated, .expired, .retired: false
        }
    }

    /// Whether it is live with the desired settings, usable or not.
    package var isLive: Bool {
        switch self {
        case .unchanged, .deprecated, .expired: true
        case .create, .conflict, .failed, .deleting, .recreate, .retired: false
        }
    }
}

/// A setting that cannot change after the training, by its path in the YAML.
package enum Setting: String, Sendable, CaseIterable {
    case description
    case output
    case training = "datasets.training"
    case testing = "datasets.testing"
    case kmsKey
    case confidenceThreshold = "featureConfig.contentModeration.confidenceThreshold"
}

/// A difference between a desired and a live setting.
package struct Difference: Sendable, Equatable {
    package var setting: Setting
    /// Values only in the desired state.
    package var desired: [String]
    /// Values only in the live version.
    package var live: [String]

    package init(setting: Setting, desired: [String], live: [String]) {
        self.setting = setting
        self.desired = desired
        self.live = live
    }
}

/// The differences between desired and live tags. rekon reports them and never changes tags.
package struct TagDrift: Sendable, Equatable {
    package struct Change: Sendable, Equatable {
        package var key: String
        package var desired: String
        package var live: String
    }

    /// Live, but not desired.
    package var added: [Tags.Tag]
    /// Desired, but not live.
    package var removed: [Tags.Tag]
    package var changed: [Change]

    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
}

/// Information for a reviewer before a training is paid for. A note never blocks a plan.
package enum Note: Sendable, Equatable {
    /// Manifests without an object version: the training uses their content at its start.
    case unpinnedManifests([ManifestLocation])
    /// The project is not CREATED.
    case projectNotReady(status: String)
    /// `datasets: project`, but the project has no dataset of this kind.
    ///
    /// - hasOther: whether the project has the other dataset. Then the service refuses manifests too.
    case datasetMissing(LiveProject.Dataset.Kind, hasOther: Bool)
    /// `datasets: project`, but the dataset is changing, or its creation failed.
    case datasetNotReady(LiveProject.Dataset.Kind, status: String)
    /// `datasets: project`, but the entries of the dataset could not be read: a later change is not noticed.
    case datasetUnreadable(LiveProject.Dataset.Kind, reason: String)
    /// The version has manifests and the project has datasets: the service does not accept both.
    case datasetsAssociated
    /// A content moderation setting in a project for another feature: the service does not accept it.
    case featureMismatch
    /// `testing: none` in a project for custom labels: the service does not accept it.
    case testDataRequired
    /// `testing: none` in another project: the guide leaves open whether the service accepts it.
    case testDataOpen
    /// With this training the project has more models than its quota allows. Only the first such version has the note.
    case modelQuotaExceeded(models: Int, QuotaValue)
    /// The live version has a status that rekon does not know.
    case unrecognizedStatus(String)
    /// The live version is a copy, and the entry describes a training. With the ARN of the source, if it is known.
    case copied(from: String?)
    /// It is unknown where the list grows, so the version may be new or deleted.
    case growthUnknown(ListGrowth.UnknownReason)
    /// It was trained and deleted; the run allows another training by name.
    case recreationAllowed(Recreation)
    /// Its place in its list is odd for a new version, and a look found no trace of an earlier training.
    case oddOrder
    /// A look for an earlier training gave no answer.
    case traceUnreadable(UnansweredLook)
}

/// The options of a run that affect the plan.
package struct PlanOptions: Sendable, Equatable {
    /// Versions that may be trained again after a deletion.
    package var allowedRecreations: Set<VersionName>
    package var references: ResolvedReferences
    /// How many models a project may have, where Service Quotas was asked.
    package var modelQuotas: [AccountRegion: QuotaValue]
    /// How many trainings may run at the same time, where Service Quotas was asked.
    package var trainingQuotas: [AccountRegion: QuotaValue] = [:]
    /// What earlier trainings have left behind; nil if the run did not look.
    package var earlier: EarlierTrainings?
    /// The versions to create of a reviewed plan: the order of their lists does not count, as the plan's own creates
    /// changed it.
    package var reviewedCreates: [ProjectARN: Set<VersionName>]
    /// The versions that a reviewed plan trains again with permission.
    package var reviewedRecreations: [ProjectARN: Set<VersionName>]
    /// Whose credentials the run uses in each account; empty where the settings name none.
    package var access: [String: AccountAccess]

    package init(
        allowedRecreations: Set<VersionName> = [],
        references: ResolvedReferences = ResolvedReferences(),
        modelQuotas: [AccountRegion: QuotaValue] = [:],
        earlier: EarlierTrainings? = nil,
        reviewedCreates: [ProjectARN: Set<VersionName>] = [:],
        reviewedRecreations: [ProjectARN: Set<VersionName>] = [:],
        access: [String: AccountAccess] = [:]
    ) {
        self.allowedRecreations = allowedRecreations
        self.references = references
        self.modelQuotas = modelQuotas
        self.earlier = earlier
        self.reviewedCreates = reviewedCreates
        self.reviewedRecreations = reviewedRecreations
        self.access = access
    }
}
