import AWSRuntime
import DesiredState
import ModelVersions
import Planning
import Storage

@testable import Checks

let signs = "arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012"
let day = "s3://data/day.manifest"

func project(_ text: String = signs) throws -> ProjectARN { try ProjectARN(text) }

func settings(
    _ manifests: String...,
    output: String = "s3://out/",
    key: String? = nil,
    threshold: Double? = nil
) throws -> TrainingSettings {
    let manifests = try manifests.map { try ManifestLocation(uri: $0) }
    return TrainingSettings(
        output: try OutputLocation(uri: output),
        datasets: manifests.isEmpty ? .project : .manifests(training: manifests, testing: .autoCreate),
        kmsKey: try key.map { try KMSKey($0) },
        confidenceThreshold: try threshold.map { try ConfidenceThreshold(percent: $0) }
    )
}

/// One project with these versions to create, in the order of their names.
func trainings(
    _ versions: [String: TrainingSettings],
    live: LiveState.Reading = .present(LiveProject())
) throws -> ProjectTrainings {
    ProjectTrainings(
        project: try project(),
        reading: live,
        trainings: try versions.sorted { $0.key < $1.key }.map { name, settings in
            PlannedTraining(name: try VersionName(name), settings: settings)
        }
    )
}

/// The results of one check.
func verdicts(_ check: String, of project: ProjectTrainings, _ facts: CheckFacts = CheckFacts()) -> [CheckResult] {
    Preflight.report(on: [project], facts).results.filter { $0.rule.id == check }
}

func live(_ count: Int, status: String = "TRAINING_COMPLETED", datasets: [LiveProject.Dataset] = []) throws
    -> LiveState.Reading
{
    let versions = try (0..<count).map { number in
        LiveVersion(
            arn: try VersionARN(
                signs.replacing(/\/[0-9]+$/, with: "") + "/version/v\(number)/\(1_690_556_789_012 + number)"
            ),
            status: VersionStatus(status)
        )
    }
    return .present(LiveProject(datasets: datasets, versions: versions))
}

let noCloudTrail: CloudTrailClients = { _ in throw AWSError(.notConnected("none"), operation: "", host: "cloudtrail") }

/// The clients of a test without datasets.
let noDatasets: RekognitionClients = { _ in throw AWSError(.notConnected("no datasets"), operation: "", host: "test") }
