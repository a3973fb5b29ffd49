import DesiredState
import Diagnostics
import ModelVersions
import Planning

@testable import SavedPlans

let project = try! ProjectARN("arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012")

func desired(_ name: String, _ change: (inout TrainingSettings) -> Void = { _ in }) -> DesiredVersion {
    var settings = TrainingSettings(output: try! OutputLocation(uri: "s3://bucket/out/"), datasets: .project)
    change(&settings)
    return DesiredVersion(name: try! VersionName(name), intent: .trained(settings))
}

func live(
    _ name: String,
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
    LiveProject.Dataset(kind: .test, status: "CREATE_COMPLETE"),
]

func state(_ versions: [DesiredVersion]) -> DesiredState {
    var state = DesiredState(projects: [DesiredProject(arn: project, versions: versions)])
    for (index, version) in versions.enumerated() {
        state.sources[project, version.name] = SourceLocation(path: "a.yaml", line: index + 5, column: 5)
    }
    return state
}

func world(
    _ versions: [LiveVersion],
    status: String = "CREATED",
    feature: LiveProject.Feature? = .customLabels,
    datasets: [LiveProject.Dataset] = readyDatasets
) -> LiveState {
    LiveState([
        project: .present(
            LiveProject(status: status, feature: feature, datasets: datasets, versions: versions)
        )
    ])
}

func saved(
    _ versions: [DesiredVersion],
    against live: LiveState,
    options: PlanOptions = PlanOptions(),
    target: PlanTarget = .aws(endpoint: nil)
) -> SavedPlan {
    let desired = state(versions)
    return try! SavedPlan(
        Planner.plan(desired, against: live, options: options),
        of: desired,
        against: live,
        options: options,
        target: target,
        toolVersion: "1.2.3"
    )
}
