import DesiredState
import Host
import ModelVersions
import Planning
import Rekognition

/// Applies the creates of one account and region as the training slots allow, and follows its trainings to their end.
///
/// The thin part around `TrainingQueue` and `TrainingFollower`: it performs one action at a time.
struct RegionApply {
    struct Outcome: Sendable {
        /// With the place of each create in the plan.
        var items: [(place: Int, item: ApplyReport.Item)] = []
        var trainings: [TrainingReport.Item] = []
        var cut: TrainingReport.Cut?
    }

    private let applier: Applier
    private var creates: [Create]
    private var queue: TrainingQueue
    private var follower: TrainingFollower
    /// When the service first refused a create for the time being, and when the create is sent again.
    private var retry: (since: Duration, due: Duration)?
    /// Whether the next creates come long after the review. The first ones usually come directly after it.
    private var isLate: Bool
    /// The projects whose data is not as reviewed: nothing more is created in them.
    private var refused: [ProjectARN: RefusedProject] = [:]
    /// What is known of each create that was sent.
    private var sent: [Int: (window: CreationWindow, unknown: [Setting], cause: LookupCause)] = [:]
    private var outcome = Outcome()

    private var policy: ApplyPolicy { applier.policy }
    private var context: RunContext { applier.run }

    init(_ applier: Applier, _ creates: [Create], _ trainings: RegionTrainings, _ stopwatch: Stopwatch) {
        self.applier = applier
        self.creates = creates
        isLate = applier.policy.reviewsFirstCreates
        queue = TrainingQueue(
            creates.map { TrainingKey(project: $0.project, name: $0.version.name) },
            in: trainings.region,
            running: trainings.running,
            limit: applier.policy.trainingLimit(in: trainings.region),
            waits: applier.policy.waits
        )
        follower = TrainingFollower(
            trainings,
            api: { [api = applier.api] in try api($0) },
            policy: applier.policy.waiting,
            run: applier.run,
            stopwatch: stopwatch
        )
        follower.countsOthers = !creates.isEmpty
    }

    mutating func run() async -> Outcome {
        if policy.waits { follower.followLive() }
        await perform(queue.handle(.begun))
        isLate = true
        while policy.waits, !(queue.isDone && follower.isDone) {
            follower.countsOthers = !queue.isDone
            switch await follower.step(retryDue: queue.isRefused ? retry?.due : nil) {
            case .waited:
                continue
            case .polled(let hasAnswers):
                if hasAnswers, !queue.isDone { await perform(queue.handle(.observed(follower.running))) }
                if let retry, retry.due <= follower.now.run { await perform(queue.handle(.retryDue)) }
            case .cut(let cut):
                await perform(queue.handle(cut == .stopped ? .stopped : .timedOut))
                follower.cut()
                outcome.cut = cut
                outcome.trainings = follower.items
                return outcome
            }
        }
        outcome.trainings = follower.items
        return outcome
    }

    private mutating func perform(_ actions: [TrainingQueue.Action]) async {
        var actions = actions[...]
        while let action = actions.popFirst() {
            switch action {
            case .settle(let index, let result):
                settle(index, result)
            case .wait(let index, let reason):
                let create = creates[index]
                context.observe(.queued(project: create.project, name: create.version.name, reason: reason))
            case .create(let index):
                actions += await start(index)
            }
        }
    }

    private mutating func start(_ index: Int) async -> [TrainingQueue.Action] {
        let create = creates[index]
        if isLate, !context.stop.isRaised, let refusal = await refusal(of: create) {
            let result = ApplyResult.refused(refusal.reason, refusal.causes)
            return queue.handle(.finished(index, result, needsSlot: false))
        }
        guard !context.stop.isRaised else { return queue.handle(.finished(index, .notStarted, needsSlot: false)) }
        context.observe(.started(project: create.project, name: create.version.name))
        var window = CreationWindow(context.process.wallClock)
        let created: VersionCreator.Outcome
        do {
            let api = try applier.api(create.project)
            created = await VersionCreator(
                create: create,
                window: window,
                api: api,
                policy: policy,
                auditor: applier.auditor,
                context: context
            ).run()
            window.clockOffset = api.clockOffset
        } catch {
            created = .settled(.failed(reason: "\(error)"))
        }
        switch created {
        case .postponed(let reason, let attempts):
            creates[index].earlierAttempts += attempts
            let now = follower.now.run
            let since = retry?.since ?? now
            // At least the interval of a training that has run for two minutes: the create was just refused.
            let pause = follower.interval(elapsed: .seconds(120) + (now - since), expected: nil)
            retry = (since, now + pause)
            return queue.handle(.finished(index, .deferred(reason: reason), needsSlot: true))
        case .settled(let result, let unknown, let cause):
            retry = nil
            sent[index] = (window, unknown, cause)
            return queue.handle(.finished(index, result, needsSlot: false))
        }
    }

    /// Why the data of a create that comes late is not the reviewed one.
    private mutating func refusal(of create: Create) async -> RefusedProject? {
        if let known = refused[create.project] { return known }
        let refusal = await applier.review?(create.project, create.version.name)
        refused[create.project] = refusal
        return refusal
    }

    private mutating func settle(_ index: Int, _ result: ApplyResult) {
        let create = creates[index]
        var lookup: ApplyReport.Lookup?
        switch result {
        case .confirmed, .alreadyThere:
            lookup = ApplyReport.Lookup(
                sent[index]?.cause ?? .lostAnswer,
                unknown: sent[index]?.unknown ?? [],
                usesProjectDatasets: create.settings.datasets == .project
            )
        case .created, .conflict, .deferred, .failed, .refused, .unresolved, .notStarted: break
        }
        let item = ApplyReport.Item(
            project: create.project,
            name: create.version.name,
            location: create.location,
            result: result,
            lookup: lookup
        )
        context.observe(.finished(item))
        outcome.items.append((create.place, item))
        guard policy.waits else { return }
        var target = follower.trainings.target(of: create.version, in: create.project, at: create.location)
        target.sent = sent[index].map { TrainingWatch.Sent(settings: create.settings, window: $0.window) }
        switch result {
        case .created(let arn), .confirmed(let arn), .alreadyThere(let arn): follower.follow(target, arn: arn)
        case .unresolved: follower.follow(target, arn: nil)
        case .conflict, .deferred, .failed, .refused, .notStarted: break
        }
    }
}
