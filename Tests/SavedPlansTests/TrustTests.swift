import DesiredState
import JSON
import ModelVersions
import Planning
import TestSupport
import Testing

@testable import SavedPlans

/// What makes a saved plan the plan that was reviewed.
struct TrustTests {
    private let digits = String(repeating: "0123456789abcdef", count: 4)

    @Test("A digest is `sha256:` and 64 hexadecimal digits in lower case")
    func digestForm() {
        #expect(ContentDigest.isDigest("sha256:\(digits)"))
        #expect(!ContentDigest.isDigest("sha256:\(digits)0") && !ContentDigest.isDigest("sha256:\(digits.dropLast())"))
        #expect(!ContentDigest.isDigest("sha512:\(digits)") && !ContentDigest.isDigest("SHA256:\(digits)"))
        #expect(!ContentDigest.isDigest("sha256:\(digits.uppercased())"))
        for wrong in ["g", "z", "/", ":", "`", "A", " ", "é"] {
            #expect(!ContentDigest.isDigest("sha256:\(digits.dropLast(wrong.utf8.count))\(wrong)"), "\(wrong)")
        }
        #expect(!ContentDigest.isDigest("") && !ContentDigest.isDigest("sha256:"))
    }

    @Test("Each setting of a live version is part of its digest")
    func settings() throws {
        var settings = LiveSettings(
            output: .init(bucket: "bucket", prefix: "out/"),
            training: [S3Object(bucket: "bucket", key: "a.json", version: "1")],
            testing: [S3Object(bucket: "bucket", key: "b.json", version: "2")],
            testingIsAutoCreated: false
        )
        settings.description = "Signs"
        settings.kmsKey = "alias/a"
        settings.confidenceThreshold = 50
        let digest = try SettingsDigest.of(settings)
        func isOther(_ change: (inout LiveSettings) -> Void) throws -> Bool {
            var other = settings
            change(&other)
            return try SettingsDigest.of(other) != digest
        }
        #expect(try !isOther { _ in })
        #expect(try isOther { $0.output?.bucket = "other" })
        #expect(try isOther { $0.output?.prefix = "other/" })
        #expect(try isOther { $0.training = [S3Object(bucket: "bucket", key: "a.json", version: "9")] })
        #expect(try isOther { $0.training = [S3Object(bucket: "bucket", key: "x.json", version: "1")] })
        #expect(try isOther { $0.testing = nil })
        #expect(try isOther { $0.testing = [S3Object(bucket: "other", key: "b.json", version: "2")] })
        #expect(try isOther { $0.testingIsAutoCreated = true })
        #expect(try isOther { $0.description = nil })
        #expect(try isOther { $0.kmsKey = "alias/b" })
        #expect(try isOther { $0.confidenceThreshold = 51 })
    }

    // MARK: Refused projects

    private let arns = ["a", "b", "c", "d", "e"].map { projectARN($0) }

    private func state() -> DesiredState {
        DesiredState(projects: arns.map { DesiredProject(arn: $0, versions: [desired("v1"), desired("v2")]) })
    }

    /// Of each project `v1` is live, and `v2` is to be created.
    ///
    /// - Parameter failing: the projects whose `v1` has failed.
    private func live(failing: Set<Int>) -> LiveState {
        LiveState(
            Dictionary(
                uniqueKeysWithValues: arns.enumerated().map { index, arn in
                    let status = failing.contains(index) ? "TRAINING_FAILED" : "RUNNING"
                    let version = TestSupport.live("v1", status, of: arn, created: 100)
                    return (arn, .present(LiveProject(datasets: readyDatasets, versions: [version])))
                }
            )
        )
    }

    private func saved(_ selection: Selection = .everything, failing: Set<Int> = []) throws -> SavedPlan {
        let selected = SelectedState(selection, of: state())
        let live = live(failing: failing)
        return try SavedPlan(
            Planner.plan(selected, against: live),
            of: selected,
            against: live,
            options: PlanOptions(),
            target: .sandbox,
            toolVersion: "1.2.3"
        )
    }

    @Test(
        "Each of several refused projects keeps its place",
        arguments: [[0, 1], [1, 3], [0, 2, 4], [3, 4], [0, 1, 2, 4]]
    )
    func places(refused: Set<Int>) throws {
        let plan = try saved(failing: refused)
        #expect(plan.refused.map(\.place) == refused.sorted())
        #expect(plan.wholeState.projects == state().projects)
        let read = try SavedPlanFile.read(SavedPlanFile.content(of: plan).bytes)
        #expect(read.plan == plan && read.plan.wholeState.projects == state().projects)
    }

    @Test("The order of the refused projects in a file does not matter; a place beyond the last one is the last one")
    func order() throws {
        let plan = try saved(failing: [1, 3])
        var document = try JSONValue(parsing: SavedPlanFile.content(of: plan).bytes)
        let refused = try #require(["0", "1"].map { document.member(["refused", $0]) } as? [JSONValue])
        document.set(["refused"], .array(refused.reversed()))
        document.sign()
        #expect(try SavedPlanFile.read(document.bytes()).plan == plan)
        var last = try saved(failing: [4])
        last.refused[0].place = 99
        #expect(last.wholeState.projects == state().projects)
    }

    @Test("A project of which a part is unread, and a part has changed, is incomplete")
    func reasons() throws {
        let plan = try saved()
        let change = PlanChange(project: arns[0], text: "changed")
        var check = try plan.check(against: live(failing: []))
        check.changes = [change]
        #expect(check.judged(refusesFailed: true).refusals.map(\.reason) == [.stale])
        check.unread = [change]
        #expect(check.judged(refusesFailed: true).refusals.map(\.reason) == [.incomplete])
        check.failed = [
            PlanCheck.Failure(project: arns[0], name: desired("v2").name, arn: TestSupport.live("v2").arn)
        ]
        #expect(check.judged(refusesFailed: true).refusals.map(\.reason) == [.incomplete])
        check.unread = []
        #expect(check.judged(refusesFailed: true).refusals.map(\.reason) == [.stale])
        check.changes = []
        #expect(check.judged(refusesFailed: true).refusals.map(\.reason) == [.blocked])
    }

    // MARK: --expect-state

    @Test("A plan of a part: what it left out does not matter by itself, but the digest of the whole does")
    func selection() throws {
        let plan = try saved(Selection(targets: [Glob("v2")], projects: [Glob("b"), Glob("c")]))
        #expect(try plan.changes(to: state()).isEmpty)
        // The versions and projects that the plan does not have are not "added since".
        var other = state()
        other.projects[0] = DesiredProject(arn: arns[0], versions: [desired("v1"), desired("v2"), desired("v3")])
        #expect(
            try plan.changes(to: other)
                == [PlanChange(project: arns[1], text: "is unchanged, but other versions have changed")]
        )
        other.projects[1] = DesiredProject(arn: arns[1], versions: [desired("v1"), desired("v2", minimumF1Score: 0.5)])
        #expect(
            try plan.changes(to: other)
                == [PlanChange(project: arns[1], name: VersionName("v2"), text: "is described with other settings now")]
        )
    }

    @Test("A plan of everything: versions and projects that were added since are changes")
    func additions() throws {
        let plan = try saved()
        var other = state()
        other.projects[4] = DesiredProject(arn: arns[4], versions: [desired("v1"), desired("v2"), desired("v3")])
        let added = projectARN("f")
        other.projects.append(DesiredProject(arn: added, versions: [desired("v1")]))
        #expect(
            try plan.changes(to: other) == [
                PlanChange(project: arns[4], name: VersionName("v3"), text: "was added since"),
                PlanChange(project: added, text: "was added since"),
            ]
        )
    }

    @Test("A dataset that cannot be read matters to versions that train on it, not to those with manifests")
    func datasets() throws {
        let dataset = LiveProject.Dataset(
            kind: .train,
            status: "CREATE_COMPLETE",
            arn: "a",
            reading: .read(DatasetContent(entries: 1))
        )
        let manifests = desired("v2") {
            $0.datasets = .manifests(training: [manifest("s3://bucket/train.json?versionId=1")], testing: .autoCreate)
        }
        let plan = SavedPlansTests.saved([desired("v1"), manifests], against: world([], datasets: [dataset]))
        var unreadable = dataset
        unreadable.reading = .unreadable(reason: "denied", isDenied: true)
        func problems(_ versions: [LiveVersion]) throws -> [String] {
            let now = world(versions, datasets: [unreadable])
            return plan.unreadableDatasets(in: try plan.check(against: now), against: now).map(\.reason)
        }
        #expect(try problems([]) == ["denied"])
        #expect(try problems([TestSupport.live("v1")]).isEmpty)
    }
}
