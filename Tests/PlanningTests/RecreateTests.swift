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
        #expect(atEnd[0].order?.growingEnd == .end)
        #expect(atEnd[0].order?.between.name.text == "b")
        #expect(atEnd[2].order?.between.name.text == "d")
        let atFront = outcomes("d", "c", "b", "a", live: ["b", "d"])
        #expect(atFront.map(\.outcome) == [.unchanged, .recreate, .unchanged, .recreate])
        #expect(atFront[3].order?.growingEnd == .front)
        #expect(atFront[3].order?.between.name.text == "b")
    }

    @Test("G2: it blocks its project")
    func blocks() {
        let project = DesiredProject(arn: TestSupport.project, versions: ["a", "b", "c", "d"].map { desired($0) })
        let plan = Planner.plan(
            DesiredState(projects: [project]),
            against: LiveState([
                project.arn: .present(LiveProject(versions: [live("b", created: 1), live("c", created: 2)]))
            ])
        )
        #expect(plan.isBlocked)
        #expect(plan.creates.isEmpty && plan.refusals.map(\.heldCount) == [1])
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
        #expect(entries[2].notes == [.recreationAllowed(entries[2].recreation!)])
        #expect(entries[2].order?.between.name.text == "d")
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

/// The order of the creates next to the only live version of a list.
struct OutwardOrderTests {
    /// The plan of a list, which is written as its names in the order of the file.
    private func plan(_ names: [String], live liveNames: [String]) -> Plan {
        let versions = liveNames.enumerated().map { live($1, created: 1_700_000_000_000 + $0) }
        return Planner.plan(
            DesiredState(projects: [DesiredProject(arn: project, versions: names.map { desired($0) })]),
            against: LiveState([project: .present(LiveProject(datasets: readyDatasets, versions: versions))])
        )
    }

    private func creates(_ names: [String], live: [String]) -> [String] {
        plan(names, live: live).creates.map(\.entry.name.text)
    }

    @Test("Creates go outwards from the only live version")
    func outwards() {
        #expect(creates(["c", "b", "a", "L"], live: ["L"]) == ["a", "b", "c"])
        #expect(creates(["L", "a", "b", "c"], live: ["L"]) == ["a", "b", "c"])
        // One of each side comes first: then the order of the list is mixed, and shows no end.
        #expect(creates(["b", "a", "L", "x", "y"], live: ["L"]) == ["x", "a", "y", "b"])
    }

    @Test("A stop after any create leaves the rest to create", arguments: 0..<5, 0..<5)
    func stops(before: Int, behind: Int) {
        let names = (0..<before).reversed().map { "b\($0)" } + ["L"] + (0..<behind).map { "a\($0)" }
        let order = creates(names, live: ["L"])
        #expect(order.count == before + behind)
        for count in 0...order.count {
            // The one stop that the order cannot know: two live versions show an end, and the other side is beyond it.
            let isUnknowable = count == 1 && before > 0 && behind > 0
            let plan = plan(names, live: ["L"] + order.prefix(count))
            #expect(plan.isBlocked == isUnknowable, "\(names) after \(count) of \(order)")
        }
    }
}

extension PlanEntry {
    fileprivate var order: Recreation.Order? {
        if case .order(let order)? = recreation { order } else { nil }
    }
}
