import DesiredState
import Host
import ModelVersions
import Planning
import Rekognition

/// One account and region: its creates, as the training slots allow, and its trainings until they end.
///
/// The thin part around `TrainingQueue` and `TrainingWatch`: it has the clock and makes the calls, one thing at a time.
struct LaneRun {
    /// What the lanes of a run share.
    struct World: Sendable {
        var api: @Sendable (ProjectARN) throws -> any RekognitionAPI
        var create: @Sendable (Create) async -> CreateOutcome
        var policy: ApplyPolicy
        var clock: any Clock<Duration>
        var wallClock: any WallClock
        var random: any RandomSource
        var stop: StopSignal
        var observe: @Sendable (ApplyEvent) -> Void
        /// Called whenever projects were asked, whether anything happened or not.
        var pulse: @Sendable () -> Void
        /// Since the run began.
        var stopwatch: Stopwatch
    }

    struct Outcome: Sendable {
        /// With the place of each create in the plan.
        var items: [(offset: Int, item: ApplyReport.Item)] = []
        var trainings: [TrainingReport.Item] = []
        var cut: TrainingReport.Cut?
    }

    /// How the polls of one project go.
    struct Poller {
        var due: Duration?
        var isFailing = false
        /// Refusals that will not get better, one after the other.
        var refusals = 0
    }

    let world: World
    let work: LaneWork
    var queue: TrainingQueue
    var watch: TrainingWatch
    var pollers: [ProjectARN: Poller] = [:]
    /// When the service refused a create first, and when it is asked again.
    var retry: (since: Duration, due: Duration)?
    /// How many times creates were sent that were refused for the time being.
    private var attempts: [Int: Int] = [:]
    /// What is known of each create that has been sent.
    private var sent: [Int: (window: CreationWindow, unknown: [Setting])] = [:]
    private var outcome = Outcome()

    init(_ work: LaneWork, in world: World) {
        self.work = work
        self.world = world
        queue = TrainingQueue(
            work.creates.map { TrainingKey(project: $0.create.project, name: $0.create.version.name) },
            in: work.lane,
            running: work.running,
            limit: world.policy.maxTrainings,
            waits: world.policy.waits
        )
        watch = TrainingWatch(grace: world.policy.waiting.grace)
    }

    mutating func run() async -> Outcome {
        if world.policy.waits {
            for (target, live) in work.live where target.isWanted || !work.creates.isEmpty {
                report(watch.follow(target, arn: live.arn, live: live, at: now))
            }
        }
        await perform(queue.handle(.begun))
        while world.policy.waits, !(queue.isDone && watch.isDone) {
            if world.stop.isRaised || Task.isCancelled { return await cut(.stopped) }
            if let timeout = world.policy.waiting.timeout, now.run >= timeout { return await cut(.timedOut) }
            let due = schedule()
            if due > now.run {
                await pause(until: due)
            } else {
                await poll()
                if let retry, retry.due <= now.run { await perform(queue.handle(.retryDue)) }
            }
        }
        outcome.trainings = watch.items
        return outcome
    }

    private mutating func cut(_ cut: TrainingReport.Cut) async -> Outcome {
        await perform(queue.handle(cut == .stopped ? .stopped : .timedOut))
        watch.cut()
        outcome.trainings = watch.items
        outcome.cut = cut
        return outcome
    }

    var now: (run: Duration, day: Int64) {
        (world.stopwatch.elapsed, world.wallClock.now.milliseconds)
    }

    func report(_ events: [TrainingEvent]) {
        for event in events { world.observe(.training(event)) }
    }

    // MARK: Creating

    mutating func perform(_ actions: [TrainingQueue.Action]) async {
        var actions = actions[...]
        while let action = actions.popFirst() {
            switch action {
            case .settle(let index, let result):
                let create = work.creates[index].create
                let item = ApplyReport.Item(
                    project: create.project,
                    name: create.version.name,
                    location: create.location,
                    result: result,
                    lookup: lookup(of: create, result, unknown: sent[index]?.unknown ?? [])
                )
                world.observe(.finished(item))
                outcome.items.append((work.creates[index].offset, item))
                if world.policy.waits {
                    var target = work.target(of: create)
                    target.sent = sent[index].map { TrainingWatch.Sent(settings: create.settings, window: $0.window) }
                    follow(target, after: result)
                }
            case .wait(let index, let reason):
                let create = work.creates[index].create
                world.observe(.queued(project: create.project, name: create.version.name, reason: reason))
            case .create(let index):
                actions += await start(index)
            }
        }
    }

    private mutating func start(_ index: Int) async -> [TrainingQueue.Action] {
        guard !world.stop.isRaised else { return queue.handle(.finished(index, .notStarted, needsSlot: false)) }
        var create = work.creates[index].create
        create.earlierAttempts = attempts[index] ?? 0
        world.observe(.started(project: create.project, name: create.version.name))
        let window = CreationWindow(world.wallClock)
        switch await world.create(create) {
        case .postponed(let reason, let count):
            attempts[index, default: 0] += count
            let since = retry?.since ?? now.run
            // It was just tried: the first minutes' interval at least.
            let pause = interval(elapsed: .seconds(120) + (now.run - since), expected: nil)
            retry = (since, now.run + pause)
            return queue.handle(.finished(index, .deferred(reason: reason), needsSlot: true))
        case .settled(let result, let unknown):
            retry = nil
            sent[index] = (window, unknown)
            return queue.handle(.finished(index, result, needsSlot: false))
        }
    }

    private func lookup(of create: Create, _ result: ApplyResult, unknown: [Setting]) -> ApplyReport.Lookup? {
        switch result {
        case .confirmed, .alreadyThere:
            ApplyReport.Lookup(unknown: unknown, usesProjectDatasets: create.settings.datasets == .project)
        case .created, .conflict, .deferred, .failed, .unresolved, .notStarted: nil
        }
    }

    private mutating func follow(_ target: TrainingWatch.Target, after result: ApplyResult) {
        switch result {
        case .created(let arn), .confirmed(let arn), .alreadyThere(let arn):
            report(watch.follow(target, arn: arn, live: nil, at: now))
        case .unresolved:
            report(watch.follow(target, arn: nil, live: nil, at: now))
        case .conflict, .deferred, .failed, .notStarted:
            return
        }
        pollers[target.key.project]?.due = nil
    }
}

/// Where training slots are counted: an account in a region.
struct Lane: Hashable, CustomStringConvertible {
    let partition: String
    let region: String
    let account: String

    init(_ project: ProjectARN) {
        partition = project.partition
        region = project.region
        account = project.account
    }

    var description: String { "\(region) of account \(account)" }
}

/// A version of a project by name: what a training is known by.
struct TrainingKey: Hashable {
    let project: ProjectARN
    let name: VersionName
}
