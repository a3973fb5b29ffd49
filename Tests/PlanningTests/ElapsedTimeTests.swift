import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// The time until the last training of a plan has ended.
struct ElapsedTimeTests {
    private func slots(_ count: Int, _ running: [Int64] = []) -> TrainingSlots {
        TrainingSlots(QuotaValue(count, .documentation), running: running.map { .init(median: $0, longest: $0) })
    }

    private func end(_ trainings: [Int64], _ slots: TrainingSlots) -> Int64 {
        slots.end(of: trainings) { $0?.median ?? 86_400 }
    }

    @Test(
        "Each training starts in the slot that is free first, in the order of the files",
        arguments: [
            ([60], 2, [], 60), ([60, 60], 2, [], 60), ([60, 60, 60], 2, [], 120), ([10, 10, 100], 2, [], 110),
            ([100, 10, 10], 2, [], 100), ([60, 60, 60], 1, [], 180), ([60], 2, [500], 60), ([60, 60], 2, [500], 120),
            ([60], 1, [500], 560), ([60], 2, [500, 30], 90),
            // More are running than the quota allows: the first end frees no slot.
            ([60], 1, [10, 20, 30], 90), ([60, 60], 2, [10, 20, 30], 90), ([], 2, [7], 0),
        ] as [([Int64], Int, [Int64], Int64)]
    )
    func schedule(trainings: [Int64], count: Int, running: [Int64], expected: Int64) {
        #expect(end(trainings, slots(count, running)) == expected)
    }

    @Test("The end is that of a queue that starts a training whenever fewer run than the quota allows")
    func queue() {
        var random = SplitMix64(seed: 5)
        for _ in 0..<2000 {
            let quota = random.below(4) + 1
            let running = (0..<random.below(6)).map { _ in Int64(random.below(9) + 1) }
            let trainings = (0..<random.below(8)).map { _ in Int64(random.below(9) + 1) }
            var (now, last, busy) = (Int64(0), Int64(0), running)
            for training in trainings {
                while busy.count >= quota {
                    now = busy.min() ?? now
                    busy.remove(at: busy.firstIndex(of: now) ?? 0)
                }
                busy.append(now + training)
                last = max(last, now + training)
            }
            #expect(end(trainings, slots(quota, running)) == last, "\(trainings) in \(quota) beside \(running)")
        }
    }

    @Test("A value of the service never causes a trap")
    func extremes() {
        #expect(end([.max, .max], slots(1)) == .max)
        #expect(end([-5, 3], slots(1)) == 3)
        #expect(end([3], slots(0)) == 3)
        #expect(live { ($0.training.created, $0.training.ended) = (.min, .max) }.elapsedMilliseconds == .max)
    }

    // MARK: Plans

    private func trained(_ seconds: Int64, billed: Int64, _ name: String, of project: ProjectARN) -> LiveVersion {
        live(name, "RUNNING", of: project) {
            $0.training = LiveTraining(created: 1000, ended: 1000 + seconds * 1000, billableSeconds: billed)
        }
    }

    private func plan(
        _ projects: [(ProjectARN, new: [String], live: [LiveVersion])],
        _ options: PlanOptions = PlanOptions()
    ) -> Plan {
        let state = DesiredState(
            projects: projects.map { project, new, _ in
                DesiredProject(arn: project, versions: new.map { desired($0) })
            }
        )
        let reading = LiveState(
            Dictionary(
                uniqueKeysWithValues: projects.map { project, _, live in
                    (project, .present(LiveProject(datasets: readyDatasets, versions: live)))
                }
            )
        )
        return Planner.plan(state, against: reading, options: options)
    }

    @Test("Money is from the billable time, and the end from the time by the clock")
    func twoTimes() throws {
        let old = [trained(100, billed: 300, "x", of: project), trained(200, billed: 500, "y", of: project)]
        let estimate = PlanEstimate(plan([(project, ["a", "b", "c"], old)]))
        #expect(estimate.median.seconds == 3 * 400)
        let elapsed = try #require(estimate.elapsed)
        #expect(elapsed.median == 300 && elapsed.worst == 400)
        #expect(elapsed.slots?.quota == QuotaValue(2, .documentation) && elapsed.slots?.inUse == 0)
    }

    @Test("Without the times by the clock, the billable times count")
    func noEnd() {
        let old = live("x", "RUNNING") { $0.training.billableSeconds = 70 }
        #expect(PlanEstimate(plan([(project, ["a"], [old])])).elapsed?.median == 70)
    }

    @Test("A project without history has no end, but a worst case of a day for each training")
    func noHistory() throws {
        let lights = projectARN("lights")
        let old = trained(100, billed: 100, "x", of: project)
        let elapsed = try #require(
            PlanEstimate(plan([(project, ["a"], [old]), (lights, ["b", "c"], [])])).elapsed
        )
        #expect(elapsed.median == nil && elapsed.worst == 86_400 + 100)
    }

    @Test("Trainings in progress take slots, also of versions that no file describes, and of refused projects")
    func inProgress() throws {
        let lights = projectARN("lights")
        let refused = [
            live("v", "TRAINING_FAILED", of: lights), live("other", "TRAINING_IN_PROGRESS", of: lights),
            live("copy", "COPYING_IN_PROGRESS", of: lights),
        ]
        let old = [trained(100, billed: 100, "x", of: project), live("mine", "TRAINING_IN_PROGRESS")]
        let elapsed = try #require(PlanEstimate(plan([(project, ["a"], old), (lights, ["v"], refused)])).elapsed)
        #expect(elapsed.slots?.inUse == 2)
        // As long as a whole training of the project, as a plan has no clock.
        #expect(elapsed.median == 200 && elapsed.worst == 200)
    }

    @Test("Accounts and regions run side by side: the longest counts")
    func places() throws {
        let west = projectARN(region: "us-west-2")
        let sydney = projectARN(region: "ap-southeast-2")
        func old(_ arn: ProjectARN) -> [LiveVersion] { [trained(100, billed: 100, "x", of: arn)] }
        let all = plan([(west, ["a"], old(west)), (sydney, ["a", "b"], old(sydney))])
        let elapsed = try #require(PlanEstimate(all).elapsed)
        // One slot in Sydney.
        #expect(elapsed.median == 200 && elapsed.slots == nil)
        #expect(all.parts.map { PlanEstimate($0.part).elapsed?.median } == [100, 200])
        #expect(all.parts.map { PlanEstimate($0.part).elapsed?.slots?.quota.value } == [2, 1])
        var raised = all
        raised.trainingQuotas[AccountRegion(sydney)] = QuotaValue(2, .serviceQuotas)
        #expect(raised.parts.map { PlanEstimate($0.part).elapsed?.median } == [100, 100])
        raised.trainingQuotas[AccountRegion(sydney)] = QuotaValue(0, .serviceQuotas)
        #expect(PlanEstimate(raised).elapsed == nil, "no slot: there is no end")
    }

    @Test("The quota of the account counts, and a plan that starts nothing has no end")
    func quota() {
        let old = trained(100, billed: 100, "x", of: project)
        let quota = QuotaValue(5, .serviceQuotas)
        let options = {
            var options = PlanOptions()
            options.trainingQuotas = [AccountRegion(project): quota]
            return options
        }()
        let estimate = PlanEstimate(plan([(project, ["a", "b", "c"], [old])], options))
        #expect(estimate.elapsed?.median == 100 && estimate.elapsed?.slots?.quota == quota)
        #expect(PlanEstimate(plan([(project, ["x"], [old])])).elapsed == nil)
    }
}
