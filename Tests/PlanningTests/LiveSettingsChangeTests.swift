import ModelVersions
import TestSupport
import Testing

@testable import Planning

struct LiveSettingsChangeTests {
    private func manifest(_ key: String, _ version: String? = nil) -> S3Object {
        S3Object(bucket: "bucket", key: key, version: version)
    }

    @Test("Manifests are compared as multisets")
    func manifests() {
        let old = LiveSettings(training: [manifest("a"), manifest("b", "1"), manifest("b", "1")])
        let same = LiveSettings(training: [manifest("b", "1"), manifest("a"), manifest("b", "1")])
        let other = LiveSettings(training: [manifest("b", "2"), manifest("a"), manifest("b", "1")])
        #expect(LiveSettingsChange.all(from: old, to: same).isEmpty)
        let changes = LiveSettingsChange.all(from: old, to: other)
        #expect(changes.map(\.setting) == [.training])
        #expect(changes.first?.removed == ["s3://bucket/b?versionId=1"])
        #expect(changes.first?.added == ["s3://bucket/b?versionId=2"])
    }

    @Test("Every change is listed in the order of the settings; a missing value has no text")
    func everything() {
        let full = LiveSettings(
            output: .init(bucket: "bucket", prefix: "out/"),
            training: [manifest("a")],
            testing: [manifest("t")],
            testingIsAutoCreated: false,
            kmsKey: "alias/x",
            description: "d",
            confidenceThreshold: 62.5
        )
        let changes = LiveSettingsChange.all(from: LiveSettings(testingIsAutoCreated: true), to: full)
        #expect(changes.map(\.setting) == Setting.allCases)
        #expect(changes.map { $0.removed.isEmpty } == [true, true, true, false, true, true])
        #expect(
            changes.flatMap(\.added) == [
                "d", "s3://bucket/out/", "s3://bucket/a", "s3://bucket/t", "alias/x", "62.5",
            ]
        )
        #expect(LiveSettingsChange.all(from: full, to: full).isEmpty)
    }

    @Test("Texts are compared as bytes")
    func bytes() {
        let changes = LiveSettingsChange.all(
            from: LiveSettings(description: "e\u{301}"),
            to: LiveSettings(description: "\u{E9}")
        )
        #expect(changes.count == 1)
    }
}
