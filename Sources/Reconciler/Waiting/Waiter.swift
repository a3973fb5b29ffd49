internal import DesiredState
package import Host
package import ModelVersions
package import Planning
package import Rekognition

/// Follows the trainings of a plan's versions to their end. It creates nothing, and can be started again at any time.
package struct Waiter: Sendable {
    private let api: @Sendable (ProjectARN) throws -> any RekognitionAPI
    private let policy: WaitPolicy
    private let clock: any Clock<Duration>
    private let wallClock: any WallClock
    private let random: any RandomSource
    private let stop: StopSignal
    private let observe: @Sendable (TrainingEvent) -> Void
    private let pulse: @Sendable () -> Void

    /// - Parameters:
    ///   - api: The client for a project's region.
    ///   - stop: Raised to end the waiting at once.
    ///   - observe: Told what happens as it happens; called from several tasks.
    ///   - pulse: Called after each look at trainings, at least every few minutes while waiting.
    package init(
        api: @escaping @Sendable (ProjectARN) throws -> any RekognitionAPI,
        policy: WaitPolicy = WaitPolicy(),
        clock: any Clock<Duration> = ContinuousClock(),
        wallClock: any WallClock = SystemWallClock(),
        random: any RandomSource = SystemRandomSource(),
        stop: StopSignal = StopSignal(),
        observe: @escaping @Sendable (TrainingEvent) -> Void = { _ in },
        pulse: @escaping @Sendable () -> Void = {}
    ) {
        self.api = api
        self.policy = policy
        self.clock = clock
        self.wallClock = wallClock
        self.random = random
        self.stop = stop
        self.observe = observe
        self.pulse = pulse
    }

    /// Waits until every version of the plan that is being trained has ended, the time is up, or `stop` is raised.
    ///
    /// - Parameters:
    ///   - plan: What it does not find live is reported as not started, what is live otherwise as a conflict.
    ///   - live: what the plan was made from.
    package func wait(for plan: Plan, live: LiveState) async -> TrainingReport {
        var applyPolicy = ApplyPolicy()
        applyPolicy.waits = true
        applyPolicy.waiting = policy
        let world = LaneRun.World(
            api: api,
            create: { _ in .settled(.notStarted) },
            policy: applyPolicy,
            clock: clock,
            wallClock: wallClock,
            random: random,
            stop: stop,
            observe: { [observe] event in if case .training(let event) = event { observe(event) } },
            pulse: pulse,
            stopwatch: Stopwatch(clock)
        )
        var lanes = LaneWork.lanes(of: plan, live, requiredF1Score: policy.requiredF1Score)
        for index in lanes.indices { lanes[index].creates = [] }
        var report = TrainingReport(await LaneRun.run(lanes, in: world), in: plan)
        report.addWhatIsNotFollowed(of: plan, live, requiredF1Score: policy.requiredF1Score)
        return report
    }
}

extension TrainingReport {
    /// The outcomes of all lanes, in the order of the plan.
    init(_ outcomes: [LaneRun.Outcome], in plan: Plan) {
        self.init(
            items: outcomes.flatMap(\.trainings),
            problems: plan.projects.compactMap { project in
                project.problem.map { Problem(project: project.project, problem: $0) }
            },
            cut: outcomes.lazy.compactMap(\.cut).first
        )
        omission = plan.omission
        sort(by: plan)
    }

    /// The versions of a plan that there is nothing to wait for.
    fileprivate mutating func addWhatIsNotFollowed(of plan: Plan, _ live: LiveState, requiredF1Score: Double?) {
        for project in plan.projects {
            guard case .present(let present) = live[project.project] else { continue }
            let versions = present.versions.newestByName
            for entry in project.entries {
                let result: TrainingResult
                switch entry.outcome {
                case .create, .recreate: result = .notStarted
                case .conflict: result = .conflict(entry.differences)
                case .failed: result = .failed
                case .deleting: result = .deleting
                case .unchanged, .expired, .retired: continue
                }
                items.append(
                    Item(
                        project: project.project,
                        name: entry.name,
                        location: entry.location,
                        live: versions[entry.name],
                        minimumF1Score: GateVerdict.minimum(
                            entry.desired.expectation.minimumF1Score,
                            requiredF1Score
                        ),
                        result: result,
                        isRecreation: entry.outcome == .recreate
                    )
                )
            }
        }
        sort(by: plan)
    }

    private mutating func sort(by plan: Plan) {
        var places: [TrainingKey: Int] = [:]
        for project in plan.projects {
            for entry in project.entries {
                places[TrainingKey(project: project.project, name: entry.name)] = places.count
            }
        }
        func place(_ item: Item) -> Int { places[TrainingKey(project: item.project, name: item.name)] ?? .max }
        items.sort { place($0) < place($1) }
    }
}
