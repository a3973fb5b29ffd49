import DesiredState
import Diagnostics
import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// The order in which apply pays for trainings, and what decides whether a version is new.
struct CreationOrderTests {
    private let lamps = projectARN("lamps")

    private func names(_ texts: String...) -> [VersionName] { texts.map { try! VersionName($0) } }

    private func creates(_ plan: Plan) -> [String] { plan.creates.map { "\($0.project.name)/\($0.entry.name)" } }

    /// - Parameter lines: of the versions in `a.yaml`.
    private func plan(_ lists: [(ProjectARN, [[VersionName]])], lines: [String: Int]) -> Plan {
        var state = DesiredState()
        for (arn, lists) in lists {
            let versions = lists.joined().map { desired($0.text) }
            state.projects.append(DesiredProject(arn: arn, versions: versions, lists: lists))
            for version in versions {
                state.sources[arn, version.name] = lines["\(arn.name)/\(version.name)"].map {
                    SourceLocation(path: "a.yaml", line: $0, column: 1)
                }
            }
        }
        let live = Dictionary(
            uniqueKeysWithValues: lists.map { ($0.0, LiveState.Reading.present(LiveProject(datasets: readyDatasets))) }
        )
        return Planner.plan(state, against: LiveState(live))
    }

    @Test("Lists come in the order of their first places in the files, whatever the order of the projects")
    func places() {
        let lines = ["signs/a": 45, "signs/b": 3, "signs/c": 50, "lamps/d": 10, "lamps/e": 40]
        let plan = plan([(project, [names("a", "b"), names("c")]), (lamps, [names("d", "e")])], lines: lines)
        #expect(creates(plan) == ["signs/a", "signs/b", "lamps/d", "lamps/e", "signs/c"])
        let reversed = self.plan([(lamps, [names("d", "e")]), (project, [names("c"), names("a", "b")])], lines: lines)
        #expect(creates(reversed) == creates(plan))
    }

    @Test("Without places, lists come in the order of the desired state")
    func withoutPlaces() {
        let plan = plan([(project, [names("b", "a")]), (lamps, [names("c")])], lines: ["lamps/c": 1])
        #expect(creates(plan) == ["signs/b", "signs/a", "lamps/c"])
    }

    @Test("The newest version of a list is the one that was created last, wherever the list has it")
    func newest() {
        let versions = [live("a", created: 2), live("b", created: 30), live("c", created: 4)]
        let byName = Dictionary(uniqueKeysWithValues: versions.map { ($0.arn.name, $0) })
        #expect(PlannedList(names("a", "b", "c", "d"), live: byName).newest == versions[1].arn)
        #expect(PlannedList(names("b", "a"), live: byName).newest == versions[1].arn)
        #expect(PlannedList(names("d", "c"), live: byName).newest == versions[2].arn)
        #expect(PlannedList(names("d"), live: byName).newest == nil)
    }

    @Test("Beside the only live version, creates go outwards, one of each side first")
    func outwards() {
        let list = PlannedList(names("a", "b", "c", "d", "e"), live: [names("c")[0]: live("c")])
        let creates = ["a", "b", "d", "e"].map { entry(desired($0), []) }
        #expect(list.inOrderOfCreation(creates).map(\.name.text) == ["d", "b", "e", "a"])
        #expect(list.inOrderOfCreation(Array(creates.prefix(2))).map(\.name.text) == ["b", "a"])
    }

    @Test("A refused project has no creates, although others have")
    func refused() {
        var plan = plan([(project, [names("a")]), (lamps, [names("b")])], lines: [:])
        plan.projects[0].judgement = .refused(.stale, [])
        #expect(creates(plan) == ["lamps/b"] && plan.hasChanges)
        plan.projects[1].judgement = .refused(.stale, [])
        #expect(creates(plan).isEmpty && !plan.hasChanges)
    }
}
