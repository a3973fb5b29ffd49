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
        let results = TrainingResults(version)
        description.trainingEndTimestamp = Timestamp(milliseconds: end(of: version))
        description.manifestSummary = results.manifest(.summary)
        description.trainingDataResult = TrainingDataResult(
            input: request.trainingInput,
            validation: ValidationData(assets: [results.asset(.training)])
        )
        description.testingDataResult = TestingDataResult(
            input: request.testingInput,
            validation: ValidationData(assets: [results.asset(.testing)])
        )
        guard stage == .completed else { return description }
        description.billableTrainingTimeInSeconds = Int64(settings.trainingDurationSeconds)
        description.evaluationResult = results.evaluation
        description.trainingDataResult?.output = TrainingData(assets: [results.asset("datasets/training.manifest")])
        description.testingDataResult?.output = TestingData(assets: [results.asset("datasets/testing.manifest")])
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

/// The files of a training in its output location.
struct TrainingResults {
    let bucket: String?
    private let folder: String
    private let name: String

    init(_ version: SandboxState.Version) {
        let output = version.request.outputConfig
        let prefix = output.s3KeyPrefix ?? ""
        let path = version.arn.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 2)
        let project = path.count > 1 ? Substring(path[1]) : ""
        let separator = prefix.isEmpty || prefix.utf8.last == UInt8(ascii: "/") ? "" : "/"
        bucket = output.s3Bucket
        name = version.request.versionName
        folder = "\(prefix)\(separator)\(project)/\(version.request.versionName)/"
    }

    var evaluation: EvaluationResult {
        EvaluationResult(f1Score: f1Score, summary: .init(s3Object: object("evaluation/summary.json")))
    }

    func manifest(_ file: ValidationFile) -> GroundTruthManifest {
        GroundTruthManifest(s3Object: object(file.rawValue))
    }

    func asset(_ file: ValidationFile) -> Asset { asset(file.rawValue) }

    func asset(_ name: String) -> Asset {
        Asset(groundTruthManifest: GroundTruthManifest(s3Object: object(name)))
    }

    /// The file about the manifests that a key names; nil for other keys.
    func validationFile(of key: String) -> ValidationFile? {
        guard key.utf8.starts(with: folder.utf8) else { return nil }
        return ValidationFile(rawValue: String(decoding: key.utf8.dropFirst(folder.utf8.count), as: UTF8.self))
    }

    private func object(_ name: String) -> GroundTruthManifest.S3Object {
        GroundTruthManifest.S3Object(bucket: bucket, name: folder + name)
    }

    /// 0.7 to 0.99, the same for equal names.
    private var f1Score: Double {
        let sum = name.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) % 30 }
        return Double(70 + sum) / 100
    }
}
