import ModelVersions
import Rekognition
import TestSupport
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(30)))
struct CreateVersionTests {
    @Test("A new version is in training, and described as it was asked for")
    func created() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        let arn = try await account.version("v1", of: project) {
            $0.kmsKeyID = "alias/key"
            $0.versionDescription = "First (of two): 'day', night; ok?"
            $0.tags = ["team": "a"]
        }
        #expect(arn == "arn:aws:rekognition:us-east-1:111122223333:project/signs/version/v1/1700000000000")
        let description = try #require(try account.list(project).projectVersionDescriptions?.first)
        #expect(description.projectVersionARN == arn)
        #expect(description.status == "TRAINING_IN_PROGRESS")
        #expect(description.creationTimestamp?.epochSeconds == 1_700_000_000)
        #expect(description.outputConfig == OutputConfig(s3Bucket: "bucket", s3KeyPrefix: "out"))
        #expect(description.trainingDataResult?.input == TrainingData(assets: [asset()]))
        #expect(description.testingDataResult?.input == TestingData(assets: [], autoCreate: true))
        #expect(description.kmsKeyID == "alias/key")
        #expect(description.versionDescription == "First (of two): 'day', night; ok?")
        #expect(description.feature == "CUSTOM_LABELS")
        #expect(description.evaluationResult == nil)
        #expect(description.billableTrainingTimeInSeconds == nil)
        #expect(description.trainingEndTimestamp == nil)
        #expect(try account.tags(arn) == ["team": "a"])
    }

    typealias Change = @Sendable (inout CreateProjectVersionRequest) -> Void

    private static let forbidden: [(String, Change)] = [
        ("project", { $0.projectARN = "signs" }),
        ("project: a version's ARN", { $0.projectARN = "\($0.projectARN.dropLast(13))version/v/1700000000000" }),
        ("name: empty", { $0.versionName = "" }),
        ("name: too long", { $0.versionName = letters(256) }),
        ("name: a space", { $0.versionName = "a b" }),
        ("bucket: missing", { $0.outputConfig.s3Bucket = nil }),
        ("bucket: too short", { $0.outputConfig.s3Bucket = "ab" }),
        ("bucket: too long", { $0.outputConfig.s3Bucket = letters(256) }),
        ("bucket: a slash", { $0.outputConfig.s3Bucket = "a/b" }),
        ("prefix: too long", { $0.outputConfig.s3KeyPrefix = letters(1025) }),
        ("key: empty", { $0.kmsKeyID = "" }),
        ("key: its first character", { $0.kmsKeyID = "/alias" }),
        ("key: too long", { $0.kmsKeyID = letters(2049) }),
        ("description: empty", { $0.versionDescription = "" }),
        ("description: too long", { $0.versionDescription = letters(256) }),
        ("description: a plus", { $0.versionDescription = "a+b" }),
        ("tags: a reserved key", { $0.tags = ["aws:x": ""] }),
        ("tags: too many", { $0.tags = .init((0...200).map { ("k\($0)", "") }) }),
        ("tags: a long key", { $0.tags = [letters(129): ""] }),
        ("tags: a long value", { $0.tags = ["k": letters(257)] }),
        ("asset: no object", { $0.trainingData = TrainingData(assets: [Asset(groundTruthManifest: nil)]) }),
        ("asset: no bucket", { $0.trainingData = TrainingData(assets: [asset(bucket: nil)]) }),
        ("asset: no name", { $0.trainingData = TrainingData(assets: [asset(nil)]) }),
        ("asset: an empty name", { $0.trainingData = TrainingData(assets: [asset("")]) }),
        ("asset: a long name", { $0.trainingData = TrainingData(assets: [asset(letters(1025))]) }),
        ("asset: an empty version", { $0.trainingData = TrainingData(assets: [asset(version: "")]) }),
        ("test asset", { $0.testingData = TestingData(assets: [asset(bucket: "x")]) }),
        ("no training data", { $0.trainingData = nil }),
        ("no testing data", { $0.testingData = nil }),
        ("neither, and no datasets", { ($0.trainingData, $0.testingData) = (nil, nil) }),
        ("no training assets", { $0.trainingData = TrainingData(assets: []) }),
        ("no testing assets", { $0.testingData = TestingData(assets: []) }),
        ("no split and no assets", { $0.testingData = TestingData(autoCreate: false) }),
        ("a split and assets", { $0.testingData = TestingData(assets: [asset()], autoCreate: true) }),
        ("a feature that the project has not", { $0.featureConfig = moderation(50) }),
    ]

    private static func moderation(_ threshold: Double) -> FeatureConfig {
        FeatureConfig(contentModeration: .init(confidenceThreshold: threshold))
    }

    @Test("An adapter may be trained without testing data, and then has no files of it")
    func withoutTestingData() async throws {
        let account = try await Account { $0.trainingDurationSeconds = 0 }
        let project = try await account.project("adapters", feature: "CONTENT_MODERATION")
        try await account.version("v1", of: project) { $0.testingData = nil }
        let description = try #require(try account.list(project).projectVersionDescriptions?.first)
        #expect(description.status == "TRAINING_COMPLETED")
        #expect(description.testingDataResult == TestingDataResult(input: TestingData(autoCreate: false)))
        #expect(description.trainingDataResult?.validation != nil)
        #expect(
            try await code { try await account.version("v2", of: project) { $0.trainingData = nil } }
                == "InvalidParameterException"
        )
    }

    @Test("Requests that are refused", arguments: forbidden.indices)
    func refused(_ index: Int) async throws {
        let (name, change) = Self.forbidden[index]
        let account = try await Account()
        let project = try await account.project("signs")
        #expect(
            try await code { try await account.version("v1", of: project, change) } == "InvalidParameterException",
            "\(name)"
        )
        #expect(try account.list(project).names.isEmpty)
    }

    @Test(
        "The bounds are allowed",
        arguments: [
            { $0.versionName = letters(255) },
            { $0.outputConfig.s3Bucket = "A_.-" + letters(251) },
            { $0.outputConfig.s3KeyPrefix = nil },
            { $0.outputConfig.s3KeyPrefix = letters(1024) },
            { $0.kmsKeyID = letters(2048) },
            { $0.versionDescription = letters(255) },
            { $0.tags = .init((1...200).map { ("k\($0)", "") }) },
            { $0.tags = [letters(128): letters(256), "é ж.1": "ü 2"] },
            { $0.testingData = TestingData(assets: [asset(), asset("b", version: "null")]) },
            { $0.testingData = TestingData(assets: [asset()], autoCreate: false) },
        ] as [Change]
    )
    func bounds(_ change: Change) async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        #expect(try await code { try await account.version("v1", of: project, change) } == nil)
    }

    @Test(arguments: [(0.0, true), (100, true), (-0.1, false), (100.1, false)])
    func threshold(_ threshold: Double, isAllowed: Bool) async throws {
        let account = try await Account()
        let project = try await account.project("adapter", feature: "CONTENT_MODERATION")
        let refusal = try await code {
            try await account.version("v1", of: project) { $0.featureConfig = Self.moderation(threshold) }
        }
        #expect(refusal == (isAllowed ? nil : "InvalidParameterException"))
    }

    @Test("Names are unique in a project, also while training, and free when deleted")
    func uniqueness() async throws {
        let account = try await Account { $0.concurrentTrainings = 10 }
        let project = try await account.project("signs")
        let other = try await account.project("lights")
        let first = try await account.version("v1", of: project)
        #expect(try await code { try await account.version("v1", of: project) } == "ResourceInUseException")
        #expect(try await code { try await account.version("V1", of: project) } == nil)
        #expect(try await code { try await account.version("v1", of: other) } == nil)
        func delete() async throws -> DeletionResponse {
            try await account.engine.deleteProjectVersion(
                DeleteProjectVersionRequest(projectVersionARN: first),
                in: place
            )
        }
        #expect(try await code(delete) == "ResourceInUseException")
        account.clock.advance(seconds: 5)
        #expect(try await code { try await account.version("v1", of: project) } == "ResourceInUseException")
        #expect(try await delete().status == "DELETING")
        #expect(try await code(delete) == "ResourceNotFoundException")
        let second = try await account.version("v1", of: project)
        #expect(second != first)
        #expect(
            try account.list(project, names: ["v1"]).projectVersionDescriptions?.map(\.projectVersionARN) == [second]
        )
    }

    @Test("An ARN is never given twice, not even in the same millisecond")
    func numbers() async throws {
        let account = try await Account { $0.trainingDurationSeconds = 0 }
        let project = try await account.project("signs")
        var seen: Set<String> = []
        for _ in 0..<5 {
            let arn = try await account.version("v", of: project)
            #expect(seen.insert(arn).inserted)
            _ = try await account.engine.deleteProjectVersion(
                DeleteProjectVersionRequest(projectVersionARN: arn),
                in: place
            )
        }
    }

    @Test("Trainings at the same time are limited in each account and region")
    func trainings() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        let lights = try await account.project("lights")
        let west = try await account.project("signs", in: "us-west-2")
        let other = AccountRegion(region: region, account: "444455556666")
        let foreign = try await account.project("signs", of: other.account)
        try await account.version("v1", of: project)
        account.clock.advance(seconds: 3)
        try await account.version("v2", of: lights)
        #expect(try await code { try await account.version("v3", of: project) } == "LimitExceededException")
        // Who repeats a create learns that it is there.
        #expect(try await code { try await account.version("v1", of: project) } == "ResourceInUseException")
        #expect(try await code { try await account.version("v1", of: west, in: "us-west-2") } == nil)
        #expect(
            try await code { try await account.engine.createProjectVersion(training("v1", of: foreign), in: other) }
                == nil
        )
        account.clock.advance(seconds: 2)
        #expect(try await code { try await account.version("v3", of: project) } == nil)
        #expect(try await code { try await account.version("v4", of: project) } == "LimitExceededException")
    }

    @Test("The number of versions in a project is limited")
    func versions() async throws {
        let account = try await Account {
            $0.versionsPerProject = 2
            $0.trainingDurationSeconds = 0
        }
        let project = try await account.project("signs")
        try await account.version("v1", of: project)
        try await account.version("v2", of: project)
        #expect(try await code { try await account.version("v3", of: project) } == "ServiceQuotaExceededException")
    }

    @Test func notFound() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        for arn in [project + "0", project.replacing("signs", with: "lights")] {
            #expect(try await code { try await account.version("v1", of: arn) } == "ResourceNotFoundException")
            #expect(try await code { try account.list(arn) } == "ResourceNotFoundException")
        }
        let elsewhere = try await code { try await account.version("v1", of: project, in: "eu-west-1") }
        #expect(elsewhere == "ResourceNotFoundException")
    }
}
