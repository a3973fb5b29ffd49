package import DesiredState
package import Diagnostics
package import ModelVersions

/// Whether what is live is what the files say, version by version.
///
/// Made of a plan, so that the two can never disagree.
package struct DriftReport: Sendable {
    /// In the order of the desired state.
    package var projects: [ProjectDrift]
    /// What a selection left out; nil where the report is about everything.
    package var omission: Omission?
    package var unmanaged: UnmanagedPolicy
    /// Whether tags were compared.
    package var comparesTags: Bool
    /// Whether it was looked whether manifests were overwritten.
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

    /// Whether everything that the report rests on could be read.
    package var isComplete: Bool {
        projects.allSatisfy { $0.problem == nil && $0.items.allSatisfy(\.problems.isEmpty) }
    }

    /// Whether something that is live, or should be, is not what the files say.
    package var hasDrift: Bool {
        projects.contains { project in
            project.items.contains(where: \.hasDrifted) || unmanaged == .fail && !project.unmanaged.isEmpty
        }
    }

    /// What was not read is never in sync.
    package var isInSync: Bool { isComplete && !hasDrift }
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
    /// Why nothing can be said about the project's versions; then there are no items.
    package var problem: ProjectPlan.Problem?
    /// How many versions are described, read or not.
    package var desiredCount: Int
    /// How many versions are live, described or not.
    package var liveCount: Int
    /// In the order of the desired state.
    package var items: [DriftItem]
    /// In byte order of the names; empty where they are not to be listed.
    package var unmanaged: [Unmanaged]
    /// How many live versions no file describes and the files say to ignore.
    package var ignoredCount: Int
    /// Patterns of `ignoreUnmanaged` that match no live version which no file describes.
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
