import ModelVersions
import Rekognition
import TestSupport
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(30)))
struct VersionLifeTests {
    @Test("A training ends when its time is over")
    func statuses() async throws {
        let account = try await Account { $0.trainingDurationSeconds = 60 }
        let project = try await account.project("signs")
        try await account.version("v1", of: project)
        account.clock.advance(milliseconds: 59_999)
        #expect(try account.statuses(project) == ["TRAINING_IN_PROGRESS"])
        account.clock.advance(milliseconds: 1)
        let description = try #require(try account.list(project).projectVersionDescriptions?.first)
        #expect(description.status == "TRAINING_COMPLETED")
        #expect(description.billableTrainingTimeInSeconds == 60)
        #expect(description.trainingEndTimestamp?.epochSeconds == 1_700_000_060)
        #expect(description.trainingDataResult?.input == TrainingData(assets: [asset()]))
        #expect(
            description.trainingDataResult?.output?.assets == [asset("out/TrainingGroundTruth-signs-v1.json")]
        )
        #expect(
            description.testingDataResult?.validation?.assets
                == [asset("out/TestingManifestWithValidation-signs-v1.json")]
        )
        #expect(description.manifestSummary?.s3Object?.name == "out/ManifestSummary-signs-v1.json")
        let score = try #require(description.evaluationResult?.f1Score)
        #expect((0.7...0.99).contains(score))
        #expect(description.evaluationResult?.summary?.s3Object?.bucket == "bucket")
        account.clock.advance(seconds: 10_000_000)
        #expect(try account.list(project).projectVersionDescriptions?.first == description)
    }

    @Test("A training with the failure tag fails, and keeps its name")
    func failure() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        try await account.version("v1", of: project) { $0.tags = ["rekon-sandbox:outcome": "fail"] }
        try await account.version("v2", of: project) { $0.tags = ["rekon-sandbox:outcome": "succeed"] }
        #expect(try account.statuses(project) == ["TRAINING_IN_PROGRESS", "TRAINING_IN_PROGRESS"])
        account.clock.advance(seconds: 5)
        #expect(try account.statuses(project) == ["TRAINING_COMPLETED", "TRAINING_FAILED"])
        let failed = try #require(try account.list(project, names: ["v1"]).projectVersionDescriptions?.first)
        #expect(failed.statusMessage?.contains("rekon-sandbox:outcome") == true)
        #expect(failed.evaluationResult == nil)
        #expect(failed.billableTrainingTimeInSeconds == nil)
        #expect(failed.trainingEndTimestamp?.epochSeconds == 1_700_000_005)
        #expect(try await code { try await account.version("v1", of: project) } == "ResourceInUseException")
    }

    @Test("The lists show a new version after the consistency delay; its name is in use at once")
    func delay() async throws {
        let account = try await Account {
            $0.consistencyDelayMilliseconds = 1500
            $0.concurrentTrainings = 9
        }
        let project = try await account.project("signs")
        let first = try await account.version("v1", of: project)
        account.clock.advance(milliseconds: 1000)
        try await account.version("v2", of: project)
        #expect(try account.list(project).names == [])
        #expect(try account.list(project, names: ["v1"]).names == [])
        #expect(try await code { try await account.version("v1", of: project) } == "ResourceInUseException")
        // A request by ARN finds it.
        #expect(try account.tags(first) == [:])
        account.clock.advance(milliseconds: 500)
        #expect(try account.list(project).names == ["v1"])
        account.clock.advance(milliseconds: 1000)
        #expect(try account.list(project).names == ["v2", "v1"])
    }

    @Test("A clock that is set back does not hide or reorder versions")
    func clockSetBack() async throws {
        let account = try await Account { $0.concurrentTrainings = 9 }
        let project = try await account.project("signs")
        try await account.version("v1", of: project)
        account.clock.advance(seconds: -3600)
        try await account.version("v2", of: project)
        try await account.project("lights")
        #expect(try account.list(project).names == ["v2", "v1"])
        let projects = try account.engine.describeProjects(DescribeProjectsRequest(), in: place)
        #expect(
            projects.projectDescriptions?.compactMap(\.projectARN).map { $0.contains("/lights/") } == [true, false]
        )
    }

    @Test("A training with the project's datasets has an empty input, in training too")
    func datasets() async throws {
        let account = try await Account { $0.trainingDurationSeconds = 0 }
        let project = try await account.project("signs")
        for type in ["TRAIN", "TEST"] {
            let request = CreateDatasetRequest(projectARN: project, datasetType: type)
            _ = try await account.engine.createDataset(request, in: place)
        }
        try await account.version("v1", of: project) { ($0.trainingData, $0.testingData) = (nil, nil) }
        let description = try #require(try account.list(project).projectVersionDescriptions?.first)
        #expect(description.trainingDataResult?.input == TrainingData(assets: nil))
        #expect(description.testingDataResult?.input == TestingData(autoCreate: false))
        #expect(description.trainingDataResult?.output != nil)
    }

    @Test func contentModeration() async throws {
        let account = try await Account { $0.trainingDurationSeconds = 0 }
        let project = try await account.project("adapter", feature: "CONTENT_MODERATION")
        let config = FeatureConfig(contentModeration: .init(confidenceThreshold: 60))
        try await account.version("v1", of: project) { $0.featureConfig = config }
        let description = try #require(try account.list(project).projectVersionDescriptions?.first)
        #expect(description.featureConfig == config)
        #expect(description.feature == "CONTENT_MODERATION")
        #expect(description.baseModelVersion != nil)
    }
}
