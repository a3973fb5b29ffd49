import DesiredState
import ModelVersions
import Planning
import TestSupport
import Testing

@testable import SavedPlans

/// Unpinned manifests: what they were when the plan was reviewed.
struct FingerprintTests {
    private let place = manifest("s3://data/a.manifest")

    private func fingerprint(_ eTag: String, version: String? = nil, region: String = "us-east-1")
        -> ManifestFingerprint
    {
        ManifestFingerprint(region: region, manifest: place, versionID: version, eTag: "\"\(eTag)\"")
    }

    @Test("Another version is a change, and without versions another ETag")
    func change() {
        #expect(fingerprint("1").change(to: fingerprint("1")) == nil)
        #expect(
            fingerprint("1").change(to: fingerprint("2"))
                == "was the content with the ETag \"1\", and is the content with the ETag \"2\""
        )
        #expect(fingerprint("1", version: "a").change(to: fingerprint("1", version: "a")) == nil)
        #expect(
            fingerprint("1", version: "a").change(to: fingerprint("1", version: "b"))
                == "was version a, and is version b"
        )
        // A bucket whose versioning was turned on has no version of the old content.
        #expect(fingerprint("1").change(to: fingerprint("1", version: "b")) != nil)
        #expect(fingerprint("1", version: "a").change(to: fingerprint("2", version: "a")) != nil)
    }

    @Test("A manifest is compared for the projects of its region that use it, and only while they have creates")
    func users() throws {
        let regions = ["us-east-1", "eu-west-1"]
        let arns = regions.map { projectARN(region: $0) }
        func version(_ name: String, _ uri: String) -> DesiredVersion {
            desired(name) { $0.datasets = .manifests(training: [manifest(uri)], testing: .autoCreate) }
        }
        let state = DesiredState(projects: [
            DesiredProject(
                arn: arns[0],
                versions: [
                    version("v1", "s3://data/a.manifest"), version("v2", "s3://data/other"),
                    version("v3", "s3://data/a.manifest"),
                ]
            ),
            DesiredProject(arn: arns[1], versions: [version("v1", "s3://data/a.manifest")]),
        ])
        func world(_ versions: [LiveVersion]) -> LiveState {
            LiveState([arns[0]: .present(LiveProject(versions: versions)), arns[1]: .present(LiveProject())])
        }
        let selected = SelectedState(.everything, of: state)
        let plan = try SavedPlan(
            Planner.plan(selected, against: world([])),
            of: selected,
            against: world([]),
            options: PlanOptions(),
            target: .aws(endpoint: nil),
            toolVersion: "1.2.3",
            manifests: regions.map { fingerprint("1", region: $0) }
        )
        func users(_ versions: [LiveVersion]) throws -> [[String]] {
            plan.manifestsToCheck(in: try plan.check(against: world(versions))).map { wanted in
                [wanted.fingerprint.region] + wanted.users.map { "\($0.project.region)/\($0.name)" }
            }
        }
        #expect(
            try users([]) == [
                ["eu-west-1", "eu-west-1/v1"], ["us-east-1", "us-east-1/v1", "us-east-1/v3"],
            ]
        )
        func created(_ name: String, _ at: Int) -> LiveVersion {
            live(name, created: at) {
                $0.settings.training = [.init(bucket: "data", key: "a.manifest")]
                $0.settings.testingIsAutoCreated = true
            }
        }
        #expect(
            try users([created("v1", 1)]) == [["eu-west-1", "eu-west-1/v1"], ["us-east-1", "us-east-1/v3"]]
        )
        #expect(try users([created("v1", 1), created("v3", 3)]) == [["eu-west-1", "eu-west-1/v1"]])
    }
}
