package import DesiredState
package import ModelVersions
package import Rekognition

extension CreateProjectVersionRequest {
    /// The request that trains a desired version: made of checked values only.
    package init(_ version: DesiredVersion, _ settings: TrainingSettings, in project: ProjectARN) {
        var trainingData: TrainingData?
        var testingData: TestingData?
        if case .manifests(let training, let testing) = settings.datasets {
            trainingData = TrainingData(assets: training.map(Asset.init))
            switch testing {
            case .autoCreate: testingData = TestingData(autoCreate: true)
            case .manifests(let manifests): testingData = TestingData(assets: manifests.map(Asset.init))
            }
        }
        let tags = Dictionary(version.tags.all.map { ($0.key, $0.value) }) { first, _ in first }
        self.init(
            projectARN: project.text,
            versionName: version.name.text,
            outputConfig: OutputConfig(
                s3Bucket: settings.output.bucket.text,
                s3KeyPrefix: settings.output.prefix.isEmpty ? nil : settings.output.prefix
            ),
            trainingData: trainingData,
            testingData: testingData,
            tags: tags.isEmpty ? nil : tags,
            kmsKeyID: settings.kmsKey?.text,
            versionDescription: settings.description?.text,
            featureConfig: settings.confidenceThreshold.map {
                FeatureConfig(contentModeration: .init(confidenceThreshold: $0.percent))
            }
        )
    }
}

extension Asset {
    fileprivate init(_ manifest: ManifestLocation) {
        self.init(
            groundTruthManifest: GroundTruthManifest(
                s3Object: S3Object(bucket: manifest.bucket.text, name: manifest.key, version: manifest.version)
            )
        )
    }
}
