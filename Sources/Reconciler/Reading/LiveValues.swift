package import ModelVersions
import Planning
package import Rekognition

// All live values enter here. Only values that are compared are kept.

extension ProjectDescription {
    /// - Throws: `MalformedAnswer` for a description without the ARN of a project.
    var arn: ProjectARN {
        get throws {
            guard let text = projectARN else {
                throw MalformedAnswer(description: "the service described a project without its ARN")
            }
            do {
                return try ProjectARN(text)
            } catch {
                throw MalformedAnswer(description: "the service's answer has a project whose ARN \(error)")
            }
        }
    }
}

extension LiveProject {
    /// - Throws: `MalformedAnswer` for a dataset of another project.
    init(_ description: ProjectDescription, of project: ProjectARN, versions: [LiveVersion]) throws {
        if let foreign = (description.datasets ?? []).lazy.compactMap(\.datasetARN).first(where: {
            !project.contains(partWithARN: $0)
        }) {
            throw MalformedAnswer(about: project, answered: foreign)
        }
        self.init(
            status: description.status ?? "UNKNOWN",
            // The descriptions of old projects have no feature.
            feature: description.feature.map { ProjectFeature(rawValue: $0) } ?? .customLabels,
            datasets: (description.datasets ?? []).compactMap { dataset in
                guard let kind = dataset.datasetType.flatMap(Dataset.Kind.init(rawValue:)) else { return nil }
                return Dataset(kind: kind, status: dataset.status ?? "UNKNOWN", arn: dataset.datasetARN)
            },
            versions: versions
        )
    }
}

extension LiveVersion {
    /// - Parameters:
    ///   - project: the one that the service was asked about.
    ///   - other: perhaps of the same project.
    ///   - texts: whose memory it uses where it can.
    /// - Throws: `MalformedAnswer` for a description without the ARN of a version, without a status, or of a version of
    ///   another project.
    init(
        _ description: borrowing ProjectVersionDescription,
        of project: ProjectARN,
        beside other: VersionARN? = nil,
        sharing texts: SharedTexts? = nil
    ) throws {
        guard let text = description.projectVersionARN else {
            throw MalformedAnswer(description: "the service described a model version without its ARN")
        }
        guard let status = description.status else {
            throw MalformedAnswer(description: "the service described \(text) without a status")
        }
        var arn: VersionARN
        do {
            arn = try VersionARN(text, beside: other)
        } catch {
            throw MalformedAnswer(description: "the service's answer has an ARN that \(error)")
        }
        guard project.contains(partWithARN: text) else { throw MalformedAnswer(about: project, answered: text) }
        var settings = LiveSettings(description)
        texts?.share(with: &arn, &settings)
        self.init(
            arn: arn,
            status: VersionStatus(status),
            statusMessage: description.statusMessage,
            settings: settings,
            training: LiveTraining(description),
            source: description.sourceProjectVersionARN,
            inferenceUnits: InferenceUnits(description)
        )
    }
}

extension DatasetContent {
    init(_ description: DatasetDescription) {
        let stats = description.datasetStats
        // A negative number counts as missing.
        func count(_ number: Int?) -> Int? { number.flatMap { $0 >= 0 ? $0 : nil } }
        self.init(
            entries: count(stats?.totalEntries),
            labeledEntries: count(stats?.labeledEntries),
            labels: count(stats?.totalLabels),
            errorEntries: count(stats?.errorEntries),
            updated: description.lastUpdatedTimestamp?.milliseconds
        )
    }
}

extension InferenceUnits {
    /// Nil without a plausible number of units: the service starts a model with at least one.
    fileprivate init?(_ description: borrowing ProjectVersionDescription) {
        let plausible = 1...1_000_000
        guard let minimum = description.minInferenceUnits, plausible.contains(minimum) else { return nil }
        let maximum = description.maxInferenceUnits.flatMap { plausible.contains($0) ? $0 : nil }
        self.init(minimum: minimum, maximum: max(maximum ?? minimum, minimum))
    }
}

/// Up to thirty years of machine time.
private let plausibleSeconds: ClosedRange<Int64> = 0...1_000_000_000

extension LiveTraining {
    init(_ description: borrowing ProjectVersionDescription) {
        let summary = description.manifestSummary?.s3Object
        self.init(
            created: description.creationTimestamp?.milliseconds,
            ended: description.trainingEndTimestamp?.milliseconds,
            // An impossible value counts as missing. A copy is not charged for: the training of its source was
            // (guide: md-copy-model-overview).
            billableSeconds: description.billableTrainingTimeInSeconds.flatMap {
                plausibleSeconds.contains($0) && description.sourceProjectVersionARN == nil ? $0 : nil
            },
            f1Score: description.evaluationResult?.f1Score.flatMap { (0...1).contains($0) ? $0 : nil },
            manifestSummary: summary.flatMap { S3Object($0) }
        )
    }
}

extension Timestamp {
    /// Nil for a number that is not a time.
    fileprivate var milliseconds: Int64? {
        let value = (epochSeconds * 1000).rounded()
        return value.isFinite && abs(value) < 1e17 ? Int64(value) : nil
    }
}

extension LiveSettings {
    init(_ description: borrowing ProjectVersionDescription) {
        let training = description.trainingDataResult?.input
        let testing = description.testingDataResult?.input
        self.init(
            output: description.outputConfig.flatMap { output in
                output.s3Bucket.map { Output(bucket: $0, prefix: output.s3KeyPrefix ?? "") }
            },
            // An empty Input is an answer, a missing one is not.
            training: training.flatMap { ($0.assets ?? []).manifests },
            testing: testing.flatMap { ($0.assets ?? []).manifests },
            testingIsAutoCreated: testing?.autoCreate,
            // Neither may be empty in a request: an empty one in an answer means none.
            kmsKey: description.kmsKeyID.flatMap { $0.isEmpty ? nil : $0 },
            description: description.versionDescription.flatMap { $0.isEmpty ? nil : $0 },
            confidenceThreshold: description.featureConfig?.contentModeration?.confidenceThreshold
        )
    }
}

extension S3Object {
    /// Nil without a bucket or a key.
    package init?(_ object: GroundTruthManifest.S3Object) {
        guard let bucket = object.bucket, let key = object.name else { return nil }
        self.init(bucket: bucket, key: key, version: object.version)
    }
}

extension [Asset] {
    /// Nil where one of them has no description: then the list is unknown.
    var manifests: [S3Object]? {
        var manifests: [S3Object] = []
        for asset in self {
            guard let object = asset.groundTruthManifest?.s3Object.flatMap({ S3Object($0) }) else { return nil }
            manifests.append(object)
        }
        return manifests
    }
}
