import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// The laws of the recreate rule over random histories of a list: versions that are added, trained and deleted.
struct RecreateLawTests {
    enum Habit: CaseIterable {
        case ascending, descending, mixed
    }

    /// A list and its history.
    private struct History {
        struct Entry {
            var name: String
            /// The time of its training; nil without one.
            var created: Int?
            var isLive: Bool
        }

        var entries: [Entry] = []
        private var clock = 1_000

        init(_ habit: Habit, _ random: inout SplitMix64) {
            for number in 0..<random.below(12) {
                clock += 1 + random.below(100)
                let entry = Entry(name: "v\(number)", created: clock, isLive: true)
                switch habit {
                case .ascending: entries.append(entry)
                case .descending: entries.insert(entry, at: 0)
                case .mixed: entries.insert(entry, at: random.below(entries.count + 1))
                }
            }
            for index in entries.indices where random.below(3) == 0 { entries[index].isLive = false }
        }

        /// Adds untrained versions at the growing end.
        mutating func addNew(_ count: Int, _ habit: Habit, _ random: inout SplitMix64) {
            for number in 0..<count {
                let entry = Entry(name: "new\(number)", created: nil, isLive: false)
                switch habit {
                case .ascending: entries.append(entry)
                case .descending: entries.insert(entry, at: 0)
                case .mixed: entries.insert(entry, at: random.below(entries.count + 1))
                }
            }
        }

        func plan() -> Plan {
            let state = DesiredState(
                projects: [DesiredProject(arn: project, versions: entries.map { desired($0.name) })]
            )
            let versions = entries.compactMap { entry in
                entry.isLive ? entry.created.map { live(entry.name, created: $0) } : nil
            }
            return Planner.plan(state, against: LiveState([project: .present(LiveProject(versions: versions))]))
        }

        /// Trains the first of a plan's creates, in its order.
        mutating func train(_ creates: ArraySlice<String>) {
            for name in creates {
                guard let index = entries.firstIndex(where: { $0.name == name }) else { continue }
                clock += 1
                entries[index].created = clock
                entries[index].isLive = true
            }
        }
    }

    @Test("With two live versions, a deleted version is never created and a new one always", arguments: 0..<500)
    func keptInOneDirection(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let habit: Habit = random.below(2) == 0 ? .ascending : .descending
        var history = History(habit, &random)
        history.addNew(random.below(3), habit, &random)
        let liveCount = history.entries.count { $0.isLive }
        let entries = history.plan().projects[0].entries
        for (index, entry) in history.entries.enumerated() where !entry.isLive {
            let beyond = habit == .ascending ? history.entries[index...] : history.entries[...index]
            let outcome = entries[index].outcome
            if entry.created == nil {
                #expect(outcome == .create, "seed \(seed): \(entry.name) is new")
            } else if liveCount >= 2, beyond.contains(where: \.isLive) {
                #expect(outcome == .recreate, "seed \(seed): \(entry.name) was deleted")
            } else if liveCount == 1 {
                #expect(entries[index].notes.contains(.growthUnknown(.oneLive)), "seed \(seed)")
            }
        }
    }

    @Test("The rule agrees with its definition in lists of any order", arguments: 0..<500)
    func definition(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var history = History(.mixed, &random)
        history.addNew(random.below(4), .mixed, &random)
        let entries = history.plan().projects[0].entries
        let times = history.entries.compactMap { $0.isLive ? $0.created : nil }
        let ascends = times.count >= 2 && times == times.sorted()
        let descends = times.count >= 2 && times == times.sorted(by: >)
        for (index, entry) in history.entries.enumerated() where !entry.isLive {
            let isBefore = history.entries[index...].contains(where: \.isLive)
            let isBehind = history.entries[...index].contains(where: \.isLive)
            let expected: Outcome = ascends && isBefore || descends && isBehind ? .recreate : .create
            #expect(entries[index].outcome == expected, "seed \(seed): \(entry.name)")
            let isNoted = entries[index].notes.contains {
                if case .growthUnknown = $0 { true } else { false }
            }
            #expect(isNoted == (!times.isEmpty && !ascends && !descends), "seed \(seed): \(entry.name)")
        }
    }

    @Test("After an apply that stops anywhere, the rest of the list is still to create", arguments: 0..<500)
    func interruptedApply(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let habit: Habit = random.below(2) == 0 ? .ascending : .descending
        var history = History(habit, &random)
        history.addNew(1 + random.below(4), habit, &random)
        let creates = history.plan().creates.map(\.entry.name.text).filter { $0.hasPrefix("new") }
        history.train(creates.prefix(random.below(creates.count + 1)))
        for entry in history.plan().projects[0].entries where entry.name.text.hasPrefix("new") {
            #expect(entry.outcome != .recreate, "seed \(seed): \(entry.name) is new")
        }
    }
}
