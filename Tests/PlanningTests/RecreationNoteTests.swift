import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// A version that is not trained again has no notes about its training, and no permission but its own.
struct RecreationNoteTests {
    private let lamps = projectARN("lamps")
    private let name = try! VersionName("a")
    private let unpinned = manifest("s3://bucket/train.json")
    private let pinned = manifest("s3://bucket/train.json?versionId=1")

    /// The project has `b` and `c`; `a`, which comes before them, was probably deleted.
    private func entry(
        in arn: ProjectARN = project,
        _ change: (inout PlanOptions) -> Void = { _ in }
    ) -> PlanEntry {
        var options = PlanOptions()
        options.references.add(unpinned, isNow: pinned)
        change(&options)
        let versions = [
            desired("a") { $0.datasets = .manifests(training: [unpinned], testing: .autoCreate) }, desired("b"),
            desired("c"),
        ]
        let present = [live("b", of: arn, created: 1), live("c", of: arn, created: 2)]
        return Planner.plan(
            DesiredState(projects: [DesiredProject(arn: arn, versions: versions)]),
            against: LiveState([arn: .present(LiveProject(status: "UPDATING", versions: present))]),
            options: options
        ).projects[0].entries[0]
    }

    @Test("The notes and pins of a training that does not take place are left out")
    func cleared() {
        let refused = entry()
        #expect(refused.outcome == .recreate && refused.notes.isEmpty && refused.pins.isEmpty)
        let allowed = entry { $0.allowedRecreations = [name] }
        #expect(allowed.outcome == .create && allowed.pins == [pinned])
        #expect(allowed.notes.contains(.unpinnedManifests([unpinned])))
        #expect(allowed.notes.contains(.projectNotReady(status: "UPDATING")))
    }

    @Test("H7: what was reviewed in one project says nothing about another one")
    func reviewed() {
        #expect(entry { $0.reviewedCreates = [project: [name]] }.outcome == .create)
        #expect(entry { $0.reviewedCreates = [lamps: [name]] }.outcome == .recreate)
        #expect(entry { $0.reviewedCreates = [project: [try! VersionName("b")]] }.outcome == .recreate)
        #expect(entry { $0.reviewedRecreations = [project: [name]] }.outcome == .create)
        #expect(entry { $0.reviewedRecreations = [lamps: [name]] }.outcome == .recreate)
        #expect(entry { $0.reviewedRecreations = [project: [try! VersionName("b")]] }.outcome == .recreate)
    }

    @Test("N7: a project that has more models than its quota has the note at its first create")
    func excess() {
        let present = (0..<4).map { live("v\($0)", created: 10 + $0) }
        let versions = (0..<6).map { desired("v\($0)") }
        let plan = Planner.plan(
            DesiredState(projects: [DesiredProject(arn: project, versions: versions)]),
            against: LiveState([project: .present(LiveProject(datasets: readyDatasets, versions: present))]),
            options: PlanOptions(modelQuotas: [AccountRegion(project): QuotaValue(2, .serviceQuotas)])
        )
        let notes = plan.projects[0].entries.map(\.notes)
        #expect(notes[4] == [.modelQuotaExceeded(models: 5, QuotaValue(2, .serviceQuotas))] && notes[5].isEmpty)
    }

    @Test("N6: a project of a feature that is not known may be one for content moderation")
    func unknownFeature() {
        let version = desired { $0.confidenceThreshold = try! ConfidenceThreshold(percent: 50) }
        func notes(_ feature: ProjectFeature?) -> [Note] {
            plan([version], .present(LiveProject(feature: feature, datasets: readyDatasets))).projects[0].entries[0]
                .notes
        }
        #expect(notes(.customLabels) == [.featureMismatch] && notes(nil).isEmpty && notes(.contentModeration).isEmpty)
    }

    @Test("N5: a pinned manifest is not among the unpinned ones")
    func unpinnedOnly() {
        let other = manifest("s3://bucket/test.json?versionId=2")
        let version = desired {
            $0.datasets = .manifests(training: [unpinned, other], testing: .manifests([pinned]))
        }
        #expect(TestSupport.entry(version, [], datasets: []).notes == [.unpinnedManifests([unpinned])])
    }
}
