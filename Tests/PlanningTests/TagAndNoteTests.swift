import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

struct TagAndNoteTests {
    @Test("T1: different tags are drift beside the outcome")
    func drift() {
        let wanted = Tags([("team", "perception"), ("stage", "prod"), ("same", "1")])
        let entry = entry(
            desired(tags: wanted),
            [live { $0.tags = .read(["stage": "dev", "same": "1", "owner": "me", "aws:x": "y"]) }]
        )
        #expect(entry.outcome == .unchanged)
        #expect(entry.tagDrift?.added.map(\.key) == ["owner"])
        #expect(entry.tagDrift?.removed.map(\.key) == ["team"])
        #expect(entry.tagDrift?.changed == [.init(key: "stage", desired: "prod", live: "dev")])
    }

    @Test("T1: equal tags and tags that were not read are not drift")
    func noDrift() {
        let wanted = Tags([("team", "perception")])
        #expect(entry(desired(tags: wanted), [live { $0.tags = .read(wanted) }]).tagDrift == nil)
        #expect(entry(desired(tags: wanted), [live()]).tagDrift == nil)
    }

    @Test("T2: tags that could not be read leave the plan incomplete")
    func unreadableTags() {
        let plan = plan(
            [desired()],
            .present(LiveProject(versions: [live { $0.tags = .unreadable(reason: "denied") }]))
        )
        #expect(!plan.isComplete)
        #expect(plan.projects[0].entries[0].tagsProblem == "denied")
    }

    @Test("N1: a project that is not ready is noted", arguments: ["CREATING", "DELETING"])
    func projectNotReady(status: String) {
        let plan = plan([desired()], .present(LiveProject(status: status, datasets: readyDatasets)))
        #expect(plan.projects[0].entries[0].notes == [.projectNotReady(status: status)])
    }

    @Test("N2: a dataset that is missing is noted")
    func datasetMissing() {
        let notes = entry(desired(), [], datasets: []).notes
        #expect(notes == [.datasetMissing(.train, hasOther: false), .datasetMissing(.test, hasOther: false)])
        let one = entry(desired(), [], datasets: [LiveProject.Dataset(kind: .test, status: "CREATE_COMPLETE")])
        #expect(one.notes == [.datasetMissing(.train, hasOther: true)])
        #expect(entry(desired(), []).notes.isEmpty)
    }

    @Test("N3: a dataset that is not ready is noted")
    func datasetNotReady() {
        let datasets = [
            LiveProject.Dataset(kind: .train, status: "UPDATE_IN_PROGRESS"),
            LiveProject.Dataset(kind: .test, status: "CREATE_FAILED"),
        ]
        #expect(
            entry(desired(), [], datasets: datasets).notes == [
                .datasetNotReady(.train, status: "UPDATE_IN_PROGRESS"),
                .datasetNotReady(.test, status: "CREATE_FAILED"),
            ]
        )
    }

    @Test("N4: manifests for a project with datasets are noted")
    func datasetsAssociated() {
        #expect(entry(desired { $0.datasets = pinned }, []).notes == [.datasetsAssociated])
        #expect(entry(desired { $0.datasets = pinned }, [], datasets: []).notes.isEmpty)
    }

    @Test("N5: unpinned manifests are noted, training and test")
    func unpinned() {
        let datasets = Datasets.manifests(
            training: [manifest("s3://bucket/a"), manifest("s3://bucket/b?versionId=1")],
            testing: .manifests([manifest("s3://bucket/c")])
        )
        #expect(
            entry(desired { $0.datasets = datasets }, [], datasets: []).notes
                == [.unpinnedManifests([manifest("s3://bucket/a"), manifest("s3://bucket/c")])]
        )
    }

    @Test("N6: a content moderation setting in a project for custom labels is noted")
    func featureMismatch() throws {
        let threshold = try ConfidenceThreshold(percent: 50)
        let version = desired { $0.confidenceThreshold = threshold }
        func notes(_ feature: ProjectFeature?) -> [Note] {
            plan([version], .present(LiveProject(feature: feature, datasets: readyDatasets)))
                .projects[0].entries[0].notes
        }
        #expect(notes(.customLabels) == [.featureMismatch])
        #expect(notes(.contentModeration).isEmpty)
        #expect(notes(nil).isEmpty)
    }

    @Test("N9: no test data in a project for custom labels is noted")
    func testDataRequired() { #expect(notesWithoutTestData(.customLabels) == [.testDataRequired]) }

    @Test("N10: no test data for an adapter is noted as open, and blocks nothing")
    func testDataOpen() {
        #expect(notesWithoutTestData(.contentModeration) == [.testDataOpen])
        #expect(notesWithoutTestData(nil) == [.testDataOpen])
    }

    private func notesWithoutTestData(_ feature: ProjectFeature?) -> [Note] {
        let version = desired {
            $0.datasets = .manifests(training: [manifest("s3://bucket/a?versionId=1")], testing: .omitted)
        }
        let entry = plan([version], .present(LiveProject(feature: feature))).projects[0].entries[0]
        return entry.outcome == .create ? entry.notes : []
    }

    @Test("N7: the first version that the quota of models does not allow is noted, in the order of creation")
    func modelQuota() throws {
        let names = ["a", "b", "c"].map { name in desired(name) }
        let models = (0..<98).map { number in live("other-\(number)") }
        func notes(_ versions: [LiveVersion], _ quota: QuotaValue? = nil) -> [[Note]] {
            var options = PlanOptions()
            options.modelQuotas[AccountRegion(project)] = quota
            let state = DesiredState(projects: [DesiredProject(arn: project, versions: names)])
            let live = LiveState([project: .present(LiveProject(datasets: readyDatasets, versions: versions))])
            return Planner.plan(state, against: live, options: options).projects[0].entries.map(\.notes)
        }
        let documented = QuotaValue(100, .documentation)
        #expect(notes(models) == [[], [], [.modelQuotaExceeded(models: 101, documented)]])
        #expect(notes(models.dropLast()) == [[], [], []])
        #expect(
            notes(models + models.suffix(0) + [live("x"), live("y"), live("z")])[0] == [
                .modelQuotaExceeded(models: 102, documented)
            ]
        )
        #expect(notes(models, QuotaValue(200, .serviceQuotas)) == [[], [], []])
        let small = QuotaValue(99, .serviceQuotas)
        #expect(notes(models, small) == [[], [.modelQuotaExceeded(models: 100, small)], []])
    }

    private func room(_ live: Int, creates: Int, _ quota: QuotaValue? = nil) -> ScarceRoom? {
        var options = PlanOptions()
        options.modelQuotas[AccountRegion(project)] = quota
        let versions = (0..<creates).map { desired("new-\($0)") } + [desired("failed"), retired("old")]
        let models = ["failed", "old"] + (2..<max(live, 2)).map { "other-\($0)" }
        let reading = LiveState([
            project: .present(
                LiveProject(
                    datasets: readyDatasets,
                    versions: models.prefix(live).map { version($0, $0 == "failed" ? "TRAINING_FAILED" : "STOPPED") }
                )
            )
        ])
        let state = DesiredState(projects: [DesiredProject(arn: project, versions: versions)])
        return Planner.plan(state, against: reading, options: options).projects[0].scarceRoom
    }

    private func version(_ name: String, _ status: String) -> LiveVersion { live(name, status) }

    @Test("Q1: from nine tenths of the quota on, a plan warns; failed and retired versions count")
    func scarceRoom() {
        #expect(room(90, creates: 0)?.models == 90 && room(90, creates: 0)?.isPlanned == false)
        #expect(room(88, creates: 2)?.models == 90 && room(88, creates: 2)?.isPlanned == true)
        #expect(room(100, creates: 3)?.models == 103)
        #expect(room(18, creates: 0, QuotaValue(20, .serviceQuotas))?.quota == QuotaValue(20, .serviceQuotas))
        #expect(room(14, creates: 0, QuotaValue(15, .serviceQuotas)) != nil)
    }

    @Test("Q2: below nine tenths it does not")
    func room() {
        #expect(room(89, creates: 0) == nil && room(87, creates: 2) == nil)
        #expect(room(100, creates: 30, QuotaValue(200, .serviceQuotas)) == nil)
        #expect(room(13, creates: 0, QuotaValue(15, .serviceQuotas)) == nil)
    }

    @Test("N8: a dataset that could not be described is noted, before a training on it only")
    func datasetUnreadable() {
        var datasets = readyDatasets
        datasets[1].reading = .unreadable(reason: "no", isDenied: true)
        #expect(
            entry(desired(), [], datasets: datasets).notes == [.datasetUnreadable(.test, reason: "no")]
        )
        #expect(entry(desired(), [live()], datasets: datasets).notes.isEmpty)
        datasets[1].reading = .read(DatasetContent(entries: 1))
        #expect(entry(desired(), [], datasets: datasets).notes.isEmpty)
    }

    private let pinned = Datasets.manifests(
        training: [manifest("s3://bucket/a?versionId=1")],
        testing: .autoCreate
    )

    @Test("N5: the current version of a manifest is added if it is known, for versions to create only")
    func pins() throws {
        let (day, pinned) = (
            try ManifestLocation(uri: "s3://bucket/day"), try ManifestLocation(uri: "s3://bucket/day?versionId=v")
        )
        var options = PlanOptions()
        options.references.add(day, isNow: pinned)
        let settings = TrainingSettings(
            output: try OutputLocation(uri: "s3://bucket/out/"),
            datasets: .manifests(training: [day], testing: .manifests([pinned]))
        )
        let version = DesiredVersion(name: try VersionName("v1"), intent: .trained(settings))
        let state = DesiredState(projects: [DesiredProject(arn: project, versions: [version])])
        let live = LiveState([project: .present(LiveProject())])
        #expect(Planner.plan(state, against: live, options: options).projects[0].entries[0].pins == [pinned])
        #expect(Planner.plan(state, against: live).projects[0].entries[0].pins.isEmpty)
    }
}
