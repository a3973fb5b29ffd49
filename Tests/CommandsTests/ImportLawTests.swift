import DesiredState
import Diagnostics
import ModelVersions
import Planning
import TestSupport
import Testing
import YAMLTree

@testable import Commands

/// Import, then plan: nothing to do, whatever is live.
struct ImportLawTests {
    @Test func holdsForEveryLiveState() throws {
        let arn = try ProjectARN(signs)
        var random = SplitMix64(seed: 7)
        var (described, omitted) = (0, 0)
        for _ in 0..<4000 {
            let project = LiveProject.random(&random)
            let text = try ImportedText(arn, project, readTags: random.chance)
            described += text.describedCount
            omitted += text.omittedCount

            // Not by what `ImportedText` says of itself.
            let result = YAMLParser.parse(Array(text.document.utf8), path: "a.yaml")
            let (state, diagnostics) = DesiredStateReader.read(result.documents)
            #expect(result.diagnostics.isEmpty, "\(text.document)")
            #expect(!diagnostics.hasErrors, "\(text.document)")
            let plan = Planner.plan(state, against: LiveState([arn: .present(project)]))
            #expect(plan.isComplete && !plan.isBlocked && !plan.hasChanges, "\(text.document)")
            #expect(plan.count { $0.tagDrift != nil } == 0)
            #expect(state.versionCount == text.describedCount)
            #expect(Set(project.versions.map(\.arn.name)).count == text.describedCount + text.omittedCount)
            for version in project.versions where version.status.phase == .failed {
                let newest = project.versions.newestByName[version.arn.name]
                if newest?.status.phase == .failed { #expect(!state.describes(version.arn.name)) }
            }
            // Without its copies, a plan of the import trains none of them.
            var rest = project
            rest.versions.removeAll(where: \.isCopy)
            let copies = Set(project.versions.newestByName.values.filter(\.isCopy).map(\.arn.name))
            let later = Planner.plan(state, against: LiveState([arn: .present(rest)]))
            for entry in later.projects.flatMap(\.entries) where copies.contains(entry.name) {
                #expect(entry.outcome == .retired)
            }
        }
        // Neither is the exception.
        #expect(described > 1000 && omitted > 1000)
    }

    @Test("A copy is history: apply never trains it, and a comment names its source")
    func copy() throws {
        var copy = LiveVersion.named("v1", created: 5, status: "RUNNING")
        copy.source = "arn:aws:rekognition:us-east-1:111122223333:project/dev/version/v7/1690556789012"
        let coming = LiveVersion.named("v2", created: 6, status: "COPYING_IN_PROGRESS")
        let text = try ImportedText(try ProjectARN(signs), LiveProject(versions: [copy, coming]), readTags: true)
        #expect(
            text.document.hasSuffix(
                """
                versions:
                  # copied from arn:aws:rekognition:us-east-1:111122223333:project/dev/version/v7/1690556789012, not trained here
                  - name: v1
                    retired: true
                  # copied from another project, not trained here
                  - name: v2
                    retired: true

                """
            )
        )
        #expect(text.describedCount == 2 && text.omittedCount == 0)
    }

    @Test func whatCanBeDescribedIsDescribed() throws {
        let arn = try ProjectARN(signs)
        var version = LiveVersion.named("v1", created: 5)
        version.settings = LiveSettings(
            output: .init(bucket: "bucket", prefix: "${var:HOME}/a: #b\n\u{202E}"),
            training: [.init(bucket: "bucket", key: "a?b&c", version: "x#y"), .init(bucket: "bucket", key: "k")],
            testing: [.init(bucket: "bucket", key: "\n- t", version: "")],
            testingIsAutoCreated: false,
            kmsKey: "alias/no",
            description: "no",
            confidenceThreshold: 1e-5
        )
        version.tags = .read(Tags([("no", "yes"), ("1.10", ""), ("aws:x", "y"), ("=", "a b"), ("\u{2028}", "é")]))
        let text = try ImportedText(arn, LiveProject(versions: [version]), readTags: true)
        #expect(text.describedCount == 1)
        // What looks like a variable is none.
        #expect(text.document.contains(##"s3://bucket/$${var:HOME}/a: #b\n\u202E""##))
    }
}

extension DesiredState {
    fileprivate func describes(_ name: VersionName) -> Bool {
        projects.contains { $0.versions.contains { $0.name == name } }
    }
}

extension LiveVersion {
    static func named(_ name: String, created: Int, status: String = "TRAINING_COMPLETED") -> LiveVersion {
        let stem = signs.split(separator: "/").dropLast().joined(separator: "/")
        return LiveVersion(
            arn: try! VersionARN("\(stem)/version/\(name)/\(created)"),
            status: VersionStatus(status),
            settings: LiveSettings(output: .init(bucket: "bucket", prefix: "out/"))
        )
    }
}

extension LiveProject {
    private static let statuses = [
        "TRAINING_IN_PROGRESS", "TRAINING_COMPLETED", "TRAINING_FAILED", "STARTING", "RUNNING", "FAILED", "STOPPING",
        "STOPPED", "DELETING", "COPYING_IN_PROGRESS", "COPYING_COMPLETED", "COPYING_FAILED", "DEPRECATED", "EXPIRED",
        "NEW_ONE", "",
    ]
    private static let names = [
        "no", "1.10", "0x1f", "2026-11-24", "v1", "v2", "null", "1e3", "-", ".", "_", "12_30", "day", "on", "-.inf",
        "...",
        "---", "y",
    ]
    private static let texts = [
        "", "out/", "a b", "no", "1.10", "yes", "key: value", "# no", "x\n- name: evil", "\r", "\u{85}\u{2028}", "é",
        "e\u{301}",
        "\u{202E}abc", "\0", "\u{FEFF}", "\u{1F600}", "?", "?versionId=1", "a&b#c", "'\"\\", " ", "{a}", "*a", "!x",
        "=", "<<",
        "aws:x", "${var:HOME}", "$$", "$${", "2026-11-24", "Fine, (really)", String(repeating: "x", count: 300),
        String(repeating: "é", count: 1025),
    ]

    fileprivate static func random(_ random: inout SplitMix64) -> LiveProject {
        LiveProject(
            status: random.below(5) == 0 ? "DELETING" : "CREATED",
            versions: (0..<random.below(8)).map { _ in version(&random) }
        )
    }

    private static func text(_ random: inout SplitMix64) -> String { texts[random.below(texts.count)] }
    /// Mostly one that a tag may be.
    private static func tagText(_ random: inout SplitMix64) -> String {
        let allowed = ["no", "1.10", "yes", "é", "2026-11-24", " ", "=", "12:30:45", "\u{2028}", "a b", "off"]
        return random.below(20) == 0 ? text(&random) : allowed[random.below(allowed.count)]
    }
    private static func text(orNil random: inout SplitMix64) -> String? { random.chance ? text(&random) : nil }

    private static func manifests(_ random: inout SplitMix64) -> [S3Object]? {
        guard random.chance else { return nil }
        return (0..<random.below(4)).map { _ in
            S3Object(
                bucket: random.below(9) == 0 ? text(&random) : "bucket",
                key: text(&random),
                version: text(orNil: &random)
            )
        }
    }

    private static func version(_ random: inout SplitMix64) -> LiveVersion {
        var version = LiveVersion.named(
            names[random.below(names.count)],
            created: random.below(20),
            status: statuses[random.below(statuses.count)]
        )
        version.statusMessage = text(orNil: &random)
        if random.below(6) == 0 { version.source = text(&random) }
        if random.below(9) == 0 {
            version.settings.output = nil
        } else {
            version.settings.output = .init(
                bucket: random.below(9) == 0 ? text(&random) : "bucket",
                prefix: text(&random)
            )
        }
        version.settings.training = manifests(&random)
        version.settings.testing = manifests(&random)
        version.settings.testingIsAutoCreated = [nil, true, false][random.below(3)]
        version.settings.kmsKey = random.below(12) == 0 ? text(&random) : random.chance ? "alias/key" : nil
        version.settings.description = random.below(12) == 0 ? text(&random) : random.chance ? "no" : nil
        version.settings.confidenceThreshold =
            [nil, 50, 0.1, 1e-7, 33.333333333, nil, nil, nil, nil, -1, .nan][random.below(11)]
        if random.chance {
            let tags = (0..<random.below(4)).reduce(into: [String: String]()) { tags, _ in
                tags[tagText(&random)] = tagText(&random)
            }
            version.tags = .read(Tags(tags.merging(["team": "no"]) { $1 }.map { ($0.key, $0.value) }))
        }
        return version
    }
}
