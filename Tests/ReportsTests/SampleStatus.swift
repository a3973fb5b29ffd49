import DesiredState
import Diagnostics
import ModelVersions
import Planning
import TestSupport

@testable import Reports

/// Texts that try to act on what shows them.
let hostileTexts = [
    "\u{1B}[2J\u{1B}]0;owned\u{7}", "```\n</details><script>alert(1)</script>", "\u{202E}drowssap\u{2066}",
    "=HYPERLINK(\"x\")",
    "\" onload=\"x' --><!--", "]]>&lt;&amp;\0\u{85}\u{2028}", "@SUM(1)", "+1", "-1", " =1", "日本語の状態", "| a | b |",
    "%0A::error::x",
    "a,b;\"c\"\r\nd",
]

/// What live projects and files come to in a status: every state, every gate, every kind of trouble.
struct SampleStatus {
    static let now: Int64 = 1_795_000_000_000
    private static let day: Int64 = 86_400_000

    var desired = DesiredState()
    var live = LiveState()

    func report(_ options: StatusReport.Options = .init()) -> StatusReport {
        StatusReport(Planner.plan(desired, against: live), of: desired, against: live, options: options)
    }

    static func version(
        _ name: String,
        _ status: String,
        day: Int64 = 0,
        f1: Double? = nil,
        seconds: Int64? = nil,
        project: String = "signs",
        _ change: (inout LiveVersion) -> Void = { _ in }
    ) -> LiveVersion {
        let created = now - 400 * Self.day + day * Self.day
        let stem = projectARN(project).text.split(separator: "/").dropLast().joined(separator: "/")
        var version = LiveVersion(
            arn: try! VersionARN("\(stem)/version/\(name)/\(created)"),
            status: VersionStatus(status),
            settings: LiveSettings(output: .init(bucket: "acme-training", prefix: "signs/"), training: [], testing: []),
            training: LiveTraining(created: created, billableSeconds: seconds, f1Score: f1)
        )
        change(&version)
        return version
    }

    static func desired(
        _ name: String,
        minimum: Double? = nil,
        _ change: (inout TrainingSettings) -> Void = { _ in }
    ) -> DesiredVersion {
        var settings = TrainingSettings(
            output: try! OutputLocation(uri: "s3://acme-training/signs/"),
            datasets: .project
        )
        change(&settings)
        return DesiredVersion(
            name: try! VersionName(name),
            intent: .trained(settings),
            expectation: Expectation(minimumF1Score: minimum)
        )
    }

    static var everything: SampleStatus {
        var sample = SampleStatus()
        let signs = projectARN("signs")
        let day = [
            S3Object(bucket: "acme-data", key: "signs/day.manifest", version: "3HL4kqtJlcpXroDTDmJ")
        ]
        let night = [S3Object(bucket: "acme-data", key: "signs/night.manifest", version: "9abQ1Zt")]
        sample.live[signs] = .present(
            LiveProject(versions: [
                version("2026-01-baseline", "STOPPED", day: 1, f1: 0.8124, seconds: 4500) {
                    $0.settings.training = day
                    $0.settings.testingIsAutoCreated = true
                    $0.settings.description = "First labelled batch"
                },
                version("2026-02-night", "TRAINING_FAILED", day: 32) {
                    $0.statusMessage = "The manifest file\u{1B}[31m contains too many\ninvalid rows."
                    $0.settings.training = day + night
                    $0.settings.testingIsAutoCreated = true
                },
                version("2026-03-night", "RUNNING", day: 60, f1: 0.8731, seconds: 9000) {
                    $0.settings.training = day + night
                    $0.settings.testingIsAutoCreated = true
                    $0.tags = .read(["team": "perception", "stage": "prod"])
                    $0.inferenceUnits = InferenceUnits(minimum: 1, maximum: 5)
                },
                version("2026-04-rain", "TRAINING_COMPLETED", day: 95, f1: 0.8699, seconds: 10_800) {
                    $0.settings.training = day + night
                    $0.settings.testingIsAutoCreated = true
                    $0.tags = .unreadable(reason: "ListTagsForResource was refused.")
                },
                version("old", "EXPIRED", day: -300, f1: 0.7, seconds: 3600) {
                    $0.statusMessage = "The model has expired"
                },
                version("first", "STOPPED", day: -200, seconds: 3600) {
                    $0.settings.training = nil
                    $0.settings.testing = nil
                },
                version("aging", "DEPRECATED", day: 98),
                version("going", "DELETING", day: 96),
                version("strange", "HIBERNATING", day: 97),
                version("console-experiment-with-a-long-name", "TRAINING_IN_PROGRESS", day: 399),
            ])
        )
        let named = ["2026-01-baseline", "2026-02-night", "gone", "2026-03-night", "2026-04-rain", "2026-05-snow"]
        let data = ["2026-01-baseline": day, "2026-03-night": day + night, "2026-04-rain": day + night]
        let versions = named.map { name in
            desired(name, minimum: name.hasPrefix("2026") ? 0.87 : nil) { settings in
                guard let manifests = data[name] else { return }
                settings.datasets = .manifests(
                    training: manifests.map { try! ManifestLocation($0) },
                    testing: .autoCreate
                )
            }
        }
        let others = [
            desired("old"), desired("going"), desired("strange", minimum: 0.5),
            DesiredVersion(name: try! VersionName("first"), intent: .retired),
            DesiredVersion(name: try! VersionName("long-gone"), intent: .retired), desired("aging"),
        ]
        let empty = projectARN("empty")
        let missing = projectARN("missing")
        let closed = projectARN("closed")
        sample.live[empty] = .present(LiveProject(status: "CREATING"))
        sample.live[missing] = .absent
        sample.live[closed] = .unreadable(reason: "DescribeProjectVersions was refused with AccessDeniedException.")
        sample.desired.projects = [
            DesiredProject(arn: signs, versions: versions + others, lists: [versions.map(\.name), others.map(\.name)]),
            DesiredProject(arn: empty, versions: []),
            DesiredProject(arn: missing, versions: [desired("v1")]),
            DesiredProject(arn: closed, versions: [desired("v1")]),
        ]
        for (index, version) in (versions + others).enumerated() {
            sample.desired.sources[signs, version.name] = SourceLocation(
                path: "models/signs.yaml",
                line: 10 * index + 8,
                column: 5
            )
        }
        return sample
    }

    /// Every free text of the service is one of those; or, for comparison, a harmless one.
    static func hostile(_ isHostile: Bool = true) -> SampleStatus {
        var sample = SampleStatus()
        let arn = projectARN("signs")
        let texts = isHostile ? hostileTexts : hostileTexts.indices.map { "harmless\($0)" }
        let versions = texts.enumerated().map { index, text in
            version("v\(index)", "TRAINING_FAILED", day: Int64(index), f1: 0.5 + Double(index) / 100, seconds: 3600) {
                $0.statusMessage = text
                $0.settings = LiveSettings(
                    output: .init(bucket: text, prefix: text),
                    training: [.init(bucket: text, key: text, version: text)],
                    testing: [.init(bucket: text, key: text)],
                    kmsKey: text,
                    description: text
                )
                $0.training.manifestSummary = .init(bucket: text, key: text)
                $0.tags = .read([String(repeating: "k", count: 128): text, text: text])
            }
        }
        let odd = texts.enumerated().map { index, text in
            version("s\(index)", isHostile ? text : "ODD", day: 100 + Int64(index)) {
                $0.tags = .unreadable(reason: text)
            }
        }
        sample.live[arn] = .present(LiveProject(status: texts[0], versions: versions + odd))
        sample.desired.projects = [DesiredProject(arn: arn, versions: [])]
        for (index, text) in texts.enumerated() {
            let closed = projectARN("closed-\(index)")
            sample.live[closed] = .unreadable(reason: text)
            sample.desired.projects.append(DesiredProject(arn: closed, versions: []))
        }
        return sample
    }
}
