import DesiredState
import ModelVersions

@testable import Planning

let project = try! ProjectARN("arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012")

/// A desired version with an output and the project's datasets, changed by a closure.
func desired(
    _ name: String = "v1",
    tags: Tags = .none,
    _ change: (inout TrainingSettings) -> Void = { _ in }
) -> DesiredVersion {
    var settings = TrainingSettings(output: try! OutputLocation(uri: "s3://bucket/out/"), datasets: .project)
    change(&settings)
    return DesiredVersion(name: try! VersionName(name), intent: .trained(settings), tags: tags)
}

func retired(_ name: String = "v1") -> DesiredVersion {
    DesiredVersion(name: try! VersionName(name), intent: .retired)
}

/// A live version that agrees with `desired(name)`, changed by a closure.
func live(
    _ name: String = "v1",
    _ status: String = "TRAINING_COMPLETED",
    created: Int = 1_700_000_000_000,
    _ change: (inout LiveVersion) -> Void = { _ in }
) -> LiveVersion {
    let stem = project.text.split(separator: "/").dropLast().joined(separator: "/")
    var version = LiveVersion(
        arn: try! VersionARN("\(stem)/version/\(name)/\(created)"),
        status: VersionStatus(status),
        settings: LiveSettings(output: .init(bucket: "bucket", prefix: "out/"))
    )
    change(&version)
    return version
}

let readyDatasets = [
    LiveProject.Dataset(kind: .train, status: "CREATE_COMPLETE"),
    LiveProject.Dataset(kind: .test, status: "UPDATE_COMPLETE"),
]

func plan(_ versions: [DesiredVersion], _ reading: LiveState.Reading?) -> Plan {
    let state = DesiredState(projects: [DesiredProject(arn: project, versions: versions)])
    return Planner.plan(state, against: LiveState(reading.map { [project: $0] } ?? [:]))
}

/// The only entry of a plan for one desired version.
func entry(_ version: DesiredVersion, _ live: [LiveVersion], datasets: [LiveProject.Dataset] = readyDatasets)
    -> PlanEntry
{
    plan([version], .present(LiveProject(datasets: datasets, versions: live))).projects[0].entries[0]
}

func manifest(_ uri: String) -> ManifestLocation {
    try! ManifestLocation(uri: uri)
}
