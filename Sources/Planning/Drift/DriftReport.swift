package import DesiredState
package import Diagnostics
package import ModelVersions

/// The differences between the live state and the files, version by version.
///
/// It is made from a plan, so that both always agree.
package struct DriftReport: Sendable {
    /// In the order of the desired state.
    package var projects: [ProjectDrift]
    /// What a selection left out; nil for a complete report.
    package var omission: Omission?
    package var unmanaged: UnmanagedPolicy
    package var staleData: StaleDataPolicy
    /// Whether tags were compared.
    package var comparesTags: Bool
    /// Whether manifests were compared.
    package var comparesManifests: Bool

    /// Whose credentials the run uses, by account; empty where the settings name none.
    package var access: [String: AccountAccess] = [:]

    package init(
        projects: [ProjectDrift],
        omission: Omission? = nil,
        unmanaged: UnmanagedPolicy = .report,
        staleData: StaleDataPolicy = .report,
        comparesTags: Bool = true,
        comparesManifests: Bool = true
    ) {
        self.projects = projects
        self.omission = omission
        self.unmanaged = unmanaged
        self.staleData = staleData
        self.comparesTags = comparesTags
        self.comparesManifests = comparesManifests
    }

    /// - Parameters:
    ///   - plan: the plan for the desired state or a selection of it.
    package init(_ plan: Plan, of desired: DesiredState, against live: LiveState, options: DriftOptions = .init()) {
        let patterns = Dictionary(desired.projects.map { ($0.arn, $0.ignoredUnmanaged) }) { first, _ in first }
        self.init(
            projects: plan.projects.map { project in
                ProjectDrift(
                    project,
                    live[project.project],
                    live: live.versions(of: project),
                    ignoring: (patterns[project.project] ?? []).map {
                        ProjectDrift.Pattern(glob: $0, location: desired.sources[project.project, ignoring: $0])
                    },
                    options: options
                )
            },
            omission: plan.omission,
            unmanaged: options.unmanaged,
            staleData: options.staleData,
            comparesTags: options.tags,
            comparesManifests: options.manifests != nil
        )
        access = plan.access
    }

    package var running: RunningModels { projects.reduce(RunningModels()) { $0 + $1.running } }

    /// Whether all needed state could be read.
    package var isComplete: Bool {
        projects.allSatisfy { project in
            project.problem == nil && project.items.allSatisfy { $0.problems.isEmpty }
                && (staleData != .fail || project.unreadDatasets.isEmpty)
        }
    }

    /// Whether the live state differs from the files.
    package var hasDrift: Bool {
        projects.contains { project in
            project.items.contains(where: \.hasDrifted) || unmanaged == .fail && !project.unmanaged.isEmpty
                || staleData == .fail && project.newData != nil
        }
    }

    /// State that could not be read is never in sync.
    package var isInSync: Bool { isComplete && !hasDrift }

    /// The report about one of its projects.
    package func narrowed(to projects: [ProjectDrift]) -> DriftReport {
        var report = self
        report.projects = projects
        report.omission = nil
        return report
    }
}

/// The part of a drift report that belongs to one project.
package struct ProjectDrift: Sendable {
    /// A live version that no file describes.
    package struct Unmanaged: Sendable, Equatable {
        package var arn: VersionARN
        package var status: VersionStatus
    }

    /// A pattern of `ignoreUnmanaged`.
    package struct Pattern: Sendable, Equatable {
        package var glob: Glob
        package var location: SourceLocation?
    }

    package struct UnreadDataset: Sendable, Equatable {
        package var kind: LiveProject.Dataset.Kind
        /// A sentence for the user.
        package var reason: String
    }

    package var project: ProjectARN
    /// Why the project could not be compared; `items` is then empty.
    package var problem: ProjectPlan.Problem?
    /// The number of desired versions, read or not.
    package var desiredCount: Int
    /// The number of live versions, described or not.
    package var liveCount = 0
    /// Of all live versions, described or not: an undescribed model costs as much.
    package var running = RunningModels()
    /// In the order of the desired state.
    package var items: [DriftItem] = []
    /// In byte order of the names; empty if the policy is to ignore them.
    package var unmanaged: [Unmanaged] = []
    /// The number of live versions that no file describes and that `ignoreUnmanaged` matches.
    package var ignoredCount = 0
    /// Patterns of `ignoreUnmanaged` that match no undescribed live version.
    package var idlePatterns: [Pattern] = []
    /// Entries of the project's datasets that are not trained yet.
    package var newData: NewData?
    /// Datasets that could not be described, so that it is unknown whether they have new data.
    package var unreadDatasets: [UnreadDataset] = []
}

extension ProjectDrift {
    init(
        _ plan: ProjectPlan,
        _ reading: LiveState.Reading,
        live: [VersionName: LiveVersion],
        ignoring patterns: [Pattern],
        options: DriftOptions
    ) {
        self.init(project: plan.project, problem: plan.problem, desiredCount: plan.desiredCount, liveCount: live.count)
        guard plan.problem == nil else { return }  // P1, P2
        running = RunningModels(live.values, in: plan.project)
        items = plan.entries.map {
            DriftItem($0, live: live[$0.name], in: AccountRegion(plan.project), options: options)
        }
        if options.unmanaged != .ignore {  // U1, U2, U3
            unmanaged = plan.unmanaged.compactMap { name in
                live[name].map { Unmanaged(arn: $0.arn, status: $0.status) }
            }
        }
        ignoredCount = plan.ignored.count  // U4
        idlePatterns = patterns.filter { pattern in  // U5
            !plan.ignored.contains { pattern.glob.matches($0.text) }
        }
        if options.staleData != .ignore, case .present(let project) = reading {  // V3
            newData = project.newData  // V1, V2
            unreadDatasets = project.datasets.compactMap { dataset in  // V4, V5
                guard case .unreadable(let reason, _) = dataset.reading else { return nil }
                return UnreadDataset(kind: dataset.kind, reason: reason)
            }
        }
    }
}

/// The numbers of a drift report.
package struct DriftCounts: Sendable, Equatable {
    /// A version with several kinds of drift counts in each. Without the acknowledged ones.
    private var kinds: [Drift.Kind: Int] = [:]
    private var acknowledgedKinds: [Drift.Kind: Int] = [:]
    private var standings: [DriftItem.Standing: Int] = [:]
    package private(set) var desired = 0
    package private(set) var ignored = 0
    /// The number of desired versions in projects that could not be read.
    package private(set) var unread = 0
    /// The number of projects with data that is not trained yet.
    package private(set) var newData = 0

    package init() {}

    package init(_ report: DriftReport) {
        for project in report.projects { add(project) }
    }

    package init(_ project: ProjectDrift) {
        add(project)
    }

    private mutating func add(_ project: ProjectDrift) {
        desired += project.desiredCount
        ignored += project.ignoredCount
        if project.newData != nil { newData += 1 }
        if project.problem != nil { unread += project.desiredCount }
        if !project.unmanaged.isEmpty { kinds[.unmanaged, default: 0] += project.unmanaged.count }
        for item in project.items {
            standings[item.standing, default: 0] += 1
            for drift in item.drifts {
                if item.isAcknowledged(drift) {
                    acknowledgedKinds[drift.kind, default: 0] += 1
                } else {
                    kinds[drift.kind, default: 0] += 1
                }
            }
        }
    }

    package subscript(kind: Drift.Kind) -> Int { kinds[kind] ?? 0 }
    package subscript(standing: DriftItem.Standing) -> Int { standings[standing] ?? 0 }
    /// How many versions drift in a way that the files acknowledge.
    package subscript(acknowledged kind: Drift.Kind) -> Int { acknowledgedKinds[kind] ?? 0 }
}

/// The treatment of live versions that no file describes.
package enum UnmanagedPolicy: String, Sendable, CaseIterable {
    /// List them; they do not count as drift.
    case report
    /// List them as drift.
    case fail
    /// Do not list them.
    case ignore
}

/// The treatment of entries of a project's datasets that changed after the newest training on them.
package enum StaleDataPolicy: String, Sendable, CaseIterable {
    /// Report them; they do not count as drift.
    case report
    /// Report them as drift.
    case fail
    /// Do not read the datasets.
    case ignore
}

/// The options of a drift report.
package struct DriftOptions: Sendable {
    package var unmanaged: UnmanagedPolicy
    package var staleData: StaleDataPolicy
    /// The score that every trained version must reach, 0 to 1, unless `expect.minF1Score` is higher.
    package var requiredF1Score: Double?
    /// Whether the tags of the live versions were read.
    package var tags: Bool
    /// S3's answers about the manifests; nil if they were not requested.
    package var manifests: ManifestReadings?
    /// The day of the run in UTC, for acknowledgements; nil: none holds.
    package var today: CalendarDay?

    package init(
        unmanaged: UnmanagedPolicy = .report,
        staleData: StaleDataPolicy = .report,
        requiredF1Score: Double? = nil,
        tags: Bool = true,
        manifests: ManifestReadings? = nil,
        today: CalendarDay? = nil
    ) {
        self.unmanaged = unmanaged
        self.staleData = staleData
        self.requiredF1Score = requiredF1Score
        self.tags = tags
        self.manifests = manifests
        self.today = today
    }
}
