import DesiredState
import Diagnostics
package import Host
package import ModelVersions
package import Planning
package import Rekognition

/// Creates what a plan says, in its order, and reports on every version.
package struct Applier: Sendable {
    private let api: @Sendable (ProjectARN) throws -> any RekognitionCreatingAPI
    private let policy: ApplyPolicy
    private let clock: any Clock<Duration>
    private let wallClock: any WallClock
    private let random: any RandomSource
    private let stop: StopSignal
    private let auditor: (any CreateAuditor)?
    private let observe: @Sendable (ApplyEvent) -> Void
    private let pulse: @Sendable () -> Void

    /// - Parameters:
    ///   - api: The client for a project's region.
    ///   - stop: Raised to start nothing more, and to wait for nothing more.
    ///   - auditor: Told of every create before it is sent, and what came of it.
    ///   - observe: Told what happens as it happens; called from several tasks.
    ///   - pulse: Called after each look at trainings, at least every few minutes while waiting.
    package init(
        api: @escaping @Sendable (ProjectARN) throws -> any RekognitionCreatingAPI,
        policy: ApplyPolicy = ApplyPolicy(),
        clock: any Clock<Duration> = ContinuousClock(),
        wallClock: any WallClock = SystemWallClock(),
        random: any RandomSource = SystemRandomSource(),
        stop: StopSignal = StopSignal(),
        auditor: (any CreateAuditor)? = nil,
        observe: @escaping @Sendable (ApplyEvent) -> Void = { _ in },
        pulse: @escaping @Sendable () -> Void = {}
    ) {
        self.api = api
        self.policy = policy
        self.clock = clock
        self.wallClock = wallClock
        self.random = random
        self.stop = stop
        self.auditor = auditor
        self.observe = observe
        self.pulse = pulse
    }

    /// Creates the versions of a plan. One that fails never hides the others.
    ///
    /// It must not be cancelled: a create that is cut off is one whose effect nobody knows. Raise `stop` instead.
    ///
    /// - Parameter live: what the plan was made from: its trainings in progress take slots, and are followed where the
    ///   plan wants them.
    package func apply(_ plan: Plan, live: LiveState = LiveState()) async -> ApplyReport {
        let world = LaneRun.World(
            api: api,
            create: create,
            policy: policy,
            clock: clock,
            wallClock: wallClock,
            random: random,
            stop: stop,
            observe: observe,
            pulse: pulse,
            stopwatch: Stopwatch(clock)
        )
        let lanes = LaneWork.lanes(of: plan, live, requiredF1Score: policy.waiting.requiredF1Score)
        let outcomes = await LaneRun.run(lanes, in: world)
        return ApplyReport(
            items: outcomes.flatMap(\.items).sorted { $0.offset < $1.offset }.map(\.item),
            trainings: policy.waits ? TrainingReport(outcomes, in: plan) : nil
        )
    }

    private func create(_ create: Create) async -> CreateOutcome {
        do {
            let resolver = CreateResolver(
                create: create,
                api: try api(create.project),
                policy: policy,
                clock: clock,
                wallClock: wallClock,
                stop: stop,
                auditor: auditor,
                observe: observe
            )
            return await resolver.run()
        } catch {
            return .settled(.failed(reason: "\(error)"))
        }
    }
}

extension LaneRun {
    /// Runs lanes side by side; where creates are only sent, no more than the policy says at a time.
    static func run(_ lanes: [LaneWork], in world: World) async -> [Outcome] {
        await withTaskGroup(of: Outcome.self) { group in
            var rest = lanes[...]
            func startNext() {
                guard let lane = rest.popFirst() else { return }
                group.addTask {
                    var run = LaneRun(lane, in: world)
                    return await run.run()
                }
            }
            // Who waits must not keep others from starting.
            for _ in 0..<(world.policy.waits ? lanes.count : world.policy.lanes) { startNext() }
            var outcomes: [Outcome] = []
            for await outcome in group {
                outcomes.append(outcome)
                startNext()
            }
            return outcomes
        }
    }
}

/// How long and how often an apply tries.
package struct ApplyPolicy: Sendable {
    /// How many times one version's create is sent at most.
    package var createAttempts = 3
    /// How long a version whose create was answered ambiguously is looked for before its absence is believed:
    /// the service does not promise that a new version appears at once.
    package var grace: Duration = .seconds(30)
    /// The pause before the second look; each later one is twice as long, up to `longestPause`.
    package var firstPause: Duration = .milliseconds(500)
    package var longestPause: Duration = .seconds(5)
    /// In how many accounts and regions creates run at the same time. Within one they run one after the other, so that
    /// the first in the file gets the free training slot.
    package var lanes = 4
    /// How many trainings may run at the same time in an account and region, those of others included that can be
    /// seen. The default is the service's own quota (Custom Labels guide, limits.html).
    package var maxTrainings = 2
    /// Whether a version that finds no free slot waits for one, and trainings are followed to their end.
    package var waits = false
    /// How trainings are followed.
    package var waiting = WaitPolicy()

    package init() {}
}

/// One version to create.
struct Create: Sendable {
    let project: ProjectARN
    let version: DesiredVersion
    let settings: TrainingSettings
    let location: SourceLocation?
    /// How many times this run has sent it before, and was refused for the time being.
    var earlierAttempts = 0

    /// Nil for an entry that describes no training.
    init?(_ entry: PlanEntry, in project: ProjectARN) {
        guard case .trained(let settings) = entry.desired.intent else { return nil }
        self.project = project
        version = entry.desired
        self.settings = settings
        location = entry.location
    }
}

/// What came of the create of one version.
enum CreateOutcome: Sendable {
    /// - Parameter unknown: of a version that was found by name, the settings that could not be compared.
    case settled(ApplyResult, unknown: [Setting] = [])
    /// The service refused it for the time being: too many trainings run, or there were too many calls.
    ///
    /// - Parameter attempts: how many times it was sent.
    case postponed(reason: String, attempts: Int)
}
