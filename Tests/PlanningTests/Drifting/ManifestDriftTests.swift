import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// Manifests that were written since a training, or do not exist any more.
struct ManifestDriftTests {
    private let created: Int64 = 1_700_000_000_000

    private func object(_ key: String) -> ManifestObject {
        ManifestObject(S3Object(bucket: "data", key: key), of: AccountRegion(project))
    }

    private func trained(_ training: [String] = ["s3://data/day"], testing: [String]? = nil) -> DesiredVersion {
        desired {
            $0.datasets = .manifests(
                training: training.map(manifest),
                testing: testing.map { .manifests($0.map(manifest)) } ?? .autoCreate
            )
        }
    }

    private func liveVersion(
        _ status: String = "RUNNING",
        _ training: [S3Object]? = [.init(bucket: "data", key: "day")],
        testing: [S3Object]? = nil,
        created: Int64? = 1_700_000_000_000
    ) -> LiveVersion {
        live("v1", status) {
            $0.settings.training = training
            $0.settings.testing = testing
            $0.settings.testingIsAutoCreated = testing == nil
            $0.training.created = created
        }
    }

    private func report(
        _ version: DesiredVersion,
        _ live: LiveVersion,
        _ readings: [String: ManifestReading]
    ) -> DriftReport {
        let pairs = readings.map { (object($0.key), $0.value) }
        return drift(
            version,
            [live],
            DriftOptions(manifests: ManifestReadings(Dictionary(uniqueKeysWithValues: pairs)))
        )
    }

    @Test("W1: a manifest that was written after the version's creation is reported", arguments: [true, false])
    func written(isSaid: Bool) {
        let version = liveVersion(created: isSaid ? created : nil)
        let later = report(trained(), version, ["day": .present(modified: created + 1)])
        #expect(
            later.item.drifts == [
                .manifestsOverwritten([.init(object: object("day"), written: created + 1)])
            ]
        )
        #expect(later.hasDrift)
        #expect(report(trained(), version, ["day": .present(modified: created)]).isInSync)
    }

    @Test("W2: a manifest that does not exist is another kind of drift than an overwritten one")
    func gone() {
        let report = report(
            trained(["s3://data/day", "s3://data/night"], testing: ["s3://data/test"]),
            liveVersion(
                "STOPPED",
                [.init(bucket: "data", key: "day"), .init(bucket: "data", key: "night")],
                testing: [.init(bucket: "data", key: "test")]
            ),
            ["day": .present(modified: created + 1), "night": .absent, "test": .absent]
        )
        #expect(
            report.item.drifts == [
                .manifestsOverwritten([.init(object: object("day"), written: created + 1)]),
                .manifestsGone([object("night"), object("test")]),
            ]
        )
        #expect(report.kinds == [.manifestOverwritten, .manifestGone])
    }

    @Test(
        "W4: a pinned manifest cannot be overwritten, but the object version that pins it can be gone",
        arguments: [true, false]
    )
    func pinned(isEchoed: Bool) {
        let pinned = S3Object(bucket: "data", key: "day", version: "1")
        let object = ManifestObject(pinned, of: AccountRegion(project))
        func report(_ reading: ManifestReading) -> DriftReport {
            drift(
                trained(["s3://data/day?versionId=1"]),
                [liveVersion("RUNNING", [isEchoed ? pinned : pinned.withoutVersion])],
                DriftOptions(manifests: ManifestReadings([object: reading]))
            )
        }
        #expect(report(.absent).item.drifts == [.manifestsGone([object])])
        #expect(report(.present(modified: created + 1)).isInSync)
        #expect(report(.unreadable(reason: "no")).item.problems == [.manifest(object, reason: "no")])
    }

    @Test("W3: a manifest that could not be read or was not read is unknown")
    func unreadable() {
        let refused = report(trained(), liveVersion(), ["day": .unreadable(reason: "AccessDenied")])
        #expect(refused.item.problems == [.manifest(object("day"), reason: "AccessDenied")])
        #expect(!refused.isComplete && !refused.hasDrift)
        #expect(!report(trained(), liveVersion(), [:]).isComplete)
        #expect(drift(trained(), [liveVersion()], DriftOptions(manifests: nil)).isInSync)
    }

    @Test("Only manifests of versions trained with these settings are read, each once, with their object versions")
    func asked() throws {
        func asked(_ version: DesiredVersion, _ live: LiveVersion?) -> [String] {
            let state = DesiredState(projects: [DesiredProject(arn: project, versions: [version])])
            let reading = LiveState([project: .present(LiveProject(versions: live.map { [$0] } ?? []))])
            return DriftReport.manifests(of: Planner.plan(state, against: reading), against: reading).map {
                $0.object.key + ($0.object.version.map { "@\($0)" } ?? "")
            }
        }
        #expect(asked(trained(), liveVersion()) == ["day"])
        let pinned = S3Object(bucket: "data", key: "day", version: "1")
        #expect(asked(trained(["s3://data/day?versionId=1"]), liveVersion("RUNNING", [pinned])) == ["day@1"])
        #expect(
            asked(trained(), liveVersion("RUNNING", [pinned])) == ["day@1"],
            "the service may report the version that it used"
        )
        #expect(
            asked(trained(["s3://data/day?versionId=1"]), liveVersion()) == ["day@1"],
            "the service may not echo the version"
        )
        #expect(
            asked(
                trained(["s3://data/day?versionId=1"], testing: ["s3://data/day", "s3://data/b?versionId=2"]),
                liveVersion(testing: [.init(bucket: "data", key: "day"), .init(bucket: "data", key: "b")])
            ) == ["day@1", "day", "b@2"],
            "it is pinned in one list only"
        )
        #expect(
            asked(trained(), liveVersion("RUNNING", nil)) == [],
            "the service does not say what it was trained with"
        )
        #expect(asked(desired(), liveVersion()) == [], "datasets: project")
        #expect(asked(trained(), nil) == [])
        for status in ["TRAINING_IN_PROGRESS", "TRAINING_FAILED", "EXPIRED", "DELETING"] {
            #expect(asked(trained(), liveVersion(status)) == [])
        }
        let twice = [S3Object(bucket: "data", key: "day"), .init(bucket: "data", key: "day")]
        #expect(asked(trained(["s3://data/day", "s3://data/day"]), liveVersion("RUNNING", twice)) == ["day"])
    }
}
