import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// A refused project never stops the others.
struct RefusedProjectTests {
    private let lamps = projectARN("lamps")

    /// A sound project with `v1` to create, and lamps with these versions.
    private func plan(_ versions: [DesiredVersion], _ reading: LiveState.Reading) -> Plan {
        let state = DesiredState(projects: [
            DesiredProject(arn: lamps, versions: versions),
            DesiredProject(arn: project, versions: [desired("v1")]),
        ])
        let live = LiveState([lamps: reading, project: .present(LiveProject(datasets: readyDatasets))])
        return Planner.plan(state, against: live)
    }

    private func creates(_ plan: Plan) -> [String] { plan.creates.map { "\($0.project.name)/\($0.entry.name)" } }

    @Test(
        "B1: a project that does not exist or cannot be read is refused alone",
        arguments: [LiveState.Reading.absent, .unreadable(reason: "denied")]
    )
    func unread(reading: LiveState.Reading) throws {
        let plan = plan([desired("v1")], reading)
        #expect(creates(plan) == ["signs/v1"] && plan.hasChanges && !plan.isComplete)
        #expect(plan.refusal == nil)
        let refused = try #require(plan.refusals.first)
        #expect(plan.refusals.count == 1 && refused.project == lamps && refused.reason == .incomplete)
        #expect(refused.heldCount == 0 && refused.causes.count == 1)
    }

    @Test("B1: tags that could not be read refuse their project, and count more than a conflict")
    func unreadTags() {
        let tagged = live(of: lamps) { $0.tags = .unreadable(reason: "denied") }
        let broken = live("v2", "TRAINING_FAILED", of: lamps)
        let plan = plan([desired("v1"), desired("v2")], .present(LiveProject(versions: [tagged, broken])))
        #expect(plan.refusals.map(\.reason) == [.incomplete])
        #expect(plan.refusals[0].causes == [.init(try! VersionName("v1"), "has tags that could not be read: denied")])
        #expect(creates(plan) == ["signs/v1"])
    }

    @Test(
        "B2: an outcome that apply refuses holds all new versions of its project",
        arguments: [
            ("TRAINING_FAILED", "has failed"), ("DELETING", "is being deleted"), ("RUNNING", "is live with other"),
        ]
    )
    func blocked(status: String, text: String) throws {
        let version = live("v1", status, of: lamps) { $0.settings.description = "Other" }
        let plan = plan([desired("v1"), desired("v2"), desired("v3")], .present(LiveProject(versions: [version])))
        #expect(creates(plan) == ["signs/v1"])
        let refused = try #require(plan.refusals.first)
        #expect(refused.reason == .blocked && refused.heldCount == 2)
        #expect(refused.causes.map(\.name?.text) == ["v1"])
        #expect(refused.causes[0].text.hasPrefix(text))
        #expect(PlanEstimate(plan).trainings == 1, "what apply does not start costs nothing")
    }

    @Test("B3: a judgement from outside refuses a project, and another one accepts it")
    func judged() {
        var plan = plan([desired("v1")], .present(LiveProject(datasets: readyDatasets)))
        #expect(creates(plan) == ["lamps/v1", "signs/v1"] && plan.refusals.isEmpty)
        plan.projects[0].judgement = .refused(.checkFailed, [.init(nil, "fails a check")])
        #expect(creates(plan) == ["signs/v1"])
        #expect(plan.refusals == [RefusedProject(lamps, .checkFailed, [.init(nil, "fails a check")], heldCount: 1)])
        plan.projects[0].judgement = .sound
        #expect(creates(plan) == ["lamps/v1", "signs/v1"])
    }

    @Test("A refused project counts the versions of the reviewed plan, and a sound one stays sound")
    func holding() {
        var plan = plan([desired("v1")], .present(LiveProject(datasets: readyDatasets)))
        plan.projects[0].judgement = .refused(.stale, [])
        let held = plan.holding([lamps: 3, project: 2])
        #expect(held.refusals == [RefusedProject(lamps, .stale, [], heldCount: 3)])
        #expect(creates(held) == ["signs/v1"])
        #expect(plan.holding([:]) == plan)
    }

    @Test("B4: with --all-or-nothing, one refused project refuses all; without one, nothing changes")
    func allOrNothing() {
        var refused = plan([desired("v1")], .absent)
        refused.isAllOrNothing = true
        #expect(refused.creates.isEmpty && !refused.hasChanges)
        #expect(refused.refusal == .incomplete)
        #expect(refused.refusals.count == 1, "the others are not refused for a reason of their own")
        var sound = plan([desired("v1")], .present(LiveProject(datasets: readyDatasets)))
        sound.isAllOrNothing = true
        #expect(sound.creates.count == 2 && sound.refusal == nil)
        sound.refusedBefore = refused.refusals
        #expect(sound.creates.isEmpty && sound.refusal == .incomplete)
    }

    @Test("B5: where every project is refused, so is the plan; what could not be read counts most")
    func allRefused() {
        var plan = plan([desired("v1")], .absent)
        plan.projects[1].judgement = .refused(.blocked, [])
        #expect(plan.sound.isEmpty && plan.refusal == .incomplete)
        plan.projects.removeFirst()
        #expect(plan.refusal == .blocked)
        plan.projects = []
        #expect(plan.refusal == nil, "an empty plan is no refused one")
    }

    @Test("B1: a project that was never read is unreadable, not absent")
    func neverRead() {
        let never = TestSupport.plan([desired("v1")], nil)
        #expect(never.projects[0].problem == .unreadable(reason: "the project was not read"))
        #expect(never.refusals.map(\.reason) == [.incomplete])
    }

    @Test("B5: what could not be read counts most, wherever its project stands, and what was refused before stays so")
    func order() {
        let broken = LiveState.Reading.present(LiveProject(versions: [live("v1", "TRAINING_FAILED")]))
        for reverses in [false, true] {
            let parts = [TestSupport.plan([desired("v1")], broken), TestSupport.plan([desired("v1")], .absent)]
            let plan = Plan(projects: (reverses ? parts.reversed() : parts).flatMap(\.projects))
            #expect(plan.refusal == .incomplete)
        }
        var plan = plan([desired("v1")], .absent)
        plan.refusedBefore = [RefusedProject(projectARN("other"), .blocked, [], heldCount: 3)]
        #expect(plan.refusals.map(\.reason) == [.blocked, .incomplete])
        #expect(plan.refusals.map(\.project) == [projectARN("other"), lamps])
    }

    @Test("One training at a time is documented for Sydney, two elsewhere")
    func documentedTrainings() {
        #expect(ServiceQuota.concurrentTrainings.documented(in: "ap-southeast-2").value == 1)
        #expect(ServiceQuota.concurrentTrainings.documented(in: "us-east-1").value == 2)
    }
}
