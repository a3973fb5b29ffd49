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

    /// Projects of two accounts and three regions, the last one by name.
    private static let places = DesiredState(
        projects: [
            ("arn:aws:rekognition:us-east-1:111122223333:project/signs/1", "v1"),
            ("arn:aws:rekognition:eu-west-1:111122223333:project/signs/2", "v2"),
            ("arn:aws:rekognition:eu-west-1:222233334444:project/signs/3", "v3"),
        ].map { DesiredProject(arn: try! ProjectARN($0.0), versions: [desired($0.1)]) } + [
            DesiredProject(
                arn: try! ProjectARN(
                    named: "lights",
                    region: "eu-central-1",
                    account: "222233334444",
                    partition: "aws"
                ),
                versions: [desired("v4")]
            )
        ]
    )

    private func selection(
        targets: [String] = [],
        projects: [String] = [],
        accounts: [String] = [],
        regions: [String] = []
    ) -> Selection {
        func globs(_ texts: [String]) -> [Glob] { texts.map { try! Glob($0) } }
        return Selection(
            targets: globs(targets),
            projects: globs(projects),
            accounts: globs(accounts),
            regions: globs(regions)
        )
    }

    private func names(_ selection: Selection) -> [String] {
        selection.selecting(from: Self.places).projects.flatMap { $0.versions.map(\.name.text) }
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
        for pattern in ["signs", "s*", "arn:aws:*:project/signs/*", "arn:aws:*:project/signs"] {
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

    @Test("O1: a project must match every option, and one pattern of each")
    func places() {
        #expect(names(selection(accounts: ["111122223333"])) == ["v1", "v2"])
        #expect(names(selection(accounts: ["2*", "3*"])) == ["v3", "v4"])
        #expect(names(selection(regions: ["eu-*"])) == ["v2", "v3", "v4"])
        #expect(names(selection(regions: ["us-east-1", "eu-central-?"])) == ["v1", "v4"])
        #expect(names(selection(accounts: ["2*"], regions: ["eu-west-1"])) == ["v3"])
        #expect(names(selection(projects: ["signs"], accounts: ["2*"], regions: ["eu-*"])) == ["v3"])
        #expect(names(selection(targets: ["v[14]"], accounts: ["2*"])) == ["v4"])
        // A part of a name, and a pattern for something else, match nothing.
        #expect(names(selection(accounts: ["1111"])) == [] && names(selection(regions: ["signs"])) == [])
    }

    @Test("O1: a project by name is selected by its name, or by its ARN without the number")
    func unresolved() {
        #expect(names(selection(projects: ["lights"])) == ["v4"])
        let arn = "arn:aws:rekognition:eu-central-1:222233334444:project/lights"
        #expect(names(selection(projects: [arn])) == ["v4"])
        #expect(names(selection(projects: [arn + "/1"])) == [])
    }

    @Test("O4: a pattern that matches nothing is reported")
    func unmatched() throws {
        let names = ["2026-01", "2026-02", "night", "red"]
        #expect(
            selection(targets: ["red", "blue"]).problem(in: state)
                == .unmatched(.target, try Glob("blue"), among: names)
        )
        #expect(
            selection(projects: ["signs", "sign"]).problem(in: state)
                == .unmatched(.project, try Glob("sign"), among: ["signs", "lights", "empty"])
        )
        #expect(
            selection(targets: ["red"], projects: ["signs"]).problem(in: state)
                == .unmatched(.target, try Glob("red"), among: Array(names.prefix(3)))
        )
        let accounts = ["111122223333", "111122223333", "222233334444", "222233334444"]
        #expect(
            selection(accounts: ["1*", "3*"]).problem(in: Self.places)
                == .unmatched(.account, try Glob("3*"), among: accounts)
        )
        let regions = ["us-east-1", "eu-west-1", "eu-west-1", "eu-central-1"]
        #expect(
            selection(regions: ["us-west-1"]).problem(in: Self.places)
                == .unmatched(.region, try Glob("us-west-1"), among: regions)
        )
        #expect(Selection.everything.problem(in: state) == nil)
        #expect(selection(projects: ["empty"]).problem(in: state) == nil)
    }

    @Test("O5: patterns that match separately and select nothing together are reported")
    func contradictory() {
        let both = selection(accounts: ["1*"], regions: ["eu-central-1"])
        #expect(both.problem(in: Self.places) == .contradictory)
        #expect(selection(accounts: ["2*"], regions: ["eu-central-1"]).problem(in: Self.places) == nil)
        #expect(selection(projects: ["lights"], accounts: ["1*"]).problem(in: Self.places) == .contradictory)
    }
}
