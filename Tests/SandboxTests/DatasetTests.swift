import Rekognition
import TestSupport
import Testing

@testable import Sandbox

struct DatasetTests {
    @Test("A dataset is complete at once, and trains versions")
    func life() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        let engine = account.engine
        let train = try await engine.createDataset(
            CreateDatasetRequest(projectARN: project, datasetType: "TRAIN", tags: ["a": "b"]),
            region: region
        ).datasetARN
        #expect(train == "arn:aws:rekognition:us-east-1:111122223333:project/signs/dataset/train/1700000000000")
        #expect(try account.tags(train) == ["a": "b"])
        func plain(_ request: inout CreateProjectVersionRequest) {
            (request.trainingData, request.testingData) = (nil, nil)
        }
        // One is not enough.
        #expect(try await code { try await account.version("v1", of: project, plain) } == "InvalidParameterException")
        let manifest = GroundTruthManifest(s3Object: .init(bucket: "bucket", name: "test.manifest"))
        let test = try await engine.createDataset(
            CreateDatasetRequest(
                projectARN: project,
                datasetType: "TEST",
                datasetSource: .init(groundTruthManifest: manifest)
            ),
            region: region
        ).datasetARN
        #expect(try await code { try await account.version("v1", of: project, plain) } == nil)
        // And manifests are refused from now on.
        #expect(try await code { try await account.version("v2", of: project) } == "InvalidParameterException")

        let described = try engine.describeProjects(DescribeProjectsRequest(), region: region)
        let datasets = described.projectDescriptions?.first?.datasets
        #expect(datasets?.map(\.datasetARN) == [train, test])
        #expect(datasets?.map(\.datasetType) == ["TRAIN", "TEST"])
        #expect(datasets?.map(\.status) == ["CREATE_COMPLETE", "CREATE_COMPLETE"])

        let empty = try engine.describeDataset(DatasetReference(datasetARN: train), region: region).datasetDescription
        #expect(empty.status == "CREATE_COMPLETE")
        #expect(empty.datasetStats == .init())
        // The content of a manifest is not known.
        let filled = try engine.describeDataset(DatasetReference(datasetARN: test), region: region).datasetDescription
        #expect(filled.datasetStats == nil)
    }

    @Test func refusals() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        let other = "arn:aws:rekognition:us-east-1:111122223333:project/other/1700000000000"
        func create(_ request: CreateDatasetRequest, in region: String = region) async throws -> String? {
            try await code { try await account.engine.createDataset(request, region: region) }
        }
        #expect(try await create(CreateDatasetRequest(projectARN: project, datasetType: "TRAIN")) == nil)
        for (request, expected) in [
            (CreateDatasetRequest(projectARN: project, datasetType: "TRAIN"), "ResourceAlreadyExistsException"),
            (CreateDatasetRequest(projectARN: project, datasetType: "train"), "InvalidParameterException"),
            (CreateDatasetRequest(projectARN: "signs", datasetType: "TEST"), "InvalidParameterException"),
            (CreateDatasetRequest(projectARN: other, datasetType: "TEST"), "ResourceNotFoundException"),
            (
                CreateDatasetRequest(
                    projectARN: project,
                    datasetType: "TEST",
                    datasetSource: .init(datasetARN: "\(project.dropLast(13))dataset/train/1")
                ), "ResourceNotFoundException"
            ),
            (
                CreateDatasetRequest(
                    projectARN: project,
                    datasetType: "TEST",
                    datasetSource: .init(datasetARN: project)
                ), "InvalidParameterException"
            ),
            (
                CreateDatasetRequest(
                    projectARN: project,
                    datasetType: "TEST",
                    datasetSource: .init(groundTruthManifest: GroundTruthManifest(s3Object: nil))
                ), "InvalidParameterException"
            ),
        ] {
            #expect(try await create(request) == expected)
        }
        let test = CreateDatasetRequest(projectARN: project, datasetType: "TEST")
        #expect(try await create(test, in: "eu-west-1") == "ResourceNotFoundException")
        let adapter = try await account.project("adapter", feature: "CONTENT_MODERATION")
        let ofAdapter = CreateDatasetRequest(projectARN: adapter, datasetType: "TRAIN")
        #expect(try await create(ofAdapter) == "InvalidParameterException")
    }

    @Test func deletion() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        func make() async throws -> DatasetReference {
            try await account.engine.createDataset(
                CreateDatasetRequest(projectARN: project, datasetType: "TRAIN"),
                region: region
            )
        }
        let dataset = try await make()
        #expect(try await code { try await account.engine.deleteDataset(dataset, region: "eu-west-1") } != nil)
        _ = try await account.engine.deleteDataset(dataset, region: region)
        for reference in [dataset, DatasetReference(datasetARN: dataset.datasetARN + "0")] {
            let deleted = try await code { try await account.engine.deleteDataset(reference, region: region) }
            #expect(deleted == "ResourceNotFoundException")
            let described = try await code { try account.engine.describeDataset(reference, region: region) }
            #expect(described == "ResourceNotFoundException")
        }
        let wrong = try await code {
            try account.engine.describeDataset(DatasetReference(datasetARN: project), region: region)
        }
        #expect(wrong == "InvalidParameterException")
        #expect(try await make() != dataset)
    }
}
