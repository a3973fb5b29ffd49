import DesiredState
import ModelVersions
import Planning
import TestSupport
import Testing

@testable import SavedPlans

/// Saved plans with refused projects, and with projects that change later.
struct RefusedTests {
    private let arns = ["a", "b", "c"].map { projectARN($0) }
    private let datasets = readyDatasets

    /// Of each project `v1` is live, and `v2` is to be created.
    private func state() -> DesiredState {
        DesiredState(projects: arns.map { DesiredProject(arn: $0, versions: [desired("v1"), desired("v2")]) })
    }

    private func reading(_ arn: ProjectARN, _ status: String = "RUNNING", _ others: [String] = []) -> LiveState.Reading
    {
        let versions = [live("v1", status, of: arn, created: 100)] + others.map { live($0, of: arn, created: 200) }
        return .present(LiveProject(datasets: datasets, versions: versions))
    }

    private func live(failing: Int? = nil) -> LiveState {
        LiveState(
            Dictionary(
                uniqueKeysWithValues: arns.enumerated().map { index, arn in
                    (arn, reading(arn, index == failing ? "TRAINING_FAILED" : "RUNNING"))
                }
            )
        )
    }

    private func live(
        _ name: String,
        _ status: String = "RUNNING",
        of arn: ProjectARN,
        created: Int
    ) -> LiveVersion {
        TestSupport.live(name, status, of: arn, created: created)
    }

    private func saved(_ live: LiveState) throws -> SavedPlan {
        let selected = SelectedState(.everything, of: state())
        return try SavedPlan(
            Planner.plan(selected, against: live),
            of: selected,
            against: live,
            options: PlanOptions(),
            target: .sandbox,
            toolVersion: "1.2.3"
        )
    }

    @Test("A refused project is in the file with its reason and its versions, at its place", arguments: [0, 1, 2])
    func roundTrip(refused: Int) throws {
        let plan = try saved(live(failing: refused))
        #expect(plan.projects.map(\.arn) == arns.filter { $0 != arns[refused] })
        #expect(plan.createCount == 2)
        let part = try #require(plan.refused.first)
        #expect(part.desired.arn == arns[refused] && part.place == refused && part.refusal.heldCount == 1)
        #expect(part.refusal.reason == .blocked)
        let (content, digest) = try SavedPlanFile.content(of: plan)
        let read = try SavedPlanFile.read(content)
        #expect(read.plan == plan && read.digest == digest)
        #expect(read.plan.wholeState.projects == state().projects)
    }

    @Test("A project by name whose ARN was not read is refused, and is never a sound project of a file")
    func unresolved() throws {
        let named = try ProjectARN(named: "n", region: "us-east-1", account: "111122223333", partition: "aws")
        var state = state()
        state.projects.append(DesiredProject(arn: named, versions: [desired("v1")]))
        var live = live()
        live[named] = .present(LiveProject(datasets: datasets))
        let selected = SelectedState(.everything, of: state)
        let plan = try SavedPlan(
            Planner.plan(selected, against: live),
            of: selected,
            against: live,
            options: PlanOptions(),
            target: .sandbox,
            toolVersion: "1.2.3"
        )
        #expect(plan.projects.map(\.arn) == arns && plan.refused.map(\.desired.arn) == [named])
        #expect(try SavedPlanFile.read(try SavedPlanFile.content(of: plan).bytes).plan == plan)
        var forged = plan
        forged.projects[0].arn = named
        forged.refused = []
        let content = try SavedPlanFile.content(of: forged).bytes
        #expect(throws: SavedPlanError.self) { try SavedPlanFile.read(content) }
    }

    @Test("A plan that leaves a refused project out does not have its desired state")
    func withoutThePart() throws {
        var plan = try saved(live(failing: 1))
        plan.refused = []
        let content = try SavedPlanFile.content(of: plan).bytes
        #expect(throws: SavedPlanError.self) { try SavedPlanFile.read(content) }
    }

    @Test("--expect-state compares refused projects too")
    func expectedState() throws {
        let plan = try saved(live(failing: 1))
        #expect(try plan.changes(to: state()).isEmpty)
        var other = state()
        other.projects[1] = DesiredProject(arn: arns[1], versions: [desired("v1")])
        #expect(
            try plan.changes(to: other)
                == [PlanChange(project: arns[1], name: VersionName("v2"), text: "is not described any more")]
        )
        other.projects.remove(at: 1)
        #expect(try plan.changes(to: other) == [PlanChange(project: arns[1], text: "is not described any more")])
    }

    @Test("A change refuses its project only, and what was refused before stays refused")
    func change() throws {
        let plan = try saved(live(failing: 2))
        var now = live(failing: 2)
        now[arns[0]] = reading(arns[0], "DELETING")
        let judged = try plan.check(against: now).judged(refusesFailed: true)
        #expect(judged.creates.map(\.project) == [arns[1]])
        #expect(judged.refusals.map(\.project) == [arns[2], arns[0]])
        #expect(judged.refusals.map(\.reason) == [.blocked, .stale])
        #expect(judged.refusals[1].causes.map(\.text) == ["was trained, and is being deleted"])
    }

    @Test("A project that cannot be read any more refuses itself only")
    func unread() throws {
        let plan = try saved(live())
        var now = live()
        now[arns[0]] = .unreadable(reason: "denied")
        let check = try plan.check(against: now)
        #expect(check.changes.isEmpty && check.unread.map(\.project) == [arns[0]])
        let judged = check.judged(refusesFailed: true)
        #expect(judged.refusals.map(\.reason) == [.incomplete])
        #expect(judged.creates.map(\.project) == [arns[1], arns[2]])
    }

    @Test("A project whose versions are all created does not care about other changes, although others are left")
    func done() throws {
        let plan = try saved(live())
        var now = live()
        now[arns[0]] = reading(arns[0], "DELETING", ["v2"])
        let check = try plan.check(against: now)
        #expect(check.changes.isEmpty)
        #expect(check.done.map(\.project) == [arns[0]])
        #expect(check.judged(refusesFailed: true).creates.map(\.project) == [arns[1], arns[2]])
    }

    @Test("A failed training of the plan refuses its project, or is left to the report of --wait")
    func failed() throws {
        let plan = try saved(live())
        var now = live()
        now[arns[1]] = .present(
            LiveProject(
                datasets: datasets,
                versions: [
                    live("v1", of: arns[1], created: 100), live("v2", "TRAINING_FAILED", of: arns[1], created: 200),
                ]
            )
        )
        let check = try plan.check(against: now)
        let judged = check.judged(refusesFailed: true)
        #expect(judged.refusals.map(\.project) == [arns[1]] && judged.refusals.map(\.reason) == [.blocked])
        #expect(judged.creates.map(\.project) == [arns[0], arns[2]])
        #expect(check.judged(refusesFailed: false).refusals.isEmpty)
    }
}
