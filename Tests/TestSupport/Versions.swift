package import DesiredState
package import ModelVersions
package import Planning

package func projectARN(
    _ name: String = "signs",
    region: String = "us-east-1",
    account: String = "111122223333"
) -> ProjectARN {
    try! ProjectARN("arn:aws:rekognition:\(region):\(account):project/\(name)/1690556789012")
}

package let project = projectARN()

/// The output of `desired` and `live`, unless a test names another one.
package let bucketOutput = "s3://bucket/out/"

/// A desired version that trains on the datasets of its project.
///
/// - Parameter change: changes the settings.
package func desired(
    _ name: String = "v1",
    output: String = bucketOutput,
    tags: Tags = .none,
    minimumF1Score: Double? = nil,
    _ change: (inout TrainingSettings) -> Void = { _ in }
) -> DesiredVersion {
    var settings = TrainingSettings(output: try! OutputLocation(uri: output), datasets: .project)
    change(&settings)
    return DesiredVersion(
        name: try! VersionName(name),
        intent: .trained(settings),
        tags: tags,
        expectation: Expectation(minimumF1Score: minimumF1Score)
    )
}

package func retired(_ name: String = "v1") -> DesiredVersion {
    DesiredVersion(name: try! VersionName(name), intent: .retired)
}

/// A live version that agrees with `desired(name)`.
///
/// - Parameters:
///   - created: in milliseconds since 1970.
///   - change: changes the version.
package func live(
    _ name: String = "v1",
    _ status: String = "TRAINING_COMPLETED",
    of project: ProjectARN = project,
    created: Int = 1_700_000_000_000,
    output: String = bucketOutput,
    _ change: (inout LiveVersion) -> Void = { _ in }
) -> LiveVersion {
    let stem = project.text.split(separator: "/").dropLast().joined(separator: "/")
    let output = try! OutputLocation(uri: output)
    var version = LiveVersion(
        arn: try! VersionARN("\(stem)/version/\(name)/\(created)"),
        status: VersionStatus(status),
        settings: LiveSettings(
            output: .init(bucket: output.bucket.text, prefix: output.prefix),
            training: [],
            testing: [],
            testingIsAutoCreated: false
        )
    )
    change(&version)
    return version
}

/// The datasets of a project that can train.
package let readyDatasets = [
    LiveProject.Dataset(kind: .train, status: "CREATE_COMPLETE"),
    LiveProject.Dataset(kind: .test, status: "UPDATE_COMPLETE"),
]

package func manifest(_ uri: String) -> ManifestLocation {
    try! ManifestLocation(uri: uri)
}

/// The plan of one project.
///
/// - Parameter reading: nil: the live project was not read.
package func plan(_ versions: [DesiredVersion], _ reading: LiveState.Reading?) -> Plan {
    let state = DesiredState(projects: [DesiredProject(arn: project, versions: versions)])
    return Planner.plan(state, against: LiveState(reading.map { [project: $0] } ?? [:]))
}

/// The only entry of the plan of one desired version.
package func entry(
    _ version: DesiredVersion,
    _ live: [LiveVersion],
    datasets: [LiveProject.Dataset] = readyDatasets
) -> PlanEntry {
    plan([version], .present(LiveProject(datasets: datasets, versions: live))).projects[0].entries[0]
}
