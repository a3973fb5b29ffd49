import Host
import ModelVersions
import Rekognition

/// The state of a version at a time. It follows from the times in the state and is not stored.
struct VersionLife {
    /// API: ProjectVersionStatus, without the statuses that the sandbox does not have.
    enum Status: String {
        case training = "TRAINING_IN_PROGRESS"
        case trained = "TRAINING_COMPLETED"
        case trainingFailed = "TRAINING_FAILED"
        case copying = "COPYING_IN_PROGRESS"
        case copied = "COPYING_COMPLETED"
        case copyingFailed = "COPYING_FAILED"
        case starting = "STARTING"
        case running = "RUNNING"
        case startFailed = "FAILED"
        case stopping = "STOPPING"
        case stopped = "STOPPED"
    }

    /// A training or a copy with the first tag fails, and each start with the second.
    static let failureTag = (key: "rekon-sandbox:outcome", value: "fail")
    static let startFailureTag = (key: "rekon-sandbox:start", value: "fail")

    let settings: SandboxSettings
    let now: UnixTime

    func status(of version: SandboxState.Version) -> Status {
        let isCopy = version.copy != nil
        if now.milliseconds < end(of: version) { return isCopy ? .copying : .training }
        if version.has(Self.failureTag) { return isCopy ? .copyingFailed : .trainingFailed }
        guard let run = version.run else { return isCopy ? .copied : .trained }
        if let stop = run.stoppedAt { return now.milliseconds < stop + transition ? .stopping : .stopped }
        if now.milliseconds < run.startedAt + transition { return .starting }
        return version.has(Self.startFailureTag) ? .startFailed : .running
    }

    /// Whether the lists show the version.
    func isVisible(_ version: SandboxState.Version) -> Bool {
        let delay = Int64(settings.consistencyDelayMilliseconds)
        return delay == 0 || now.milliseconds >= version.createdAt + delay
    }

    /// The end of its training or copying.
    func end(of version: SandboxState.Version) -> Int64 {
        version.createdAt + (version.copy == nil ? trainingDuration : transition)
    }

    /// In milliseconds.
    var trainingDuration: Int64 { Int64(settings.trainingDurationSeconds) * 1000 }

    /// The duration of a start, a stop and a copy, in milliseconds.
    private var transition: Int64 { Int64(settings.transitionSeconds) * 1000 }

    /// API: DescribeProjectVersions.
    func description(of version: SandboxState.Version) -> ProjectVersionDescription {
        let request = version.request
        let status = status(of: version)
        var description = ProjectVersionDescription(projectVersionARN: version.arn, status: status.rawValue)
        description.creationTimestamp = Timestamp(milliseconds: version.createdAt)
        description.statusMessage = status.message
        description.minInferenceUnits = version.run?.minInferenceUnits
        description.maxInferenceUnits = version.run?.maxInferenceUnits
        description.outputConfig = request.outputConfig
        description.sourceProjectVersionARN = version.copy?.source
        let isTraining = version.copy == nil
        // Guide (md-copy-model-sdk): a copy has the results of the training, not its datasets.
        let (trainingInput, testingInput) = isTraining ? (request.trainingInput, request.testingInput) : (nil, nil)
        if isTraining {
            description.trainingDataResult = TrainingDataResult(input: trainingInput)
            description.testingDataResult = TestingDataResult(input: testingInput)
        }
        description.kmsKeyID = request.kmsKeyID
        description.versionDescription = request.versionDescription
        description.feature = version.feature
        description.featureConfig = request.featureConfig
        guard status.hasFiles else { return description }
        let results = TrainingResults(of: version)
        if isTraining { description.trainingEndTimestamp = Timestamp(milliseconds: end(of: version)) }
        description.manifestSummary = results.manifest(.manifestSummary)
        description.trainingDataResult = TrainingDataResult(
            input: trainingInput,
            validation: ValidationData(assets: [results.asset(.trainingValidation)])
        )
        if request.hasTestData {
            description.testingDataResult = TestingDataResult(
                input: testingInput,
                validation: ValidationData(assets: [results.asset(.testingValidation)])
            )
        }
        guard status.hasModel else { return description }
        // A copy is not charged as a training.
        if isTraining { description.billableTrainingTimeInSeconds = Int64(settings.trainingDurationSeconds) }
        description.evaluationResult = results.evaluation
        description.trainingDataResult?.output = TrainingData(assets: [results.asset(.trainingGroundTruth)])
        if request.hasTestData {
            description.testingDataResult?.output = TestingData(assets: [results.asset(.testingGroundTruth)])
        }
        if version.feature == SandboxState.Project.contentModeration { description.baseModelVersion = "7.0" }
        return description
    }
}

extension CreateProjectVersionRequest {
    /// Whether the training tests its model: with the datasets of the project, or with the data of the request.
    var hasTestData: Bool { trainingData == nil || testingData != nil }

    /// The answer to `TrainingData`: empty for the datasets of the project, as the service gives it (recorded answers).
    fileprivate var trainingInput: TrainingData { trainingData ?? TrainingData(assets: nil) }

    /// The answer to `TestingData`.
    fileprivate var testingInput: TestingData {
        guard let testingData else { return TestingData(autoCreate: false) }
        return testingData.autoCreate == true ? TestingData(assets: [], autoCreate: true) : testingData
    }
}

extension SandboxState.Version {
    fileprivate func has(_ tag: (key: String, value: String)) -> Bool {
        request.tags?.value(of: tag.key) == tag.value
    }
}

extension VersionLife.Status {
    /// Whether the training or the copying has ended well, so that there is a model to start.
    var hasModel: Bool {
        switch self {
        case .training, .trainingFailed, .copying, .copyingFailed: false
        case .trained, .copied, .starting, .running, .startFailed, .stopping, .stopped: true
        }
    }

    /// Whether results were written. A copy that failed has none.
    var hasFiles: Bool { hasModel || self == .trainingFailed }

    /// Whether something is under way, or the model runs: the version cannot be deleted.
    var isInUse: Bool { [.training, .copying, .starting, .running, .stopping].contains(self) }

    /// Whether the model has inference units.
    var hasUnits: Bool { [.starting, .running, .stopping].contains(self) }

    fileprivate var message: String {
        switch self {
        case .training: "The model is being trained."
        case .trained: "The model is ready to run."
        case .trainingFailed: "The model training failed: the tag \(VersionLife.failureTag.key) says so."
        case .copying: "The model is being copied."
        case .copied: "The model copying succeeded."
        case .copyingFailed: "The model copying failed: the tag \(VersionLife.failureTag.key) says so."
        case .starting: "The model is starting."
        case .running: "The model is running."
        case .startFailed: "The model failed to start: the tag \(VersionLife.startFailureTag.key) says so."
        case .stopping: "The model is stopping."
        case .stopped: "The model is stopped."
        }
    }
}

extension Timestamp {
    init(milliseconds: Int64) {
        self.init(epochSeconds: Double(milliseconds) / 1000)
    }
}
