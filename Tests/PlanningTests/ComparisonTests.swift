import ModelVersions
import TestSupport
import Testing

@testable import Planning

struct ComparisonTests {
    private enum Answer: Equatable { case equal, different, unknown }

    private func answer(
        _ setting: Setting,
        _ desire: (inout TrainingSettings) -> Void,
        _ live: (inout LiveSettings) -> Void,
        status: String = "TRAINING_COMPLETED",
        source: String? = nil
    ) -> Answer {
        var settings = TrainingSettings(output: try! OutputLocation(uri: "s3://bucket/out/"), datasets: .project)
        desire(&settings)
        var liveSettings = LiveSettings(output: .init(bucket: "bucket", prefix: "out/"))
        live(&liveSettings)
        let version = TestSupport.live("v1", status) {
            $0.settings = liveSettings
            $0.source = source
        }
        let comparison = SettingsComparison(settings, version, in: project)
        if comparison.differences.contains(where: { $0.setting == setting }) { return .different }
        return comparison.unknown.contains(setting) ? .unknown : .equal
    }

    @Test("S1: description")
    func description() throws {
        let text = try VersionDescription("First")
        #expect(answer(.description, { _ in }, { _ in }) == .equal)
        #expect(answer(.description, { $0.description = text }, { $0.description = "First" }) == .equal)
        #expect(answer(.description, { $0.description = text }, { $0.description = "Second" }) == .different)
        #expect(answer(.description, { _ in }, { $0.description = "Second" }) == .different)
        #expect(answer(.description, { $0.description = text }, { _ in }) == .unknown)
    }

    @Test("S2: output")
    func output() throws {
        let root = try OutputLocation(uri: "s3://bucket")
        #expect(answer(.output, { _ in }, { _ in }) == .equal)
        #expect(answer(.output, { $0.output = root }, { $0.output = .init(bucket: "bucket", prefix: "") }) == .equal)
        #expect(answer(.output, { _ in }, { $0.output = .init(bucket: "bucket", prefix: "out") }) == .different)
        #expect(answer(.output, { _ in }, { $0.output = .init(bucket: "Bucket", prefix: "out/") }) == .different)
        #expect(answer(.output, { _ in }, { $0.output = nil }) == .unknown)
    }

    @Test(
        "S3: manifests are multisets of bucket, key and version",
        arguments: [
            (["b/x"], ["b/x"], "equal"),
            (["b/x", "b/y"], ["b/y", "b/x"], "equal"),
            (["b/x?1", "b/x?2"], ["b/x?2", "b/x?1"], "equal"),
            (["b/x"], ["b/y"], "different"),
            (["b/x"], ["c/x"], "different"),
            (["b/x", "b/x"], ["b/x"], "different"),
            (["b/x?1"], ["b/x?2"], "different"),
            (["b/x?1", "b/x?2"], ["b/x?1", "b/x?3"], "different"),
            (["b/x?1"], ["b/x"], "unknown"),
            (["b/x"], ["b/x?1"], "unknown"),
            (["b/x?1", "b/x"], ["b/x?1", "b/x?2"], "unknown"),
            (["b/x?1", "b/x?3"], ["b/x", "b/x?2"], "different"),
            (["b/x?1", "b/y"], ["b/x", "b/z"], "different"),
        ]
    )
    func manifests(desired: [String], live: [String], expected: String) {
        func locations(_ texts: [String]) -> [ManifestLocation] {
            texts.map { manifest("s3://bucket-\($0.replacing("?", with: "?versionId="))") }
        }
        let liveManifests = locations(live).map {
            S3Object(bucket: $0.bucket.text, key: $0.key, version: $0.version)
        }
        let comparison = ManifestComparison(locations(desired), liveManifests)
        #expect("\(comparison.result)" == expected)
        #expect((comparison.result == .different) == !(comparison.onlyDesired.isEmpty && comparison.onlyLive.isEmpty))
        // The result is symmetric.
        let mirrored = ManifestComparison(
            locations(live),
            locations(desired).map { .init(bucket: $0.bucket.text, key: $0.key, version: $0.version) }
        )
        #expect(mirrored.result == comparison.result)
    }

    @Test("A key that looks like a pinned URI has another text")
    func lookalikes() throws {
        let key = try ManifestLocation(bucket: S3Bucket("bucket"), key: "k?versionId=1", version: nil)
        let pinned = S3Object(bucket: "bucket", key: "k", version: "1")
        let comparison = ManifestComparison([key], [pinned])
        #expect(comparison.onlyDesired == [#"{bucket: bucket, key: "k?versionId=1", version: none}"#])
        #expect(comparison.onlyLive == ["s3://bucket/k?versionId=1"])
        #expect(pinned.description == "s3://bucket/k?versionId=1")
        #expect(
            S3Object(bucket: "bucket", key: "k?versionId=1").description == comparison.onlyDesired.first
        )
    }

    @Test("S3: manifests that are not reported are unknown; test manifests are compared too")
    func manifestsUnknown() {
        let datasets = Datasets.manifests(
            training: [manifest("s3://bucket/train")],
            testing: .manifests([manifest("s3://bucket/test")])
        )
        #expect(answer(.training, { $0.datasets = datasets }, { _ in }) == .unknown)
        #expect(answer(.testing, { $0.datasets = datasets }, { _ in }) == .unknown)
        #expect(
            answer(.testing, { $0.datasets = datasets }, { $0.testing = [.init(bucket: "bucket", key: "other")] })
                == .different
        )
        #expect(
            answer(.testing, { $0.datasets = datasets }, { $0.testing = [.init(bucket: "bucket", key: "test")] })
                == .equal
        )
    }

    @Test("S4: test data from a split of the service")
    func autoCreate() {
        let auto = Datasets.manifests(training: [manifest("s3://bucket/train")], testing: .autoCreate)
        let listed = Datasets.manifests(
            training: [manifest("s3://bucket/train")],
            testing: .manifests([manifest("s3://bucket/test")])
        )
        #expect(answer(.testing, { $0.datasets = auto }, { $0.testingIsAutoCreated = true }) == .equal)
        #expect(answer(.testing, { $0.datasets = auto }, { $0.testingIsAutoCreated = false }) == .different)
        #expect(answer(.testing, { $0.datasets = auto }, { _ in }) == .unknown)
        #expect(answer(.testing, { $0.datasets = listed }, { $0.testingIsAutoCreated = true }) == .different)
    }

    @Test("S9: no test data: an input without manifests is safe, and a split may be the service's own")
    func withoutTestData() {
        let none = Datasets.manifests(training: [manifest("s3://bucket/train")], testing: .omitted)
        func compare(_ change: @escaping (inout LiveSettings) -> Void) -> Answer {
            answer(
                .testing,
                { $0.datasets = none },
                {
                    $0.training = [.init(bucket: "bucket", key: "train")]
                    change(&$0)
                }
            )
        }
        #expect(compare { _ in } == .unknown)
        #expect(compare { $0.testing = [] } == .equal)
        #expect(compare { ($0.testing, $0.testingIsAutoCreated) = ([], false) } == .equal)
        #expect(compare { ($0.testing, $0.testingIsAutoCreated) = ([], true) } == .unknown)
        #expect(compare { $0.testing = [.init(bucket: "bucket", key: "test")] } == .different)
        // The reverse.
        func tested(_ testing: TestingManifests) -> PlanEntry {
            entry(
                desired { $0.datasets = .manifests(training: [manifest("s3://bucket/train")], testing: testing) },
                [live { $0.settings.training = [.init(bucket: "bucket", key: "train")] }],
                datasets: []
            )
        }
        #expect(
            tested(.autoCreate).differences
                == [Difference(setting: .testing, desired: ["auto"], live: [LiveSettings.noTestData])]
        )
        #expect(tested(.omitted).outcome == .unchanged && tested(.omitted).unknown.isEmpty)
    }

    @Test("S5: KMS keys")
    func kmsKey() {
        func compare(_ desired: String?, _ live: String?) -> Answer {
            answer(.kmsKey, { $0.kmsKey = desired.map { try! KMSKey($0) } }, { $0.kmsKey = live })
        }
        let id = "1234abcd-12ab-34cd-56ef-1234567890ab"
        let arn = "arn:aws:kms:us-east-1:111122223333:key/\(id)"
        #expect(compare(nil, nil) == .equal)
        #expect(compare(id, id) == .equal)
        #expect(compare(id, arn) == .equal)
        #expect(compare(arn, id) == .equal)
        #expect(compare(id, arn.replacing("us-east-1", with: "eu-west-1")) == .different)
        #expect(compare(id, "other") == .different)
        #expect(compare(nil, arn) == .different)
        #expect(compare(arn, nil) == .unknown)
        #expect(compare("alias/a", "alias/a") == .equal)
        #expect(compare("alias/a", "alias/b") == .unknown)
        #expect(compare("alias/a", arn) == .unknown)
        #expect(compare(arn, "arn:aws:kms:us-east-1:111122223333:alias/a") == .unknown)
        #expect(compare(arn, "not a key!") == .unknown)
    }

    @Test("S6: confidence threshold")
    func threshold() throws {
        let half = try ConfidenceThreshold(percent: 50.1)
        #expect(answer(.confidenceThreshold, { _ in }, { _ in }) == .equal)
        #expect(
            answer(
                .confidenceThreshold,
                { $0.confidenceThreshold = half },
                { $0.confidenceThreshold = Double(Float(50.1)) }
            )
                == .equal
        )
        #expect(
            answer(.confidenceThreshold, { $0.confidenceThreshold = half }, { $0.confidenceThreshold = 50 })
                == .different
        )
        #expect(answer(.confidenceThreshold, { $0.confidenceThreshold = half }, { _ in }) == .unknown)
        #expect(answer(.confidenceThreshold, { _ in }, { $0.confidenceThreshold = 50 }) == .unknown)
    }

    private static let source = "arn:aws:rekognition:us-east-1:111122223333:project/dev/version/v1/1690556789012"

    @Test("S7: the project's datasets are equal to an empty input, and differ from manifests, in training too")
    func projectDatasets() {
        let manifests = [S3Object(bucket: "bucket", key: "x")]
        for status in ["TRAINING_COMPLETED", "TRAINING_IN_PROGRESS", "EXPIRED"] {
            #expect(answer(.training, { _ in }, { $0.training = [] }, status: status) == .equal)
            #expect(answer(.training, { _ in }, { $0.training = manifests }, status: status) == .different)
            #expect(answer(.training, { _ in }, { _ in }, status: status) == .unknown)
        }
        for training in [[], manifests] {
            #expect(answer(.training, { _ in }, { $0.training = training }, source: Self.source) == .unknown)
            #expect(answer(.training, { _ in }, { $0.training = training }, status: "COPYING_COMPLETED") == .unknown)
        }
    }

    @Test("S7: a conflict shows the manifests against the word of the files")
    func projectDatasetsConflict() {
        let conflict = entry(desired(), [live { $0.settings.training = [.init(bucket: "bucket", key: "x")] }])
        #expect(conflict.outcome == .conflict)
        #expect(
            conflict.differences == [Difference(setting: .training, desired: ["project"], live: ["s3://bucket/x"])]
        )
    }

    @Test("S8: manifests differ from an empty input, once the training has ended")
    func manifestsAndEmptyInput() {
        let manifests = Datasets.manifests(training: [manifest("s3://bucket/x")], testing: .autoCreate)
        func answers(_ status: String, source: String? = nil) -> [Answer] {
            [Setting.training, .testing].map { setting in
                answer(
                    setting,
                    { $0.datasets = manifests },
                    {
                        $0.training = []
                        $0.testing = []
                        $0.testingIsAutoCreated = false
                    },
                    status: status,
                    source: source
                )
            }
        }
        // The data came with the project as a whole: one difference says it.
        #expect(answers("STOPPED") == [.different, .equal])
        #expect(answers("TRAINING_FAILED") == [.different, .equal])
        #expect(answers("TRAINING_IN_PROGRESS") == [.unknown, .unknown])
        #expect(answers("SOMETHING_NEW") == [.unknown, .unknown])
        #expect(answers("COPYING_COMPLETED") == [.unknown, .unknown])
        #expect(answers("RUNNING", source: Self.source) == [.unknown, .unknown])
    }

    @Test("S3: manifests that a copy reports are compared")
    func copiedManifests() {
        let manifests = Datasets.manifests(training: [manifest("s3://bucket/x")], testing: .autoCreate)
        func answer(_ key: String) -> Answer {
            self.answer(
                .training,
                { $0.datasets = manifests },
                { $0.training = [.init(bucket: "bucket", key: key)] },
                source: Self.source
            )
        }
        #expect(answer("x") == .equal)
        #expect(answer("y") == .different)
    }

    @Test("S5: an alias with a known key is compared by that key, in its account and region only")
    func resolvedAliases() throws {
        let (alias, key) = (try KMSKey("alias/vision"), "arn:aws:kms:us-east-1:111122223333:key/k")
        func answer(_ references: ResolvedReferences, _ live: String) -> Comparison {
            let settings = TrainingSettings(
                output: try! OutputLocation(uri: "s3://bucket/out/"),
                datasets: .project,
                kmsKey: alias
            )
            let version = TestSupport.live { $0.settings.kmsKey = live }
            let comparison = SettingsComparison(settings, version, in: project, references)
            if comparison.differences.contains(where: { $0.setting == .kmsKey }) { return .different }
            return comparison.unknown.contains(.kmsKey) ? .unknown : .equal
        }
        var references = ResolvedReferences()
        for other in [projectARN(region: "eu-west-1"), projectARN(account: "444455556666")] {
            references.add(alias, in: AccountRegion(other), is: key)
        }
        #expect(answer(references, key) == .unknown)
        references.add(alias, in: AccountRegion(project), is: key)
        #expect(answer(references, key) == .equal)
        #expect(answer(references, key + "2") == .different)
        // Two aliases: the key of the other one is unknown.
        #expect(answer(references, "alias/other") == .unknown)
        references.add(try KMSKey("alias/other"), in: AccountRegion(project), is: key)
        #expect(answer(references, "alias/other") == .equal)
    }
}
