import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// What an import describes, and in which order. A wrong description trains a version again, or never again.
struct ImportedProjectTests {
    private func imported(_ versions: LiveVersion...) -> ImportedProject {
        ImportedProject(project, LiveProject(versions: versions))
    }

    private func names(_ versions: [DesiredVersion]) -> [String] { versions.map(\.name.text) }

    @Test("The versions come in the order of their creation; those of one moment in the order of their names")
    func order() {
        let project = imported(
            live("c", created: 1000),
            live("b", created: 999),
            live("z", created: 5),
            live("d", created: 5),
            live("m", created: 5),
            live("a", created: 20_000)
        )
        #expect(project.entries.map(\.version.name.text) == ["d", "m", "z", "b", "c", "a"])
    }

    @Test("A version that failed or is being deleted is a comment, and no version of the desired state")
    func comments() {
        let project = imported(
            live("a", created: 1),
            live("b", "TRAINING_FAILED", created: 2) { $0.statusMessage = "No images." },
            live("c", "DELETING", created: 3),
            live("d", "DEPRECATED", created: 4),
            live("e", "COPYING_COMPLETED", created: 5),
            live("f", "EXPIRED", created: 6)
        )
        #expect(names(project.versions) == ["a", "d", "e", "f"])
        #expect(project.omittedCount == 2)
        #expect(project.entries.map { $0.omission != nil } == [false, true, true, false, false, false])
        #expect(project.entries[1].omission?.hasSuffix("No images.") == true)
        #expect(project.entries.map { $0.remark != nil } == [false, false, false, true, true, true])
    }

    @Test("A copy is history: after a deletion it is never trained here")
    func copies() {
        let project = imported(live("a", "COPYING_COMPLETED"), live("b", "RUNNING") { $0.source = "arn:aws:other" })
        #expect(project.versions.map(\.intent) == [.retired, .retired])
    }

    @Test("Test manifests without training manifests are no description: the project's datasets would be trained")
    func testManifestsOnly() {
        let manifest = S3Object(bucket: "bucket", key: "test.json")
        let alone = imported(live { $0.settings.testing = [manifest] })
        #expect(alone.versions.isEmpty && alone.entries[0].omission?.contains("not its training manifests") == true)
        let without = imported(live { ($0.settings.training, $0.settings.testing) = ([manifest], []) })
        #expect(without.versions.isEmpty && without.entries[0].omission?.contains("its test data") == true)
    }

    @Test("An adapter without test data is `testing: none`; an input that is missing is no description")
    func withoutTestData() throws {
        let object = S3Object(bucket: "bucket", key: "train.json")
        func imported(_ testing: [S3Object]?, isSplit: Bool? = nil) -> ImportedProject {
            let version = live {
                ($0.settings.training, $0.settings.testing) = ([object], testing)
                $0.settings.testingIsAutoCreated = isSplit
            }
            return ImportedProject(project, LiveProject(feature: .contentModeration, versions: [version]))
        }
        for isSplit in [nil, false] {
            let version = try #require(imported([], isSplit: isSplit).versions.first)
            #expect(
                version.trainingSettings?.datasets
                    == .manifests(training: [manifest("s3://bucket/train.json")], testing: .omitted)
            )
        }
        #expect(imported(nil).entries[0].omission?.contains("its test data") == true)
    }

    @Test("Tags of AWS are left out; more tags than the limit, and two spellings of one key, are no description")
    func tags() throws {
        func imported(_ tags: [(String, String)]) -> ImportedProject {
            self.imported(live { $0.tags = .read(Tags(tags)) })
        }
        let own = imported([("aws:createdBy", "me"), ("team", "signs")])
        #expect(own.versions.map(\.tags) == [["team": "signs"]])
        let most = (0..<Tags.limit).map { ("k\($0)", "v") }
        #expect(imported(most).versions.first?.tags.count == Tags.limit)
        #expect(imported(most + [("aws:x", "v")]).omittedCount == 0)
        #expect(imported(most + [("x", "v")]).entries[0].omission == "it has 201 tags")
        let spellings = imported([("\u{C5}", "1"), ("\u{212B}", "2")])
        #expect(spellings.entries[0].omission == "two of its tag keys are spellings of the same text")
    }
}
