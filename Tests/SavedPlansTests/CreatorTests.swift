import DesiredState
import JSON
import ModelVersions
import Planning
import TestSupport
import Testing

@testable import SavedPlans

/// Whose credentials create what a saved plan holds.
struct CreatorTests {
    private static let role = AccountIdentity.role("arn:aws:iam::111122223333:role/ops/rekon-create")
    private static let sameName = AccountIdentity.role("arn:aws:iam::999900001111:role/ops/rekon-create")
    private static let profile = AccountIdentity.profile("vision")

    private static func access(_ creator: AccountIdentity) -> [String: AccountAccess] {
        ["111122223333": AccountAccess(read: .role("arn:aws:iam::111122223333:role/rekon-read"), create: creator)]
    }

    private func saved(_ creator: AccountIdentity?) -> SavedPlan {
        SavedPlansTests.saved(
            [desired("v1"), desired("v2")],
            against: world([live("v1")]),
            options: PlanOptions(access: creator.map(Self.access) ?? [:])
        )
    }

    private func document(_ plan: SavedPlan) throws -> JSONValue {
        try JSONValue(parsing: SavedPlanFile.content(of: plan).bytes)
    }

    @Test("The credentials that create are in the file, and come back", arguments: [role, profile, .ofRun])
    func roundTrip(creator: AccountIdentity) throws {
        let plan = saved(creator)
        #expect(plan.projects[0].creator == creator)
        #expect(try SavedPlanFile.read(SavedPlanFile.content(of: plan).bytes).plan == plan)
        // A reader that does not know them must not use its own.
        let version = try document(plan).member(["formatVersion"])?.text
        #expect(version == (creator == .ofRun ? "1.0" : "2.0"))
    }

    @Test("A plan without named credentials has none in its file")
    func none() throws {
        #expect(try document(saved(nil)).member(["projects", "0", "creator"]) == nil)
        #expect(saved(nil) == saved(.ofRun))
    }

    @Test(
        "A project is stale where this run creates with other credentials",
        arguments: [
            (nil, role), (role, nil), (role, profile), (profile, .profile("other")), (role, sameName),
        ] as [(AccountIdentity?, AccountIdentity?)]
    )
    func changed(was: AccountIdentity?, now: AccountIdentity?) throws {
        let check = try saved(was).check(against: world([live("v1")]), access: now.map(Self.access) ?? [:])
        #expect(check.changes.map(\.project) == [project] && check.changes.map(\.name) == [nil])
        let (mine, other) = (was ?? .ofRun).texts(against: now ?? .ofRun)
        #expect(mine != other)
        #expect(check.changes[0].text == "was reviewed for \(mine), and this run creates with \(other)")
        #expect(check.judged(refusesFailed: true).refusal == .stale)
    }

    @Test("The same credentials are no change; those that read may differ", arguments: [nil, role, profile])
    func same(creator: AccountIdentity?) throws {
        var access = creator.map(Self.access) ?? [:]
        access["111122223333"]?.read = .ofRun
        let check = try saved(creator).check(against: world([live("v1")]), access: access)
        #expect(check.changes.isEmpty && check.plan.access == access)
    }

    @Test("A project is not read with other credentials than those that were reviewed")
    func readable() {
        let plan = saved(Self.role)
        #expect(plan.readable(with: Self.access(Self.role)).map(\.arn) == [project])
        #expect(plan.readable(with: [:]).isEmpty)
    }

    @Test("Where nothing is left to create, other credentials do not matter")
    func done() throws {
        let check = try saved(Self.role).check(against: world([live("v1"), live("v2", created: 1_800_000_000_000)]))
        #expect(check.changes.isEmpty && check.done.count == 1)
    }

    @Test("Credentials of an unknown kind are refused, also in a file with a right digest")
    func unknownKind() throws {
        var value = try document(saved(Self.role))
        value.set(["projects", "0", "creator", "kind"], .string("key"))
        value.sign()
        let content = value.bytes(indented: true)
        #expect(throws: SavedPlanError.self) { try SavedPlanFile.read(content) }
        // Another role is another digest: --expect-digest notices it.
        var other = try document(saved(Self.role))
        other.set(["projects", "0", "creator", "name"], .string("arn:aws:iam::111122223333:role/other"))
        other.sign()
        let read = try SavedPlanFile.read(other.bytes(indented: true))
        #expect(try read.digest != SavedPlanFile.content(of: saved(Self.role)).digest)
    }

    @Test("A refused project that is only known by its name is in the file, and no other")
    func byName() throws {
        let named = try ProjectARN(named: "lamps", region: "us-east-1", account: "111122223333", partition: "aws")
        let state = DesiredState(projects: [
            DesiredProject(arn: named, versions: [desired("v1")]),
            DesiredProject(arn: project, versions: [desired("v1")]),
        ])
        let selected = SelectedState(.everything, of: state)
        let readings: [ProjectARN: LiveState.Reading] = [
            // Never so: what was not resolved cannot be read.
            named: .present(LiveProject(datasets: readyDatasets)),
            project: .present(LiveProject(datasets: readyDatasets)),
        ]
        let live = LiveState(readings)
        let plan = try SavedPlan(
            Planner.plan(selected, against: live),
            of: selected,
            against: live,
            options: PlanOptions(),
            target: .sandbox,
            toolVersion: "1.2.3"
        )
        #expect(plan.projects.map(\.arn) == [project] && plan.refused.map(\.refusal.project) == [named])
        let read = try SavedPlanFile.read(SavedPlanFile.content(of: plan).bytes).plan
        #expect(read == plan && read.refused.first?.desired.arn.isResolved == false)
    }
}
