import ModelVersions
import Planning

/// The creates of one account and region in their order, and the training slots that they need. It decides which create
/// may start when, without a clock and without calls.
///
/// One create is under way at a time, so that the first in the file gets the free slot.
struct TrainingQueue {
    enum Event {
        case begun
        /// A create ended. One that was refused for the time being is `.deferred`; `needsSlot` says that a later one
        /// may succeed.
        case finished(Int, ApplyResult, needsSlot: Bool)
        /// All visible trainings in progress.
        case observed(Set<TrainingKey>)
        /// The refused create is due again, although no training has ended.
        case retryDue
        case stopped
        case timedOut
    }

    enum Action: Equatable {
        case create(Int)
        /// It waits for a slot; once for each reason.
        case wait(Int, reason: String)
        case settle(Int, ApplyResult)
    }

    private let creates: [TrainingKey]
    private let region: AccountRegion
    private let limit: QuotaValue
    private let waits: Bool

    /// Not started yet, in order.
    private var pending: ArraySlice<Int>
    private var current: Int?
    private var running: Set<TrainingKey>
    /// Why the service refused a create although a slot seemed to be free.
    private var refusal: String?
    private var announced: Action?

    /// - Parameters:
    ///   - running: the trainings in progress, wanted or not.
    ///   - limit: how many may be in progress at the same time.
    ///   - waits: whether a create without a slot waits for one; otherwise it and all after it are deferred.
    init(_ creates: [TrainingKey], in region: AccountRegion, running: Set<TrainingKey>, limit: QuotaValue, waits: Bool)
    {
        self.creates = creates
        self.region = region
        self.limit = limit
        // Where no training may run, none ends and frees a slot.
        self.waits = waits && limit.value > 0
        self.running = running
        pending = Array(creates.indices)[...]
    }

    /// Whether every create has its result.
    var isDone: Bool { pending.isEmpty && current == nil }

    /// Whether it waits for `.retryDue` or the end of a training.
    var isRefused: Bool { refusal != nil && !isDone }

    mutating func handle(_ event: Event) -> [Action] {
        switch event {
        case .begun:
            return next()
        case .finished(let index, let result, let needsSlot):
            return finish(index, result, needsSlot: needsSlot)
        case .observed(let seen):
            if !running.isSubset(of: seen) { refusal = nil }
            running = seen
            return next()
        case .retryDue:
            refusal = nil
            return next()
        case .stopped:
            return settleAll { _ in .notStarted }
        case .timedOut:
            return settleAll { _ in .deferred(reason: "The time limit (--timeout) was reached before a slot was free.")
            }
        }
    }

    private mutating func finish(_ index: Int, _ result: ApplyResult, needsSlot: Bool) -> [Action] {
        current = nil
        switch result {
        case .created, .confirmed, .alreadyThere, .unresolved:
            // An unresolved create may have started a training: it takes a slot until the next poll.
            running.insert(creates[index])
        case .deferred(let reason) where needsSlot && waits:
            pending = [index] + pending
            refusal = reason
            return next()
        case .deferred(let reason) where !waits:
            // A later version must not take the slot that an earlier one did not get.
            return [.settle(index, result)] + settleAll { _ in .deferred(reason: reason) }
        case .conflict, .deferred, .failed, .refused, .notStarted:
            break
        }
        return [.settle(index, result)] + next()
    }

    private mutating func next() -> [Action] {
        guard current == nil, let first = pending.first else { return [] }
        guard let obstacle else {
            pending = pending.dropFirst()
            current = first
            announced = nil
            return [.create(first)]
        }
        guard waits else { return settleAll { _ in .deferred(reason: obstacle) } }
        let action = Action.wait(first, reason: obstacle)
        guard announced != action else { return [] }
        announced = action
        return [action]
    }

    /// Why no create may start now.
    private var obstacle: String? {
        if let refusal { return refusal }
        if limit.value <= 0 { return "No training can start in \(region); \(limit)." }
        guard running.count >= limit.value else { return nil }
        let trainings = running.count == 1 ? "1 training is" : "\(running.count) trainings are"
        return "\(trainings) in progress in \(region); \(limit)."
    }

    private mutating func settleAll(_ result: (Int) -> ApplyResult) -> [Action] {
        defer { pending = [] }
        return pending.map { .settle($0, result($0)) }
    }
}
