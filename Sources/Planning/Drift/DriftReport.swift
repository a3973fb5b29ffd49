package import DesiredState
package import Diagnostics
package import ModelVersions

/// How the live versions differ from the files, version by version.
///
/// It is made from a plan, so that the two never disagree. Every report of drift is made from this one.
package struct DriftReport: Sendable {
    /// In the order of the desired state.
    package var projects: [ProjectDrift]
    /// What a selection left out; nil where the report is complete in scope.
    package var omission: Omission?
    package var unmanaged: UnmanagedPolicy
    /// Whether tags were compared.
    package var comparesTags: Bool
    /// Whether S3 was asked about overwritten manifests.
    package var comparesManifests: Bool

    package init(
        projects: [ProjectDrift],
        omission: Omission? = nil,
        unmanaged: UnmanagedPolicy = .report,
        comparesTags: Bool = true,
        comparesManifests: Bool = true
    ) {
        self.projects = projects
        self.omission = omission
        self.unmanaged = unmanaged
        self.comparesTags = comparesTags
        self.comparesManifests = comparesManifests
    }

    /// - Parameters:
    ///   - plan: of the desired state against the live one, or of a selection of it.
    package init(_ plan: Plan, of desired: DesiredState, against live: LiveState, options: DriftOptions = .init()) {
        let patterns = Dictionary(desired.projects.map { ($0.arn, $0.ignoredUnmanaged) }) { first, _ in first }
        self.init(
            projects: plan.projects.map { project in
                ProjectDrift(
                    project,
                    live: live.versions(of: project),
                    ignoring: (patterns[project.project] ?? []).map {
                        ProjectDrift.Pattern(glob: $0, location: desired.sources[project.project, ignoring: $0])
                    },
                    options: options
                )
            },
            omission: plan.omission,
            unmanaged: options.unmanaged,
            comparesTags: options.tags,
            comparesManifests: options.manifests != nil
        )
    }

    /// Whether every part of the live state could be read.
    package var isComplete: Bool {
        projects.allSatisfy { $0.problem == nil && $0.items.allSatisfy(\.problems.isEmpty) }
    }

    /// Whether a live version differs from the files, or is missing.
    package var hasDrift: Bool {
        projects.contains { project in
            project.items.contains(where: \.hasDrifted) || unmanaged == .fail && !project.unmanaged.isEmpty
        }
    }

    /// A part that could not be read is never in sync.
    package var isInSync: Bool { isComplete && !hasDrift }

    /// The report about one of its projects.
    package func narrowed(to project: ProjectDrift) -> DriftReport {
        var report = self
        report.projects = [project]
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

    package var project: ProjectARN
    /// Why the project's versions are unknown; then there are no items.
    package var problem: ProjectPlan.Problem?
    /// How many versions are described, read or not.
    package var desiredCount: Int
    /// How many versions are live, described or not.
    package var liveCount: Int
    /// In the order of the desired state.
    package var items: [DriftItem]
    /// In byte order of the names; empty with the policy `ignore`.
    package var unmanaged: [Unmanaged]
    /// How many live versions `ignoreUnmanaged` leaves out.
    package var ignoredCount: Int
    /// Patterns of `ignoreUnmanaged` that match no unmanaged version.
    package var idlePatterns: [Pattern]

    package init(
        project: ProjectARN,
        problem: ProjectPlan.Problem? = nil,
        desiredCount: Int,
        liveCount: Int = 0,
        items: [DriftItem] = [],
        unmanaged: [Unmanaged] = [],
        ignoredCount: Int = 0,
        idlePatterns: [Pattern] = []
    ) {
        self.project = project
        self.problem = problem
        self.desiredCount = desiredCount
        self.liveCount = liveCount
        self.items = items
        self.unmanaged = unmanaged
        self.ignoredCount = ignoredCount
        self.idlePatterns = idlePatterns
    }

    init(
        _ plan: ProjectPlan,
        live: [VersionName: LiveVersion],
        ignoring patterns: [Pattern],
        options: DriftOptions
    ) {
        self.init(project: plan.project, problem: plan.problem, desiredCount: plan.desiredCount, liveCount: live.count)
        guard plan.problem == nil else { return }  // P1, P2
        items = plan.entries.map {
            DriftItem($0, live: live[$0.name], in: plan.project.region, options: options)
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
    }
}

/// How many versions of a drift report drift, and in which ways.
package struct DriftCounts: Sendable, Equatable {
    /// How many versions drift in each way; a version counts in each of its ways.
    private var kinds: [Drift.Kind: Int] = [:]
    private var standings: [DriftItem.Standing: Int] = [:]
    package private(set) var desired = 0
    package private(set) var ignored = 0
    /// Described versions of projects that could not be read.
    package private(set) var unread = 0

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
        if project.problem != nil { unread += project.desiredCount }
        if !project.unmanaged.isEmpty { kinds[.unmanaged, default: 0] += project.unmanaged.count }
        for item in project.items {
            standings[item.standing, default: 0] += 1
            for drift in item.drifts { kinds[drift.kind, default: 0] += 1 }
        }
    }

    package subscript(kind: Drift.Kind) -> Int { kinds[kind] ?? 0 }
    package subscript(standing: DriftItem.Standing) -> Int { standings[standing] ?? 0 }
}

/// How a drift report treats live versions that no file describes.
package enum UnmanagedPolicy: String, Sendable, CaseIterable {
    /// It lists them, and does not count them as drift.
    case report
    /// It counts them as drift.
    case fail
    /// It does not list them.
    case ignore
}

/// The options of a drift report.
package struct DriftOptions: Sendable {
    package var unmanaged: UnmanagedPolicy
    /// Required of every trained version, 0 to 1; a higher `expect.minF1Score` wins.
    package var requiredF1Score: Double?
    /// Whether the tags of the live versions were read.
    package var tags: Bool
    /// What S3 says about the manifests; nil where S3 was not asked.
    package var manifests: ManifestReadings?

    package init(
        unmanaged: UnmanagedPolicy = .report,
        requiredF1Score: Double? = nil,
        tags: Bool = true,
        manifests: ManifestReadings? = nil
    ) {
        self.unmanaged = unmanaged
        self.requiredF1Score = requiredF1Score
        self.tags = tags
        self.manifests = manifests
    }
}
