import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// Lists are written as their names in the order of the file, live versions with the order of their creation.
struct RecreateTests {
    private func outcomes(
        _ names: String...,
        live liveNames: [String],
        allowed: [String] = [],
        lists: [[String]]? = nil
    ) -> [PlanEntry] {
        let project = DesiredProject(
            arn: TestSupport.project,
            versions: names.map { desired($0) },
            lists: (lists ?? [names]).map { $0.map { try! VersionName($0) } }
        )
        let versions = liveNames.enumerated().map { live($1, created: 1_700_000_000_000 + $0) }
        let plan = Planner.plan(
            DesiredState(projects: [project]),
            against: LiveState([project.arn: .present(LiveProject(datasets: readyDatasets, versions: versions))]),
            options: PlanOptions(allowedRecreations: Set(allowed.map { try! VersionName($0) }))
        )
        return plan.projects[0].entries
    }

    @Test("G1: a version at the growing end of its list is new")
    func newAtTheGrowingEnd() {
        let atEnd = outcomes("a", "b", "c", "d", live: ["a", "b"])
        #expect(atEnd.map(\.outcome) == [.unchanged, .unchanged, .create, .create])
        let atFront = outcomes("d", "c", "b", "a", live: ["a", "b"])
        #expect(atFront.map(\.outcome) == [.create, .create, .unchanged, .unchanged])
        #expect((atEnd + atFront).allSatisfy { $0.notes.isEmpty && $0.recreation == nil })
    }

    @Test("G2: a version before a live one was deleted")
    func deleted() {
        let atEnd = outcomes("a", "b", "c", "d", live: ["b", "d"])
        #expect(atEnd.map(\.outcome) == [.recreate, .unchanged, .recreate, .unchanged])
        #expect(atEnd[0].recreation?.growingEnd == .end)
        #expect(atEnd[0].recreation?.between.name.text == "b")
        #expect(atEnd[2].recreation?.between.name.text == "d")
        let atFront = outcomes("d", "c", "b", "a", live: ["b", "d"])
        #expect(atFront.map(\.outcome) == [.unchanged, .recreate, .unchanged, .recreate])
        #expect(atFront[3].recreation?.growingEnd == .front)
        #expect(atFront[3].recreation?.between.name.text == "b")
    }

    @Test("G2: it blocks the whole plan")
    func blocks() {
        let project = DesiredProject(arn: TestSupport.project, versions: ["a", "b", "c", "d"].map { desired($0) })
        let plan = Planner.plan(
            DesiredState(projects: [project]),
            against: LiveState([
                project.arn: .present(LiveProject(versions: [live("b", created: 1), live("c", created: 2)]))
            ])
        )
        #expect(plan.isBlocked)
        #expect(plan.creates.map(\.entry.name.text) == ["d"])
    }

    @Test(
        "G2: live versions count in every state, also retired ones",
        arguments: ["DELETING", "TRAINING_FAILED"]
    )
    func everyLiveVersionCounts(status: String) {
        let project = DesiredProject(
            arn: TestSupport.project,
            versions: [desired("a"), desired("b"), retired("c")]
        )
        let plan = Planner.plan(
            DesiredState(projects: [project]),
            against: LiveState([
                project.arn: .present(LiveProject(versions: [live("b", created: 9), live("c", status, created: 10)]))
            ])
        )
        #expect(plan.projects[0].entries.map(\.outcome) == [.recreate, .unchanged, .retired])
    }

    @Test("G2: creation times compare as numbers")
    func numbers() {
        #expect(ListGrowth([live("a", created: 999), live("b", created: 1000)].map(\.arn)) == .at(.end))
        #expect(ListGrowth([live("a", created: 5), live("b", created: 5)].map(\.arn)) == .unknown(.mixedOrder))
    }

    @Test("G2: a retired entry is history at every place")
    func retiredIsTheWayOut() {
        let project = DesiredProject(
            arn: TestSupport.project,
            versions: [retired("a"), desired("b"), desired("c")]
        )
        let plan = Planner.plan(
            DesiredState(projects: [project]),
            against: LiveState([
                project.arn: .present(LiveProject(versions: [live("b", created: 1), live("c", created: 2)]))
            ])
        )
        #expect(plan.projects[0].entries[0].outcome == .retired)
        #expect(!plan.isBlocked)
    }

    @Test("G3: a version that is allowed by name is created again, with a note")
    func allowed() {
        let entries = outcomes("a", "b", "c", "d", live: ["b", "d"], allowed: ["c"])
        #expect(entries.map(\.outcome) == [.recreate, .unchanged, .create, .unchanged])
        #expect(entries[2].notes == [.recreationAllowed])
        #expect(entries[2].recreation?.between.name.text == "d")
    }

    @Test("G4: one live version does not show where its list grows")
    func oneLive() {
        let entries = outcomes("a", "b", "c", live: ["b"])
        #expect(entries.map(\.outcome) == [.create, .unchanged, .create])
        #expect(entries[0].notes == [.growthUnknown(.oneLive)])
        #expect(entries[2].notes == [.growthUnknown(.oneLive)])
    }

    @Test("G4: several live versions in mixed order do not show it either")
    func mixed() {
        let entries = outcomes("a", "x", "b", "c", live: ["a", "c", "b"])
        #expect(entries.map(\.outcome) == [.unchanged, .create, .unchanged, .unchanged])
        #expect(entries[1].notes == [.growthUnknown(.mixedOrder)])
    }

    @Test("G5: a list without a live version is new, without a note")
    func fresh() {
        let entries = outcomes("a", "b", live: ["elsewhere"])
        #expect(entries.allSatisfy { $0.outcome == .create && $0.notes.isEmpty })
    }

    @Test("G6: a selection does not hide the rest of the list from the rule")
    func selected() {
        let project = DesiredProject(arn: TestSupport.project, versions: ["a", "b", "c"].map { desired($0) })
        let plan = Planner.plan(
            SelectedState(Selection(targets: [try! Glob("a")]), of: DesiredState(projects: [project])),
            against: LiveState([
                project.arn: .present(LiveProject(versions: [live("b", created: 1), live("c", created: 2)]))
            ])
        )
        #expect(plan.projects[0].entries.map(\.outcome) == [.recreate])
    }

    @Test("G7: each list of a project has its own decision")
    func lists() {
        let entries = outcomes(
            "a",
            "b",
            "c",
            "x",
            "y",
            "z",
            live: ["x", "y", "b", "c"],
            lists: [["a", "b", "c"], ["x", "y", "z"]]
        )
        #expect(entries.map(\.outcome) == [.recreate, .unchanged, .unchanged, .unchanged, .unchanged, .create])
    }

    @Test("Versions are created in the direction in which their list grows")
    func order() {
        let project = DesiredProject(
            arn: TestSupport.project,
            versions: ["d", "c", "b", "a", "x", "y"].map { desired($0) },
            lists: [["d", "c", "b", "a"], ["x", "y"]].map { $0.map { try! VersionName($0) } }
        )
        let plan = Planner.plan(
            DesiredState(projects: [project]),
            against: LiveState([
                project.arn: .present(LiveProject(versions: [live("a", created: 1), live("b", created: 2)]))
            ])
        )
        #expect(plan.projects[0].entries.map(\.name.text) == ["d", "c", "b", "a", "x", "y"])
        #expect(plan.creates.map(\.entry.name.text) == ["c", "d", "x", "y"])
    }
}
