import DesiredState
import Host
package import ModelVersions
package import Planning
package import Rekognition

/// Follows the trainings of a plan's versions to their end. It creates nothing, and can be started again at any time.
package struct Waiter: Sendable {
    private let api: @Sendable (ProjectARN) throws -> any RekognitionAPI
    private let policy: WaitPolicy
    private let run: RunContext

    /// - Parameter api: the client for a project's region.
    package init(
        api: @escaping @Sendable (ProjectARN) throws -> any RekognitionAPI,
        policy: WaitPolicy = WaitPolicy(),
        run: RunContext
    ) {
        self.api = api
        self.policy = policy
        self.run = run
    }

    /// Waits until every training of the plan has ended, the time limit is reached, or the stop signal is raised.
    ///
    /// - Parameters:
    ///   - plan: its versions that do not exist are reported as not started, and those with other settings as
    ///   conflicts.
    ///   - live: the state that the plan was made from.
    package func wait(for plan: Plan, live: LiveState) async -> TrainingReport {
        let stopwatch = Stopwatch(run.process.clock)
        let regions = RegionTrainings.all(of: plan, live, requiredF1Score: policy.requiredF1Score)
        let outcomes = await concurrently(regions, width: regions.count) { trainings in
            var follower = TrainingFollower(trainings, api: api, policy: policy, run: run, stopwatch: stopwatch)
            let cut = await follower.followToEnd()
            return (items: follower.items, cut: cut)
        }
        return TrainingReport(
            outcomes.flatMap(\.items) + TrainingReport.notStarted(of: plan, live, policy),
            of: plan,
            live,
            policy,
            cut: outcomes.lazy.compactMap(\.cut).first
        )
    }
}

/// How long trainings are followed, and what they must reach.
package struct WaitPolicy: Sendable {
    /// The time limit, from the first create or the first poll; nil for none.
    package var timeout: Duration?
    /// The F1 score that every version of this run must reach, 0 to 1. The higher of this and the version's own counts.
    package var requiredF1Score: Double?
    /// Which trainings count, of those that ended before the run.
    package var earlier = Earlier.all
    /// How long a version may be missing from the answers before it counts as deleted: the service does not promise
    /// that a new version appears at once.
    package var grace: Duration = .seconds(30)
    /// How many consecutive polls of a project may be refused for reasons that a retry does not help.
    package var refusals = 5
    /// How many projects of one account and region are polled at the same time.
    package var concurrency = 4

    package enum Earlier: Sendable, Equatable {
        case all
        /// Those of the versions that the run's plan creates, whenever that was.
        case created([ProjectARN: Set<VersionName>])
    }

    package init() {}

    func counts(_ item: TrainingReport.Item) -> Bool { earlier == .all || isOfPlan(item) }

    /// Whether the run's plan created the version.
    func isOfPlan(_ item: TrainingReport.Item) -> Bool {
        guard case .created(let names) = earlier else { return false }
        return names[item.project]?.contains(item.name) ?? false
    }
}

extension TrainingReport {
    /// - Parameter items: of the trainings that were followed, in any order. Live versions of the plan that no run
    ///   follows, because they cannot complete, are added.
    init(_ items: [Item], of plan: Plan, _ live: LiveState, _ policy: WaitPolicy, cut: Cut?) {
        let blocked = Self.items(of: plan, live, policy) { entry in
            switch entry.outcome {
            case .conflict: .conflict(entry.differences)
            case .failed: .failed
            case .deleting: .deleting
            case .create, .recreate, .unchanged, .deprecated, .expired, .retired: nil
            }
        }
        let names = plan.projects.flatMap { project in
            project.entries.map { TrainingKey(project: project.project, name: $0.name) }
        }
        let places = Dictionary(zip(names, names.indices)) { first, _ in first }
        func place(_ item: Item) -> Int { places[TrainingKey(project: item.project, name: item.name)] ?? .max }
        let predecessors = Self.predecessors(of: items + blocked, live)
        let all = (items + blocked).map { item in
            var item = item
            if policy.counts(item) { item.isCounted = true }
            if policy.isOfPlan(item) { item.isEarlier = false }
            item.before = predecessors[item.project]?[item.name]
            return item
        }
        self.init(
            items: all.sorted { place($0) < place($1) },
            problems: plan.projects.compactMap { project in
                project.problem.map { Problem(project: project.project, problem: $0) }
            },
            cut: cut
        )
        projects = plan.projects.map(\.project)
        omission = plan.omission
    }

    /// The versions that F1 scores are compared with.
    ///
    /// - Parameter live: the state before the run. The last answer of the service about a version replaces it.
    private static func predecessors(
        of items: [Item],
        _ live: LiveState
    ) -> [ProjectARN: [VersionName: LiveVersion]] {
        Dictionary(grouping: items, by: \.project).reduce(into: [:]) { result, group in
            guard case .present(let project) = live[group.key] else { return }
            let answers = Dictionary(group.value.compactMap { $0.live }.map { ($0.arn, $0) }) { $1 }
            let others = project.versions.filter { answers[$0.arn] == nil }
            result[group.key] = VersionHistory(others + answers.values).predecessors
        }
    }

    /// The versions of a plan that do not exist yet.
    static func notStarted(of plan: Plan, _ live: LiveState, _ policy: WaitPolicy) -> [Item] {
        items(of: plan, live, policy) { $0.outcome == .create || $0.outcome == .recreate ? .notStarted : nil }
    }

    private static func items(
        of plan: Plan,
        _ live: LiveState,
        _ policy: WaitPolicy,
        result: (PlanEntry) -> TrainingResult?
    ) -> [Item] {
        plan.projects.flatMap { project -> [Item] in
            guard case .present(let present) = live[project.project] else { return [] }
            let versions = present.versions.newestByName
            return project.entries.compactMap { entry in
                result(entry).map {
                    Item(
                        project: project.project,
                        name: entry.name,
                        location: entry.location,
                        live: versions[entry.name],
                        minimumF1Score: GateVerdict.minimum(
                            entry.desired.expectation.minimumF1Score,
                            policy.requiredF1Score
                        ),
                        result: $0,
                        isRecreation: entry.outcome == .recreate,
                        // An unknown end counts.
                        isCounted: versions[entry.name]?.training.ended == nil,
                        isEarlier: $0.hasEnded
                    )
                }
            }
        }
    }
}
