import DesiredState
import Diagnostics
import ModelVersions
package import Planning

/// A plan with every outcome, every note and every kind of trouble, made by the planner.
package func samplePlan() -> Plan {
    let output = "s3://acme-training/signs/"
    func live(
        _ name: String,
        _ status: String,
        created: Int = 1_700_000_000_000,
        _ change: (inout LiveVersion) -> Void = { _ in }
    ) -> LiveVersion {
        TestSupport.live(name, status, created: created, output: output, change)
    }
    func desired(
        _ name: String,
        tags: Tags = .none,
        _ change: (inout TrainingSettings) -> Void = { _ in }
    ) -> DesiredVersion {
        let minimum = name == "new" ? 0.85 : nil
        return TestSupport.desired(name, output: output, tags: tags, minimumF1Score: minimum, change)
    }
    let manifests = Datasets.manifests(
        training: [
            manifest("s3://acme-data/day.manifest?versionId=3HL4"), manifest("s3://acme-data/night.manifest"),
        ],
        testing: .manifests([manifest("s3://acme-data/test.manifest?versionId=9ab1")])
    )
    let versions = [
        desired("new", tags: Tags([("team", "perception"), ("stage", "prod")])) {
            $0.datasets = manifests
            $0.kmsKey = try! KMSKey("alias/vision")
            $0.description = try! VersionDescription("Day and night, v2")
            $0.confidenceThreshold = try! ConfidenceThreshold(percent: 62.5)
        },
        desired("same"),
        desired("same-unknown") { $0.kmsKey = try! KMSKey("alias/vision") },
        desired("other-settings") {
            $0.datasets = manifests
            $0.description = try! VersionDescription("Wanted")
        },
        desired("broken"),
        desired("going"),
        desired("old"),
        desired("tagged", tags: Tags([("team", "perception"), ("stage", "prod")])),
        desired("tags-unreadable"),
        desired("strange"),
        retired("first"),
    ]
    // A list that grows at its end, of which two were deleted.
    let list = ["gone", "back", "next", "last", "aging"].map { desired($0) }
    // With another output, where a look for earlier trainings was possible.
    let seen = ["odd", "traced", "again"].map { name in
        desired(name) { $0.output = try! OutputLocation(uri: "s3://acme-training/seen/") }
    }
    let liveVersions = [
        live("same", "TRAINING_COMPLETED") { $0.training.billableSeconds = 5400 },
        live("same-unknown", "RUNNING") { $0.training.billableSeconds = 9001 },
        live("other-settings", "STOPPED") {
            $0.settings.output = .init(bucket: "acme-training", prefix: "elsewhere/")
            $0.settings.description = "Live"
            $0.settings.training = [.init(bucket: "acme-data", key: "night.manifest"), .init(bucket: "x", key: "y")]
            $0.settings.testingIsAutoCreated = true
        },
        live("broken", "TRAINING_FAILED") {
            $0.statusMessage = "The manifest file\u{1B}[31m contains too many\ninvalid rows."
        },
        live("going", "DELETING"),
        live("old", "EXPIRED") { $0.statusMessage = "The model has expired" },
        live("tagged", "RUNNING") {
            $0.tags = .read(["stage": "dev", "owner": "me\u{7}"])
        },
        live("tags-unreadable", "RUNNING") { $0.tags = .unreadable(reason: "ListTagsForResource was refused.") },
        live("strange", "HIBERNATING"),
        live("next", "RUNNING", created: 1_700_000_000_001),
        live("last", "RUNNING", created: 1_700_000_000_002),
        live("aging", "DEPRECATED", created: 1_700_000_000_003),
        live("console-1", "RUNNING"),
        live("console-2", "RUNNING"),
    ]
    var sources = SourceMap()
    for (index, version) in (versions + list + seen).enumerated() {
        sources[project, version.name] = SourceLocation(path: "models/signs.yaml", line: 10 * index + 8, column: 5)
    }
    let empty = projectARN("empty")
    let missing = projectARN("missing")
    let closed = projectARN("closed")
    let state = DesiredState(
        projects: [
            DesiredProject(
                arn: project,
                versions: versions + list + seen,
                lists: [versions.map(\.name), [seen[0].name] + list.map(\.name) + seen.dropFirst().map(\.name)]
            ),
            DesiredProject(arn: empty, versions: [desired("v1")]),
            DesiredProject(arn: missing, versions: [desired("v1")]),
            DesiredProject(arn: closed, versions: [desired("v1"), desired("v2")]),
        ],
        sources: sources
    )
    var reading = LiveState()
    reading[project] = .present(
        LiveProject(datasets: [.init(kind: .train, status: "UPDATE_IN_PROGRESS")], versions: liveVersions)
    )
    reading[empty] = .present(LiveProject(status: "CREATING"))
    reading[missing] = .absent
    reading[closed] = .unreadable(
        reason: "DescribeProjectVersions was refused by rekognition.us-east-1.amazonaws.com with AccessDeniedException."
    )
    let options = PlanOptions(
        allowedRecreations: [try! VersionName("back"), try! VersionName("again")],
        earlier: sampleTraces()
    )
    return Planner.plan(state, against: reading, options: options)
}

private func sampleTraces() -> EarlierTrainings {
    func place(_ prefix: String) -> TracePlace {
        TracePlace(project: project, output: .init(bucket: "acme-training", prefix: prefix))
    }
    func file(_ name: String) -> TrainingTrace.File {
        TrainingTrace.File(
            bucket: "acme-training",
            key: "seen/ManifestSummary-signs-\(name).json",
            lastModified: 1_699_000_000_000
        )
    }
    let (traced, again) = (try! VersionName("traced"), try! VersionName("again"))
    let trace = TrainingTrace(
        creation: .init(time: 1_698_990_000_000, caller: nil),
        deletion: .init(time: 1_699_500_000_000, caller: "arn:aws:iam::111122223333:user/ana")
    )
    return EarlierTrainings(
        files: [
            place("signs/"): .denied(permission: "s3:ListBucket on acme-training"),
            place("seen/"): .found([traced: file("traced"), again: file("again")]),
        ],
        events: [AccountRegion(project): .found([project: [traced: trace]])]
    )
}
