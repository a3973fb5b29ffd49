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
        of project: ProjectARN = TestSupport.project,
        created: Int = 1_700_000_000_000,
        _ change: (inout LiveVersion) -> Void = { _ in }
    ) -> LiveVersion {
        TestSupport.live(name, status, of: project, created: created, output: output, change)
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
        desired("old"),
        desired("tagged", tags: Tags([("team", "perception"), ("stage", "prod")])),
        desired("strange"),
        retired("first"),
    ]
    // A list that grows at its end, of which one was deleted and may be trained again.
    let list = ["back", "next", "last", "aging"].map { desired($0) }
    let lamps = projectARN("lamps")
    let blocked = [
        desired("other-settings") {
            $0.datasets = manifests
            $0.description = try! VersionDescription("Wanted")
        },
        desired("broken"),
        desired("going"),
    ]
    // Lists that grow at their end, with another output, where a look for earlier trainings was possible.
    func seen(_ names: String...) -> [DesiredVersion] {
        names.map { desired($0) { $0.output = try! OutputLocation(uri: "s3://acme-training/seen/") } }
    }
    let (seenHere, seenThere) = (seen("odd", "again"), seen("traced"))
    // A list that grows at its end: one was deleted, and one is new.
    let blockedList = ["gone", "early", "late", "newest"].map { desired($0) }
    let bulbs = projectARN("bulbs")
    let liveVersions = [
        live("same", "TRAINING_COMPLETED") { $0.training.billableSeconds = 5400 },
        live("same-unknown", "RUNNING") { $0.training.billableSeconds = 9001 },
        live("old", "EXPIRED") { $0.statusMessage = "The model has expired" },
        live("tagged", "RUNNING") {
            $0.tags = .read(["stage": "dev", "owner": "me\u{7}"])
        },
        live("strange", "HIBERNATING"),
        live("next", "RUNNING", created: 1_700_000_000_001),
        live("last", "RUNNING", created: 1_700_000_000_002),
        live("aging", "DEPRECATED", created: 1_700_000_000_003),
        live("console-1", "RUNNING"),
        live("console-2", "RUNNING"),
    ]
    let blockedVersions = [
        live("other-settings", "STOPPED", of: lamps) {
            $0.settings.output = .init(bucket: "acme-training", prefix: "elsewhere/")
            $0.settings.description = "Live"
            $0.settings.training = [.init(bucket: "acme-data", key: "night.manifest"), .init(bucket: "x", key: "y")]
            $0.settings.testingIsAutoCreated = true
        },
        live("broken", "TRAINING_FAILED", of: lamps) {
            $0.statusMessage = "The manifest file\u{1B}[31m contains too many\ninvalid rows."
        },
        live("going", "DELETING", of: lamps),
        live("early", "RUNNING", of: lamps, created: 1_700_000_000_001),
        live("late", "RUNNING", of: lamps, created: 1_700_000_000_002),
    ]
    let unknownTags = live("tags-unreadable", "RUNNING", of: bulbs) {
        $0.tags = .unreadable(reason: "ListTagsForResource was refused.")
    }
    var sources = SourceMap()
    for (index, version) in (versions + list + seenHere).enumerated() {
        sources[project, version.name] = SourceLocation(path: "models/signs.yaml", line: 10 * index + 8, column: 5)
    }
    for (index, version) in (blocked + blockedList + seenThere).enumerated() {
        sources[lamps, version.name] = SourceLocation(path: "models/lamps.yaml", line: 10 * index + 8, column: 5)
    }
    let empty = projectARN("empty")
    let missing = projectARN("missing")
    let closed = projectARN("closed")
    let state = DesiredState(
        projects: [
            DesiredProject(
                arn: project,
                versions: versions + list + seenHere,
                lists: [versions.map(\.name), [seenHere[0].name] + list.map(\.name) + [seenHere[1].name]]
            ),
            DesiredProject(
                arn: lamps,
                versions: blocked + blockedList + seenThere,
                lists: [blocked.map(\.name), blockedList.map(\.name) + seenThere.map(\.name)]
            ),
            DesiredProject(arn: bulbs, versions: [desired("tags-unreadable")]),
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
    reading[lamps] = .present(LiveProject(versions: blockedVersions))
    reading[bulbs] = .present(LiveProject(versions: [unknownTags]))
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
    let lamps = projectARN("lamps")
    func place(_ prefix: String, of project: ProjectARN) -> TracePlace {
        TracePlace(project: project, output: .init(bucket: "acme-training", prefix: prefix))
    }
    func file(_ name: String, of project: ProjectARN) -> TrainingTrace.File {
        TrainingTrace.File(
            bucket: "acme-training",
            key: "seen/ManifestSummary-\(project.name)-\(name).json",
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
            place("signs/", of: project): .denied(permission: "s3:ListBucket on acme-training"),
            place("seen/", of: project): .found([again: file("again", of: project)]),
            place("seen/", of: lamps): .found([traced: file("traced", of: lamps)]),
        ],
        events: [AccountRegion(project): .found([lamps: [traced: trace]])]
    )
}
