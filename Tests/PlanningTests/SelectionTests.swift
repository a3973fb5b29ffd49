import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

struct SelectionTests {
    private static func arn(_ name: String) -> ProjectARN {
        try! ProjectARN("arn:aws:rekognition:us-east-1:111122223333:project/\(name)/1690556789012")
    }

    private let state = DesiredState(projects: [
        DesiredProject(arn: arn("signs"), versions: [desired("2026-01"), desired("2026-02"), desired("night")]),
        DesiredProject(arn: arn("lights"), versions: [desired("red")]),
        DesiredProject(arn: arn("empty"), versions: []),
    ])

    private func selection(targets: [String] = [], projects: [String] = []) -> Selection {
        Selection(targets: targets.map { try! Glob($0) }, projects: projects.map { try! Glob($0) })
    }

    private func plan(_ selection: Selection) -> Plan {
        let stem = "arn:aws:rekognition:us-east-1:111122223333:project/signs/version"
        let versions = ["night", "console"].map {
            LiveVersion(arn: try! VersionARN("\(stem)/\($0)/1700000000000"), status: VersionStatus("RUNNING"))
        }
        return Planner.plan(
            SelectedState(selection, of: state),
            against: LiveState([
                Self.arn("signs"): .present(LiveProject(versions: versions)),
                Self.arn("empty"): .present(LiveProject()),
            ])
        )
    }

    @Test("O1: a project that is not selected is not in the plan, read or not")
    func projects() {
        for pattern in ["signs", "s*", "arn:aws:*:project/signs/*"] {
            let plan = plan(selection(projects: [pattern]))
            #expect(plan.projects.map(\.project.name) == ["signs"])
            #expect(plan.isComplete)
        }
        #expect(plan(selection(targets: ["2026-*"])).projects.map(\.project.name) == ["signs"])
        #expect(plan(selection(projects: ["empty"])).projects.map(\.project.name) == ["empty"])
    }

    @Test("O2: versions that are not selected have no outcome, and are not unmanaged")
    func versions() {
        let project = plan(selection(targets: ["2026-0[12]"])).projects[0]
        #expect(project.entries.map(\.name.text) == ["2026-01", "2026-02"])
        #expect(project.desiredCount == 2)
        #expect(project.unmanaged.map(\.text) == ["console"])
    }

    @Test("O3: the plan says what was left out")
    func omission() {
        let some = plan(selection(targets: ["night"]))
        #expect(some.omission?.versions == 3)
        #expect(some.omission?.projects == 2)
        #expect(some.omission?.selection.targets.map(\.text) == ["night"])
        #expect(plan(.everything).omission == nil)
        #expect(plan(selection(targets: ["*"], projects: ["*"])).omission?.versions == 0)
        #expect(plan(selection(projects: ["*"])).omission == nil)
    }

    @Test("O4: a pattern that matches nothing is reported")
    func unmatched() {
        #expect(selection(targets: ["red", "blue"]).unmatched(in: state).targets.map(\.text) == ["blue"])
        #expect(selection(projects: ["signs", "sign"]).unmatched(in: state).projects.map(\.text) == ["sign"])
        let both = selection(targets: ["red"], projects: ["signs"]).unmatched(in: state)
        #expect(both.targets.map(\.text) == ["red"] && both.projects.isEmpty)
        #expect(Selection.everything.unmatched(in: state).targets.isEmpty)
    }
}
