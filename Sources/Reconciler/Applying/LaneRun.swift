internal import DesiredState
internal import Host
internal import ModelVersions
internal import Planning
internal import Rekognition

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
    private struct Poller {
        var due: Duration?
        var isFailing = false
        /// Refusals that will not get better, one after the other.
        var refusals = 0
    }

    private let world: World
    private let work: LaneWork
    private var queue: TrainingQueue
    private var watch: TrainingWatch
    private var pollers: [ProjectARN: Poller] = [:]
    /// When the service refused a create first, and when it is asked again.
    private var retry: (since: Duration, due: Duration)?
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

    private var now: (run: Duration, day: Int64) {
        (world.stopwatch.elapsed, world.wallClock.now.milliseconds)
    }

    private func report(_ events: [TrainingEvent]) {
        for event in events { world.observe(.training(event)) }
    }

    // MARK: Creating

    private mutating func perform(_ actions: [TrainingQueue.Action]) async {
        var actions = actions[...]
        while let action = actions.popFirst() {
            switch action {
            case .settle(let index, let result):
                let create = work.creates[index].create
                let item = ApplyReport.Item(
                    project: create.project,
                    name: create.version.name,
                    location: create.location,
                    result: result
                )
                world.observe(.finished(item))
                outcome.items.append((work.creates[index].offset, item))
                if world.policy.waits { follow(work.target(of: create), after: result) }
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
        let create = work.creates[index].create
        world.observe(.started(project: create.project, name: create.version.name))
        switch await world.create(create) {
        case .noSlot(let reason):
            let since = retry?.since ?? now.run
            // It was just tried: the first minutes' interval at least.
            let pause = interval(elapsed: .seconds(120) + (now.run - since), expected: nil)
            retry = (since, now.run + pause)
            return queue.handle(.finished(index, .deferred(reason: reason), needsSlot: true))
        case .settled(let result):
            retry = nil
            return queue.handle(.finished(index, result, needsSlot: false))
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

    // MARK: Following

    /// When there is something to do again.
    private mutating func schedule() -> Duration {
        var next = world.policy.waiting.timeout ?? .seconds(3600)
        next = max(next, now.run)
        if world.policy.waiting.timeout == nil { next += now.run }
        for project in watch.projects(wantedOnly: queue.isDone) {
            let due = pollers[project]?.due ?? now.run + interval(of: project)
            pollers[project, default: Poller()].due = due
            next = min(next, due)
        }
        if queue.isRefused, let retry { next = min(next, retry.due) }
        return next
    }

    private func interval(of project: ProjectARN) -> Duration {
        let ages = watch.ages(in: project, at: now.day)
        let shortest = ages.map { interval(elapsed: $0.elapsed, expected: $0.expected) }.min() ?? PollInterval.longest
        // Who is looked for shall be found, or given up, soon.
        return watch.isMissingAny(in: project) ? min(shortest, .seconds(5)) : shortest
    }

    private func interval(elapsed: Duration, expected: Duration?) -> Duration {
        PollInterval.after(
            elapsed: elapsed,
            expected: expected,
            projects: watch.projects(wantedOnly: queue.isDone).count,
            share: world.random.unitInterval()
        )
    }

    private func pause(until due: Duration) async {
        let (clock, pause) = (world.clock, due - now.run)
        // A cancelled sleep is a stop, which the caller looks at.
        _ = try? await world.stop.unlessRaised { try await clock.sleep(for: pause) }
    }

    private mutating func poll() async {
        let time = now.run
        let polls = watch.projects(wantedOnly: queue.isDone).filter { pollers[$0]?.due ?? .zero <= time }.map {
            ProjectPoll(project: $0, names: watch.names(in: $0, wantedOnly: queue.isDone))
        }
        guard !polls.isEmpty else { return }
        let (api, width) = (world.api, world.policy.waiting.concurrency)
        let answers = try? await world.stop.unlessRaised {
            try await concurrently(polls, width: width) { poll in
                do {
                    return Result<[VersionName: LiveVersion], PollFailure>.success(try await poll.run(api))
                } catch let failure as PollFailure {
                    return .failure(failure)
                }
            }
        }
        guard let answers else { return }
        for (poll, answer) in zip(polls, answers) {
            report(take(answer, of: poll))
            pollers[poll.project]?.due = nil
        }
        if !queue.isDone { await perform(queue.handle(.observed(watch.running))) }
        world.pulse()
    }

    private mutating func take(
        _ answer: Result<[VersionName: LiveVersion], PollFailure>,
        of poll: ProjectPoll
    ) -> [TrainingEvent] {
        var poller = pollers[poll.project] ?? Poller()
        defer { pollers[poll.project] = poller }
        switch answer {
        case .success(let found):
            let recovered =
                poller.isFailing ? [TrainingEvent.pollRecovered(project: poll.project, names: poll.names)] : []
            poller.isFailing = false
            poller.refusals = 0
            return recovered + watch.observe(poll.project, found, at: now.run)
        case .failure(let failure):
            poller.refusals = failure.isLasting ? poller.refusals + 1 : 0
            if poller.refusals >= world.policy.waiting.refusals {
                return watch.giveUp(poll.project, reason: failure.reason)
            }
            // One line for a time of trouble, not one for each poll.
            defer { poller.isFailing = true }
            return poller.isFailing
                ? [] : [.pollFailed(project: poll.project, names: poll.names, reason: failure.reason)]
        }
    }
}
