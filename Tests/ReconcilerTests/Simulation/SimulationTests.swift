import DesiredState
import Foundation
import ModelVersions
import Planning
import Reconciler
import Rekognition
import Testing

/// Random schedules against the sandbox on virtual time. Nothing is trained twice, no training is lost from sight,
/// every report is true, and the next run without faults converges. What was deleted is `recreate`, and nothing else.
///
/// A failure names its seed; `REKON_SCHEDULE_SEED=N swift test --filter SimulationTests` runs that schedule alone, and
/// prints what happened in it. `REKON_SCHEDULES=N` runs N schedules, in blocks of 1,000.
///
/// A block of schedules takes seconds of processor time, on a busy machine minutes.
@Suite(.timeLimit(.minutes(30)))
struct SimulationTests {
    private static let given = number("REKON_SCHEDULE_SEED")
    private static let count = number("REKON_SCHEDULES") ?? 10_000
    private static let blocks: [Range<UInt64>] =
        given.map { [$0..<$0 + 1] } ?? stride(from: 0, to: count, by: 1000).map { $0..<$0 + 1000 }

    private static func number(_ variable: String) -> UInt64? {
        ProcessInfo.processInfo.environment[variable].flatMap(UInt64.init)
    }

    @Test(arguments: blocks)
    func anySchedule(seeds: Range<UInt64>) {
        var seen: Set<String> = []
        for seed in seeds {
            let check = ScheduleCheck(seed: seed, isTraced: Self.given != nil)
            let problems = check.problems.joined(separator: "; ")
            #expect(problems.isEmpty, "REKON_SCHEDULE_SEED=\(seed): \(problems)")
            seen.formUnion(check.seen)
        }
        if Self.given == nil {
            // The schedules are worth something only as long as everything happens in some of them.
            let missing = Self.wanted.subtracting(seen)
            #expect(missing.isEmpty, "no schedule of \(seeds) has \(missing.sorted())")
        }
    }

    private static let wanted: Set<String> = [
        "alreadyThere", "completed", "confirmed", "conflict", "created", "deferred", "deleted", "failed",
        "failed training", "failure", "in progress", "killed", "killed after a create", "notStarted", "only cut off",
        "only throttled",
        "outwards", "refusal", "unresolved",
    ]

    @Test func aSeedIsAlwaysTheSameSchedule() {
        func trace() -> [String] {
            let schedule = Schedule(seed: 77, isTraced: true)
            schedule.run()
            return schedule.simulation.trace
        }
        #expect(trace() == trace())
    }
}
