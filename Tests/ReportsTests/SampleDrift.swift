import DesiredState
import Diagnostics
import ModelVersions
import Planning
import TestSupport

/// What could act on a terminal, on a page or on a parser, in every field that the service fills.
let hostile = "a\u{1B}[31m\n::error::x\r\u{7}\u{202E}\u{200B}<script>|`*_~[x](y)\\\"'&%0A,;={}#\u{9B}\u{85}é😀]]>"

/// A report with every kind of drift, every note and every kind of trouble, made of a plan.
///
/// - Parameter text: stands in every live field.
func sampleDrift(_ text: String = "t", unmanaged: UnmanagedPolicy = .report, manifests: Bool = true) -> DriftReport {
    let project = projectARN("signs")
    let stem = project.text.split(separator: "/").dropLast().joined(separator: "/")
    let output = try! OutputLocation(uri: "s3://acme-training/signs/")

    func live(
        _ name: String,
        _ status: String,
        created: Int = 1_700_000_000_000,
        _ change: (inout LiveVersion) -> Void = { _ in }
    ) -> LiveVersion {
        var version = LiveVersion(
            arn: try! VersionARN("\(stem)/version/\(name)/\(created)"),
            status: VersionStatus(status),
            settings: LiveSettings(output: .init(bucket: "acme-training", prefix: "signs/"), training: [], testing: [])
        )
        version.training.f1Score = 0.874
        change(&version)
        return version
    }
    func desired(
        _ name: String,
        tags: Tags = .none,
        f1: Double? = nil,
        manifests: [String] = [],
        accepting findings: [Acknowledgement.Finding] = [],
        until day: String = "2026-12-31"
    ) -> DesiredVersion {
        var settings = TrainingSettings(output: output, datasets: .project)
        if !manifests.isEmpty {
            settings.datasets = .manifests(
                training: manifests.map { try! ManifestLocation(bucket: S3Bucket("acme-data"), key: $0, version: nil) },
                testing: .autoCreate
            )
        }
        return DesiredVersion(
            name: try! VersionName(name),
            intent: .trained(settings),
            tags: tags,
            expectation: Expectation(minimumF1Score: f1),
            acknowledgement: findings.isEmpty
                ? nil
                : Acknowledgement(
                    reasons: Dictionary(uniqueKeysWithValues: findings.map { ($0, "known: \(text)") }),
                    until: try! CalendarDay(day)
                )
        )
    }
    let versions = [
        desired("new"), desired("same"), desired("other-settings"), desired("broken"), desired("going"),
        desired("old"), desired("tagged", tags: Tags([("team", "perception"), ("stage", "prod")])),
        desired("tags-unreadable"), desired("strange"), desired("weak", f1: 0.875), desired("unmeasured", f1: 0.5),
        desired("overwritten", manifests: [text, "gone"], accepting: [.overwritten], until: "2026-10-31"),
        desired("accepted", f1: 0.875, accepting: [.gateMissed]), desired("unasked", manifests: ["unasked"]),
        desired("training"), desired("copying"), DesiredVersion(name: try! VersionName("first"), intent: .retired),
    ]
    let list = ["gone", "next", "last", "aging"].map { desired($0) }
    func trained(_ name: String, with keys: [String]) -> LiveVersion {
        live(name, "RUNNING") {
            $0.settings.training = keys.map { .init(bucket: "acme-data", key: $0) }
            $0.settings.testingIsAutoCreated = true
        }
    }
    let liveVersions = [
        live("same", "TRAINING_COMPLETED"),
        live("other-settings", "STOPPED") {
            $0.settings.output = .init(bucket: "acme-training", prefix: text)
            $0.settings.description = text
            $0.settings.kmsKey = text
            $0.tags = .read([text: text])
        },
        live("broken", "TRAINING_FAILED") { $0.statusMessage = text },
        live("copying", "COPYING_IN_PROGRESS"), live("going", "DELETING") { $0.statusMessage = text },
        live("old", "EXPIRED") { $0.statusMessage = text },
        live("tagged", "RUNNING") { $0.tags = .read(["stage": text, text: text]) },
        live("tags-unreadable", "RUNNING") { $0.tags = .unreadable(reason: "refused: \(text)") },
        live("strange", text),
        live("accepted", "STOPPED"),
        live("weak", "RUNNING") { $0.inferenceUnits = InferenceUnits(minimum: 1, maximum: 5) },
        live("unmeasured", "RUNNING") { $0.training.f1Score = nil },
        trained("overwritten", with: [text, "gone"]),
        trained("unasked", with: ["unasked"]),
        live("training", "TRAINING_IN_PROGRESS") { $0.training.f1Score = nil },
        live("next", "RUNNING", created: 1_700_000_000_001),
        live("last", "RUNNING", created: 1_700_000_000_002) {
            $0.inferenceUnits = InferenceUnits(minimum: 2, maximum: 2)
        },
        live("aging", "DEPRECATED", created: 1_700_000_000_003),
        live("console-1", text), live("console-2", "RUNNING"), live("ignored-1", "RUNNING"),
    ]
    var sources = SourceMap()
    for (index, version) in (versions + list).enumerated() {
        sources[project, version.name] = SourceLocation(path: "models/signs.yaml", line: 10 * index + 8, column: 5)
    }
    var signs = DesiredProject(
        arn: project,
        versions: versions + list,
        lists: [versions.map(\.name), list.map(\.name)]
    )
    for pattern in ["ignored-*", "nothing"] { signs.ignoreUnmanaged(try! Glob(pattern)) }
    sources[project, ignoring: try! Glob("nothing")] = SourceLocation(path: "models/signs.yaml", line: 4, column: 21)
    let (missing, closed, calm) = (projectARN("missing"), projectARN("closed"), projectARN("calm"))
    let state = DesiredState(
        projects: [
            signs, DesiredProject(arn: missing, versions: [desired("v1")]),
            DesiredProject(arn: closed, versions: [desired("v1"), desired("v2")]),
            DesiredProject(arn: calm, versions: []),
        ],
        sources: sources
    )
    var reading = LiveState()
    reading[project] = .present(LiveProject(status: text, versions: liveVersions))
    reading[missing] = .absent
    reading[closed] = .unreadable(reason: "DescribeProjectVersions was refused: \(text)")
    reading[calm] = .present(LiveProject())
    func object(_ key: String) -> ManifestObject {
        ManifestObject(S3Object(bucket: "acme-data", key: key), of: AccountRegion(project))
    }
    let readings = ManifestReadings([
        object(text): .present(modified: 1_700_000_100_000), object("gone"): .absent,
        object("unasked"): .unreadable(reason: "HeadObject was refused: \(text)"),
    ])
    let options = DriftOptions(
        unmanaged: unmanaged,
        manifests: manifests ? readings : nil,
        today: try! CalendarDay("2026-11-18")
    )
    return DriftReport(Planner.plan(state, against: reading), of: state, against: reading, options: options)
}
