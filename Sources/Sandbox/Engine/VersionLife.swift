import Host
import ModelVersions
import Rekognition

/// The state of a version at a time. It follows from the creation time and is not stored.
struct VersionLife {
    enum Stage {
        case training
        case completed
        case failed
    }

    /// A training with this tag fails.
    static let failureTag = (key: "rekon-sandbox:outcome", value: "fail")

    let settings: SandboxSettings
    let now: UnixTime

    func stage(of version: SandboxState.Version) -> Stage {
        if now.milliseconds < end(of: version) { return .training }
        return version.request.tags?.value(of: Self.failureTag.key) == Self.failureTag.value ? .failed : .completed
    }

    /// Whether the lists show the version.
    func isVisible(_ version: SandboxState.Version) -> Bool {
        let delay = Int64(settings.consistencyDelayMilliseconds)
        return delay == 0 || now.milliseconds >= version.createdAt + delay
    }

    func end(of version: SandboxState.Version) -> Int64 {
        version.createdAt + Int64(settings.trainingDurationSeconds) * 1000
    }

    /// API: DescribeProjectVersions.
    func description(of version: SandboxState.Version) -> ProjectVersionDescription {
        let request = version.request
        let stage = stage(of: version)
        var description = ProjectVersionDescription(projectVersionARN: version.arn, status: stage.status)
        description.creationTimestamp = Timestamp(milliseconds: version.createdAt)
        description.statusMessage = stage.message
        description.outputConfig = request.outputConfig
        description.trainingDataResult = TrainingDataResult(input: request.trainingInput)
        description.testingDataResult = TestingDataResult(input: request.testingInput)
        description.kmsKeyID = request.kmsKeyID
        description.versionDescription = request.versionDescription
        description.feature = version.feature
        description.featureConfig = request.featureConfig
        guard stage != .training else { return description }
        let results = TrainingResults(of: version)
        description.trainingEndTimestamp = Timestamp(milliseconds: end(of: version))
        description.manifestSummary = results.manifest(.manifestSummary)
        description.trainingDataResult = TrainingDataResult(
            input: request.trainingInput,
            validation: ValidationData(assets: [results.asset(.trainingValidation)])
        )
        description.testingDataResult = TestingDataResult(
            input: request.testingInput,
            validation: ValidationData(assets: [results.asset(.testingValidation)])
        )
        guard stage == .completed else { return description }
        description.billableTrainingTimeInSeconds = Int64(settings.trainingDurationSeconds)
        description.evaluationResult = results.evaluation
        description.trainingDataResult?.output = TrainingData(assets: [results.asset(.trainingGroundTruth)])
        description.testingDataResult?.output = TestingData(assets: [results.asset(.testingGroundTruth)])
        if version.feature == SandboxState.Project.contentModeration { description.baseModelVersion = "7.0" }
        return description
    }
}

extension CreateProjectVersionRequest {
    /// The answer to `TrainingData`: empty for the datasets of the project, as the service gives it (recorded answers).
    fileprivate var trainingInput: TrainingData { trainingData ?? TrainingData(assets: nil) }

    /// The answer to `TestingData`.
    fileprivate var testingInput: TestingData {
        guard let testingData else { return TestingData(autoCreate: false) }
        return testingData.autoCreate == true ? TestingData(assets: [], autoCreate: true) : testingData
    }
}

extension VersionLife.Stage {
    fileprivate var status: String {
        switch self {
        case .training: "TRAINING_IN_PROGRESS"
        case .completed: "TRAINING_COMPLETED"
        case .failed: "TRAINING_FAILED"
        }
    }

    fileprivate var message: String {
        switch self {
        case .training: "The model is being trained."
        case .completed: "The model is ready to run."
        case .failed: "The model training failed: the tag \(VersionLife.failureTag.key) says so."
        }
    }
}

extension Timestamp {
    init(milliseconds: Int64) {
        self.init(epochSeconds: Double(milliseconds) / 1000)
    }
}
