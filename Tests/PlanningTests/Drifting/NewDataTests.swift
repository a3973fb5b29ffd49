import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// The rows of specs/drift.md about new data.
struct NewDataTests {
    private static let began: Int64 = 1_700_000_000_000

    private func datasets(_ train: DatasetReading, _ test: DatasetReading = .notAsked) -> [LiveProject.Dataset] {
        [
            LiveProject.Dataset(kind: .train, status: "UPDATE_COMPLETE", reading: train),
            LiveProject.Dataset(kind: .test, status: "CREATE_COMPLETE", reading: test),
        ]
    }

    private func updated(_ milliseconds: Int64) -> DatasetReading {
        .read(DatasetContent(entries: 21, updated: Self.began + milliseconds))
    }

    private func report(
        _ datasets: [LiveProject.Dataset],
        _ policy: StaleDataPolicy = .report,
        versions: [LiveVersion] = [live()]
    ) -> DriftReport {
        drift(
            [desired()],
            .present(LiveProject(datasets: datasets, versions: versions)),
            DriftOptions(staleData: policy)
        )
    }

    @Test("V1: a dataset that changed after the newest training on it is reported, and is no drift")
    func reported() {
        let found = report(datasets(updated(1), updated(0)))
        let expected = NewData(
            newest: live().arn,
            began: Self.began,
            datasets: [.init(kind: .train, entries: 21, updated: Self.began + 1)]
        )
        #expect(found.projects[0].newData == expected)
        #expect(found.isInSync && DriftCounts(found).newData == 1)
        #expect(report(datasets(updated(1), updated(2))).projects[0].newData?.datasets.map(\.kind) == [.train, .test])
        #expect(report(datasets(updated(0), updated(-1))).projects[0].newData == nil)
        #expect(report(datasets(.read(DatasetContent(entries: 1)))).projects[0].newData == nil)
    }

    @Test("V1: the newest version on the datasets counts, described or not, also while it trains")
    func newest() {
        let (old, new) = (live(), live("v2", "TRAINING_IN_PROGRESS", created: 1_700_000_001_000))
        func data(_ versions: [LiveVersion]) -> NewData? {
            report(datasets(updated(500)), versions: versions).projects[0].newData
        }
        #expect(data([old])?.newest == old.arn)
        #expect(data([new, old]) == nil)
        // A failed training trained nothing, and one from manifests other data.
        #expect(data([live("v2", "TRAINING_FAILED", created: 1_700_000_001_000), old])?.newest == old.arn)
        let other = live("v2", created: 1_700_000_001_000) {
            $0.settings.training = [S3Object(bucket: "data", key: "a.manifest")]
        }
        #expect(data([other, old])?.newest == old.arn)
        // The time of the service counts more than that of the ARN.
        #expect(data([live { $0.training.created = Self.began + 600 }]) == nil)
        #expect(data([]) == nil)
    }

    @Test("V2: it is drift with `fail`")
    func fails() {
        let found = report(datasets(updated(1)), .fail)
        #expect(found.hasDrift && !found.isInSync && found.isComplete)
        #expect(!report(datasets(updated(0)), .fail).hasDrift)
    }

    @Test("V3: `ignore` says nothing")
    func ignored() {
        let unread = DatasetReading.unreadable(reason: "no", isDenied: true)
        let found = report(datasets(updated(1), unread), .ignore)
        #expect(found.isInSync && found.projects[0].newData == nil && found.projects[0].unreadDatasets.isEmpty)
    }

    @Test("V4: a dataset that could not be described is noted")
    func noted() {
        let found = report(datasets(.unreadable(reason: "no", isDenied: true), updated(0)))
        #expect(found.projects[0].unreadDatasets == [.init(kind: .train, reason: "no")])
        #expect(found.isInSync)
    }

    @Test("V5: with `fail` it is unknown, so that the report is incomplete")
    func unknown() {
        let found = report(datasets(.unreadable(reason: "no", isDenied: false), updated(1)), .fail)
        #expect(!found.isComplete && found.hasDrift)
    }

    @Test("The projects whose datasets a command needs")
    func need() {
        func needs(_ need: DatasetNeed, _ versions: [DesiredVersion], live: [LiveVersion] = [live()]) -> Bool {
            need.includes(
                DesiredProject(arn: project, versions: versions),
                LiveProject(datasets: readyDatasets, versions: live)
            )
        }
        let manifests = desired("v3") {
            $0.datasets = .manifests(training: [manifest("s3://bucket/a")], testing: .autoCreate)
        }
        #expect(!needs(.toTrain, [desired(), manifests, retired("v2")]))
        #expect(needs(.toTrain, [desired(), desired("v2")]))
        #expect(needs(.trained, [desired()]) && !needs(.trained, [desired("v2"), manifests]))
        #expect(!needs(.trained, [desired()], live: []))
        #expect(needs(.all, []))
        #expect(!DatasetNeed.all.includes(DesiredProject(arn: project, versions: []), LiveProject()))
    }
}
