import ModelVersions
import Planning
import TestSupport
import Testing

@testable import Reconciler

struct TrainingQueueTests {
    private let arn = try! VersionARN(
        "arn:aws:rekognition:us-east-1:111122223333:project/signs/version/a/1700000000000"
    )

    private func key(_ name: String) -> TrainingKey {
        TrainingKey(project: projectARN(), name: try! VersionName(name))
    }

    private func queue(
        _ names: [String],
        running: Set<TrainingKey> = [],
        limit: Int = 2,
        waits: Bool = false
    ) -> TrainingQueue {
        TrainingQueue(
            names.map(key),
            in: AccountRegion(projectARN()),
            running: running,
            limit: QuotaValue(limit, .option),
            waits: waits
        )
    }

    private let full = "in progress in us-east-1 of account 111122223333; the limit is"

    @Test("Without waiting, what does not fit is deferred, in order, and the reason says how many run")
    func deferred() {
        var queue = queue(["a", "b", "c", "d"])
        #expect(queue.handle(.begun) == [.create(0)])
        #expect(queue.handle(.finished(0, .created(arn), needsSlot: false)) == [.settle(0, .created(arn)), .create(1)])
        let reason = "2 trainings are \(full) 2 (--max-trainings)."
        #expect(
            queue.handle(.finished(1, .created(arn), needsSlot: false)) == [
                .settle(1, .created(arn)), .settle(2, .deferred(reason: reason)), .settle(3, .deferred(reason: reason)),
            ]
        )
        #expect(queue.isDone)
    }

    @Test("Where no training may run, none is waited for", arguments: [false, true])
    func noSlots(waits: Bool) {
        var queue = queue(["a", "b"], limit: 0, waits: waits)
        let reason = """
            No training can start in us-east-1 of account 111122223333; the limit is 0 (--max-trainings).
            """
        #expect(queue.handle(.begun) == [.settle(0, .deferred(reason: reason)), .settle(1, .deferred(reason: reason))])
        #expect(queue.isDone)
    }

    @Test("Trainings of others take slots")
    func others() {
        var queue = queue(["a", "b"], running: [key("x")])
        #expect(queue.handle(.begun) == [.create(0)])
        _ = queue.handle(.finished(0, .failed(reason: "no"), needsSlot: false))
        #expect(!queue.isDone, "a create that failed takes no slot")
        var full = self.queue(["a"], running: [key("x")], limit: 1)
        #expect(
            full.handle(.begun) == [
                .settle(0, .deferred(reason: "1 training is \(self.full) 1 (--max-trainings)."))
            ]
        )
    }

    @Test("An unresolved create takes a slot until a poll")
    func unresolved() {
        var queue = queue(["a", "b"], limit: 1, waits: true)
        _ = queue.handle(.begun)
        let actions = queue.handle(.finished(0, .unresolved(reason: "?"), needsSlot: false))
        guard case .wait(1, _)? = actions.last else { return #expect(Bool(false)) }
        #expect(queue.handle(.observed([])) == [.create(1)])
    }

    @Test("A create that the service refuses without a free slot is first in the queue again")
    func refused() {
        var queue = queue(["a", "b"], limit: 5, waits: true)
        #expect(queue.handle(.begun) == [.create(0)])
        #expect(
            queue.handle(.finished(0, .deferred(reason: "full"), needsSlot: true)) == [.wait(0, reason: "full")]
        )
        #expect(queue.isRefused)
        #expect(queue.handle(.observed([key("x")])) == [], "nothing ended; and it was said already")
        #expect(queue.handle(.observed([])) == [.create(0)], "x ended")
        #expect(queue.handle(.finished(0, .deferred(reason: "full"), needsSlot: true)) == [.wait(0, reason: "full")])
        #expect(queue.handle(.retryDue) == [.create(0)])
        #expect(queue.handle(.finished(0, .created(arn), needsSlot: false)) == [.settle(0, .created(arn)), .create(1)])
    }

    @Test("Another quota than that of trainings defers one version and holds up no other")
    func otherQuota() {
        var queue = queue(["a", "b"], waits: true)
        _ = queue.handle(.begun)
        #expect(
            queue.handle(.finished(0, .deferred(reason: "quota"), needsSlot: false)) == [
                .settle(0, .deferred(reason: "quota")), .create(1),
            ]
        )
    }

    @Test func stoppedAndTimedOut() {
        var queue = queue(["a", "b"], running: [key("x")], limit: 1, waits: true)
        _ = queue.handle(.begun)
        #expect(queue.handle(.stopped) == [.settle(0, .notStarted), .settle(1, .notStarted)])
        #expect(queue.isDone)
        var late = self.queue(["a"], running: [key("x")], limit: 1, waits: true)
        _ = late.handle(.begun)
        guard case .settle(0, .deferred(let reason))? = late.handle(.timedOut).first else {
            return #expect(Bool(false))
        }
        #expect(reason.contains("--timeout"))
    }

    @Test("Whatever happens: within the limit, in order, and every create has one result", arguments: 0..<500)
    func anyCourse(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let names = (0..<(1 + random.below(8))).map { "v\($0)" }
        let (limit, waits) = (1 + random.below(3), random.chance)
        var others = Set((0..<random.below(3)).map { key("x\($0)") })
        var queue = queue(names, running: others, limit: limit, waits: waits)
        var mine: Set<TrainingKey> = []
        var current: Int?
        var settled: [Int] = []
        var highest = -1

        func take(_ actions: [TrainingQueue.Action]) {
            for action in actions {
                switch action {
                case .create(let index):
                    #expect(current == nil && mine.count + others.count < limit, "seed \(seed)")
                    #expect(index >= highest, "seed \(seed): overtaken")
                    highest = index
                    current = index
                case .settle(let index, _):
                    settled.append(index)
                case .wait(let index, _):
                    #expect(waits && current == nil && index > (settled.max() ?? -1), "seed \(seed)")
                }
            }
        }

        take(queue.handle(.begun))
        for step in 0..<400 where !queue.isDone {
            if let index = current {
                current = nil
                switch random.below(4) {
                case 0: take(queue.handle(.finished(index, .failed(reason: "no"), needsSlot: false)))
                case 1: take(queue.handle(.finished(index, .deferred(reason: "full"), needsSlot: true)))
                default:
                    mine.insert(key(names[index]))
                    take(queue.handle(.finished(index, .created(arn), needsSlot: false)))
                }
            } else if step > 390 {
                take(queue.handle(random.chance ? .stopped : .timedOut))
            } else {
                if let ended = mine.randomElement(using: &random) { mine.remove(ended) }
                if random.chance, let ended = others.randomElement(using: &random) { others.remove(ended) }
                take(queue.handle(random.chance ? .observed(mine.union(others)) : .retryDue))
                if current == nil { take(queue.handle(.observed(mine.union(others)))) }
            }
        }
        #expect(settled.sorted() == Array(names.indices), "seed \(seed)")
    }
}
