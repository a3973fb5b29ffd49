import DesiredState
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

/// How long trainings are followed, and what they must achieve.
package struct WaitPolicy: Sendable {
    /// After which time the waiting ends with what is still training, counted from the first create or the first look;
    /// nil for as long as it takes.
    package var timeout: Duration?
    /// The F1 score that every version of this run must reach, 0 to 1. Where a version expects one of its own, the
    /// higher counts.
    package var requiredF1Score: Double?
    /// A version that is not in an answer is taken for gone after this long: the service does not promise that a new
    /// one appears at once.
    package var grace: Duration = .seconds(30)
    /// How many polls of a project may be refused, one after the other, for reasons that do not get better.
    package var refusals = 5
    /// How many projects of one account and region are asked at the same time.
    package var concurrency = 4

    package init() {}
}

/// Does something that may be given up at any time: it is cancelled when the time is over.
///
/// - Parameter limit: nil for as long as it takes.
/// - Returns: nil where it was given up.
func within<Result: Sendable>(
    _ limit: Duration?,
    of clock: any Clock<Duration>,
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result? {
    guard let limit else { return try await body() }
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await clock.sleep(for: limit, tolerance: .milliseconds(100))
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}

/// How long to wait before a project is asked again.
enum PollInterval {
    static let longest = Duration.seconds(120)
    private static let shortest = Duration.seconds(2)

    /// Short at first, when a bad manifest shows, and near the end that is expected; two minutes at most.
    ///
    /// - Parameters:
    ///   - elapsed: since the training started.
    ///   - expected: how long it will take in all; nil where nobody knows.
    ///   - projects: how many projects share the account's rate of calls.
    ///   - share: the random share, 0..<1: several runs must not ask in step.
    static func after(elapsed: Duration, expected: Duration?, projects: Int = 1, share: Double) -> Duration {
        var interval = max(elapsed, .zero) / 12
        if let expected {
            let distance = elapsed < expected ? expected - elapsed : elapsed - expected
            interval = min(interval, distance / 4)
        }
        // No more than one call a second on average: the service allows about five.
        let least = max(shortest, .seconds(projects))
        interval = min(max(interval, least), longest)
        return interval * (1 - share / 10)
    }
}

/// Says how much time has passed since it was made.
package struct Stopwatch: Sendable {
    private let read: @Sendable () -> Duration

    package init(_ clock: any Clock<Duration>) {
        read = Self.start(clock)
    }

    package var elapsed: Duration { read() }

    private static func start(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}
