import AWSRuntime
import DesiredState
import ModelVersions
import Planning
import Reconciler
import Rekognition
import Synchronization
import TestSupport
import Testing

/// Random faults on every call, two applies at once, versions that appear late: nothing is trained twice, every report
/// is true, and the next run without faults converges.
@Suite(.timeLimit(.minutes(30)))
struct ScheduleTests {
    @Test(arguments: 0..<400)
    func anySchedule(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let clock = VirtualClock()
        let service = FakeService(clock: clock, appearsAfter: .milliseconds(Int.random(in: 0...10_000, using: &random)))
        service.addProject(projectARN().text)
        let wanted = state("a", "b", "c", "d")
        let rival = state([
            (projectARN(), [desired("a"), desired("b", output: "s3://bucket/elsewhere/"), desired("c"), desired("e")])
        ])
        let plans = [try await plan(wanted, service), try await plan(rival, service)]
        service.state.withLock { state in
            state.slots = Bool.random(using: &random) ? .max : 3
            state.createFaults = (0..<12).map { _ in
                Bool.random(using: &random) ? FakeService.Fault.allCases.randomElement(using: &random) : nil
            }
            state.describeFaults = (0..<12).map { _ in
                Bool.random(using: &random) ? FakeService.Fault.notConnected : nil
            }
        }
        let isRace = Bool.random(using: &random)
        async let first = FakeService.$creator.withValue("first") { await apply(plans[0], service) }
        async let second = FakeService.$creator.withValue("second") {
            isRace ? await apply(plans[1], service) : ApplyReport(items: [])
        }
        let reports = await [(first, wanted, "first"), (second, rival, "second")]

        let stored = service.state.withLock { $0.versions[projectARN().text] ?? [] }
        let creations = service.state.withLock { $0.creations }
        #expect(creations.values.allSatisfy { $0 == 1 }, "trained twice; seed \(seed)")
        for (report, state, creator) in reports {
            for item in report.items {
                let live = stored.first { $0.description.projectVersionARN?.contains("/version/\(item.name)/") == true }
                let wanted = state.projects[0].versions.first { $0.name == item.name }
                guard case .trained(let settings)? = wanted?.intent else { continue }
                let isAsWanted = live?.description.outputConfig?.s3KeyPrefix == settings.output.prefix
                switch item.result {
                case .created(let arn), .confirmed(let arn), .alreadyThere(let arn):
                    #expect(live?.description.projectVersionARN == arn.text && isAsWanted, "seed \(seed)")
                case .conflict:
                    #expect(live != nil && !isAsWanted, "seed \(seed)")
                case .failed, .deferred, .refused, .notStarted:
                    // Neither there now nor on its way: only the rival may have made it.
                    #expect(live == nil || live?.creator != creator, "seed \(seed): \(item.result)")
                case .unresolved:
                    break
                }
            }
        }

        // Without faults, and with slots, the next run finds what is left to do and does it.
        service.state.withLock {
            $0.createFaults = []
            $0.describeFaults = []
            $0.slots = .max
        }
        try await clock.sleep(for: .seconds(60))
        let next = try await plan(wanted, service)
        _ = await apply(next, service)
        try await clock.sleep(for: .seconds(60))
        let last = try await plan(wanted, service)
        #expect(!last.hasChanges, "seed \(seed)")
        #expect(service.state.withLock { $0.creations }.values.allSatisfy { $0 == 1 }, "seed \(seed)")
    }
}
