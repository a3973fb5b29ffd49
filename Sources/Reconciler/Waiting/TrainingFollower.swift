import Host
import ModelVersions
import Planning
import Rekognition

/// Follows the trainings of one account and region: polls the service and reports what changes.
///
/// The thin part around `TrainingWatch`: it has the clock and makes the calls.
struct TrainingFollower {
    /// What one step of the waiting did.
    enum Step {
        case waited
        /// Projects were due. Without answers, the stop signal or the time limit ended the poll.
        case polled(hasAnswers: Bool)
        /// The waiting must end.
        case cut(TrainingReport.Cut)
    }

    /// The polls of one project.
    private struct Poller {
        var due: Duration?
        var isFailing = false
        /// Consecutive refusals that a retry does not help.
        var refusals = 0
    }

    private let api: @Sendable (ProjectARN) throws -> any RekognitionAPI
    private let policy: WaitPolicy
    private let run: RunContext
    /// Since the start of the whole run.
    private let stopwatch: Stopwatch
    let trainings: RegionTrainings
    private var watch: TrainingWatch
    private var pollers: [ProjectARN: Poller] = [:]
    /// Whether all projects that were read are polled, because a create waits for a slot: others may start trainings in
    /// them at any time.
    var countsOthers = false

    init(
        _ trainings: RegionTrainings,
        api: @escaping @Sendable (ProjectARN) throws -> any RekognitionAPI,
        policy: WaitPolicy,
        run: RunContext,
        stopwatch: Stopwatch
    ) {
        self.trainings = trainings
        self.api = api
        self.policy = policy
        self.run = run
        self.stopwatch = stopwatch
        watch = TrainingWatch(grace: policy.grace)
    }

    /// Whether no wanted training is in progress.
    var isDone: Bool { watch.isDone }
    var items: [TrainingReport.Item] { watch.items }
    /// The trainings that take a slot.
    var running: Set<TrainingKey> { watch.running }

    /// Since the start of the run, and in milliseconds since 1970.
    var now: (run: Duration, day: Int64) { (stopwatch.elapsed, run.process.wallClock.now.milliseconds) }

    /// Follows the live trainings of the plan.
    mutating func followLive() {
        for (target, live) in trainings.live where target.isWanted || countsOthers {
            report(watch.follow(target, arn: live.arn, live: live, at: now))
        }
    }

    /// Follows the training of a create of this run.
    ///
    /// - Parameter arn: nil where the result of the create is unknown.
    mutating func follow(_ target: TrainingWatch.Target, arn: VersionARN?) {
        report(watch.follow(target, arn: arn, live: nil, at: now))
        pollers[target.key.project]?.due = nil
    }

    /// Follows the live trainings of the plan to their end.
    ///
    /// - Returns: why the waiting ended early; nil where all trainings have ended.
    mutating func followToEnd() async -> TrainingReport.Cut? {
        followLive()
        while !isDone {
            if case .cut(let cut) = await step() {
                self.cut()
                return cut
            }
        }
        return nil
    }

    /// Ends the waiting: trainings that have not ended are reported as in progress.
    mutating func cut() { watch.cut() }

    /// Waits until a project is due, or polls those that are.
    ///
    /// - Parameter retryDue: when the caller has to continue at the latest.
    mutating func step(retryDue: Duration? = nil) async -> Step {
        if run.stop.isRaised || Task.isCancelled { return .cut(.stopped) }
        if let timeout = policy.timeout, now.run >= timeout { return .cut(.timedOut) }
        let due = schedule(retryDue)
        guard due <= now.run else {
            let (clock, pause) = (run.process.clock, due - now.run)
            // A cancelled sleep is a stop; the next step sees it.
            _ = try? await run.stop.unlessRaised { try await clock.sleep(for: pause) }
            return .waited
        }
        return .polled(hasAnswers: await poll())
    }

    // MARK: Schedule

    private mutating func schedule(_ retryDue: Duration?) -> Duration {
        var next = policy.timeout.map { max($0, now.run) } ?? now.run + .seconds(3600)
        for project in polled {
            let due = pollers[project]?.due ?? now.run + interval(of: project)
            pollers[project, default: Poller()].due = due
            next = min(next, due)
        }
        return retryDue.map { min(next, $0) } ?? next
    }

    private var polled: [ProjectARN] {
        let followed = watch.projects(wantedOnly: !countsOthers)
        return countsOthers ? Set(followed).union(trainings.projects).sorted() : followed
    }

    private func interval(of project: ProjectARN) -> Duration {
        let ages = watch.ages(in: project, at: now.day)
        let shortest = ages.map { interval(elapsed: $0.elapsed, expected: $0.expected) }.min() ?? PollInterval.longest
        return watch.isMissingAny(in: project) ? min(shortest, .seconds(5)) : shortest
    }

    func interval(elapsed: Duration, expected: Duration?) -> Duration {
        PollInterval.after(
            elapsed: elapsed,
            expected: expected,
            projects: polled.count,
            share: run.process.random.unitInterval()
        )
    }

    // MARK: Polls

    /// - Returns: false where the stop signal or the time limit ended the poll, or no project was due.
    private mutating func poll() async -> Bool {
        let time = now.run
        let polls = polled.filter { pollers[$0]?.due ?? .zero <= time }.map {
            ProjectPoll(
                project: $0,
                names: watch.names(in: $0, wantedOnly: !countsOthers),
                countsOthers: countsOthers
            )
        }
        guard !polls.isEmpty else { return false }
        let (api, clock, width) = (api, run.process.clock, policy.concurrency)
        let left = policy.timeout.map { $0 - time }
        let answers = try? await run.stop.unlessRaised {
            try await within(left, of: clock) {
                try await concurrently(polls, width: width) { poll in
                    do {
                        return Result<[VersionName: LiveVersion], PollFailure>.success(try await poll.run(api))
                    } catch let failure as PollFailure {
                        return .failure(failure)
                    }
                }
            }
        }
        guard let answers = answers ?? nil else { return false }
        for (poll, answer) in zip(polls, answers) {
            report(take(answer, of: poll))
            pollers[poll.project]?.due = nil
        }
        run.heartbeat()
        return true
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
            let events = watch.observe(poll.project, found, at: now.run)
            if poll.countsOthers { followOthers(found, in: poll.project) }
            return recovered + events
        case .failure(let failure):
            poller.refusals = failure.isLasting ? poller.refusals + 1 : 0
            if poller.refusals >= policy.refusals {
                return watch.giveUp(poll.project, reason: failure.reason)
            }
            // One event for consecutive failures, not one for each poll.
            defer { poller.isFailing = true }
            return poller.isFailing
                ? [] : [.pollFailed(project: poll.project, names: poll.names, reason: failure.reason)]
        }
    }

    /// Follows the trainings that others have started since, for the slots that they take.
    private mutating func followOthers(_ found: [VersionName: LiveVersion], in project: ProjectARN) {
        let known = Set(watch.names(in: project, wantedOnly: false))
        for (name, version) in found.sorted(by: { $0.key < $1.key })
        where version.takesTrainingSlot && !known.contains(name) {
            let target = trainings.unwantedTarget(TrainingKey(project: project, name: name))
            report(watch.follow(target, arn: version.arn, live: version, at: now))
        }
    }

    private func report(_ events: [TrainingEvent]) {
        for event in events { run.observe(.training(event)) }
    }
}

/// The time until a project is polled again (specs/waiting.md).
enum PollInterval {
    static let longest = Duration.seconds(120)
    private static let shortest = Duration.seconds(2)

    /// Short at first, when a bad manifest shows, and near the expected end.
    ///
    /// - Parameters:
    ///   - elapsed: since the training started.
    ///   - expected: the whole duration of the training; nil where it is unknown.
    ///   - projects: how many projects share the account's rate of calls.
    ///   - share: random, 0..<1: several runs must not poll in step.
    static func after(elapsed: Duration, expected: Duration?, projects: Int = 1, share: Double) -> Duration {
        var interval = max(elapsed, .zero) / 12
        if let expected {
            let distance = elapsed < expected ? expected - elapsed : elapsed - expected
            interval = min(interval, distance / 4)
        }
        // At most one call a second on average: the service allows about five.
        let least = max(shortest, .seconds(projects))
        interval = min(max(interval, least), longest)
        return interval * (1 - share / 10)
    }
}
