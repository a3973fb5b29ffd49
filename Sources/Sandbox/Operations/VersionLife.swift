internal import Host
internal import Rekognition

/// What time makes of a version that was created: nothing of it is stored.
struct VersionLife {
    enum Stage {
        case training
        case completed
        case failed
    }

    /// A training with this tag fails.
    static let failureTag = (key: "rekon-sandbox:outcome", value: "fail")

    let version: SandboxState.Version
    let settings: SandboxSettings
    let now: UnixTime

    private var end: Int64 { version.createdAt + Int64(settings.trainingDurationSeconds) * 1000 }

    var stage: Stage {
        if now.milliseconds < end { return .training }
        return version.request.tags?[Self.failureTag.key] == Self.failureTag.value ? .failed : .completed
    }

    /// Whether the lists show it already.
    var isVisible: Bool {
        now.milliseconds >= version.createdAt + Int64(settings.consistencyDelayMilliseconds)
    }

    var description: ProjectVersionDescription {
        let request = version.request
        var description = ProjectVersionDescription(projectVersionARN: version.arn, status: status)
        description.creationTimestamp = Timestamp(milliseconds: version.createdAt)
        description.statusMessage = statusMessage
        description.outputConfig = request.outputConfig
        description.trainingDataResult = trainingDataResult
        description.testingDataResult = testingDataResult
        description.kmsKeyID = request.kmsKeyID
        description.versionDescription = request.versionDescription
        description.feature = version.feature
        description.featureConfig = request.featureConfig
        guard stage != .training else { return description }
        description.trainingEndTimestamp = Timestamp(milliseconds: end)
        description.manifestSummary = GroundTruthManifest(s3Object: object("manifest_summary.json"))
        guard stage == .completed else { return description }
        description.billableTrainingTimeInSeconds = Int64(settings.trainingDurationSeconds)
        description.evaluationResult = EvaluationResult(
            f1Score: f1Score,
            summary: .init(s3Object: object("evaluation/summary.json"))
        )
        description.minInferenceUnits = nil
        description.baseModelVersion = version.feature == "CONTENT_MODERATION" ? "7.0" : nil
        return description
    }

    private var status: String {
        switch stage {
        case .training: "TRAINING_IN_PROGRESS"
        case .completed: "TRAINING_COMPLETED"
        case .failed: "TRAINING_FAILED"
        }
    }

    private var statusMessage: String {
        switch stage {
        case .training: "The model is being trained."
        case .completed: "The model is ready to run."
        case .failed: "The model training failed: the tag \(Self.failureTag.key) says so."
        }
    }

    private var trainingDataResult: TrainingDataResult {
        let input = version.request.trainingData
        guard stage == .completed else { return TrainingDataResult(input: input) }
        return TrainingDataResult(
            input: input,
            output: TrainingData(assets: [asset("datasets/training.manifest")]),
            validation: ValidationData(assets: [asset("validation/training_manifest_with_validation.json")])
        )
    }

    private var testingDataResult: TestingDataResult {
        let input = version.request.testingData
        guard stage == .completed else { return TestingDataResult(input: input) }
        return TestingDataResult(
            input: input,
            output: TestingData(assets: [asset("datasets/testing.manifest")]),
            validation: ValidationData(assets: [asset("validation/testing_manifest_with_validation.json")])
        )
    }

    /// 0.7 to 0.99, always the same for a name.
    private var f1Score: Double {
        let sum = version.request.versionName.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) % 30 }
        return Double(70 + sum) / 100
    }

    private func asset(_ name: String) -> Asset {
        Asset(groundTruthManifest: GroundTruthManifest(s3Object: object(name)))
    }

    /// An object below the training's output.
    private func object(_ name: String) -> S3Object {
        let prefix = version.request.outputConfig.s3KeyPrefix ?? ""
        let folder = prefix.isEmpty || prefix.hasSuffix("/") ? prefix : prefix + "/"
        return S3Object(
            bucket: version.request.outputConfig.s3Bucket,
            name: "\(folder)\(version.projectName)/\(version.request.versionName)/\(name)"
        )
    }
}

extension SandboxState.Version {
    var projectName: String {
        let parts = arn.split(separator: "/")
        return parts.count > 1 ? String(parts[1]) : ""
    }
}

extension Timestamp {
    init(milliseconds: Int64) {
        self.init(epochSeconds: Double(milliseconds) / 1000)
    }
}
