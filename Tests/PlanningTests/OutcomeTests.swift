import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

struct OutcomeTests {
    @Test("P1: a project that does not exist is not planned")
    func absentProject() {
        let plan = plan([desired()], .absent)
        #expect(plan.projects[0].problem == .absent)
        #expect(plan.projects[0].entries.isEmpty)
        #expect(plan.projects[0].desiredCount == 1)
        #expect(!plan.isComplete)
        #expect(!plan.hasChanges)
    }

    @Test("P4: a project that is only known by its name is not planned, whatever was read")
    func unresolved() throws {
        let named = try ProjectARN(named: "signs", region: "us-east-1", account: "111122223333", partition: "aws")
        let state = DesiredState(projects: [DesiredProject(arn: named, versions: [desired()])])
        let reading = LiveState.Reading.present(LiveProject(datasets: readyDatasets))
        let plan = Planner.plan(state, against: LiveState([named: reading]))
        #expect(plan.projects[0].problem == .unreadable(reason: "the ARN of the project was not read"))
        #expect(plan.creates.isEmpty && plan.refusal == .incomplete)
    }

    @Test("P2: a project that could not be read is not planned")
    func unreadableProject() {
        let plan = plan([desired()], .unreadable(reason: "no network"))
        #expect(plan.projects[0].problem == .unreadable(reason: "no network"))
        #expect(!plan.isComplete)
        #expect(plan.creates.isEmpty)
    }

    @Test("P3: a project that was not read is not in sync")
    func unreadProject() {
        #expect(!plan([desired()], nil).isComplete)
        #expect(!plan([], nil).isComplete)
    }

    @Test("P4: nothing is planned in a project by name whose ARN was not read, whatever the live state has for it")
    func unresolvedProject() throws {
        let named = try ProjectARN(named: "signs", region: "us-east-1", account: "111122223333", partition: "aws")
        let live = LiveState([named: .present(LiveProject())])
        let state = DesiredState(projects: [DesiredProject(arn: named, versions: [desired()])])
        let plan = Planner.plan(state, against: live)
        #expect(plan.creates.isEmpty && plan.sound.isEmpty && !plan.isComplete)
        #expect(plan.refusals.map(\.reason) == [.incomplete])
        #expect(live.present.isEmpty)
    }

    @Test("R1: a retired version that is not live is history")
    func retiredAbsent() {
        let entry = entry(retired(), [])
        #expect(entry.outcome == .retired)
        #expect(entry.live == nil)
    }

    @Test(
        "R2: a retired version is history in every live state",
        arguments: ["RUNNING", "TRAINING_FAILED", "DELETING"]
    )
    func retiredLive(status: String) {
        let entry = entry(retired(), [live("v1", status)])
        #expect(entry.outcome == .retired)
        #expect(entry.live?.status.rawValue == status)
    }

    @Test("C1: a version that is not live is created")
    func create() {
        let plan = plan([desired("a"), desired("b")], .present(LiveProject(versions: [live("b")])))
        #expect(plan.projects[0].entries.map(\.outcome) == [.create, .unchanged])
        #expect(plan.creates.map(\.entry.name.text) == ["a"])
        #expect(plan.hasChanges)
        #expect(!plan.isBlocked)
    }

    @Test("C1: names that differ in case are two names")
    func caseMatters() {
        #expect(entry(desired("V1"), [live("v1")]).outcome == .create)
    }

    @Test("F1: a failed training uses the name up", arguments: ["TRAINING_FAILED", "COPYING_FAILED"])
    func failed(status: String) {
        #expect(entry(desired(), [live("v1", status)]).outcome == .failed)
        #expect(entry(desired { $0.output = other }, [live("v1", status)]).outcome == .failed)
    }

    @Test("D1: a version that is being deleted keeps its name")
    func deleting() {
        #expect(entry(desired(), [live("v1", "DELETING")]).outcome == .deleting)
        #expect(entry(desired { $0.output = other }, [live("v1", "DELETING")]).outcome == .deleting)
    }

    @Test(
        "X1: a version with other settings is a conflict",
        arguments: ["TRAINING_IN_PROGRESS", "TRAINING_COMPLETED", "STOPPED", "FAILED", "EXPIRED", "A_NEW_STATUS"]
    )
    func conflict(status: String) {
        let entry = entry(desired { $0.output = other }, [live("v1", status)])
        #expect(entry.outcome == .conflict)
        #expect(
            entry.differences == [
                Difference(setting: .output, desired: ["s3://bucket/elsewhere/"], live: ["s3://bucket/out/"])
            ]
        )
    }

    @Test("E1: an expired version needs nothing")
    func expired() { expectEnding("EXPIRED", .expired) }

    @Test("E2: a deprecated version still runs, and needs nothing yet")
    func deprecated() { expectEnding("DEPRECATED", .deprecated) }

    private func expectEnding(_ status: String, _ outcome: Outcome) {
        #expect(entry(desired(), [live("v1", status)]).outcome == outcome)
        #expect(entry(desired(output: "s3://bucket/elsewhere/"), [live("v1", status)]).outcome == .conflict)
        #expect(!outcome.isBlocking && outcome.isLive)
    }

    @Test(
        "U1: a version that is trained or in training is unchanged",
        arguments: [
            "TRAINING_IN_PROGRESS", "TRAINING_COMPLETED", "STARTING", "RUNNING", "FAILED", "STOPPING", "STOPPED",
            "COPYING_IN_PROGRESS", "COPYING_COMPLETED",
        ]
    )
    func unchanged(status: String) {
        let entry = entry(desired(), [live("v1", status)])
        #expect(entry.outcome == .unchanged)
        // S7: what a copy was trained on is not known.
        #expect(entry.unknown == (status.hasPrefix("COPYING_") ? [.training] : []))
        #expect(entry.notes == (status.hasPrefix("COPYING_") ? [.copied(from: nil)] : []))
    }

    @Test("U4: a copy is unchanged, with a note that names its source", arguments: ["RUNNING", "COPYING_IN_PROGRESS"])
    func copied(status: String) {
        let planned = entry(desired(), [live("v1", status) { $0.source = "arn:source" }])
        #expect(planned.outcome == .unchanged && planned.notes == [.copied(from: "arn:source")])
        #expect(entry(retired(), [live("v1", status) { $0.source = "arn:source" }]).notes.isEmpty)
    }

    @Test("U2: a setting that the service does not report is unknown and does not block")
    func unknown() {
        let entry = entry(desired(), [live { $0.settings.output = nil }])
        #expect(entry.outcome == .unchanged)
        #expect(entry.unknown == [.output])
    }

    @Test("U3: an unknown status is noted")
    func unknownStatus() {
        let entry = entry(desired(), [live("v1", "A_NEW_STATUS")])
        #expect(entry.outcome == .unchanged)
        #expect(entry.notes == [.unrecognizedStatus("A_NEW_STATUS")])
    }

    @Test("L1: live versions that no file describes are listed in byte order")
    func unmanaged() {
        let plan = plan([desired("b")], .present(LiveProject(versions: [live("c"), live("b"), live("B"), live("a")])))
        #expect(plan.projects[0].unmanaged.map(\.text) == ["B", "a", "c"])
        #expect(!plan.hasChanges)
    }

    @Test("L3: versions that match `ignoreUnmanaged` are not counted")
    func ignored() throws {
        var wanted = DesiredProject(arn: project, versions: [desired("console-b")])
        for pattern in ["console-*", "x?"] { wanted.ignoreUnmanaged(try Glob(pattern)) }
        let versions = ["console-b", "console-a", "x1", "x", "y"].map { live($0) }
        let state = LiveState([project: .present(LiveProject(versions: versions))])
        let plan = Planner.plan(DesiredState(projects: [wanted]), against: state)
        #expect(plan.projects[0].unmanaged.map(\.text) == ["x", "y"])
        #expect(plan.projects[0].ignored.map(\.text) == ["console-a", "x1"])
        #expect(plan.projects[0].entries.map(\.outcome) == [.unchanged])
    }

    @Test("L2: of two live versions of one name the newest counts", arguments: [false, true])
    func newest(reversed: Bool) {
        let old = live("v1", "DELETING", created: 999_999_999_999)
        let new = live("v1", "RUNNING", created: 1_000_000_000_000)
        #expect(entry(desired(), reversed ? [new, old] : [old, new]).outcome == .unchanged)
    }

    @Test(
        "L2: of two states of one live version, the more critical one counts",
        arguments: [false, true]
    )
    func twoStates(reversed: Bool) {
        for (calm, care) in [
            ("TRAINING_IN_PROGRESS", "TRAINING_FAILED"), ("STOPPED", "DELETING"), ("RUNNING", "EXPIRED"),
        ] {
            let versions = [live("v1", calm), live("v1", care)]
            let entry = entry(desired(), reversed ? versions.reversed() : versions)
            #expect(entry.live?.status.rawValue == care)
        }
    }

    private let other = try! OutputLocation(uri: "s3://bucket/elsewhere/")
}
