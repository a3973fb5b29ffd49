import ModelVersions
import Testing

@testable import Planning

/// A plan of a part of another part says all that it left out.
struct OmissionTests {
    @Test("What two selections left out is added up")
    func adding() throws {
        let first = Omission(selection: Selection(targets: [try Glob("v*")]), versions: 2, projects: 1)
        let second = Omission(
            selection: Selection(targets: [try Glob("v1")], projects: [try Glob("signs")]),
            versions: 3,
            projects: 4
        )
        let both = second.adding(first)
        #expect(both.versions == 5 && both.projects == 5)
        #expect(both.selection.targets.map(\.text) == ["v*", "v1"])
        #expect(both.selection.projects.map(\.text) == ["signs"])
        #expect(second.adding(nil) == second)
    }
}
