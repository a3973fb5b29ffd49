import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// Limits of the run, of accounts and of regions.
struct PlanLimitTests {
    private let west = projectARN(region: "us-west-2")
    private let lamps = projectARN("lamps")
    private let other = projectARN(account: "444455556666")

    /// Two versions in each project; those of `signs` in us-east-1 take up to an hour, the others have no history.
    private func plan(_ changes: (inout Plan) -> Void = { _ in }) -> Plan {
        let arns = [project, lamps, west, other]
        let state = DesiredState(
            projects: arns.map { DesiredProject(arn: $0, versions: [desired("done"), desired("a"), desired("b")]) }
        )
        let readings = arns.map { arn in
            let done = live("done", "RUNNING", of: arn) {
                $0.training.billableSeconds = arn == project ? 3600 : nil
            }
            return (arn, LiveState.Reading.present(LiveProject(datasets: readyDatasets, versions: [done])))
        }
        var plan = Planner.plan(state, against: LiveState(Dictionary(uniqueKeysWithValues: readings)))
        changes(&plan)
        return plan
    }

    private func creates(_ most: Int, _ scope: PlanLimit.Scope) -> PlanLimit {
        PlanLimit(.creates(most), of: scope, from: .settings(place: "rekon.yaml:12:5"))
    }

    private func cost(_ most: String, _ scope: PlanLimit.Scope) -> PlanLimit {
        PlanLimit(.cost(DollarAmount(most, upTo: 1000)!), of: scope, from: .option)
    }

    private func refused(
        _ limits: [PlanLimit],
        in plan: Plan,
        at prices: Prices = .assumedForTraining
    ) -> [[ProjectARN]] {
        plan.exceededOfPlaces(limits, at: prices).map { $0.projects.sorted() }
    }

    @Test("B6: a limit of an account counts its versions in all regions, and refuses its projects alone")
    func account() {
        let plan = plan()
        #expect(refused([creates(6, .account("111122223333"))], in: plan).isEmpty)
        #expect(refused([creates(5, .account("111122223333"))], in: plan) == [[project, lamps, west].sorted()])
        #expect(refused([creates(1, .account("444455556666"))], in: plan) == [[other]])
        #expect(refused([creates(0, .account("999900001111"))], in: plan).isEmpty)
    }

    @Test("B6: a limit of a region counts its versions in one account")
    func region() {
        let plan = plan()
        #expect(refused([creates(4, .region(AccountRegion(project)))], in: plan).isEmpty)
        #expect(refused([creates(3, .region(AccountRegion(project)))], in: plan) == [[project, lamps].sorted()])
        #expect(refused([creates(0, .region(AccountRegion(west)))], in: plan) == [[west]])
    }

    @Test("B6: what the limit of a region refuses does not count for its account")
    func nested() {
        let region = creates(3, .region(AccountRegion(project)))
        let account = creates(2, .account("111122223333"))
        #expect(refused([account, region], in: plan()) == [[project, lamps].sorted()])
        let tighter = creates(1, .account("111122223333"))
        #expect(refused([tighter, region], in: plan()) == [[project, lamps].sorted(), [west]])
    }

    @Test("B6: the cost of a place counts at its own price")
    func cost() {
        // Two trainings of an hour, and two of a day.
        let place = PlanLimit.Scope.region(AccountRegion(project))
        #expect(refused([cost("50", place)], in: plan()).isEmpty)
        #expect(refused([cost("49.99", place)], in: plan()) == [[project, lamps].sorted()])
        let dearer = Prices(.assumedForTraining, regions: [AccountRegion(project): HourlyPrice("1.01")!])
        #expect(refused([cost("50", place)], in: plan(), at: dearer) == [[project, lamps].sorted()])
        #expect(refused([cost("48", .account("444455556666"))], in: plan(), at: dearer).isEmpty)
    }

    @Test("B6: a project that creates nothing is not refused, and a refused one does not count")
    func quiet() {
        var plan = plan()
        plan.projects[1].judgement = .refused(.checkFailed, [])
        #expect(refused([creates(2, .region(AccountRegion(project)))], in: plan).isEmpty)
        plan.projects[0].entries.removeAll { $0.outcome == .create }
        plan.projects[1].judgement = .sound
        #expect(refused([creates(1, .region(AccountRegion(project)))], in: plan) == [[lamps]])
    }

    @Test("A limit of the run counts all places, and what is left of the plan")
    func run() throws {
        var plan = plan()
        #expect(plan.exceeded(of: [creates(8, .run)], at: .assumedForTraining) == nil)
        let excess = try #require(plan.exceeded(of: [creates(7, .run)], at: .assumedForTraining))
        #expect(excess.estimate.trainings == 8 && excess.projects.count == 4)
        #expect(plan.exceeded(of: [creates(0, .account("111122223333"))], at: .assumedForTraining) == nil)
        #expect(plan.exceeded(of: [cost("146", .run)], at: .assumedForTraining) == nil)
        #expect(plan.exceeded(of: [cost("145.99", .run)], at: .assumedForTraining) != nil)
        let two = plan.exceeded(of: [creates(9, .run), cost("1", .run)], at: .assumedForTraining)
        #expect(two?.limit.countsCreates == false)
        plan.projects[3].judgement = .refused(.overLimit, [])
        #expect(plan.exceeded(of: [creates(6, .run)], at: .assumedForTraining) == nil)
    }

    @Test("The parts of a plan have its projects by account and region, judged as in the whole")
    func parts() {
        var plan = plan()
        let gone = RefusedProject(projectARN(account: "999900001111"), .blocked, [], heldCount: 1)
        plan.refusedBefore = [gone]
        let parts = plan.parts
        #expect(parts.map(\.place) == [project, west, other, gone.project].map { AccountRegion($0) })
        #expect(parts.map { $0.part.projects.map(\.project) } == [[project, lamps], [west], [other], []])
        #expect(parts.map(\.part.creates.count) == [4, 2, 2, 0] && parts[3].part.refusals == [gone])
        plan.isAllOrNothing = true
        #expect(plan.parts.allSatisfy { $0.part.creates.isEmpty })
    }
}
