import FoundationEssentials
import ModelVersions
import Rekognition
import TestSupport
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(30)))
struct DatasetTests {
    @Test("A dataset is complete at once, and trains versions")
    func life() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        let engine = account.engine
        let train = try await engine.createDataset(
            CreateDatasetRequest(projectARN: project, datasetType: "TRAIN", tags: ["a": "b"]),
            in: place
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
            in: place
        ).datasetARN
        #expect(try await code { try await account.version("v1", of: project, plain) } == nil)
        // And manifests are refused from now on.
        #expect(try await code { try await account.version("v2", of: project) } == "InvalidParameterException")

        let described = try engine.describeProjects(DescribeProjectsRequest(), in: place)
        let datasets = described.projectDescriptions?.first?.datasets
        #expect(datasets?.map(\.datasetARN) == [train, test])
        #expect(datasets?.map(\.datasetType) == ["TRAIN", "TEST"])
        #expect(datasets?.map(\.status) == ["CREATE_COMPLETE", "CREATE_COMPLETE"])

        let empty = try account.describe(train)
        #expect(empty?.status == "CREATE_COMPLETE")
        #expect(empty?.datasetStats == .init(labeledEntries: 0, totalEntries: 0, totalLabels: 0, errorEntries: 0))
        // The state does not have the manifest.
        #expect(try account.describe(test)?.datasetStats == nil)
    }

    @Test func refusals() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        let other = "arn:aws:rekognition:us-east-1:111122223333:project/other/1700000000000"
        func create(_ request: CreateDatasetRequest, in region: String = region) async throws -> String? {
            try await code { try await account.engine.createDataset(request, in: home(region)) }
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
                in: place
            )
        }
        let dataset = try await make()
        #expect(try await code { try await account.engine.deleteDataset(dataset, in: home("eu-west-1")) } != nil)
        _ = try await account.engine.deleteDataset(dataset, in: place)
        for reference in [dataset, DatasetReference(datasetARN: dataset.datasetARN + "0")] {
            let deleted = try await code { try await account.engine.deleteDataset(reference, in: place) }
            #expect(deleted == "ResourceNotFoundException")
            let described = try await code { try account.describe(reference.datasetARN) }
            #expect(described == "ResourceNotFoundException")
        }
        let wrong = try await code { try account.describe(project) }
        #expect(wrong == "InvalidParameterException")
        #expect(try await make() != dataset)
    }

    /// Four lines: two labels, a box of a third, and one line whose label has no metadata.
    private static let lines = """
        {"source-ref":"s3://bucket/day/1.jpg","k":1,"k-metadata":{"class-name":"stop","confidence":1,\
        "type":"groundtruth/image-classification","human-annotated":"yes","creation-date":"2026-11-01T00:00:00",\
        "job-name":"j"}}
        {"source-ref":"s3://bucket/day/2.jpg","k":1,"k-metadata":{"class-name":"yield","confidence":1,\
        "type":"groundtruth/image-classification","human-annotated":"yes","creation-date":"2026-11-01T00:00:00",\
        "job-name":"j"}}
        {"source-ref":"s3://bucket/night/3.jpg","k":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":\
        [{"class_id":0,"left":1,"top":1,"width":100,"height":100}]},"k-metadata":{"objects":[{"confidence":1}],\
        "class-map":{"0":"exit"},"type":"groundtruth/object-detection","human-annotated":"yes",\
        "creation-date":"2026-11-01T00:00:00","job-name":"j"}}
        {"source-ref":"s3://bucket/night/4.jpg","k":1}

        """

    @Test("A manifest of the state fills a dataset: counts, errors, filters and pages")
    func entries() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        let location = try ManifestLocation(uri: "s3://data/day.manifest")
        _ = try await account.engine.put(Self.lines, at: location, region: region)
        let manifest = GroundTruthManifest(s3Object: .init(bucket: "data", name: "day.manifest"))
        let arn = try await account.engine.createDataset(
            CreateDatasetRequest(
                projectARN: project,
                datasetType: "TRAIN",
                datasetSource: .init(groundTruthManifest: manifest)
            ),
            in: place
        ).datasetARN
        let stats = DatasetStats(labeledEntries: 3, totalEntries: 4, totalLabels: 3, errorEntries: 1)
        #expect(try account.describe(arn)?.datasetStats == stats)
        // A copy has the same entries.
        let copy = try await account.engine.createDataset(
            CreateDatasetRequest(projectARN: project, datasetType: "TEST", datasetSource: .init(datasetARN: arn)),
            in: place
        ).datasetARN
        #expect(try account.describe(copy)?.datasetStats == stats)

        func images(_ change: (inout ListDatasetEntriesRequest) -> Void) throws -> [String] {
            var request = ListDatasetEntriesRequest(datasetARN: arn)
            change(&request)
            return try account.entries(request).map { DatasetEntry($0)?.sourceRef ?? "" }
        }
        let (one, two) = ("s3://bucket/day/1.jpg", "s3://bucket/day/2.jpg")
        let (three, four) = ("s3://bucket/night/3.jpg", "s3://bucket/night/4.jpg")
        #expect(try images { _ in } == [one, two, three, four])
        #expect(try images { $0.hasErrors = true } == [four])
        #expect(try images { $0.hasErrors = false } == [one, two, three])
        #expect(try images { $0.labeled = true } == [one, two, three])
        #expect(try images { $0.labeled = false } == [four])
        #expect(try images { $0.containsLabels = ["exit", "yield"] } == [two, three])
        #expect(try images { $0.sourceRefContains = "/night/" } == [three, four])
        #expect(try images { ($0.sourceRefContains, $0.labeled) = ("/night/", true) } == [three])
        #expect(try images { $0.maxResults = 1 } == [one, two, three, four])
        let bad = try account.entries(ListDatasetEntriesRequest(datasetARN: arn, hasErrors: true))
        #expect(bad.first?.contains(#""errors":[{"code":"ERROR_NO_LABEL_ATTRIBUTES""#) == true)

        let labels = try account.engine.listDatasetLabels(.init(datasetARN: arn), in: place).datasetLabelDescriptions
        #expect(labels?.map(\.labelName) == ["exit", "stop", "yield"])
        #expect(labels?.map { $0.labelStats?.entryCount } == [1, 1, 1])
        #expect(labels?.map { $0.labelStats?.boundingBoxCount } == [1, 0, 0])

        let first = try account.engine.listDatasetEntries(.init(datasetARN: arn, maxResults: 1), in: place)
        let token = try #require(first.nextToken)
        for request in [
            ListDatasetEntriesRequest(datasetARN: arn, hasErrors: true, nextToken: token),
            ListDatasetEntriesRequest(datasetARN: copy, nextToken: token),
        ] {
            let answer = try await code { try account.engine.listDatasetEntries(request, in: place) }
            #expect(answer == "InvalidPaginationTokenException")
        }
        for (request, expected) in [
            (ListDatasetEntriesRequest(datasetARN: project), "InvalidParameterException"),
            (ListDatasetEntriesRequest(datasetARN: arn + "0"), "ResourceNotFoundException"),
            (ListDatasetEntriesRequest(datasetARN: arn, maxResults: 101), "ValidationException"),
            (ListDatasetEntriesRequest(datasetARN: arn, containsLabels: []), "InvalidParameterException"),
            (ListDatasetEntriesRequest(datasetARN: arn, sourceRefContains: ""), "InvalidParameterException"),
        ] {
            #expect(try await code { try account.engine.listDatasetEntries(request, in: place) } == expected)
        }
    }

    @Test("An update replaces the entry of an image, adds others, and has a time of its own")
    func updates() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        let arn = try await account.engine.createDataset(
            CreateDatasetRequest(projectARN: project, datasetType: "TRAIN"),
            in: place
        ).datasetARN
        let created = try account.describe(arn)?.lastUpdatedTimestamp
        #expect(try await account.engine.put(Self.lines, intoDataset: arn) == 4)
        let filled = try #require(try account.describe(arn))
        #expect(filled.status == "UPDATE_COMPLETE")
        #expect(filled.lastUpdatedTimestamp ?? .init(epochSeconds: 0) > created ?? .init(epochSeconds: 0))
        // In base64: the fourth line with a label, and a fifth one.
        let label = """
            "k":1,"k-metadata":{"class-name":"stop","confidence":1,"type":"groundtruth/image-classification",\
            "human-annotated":"yes","creation-date":"2026-11-01T00:00:00","job-name":"j"}}
            """
        let images = ["s3://bucket/night/4.jpg", "s3://bucket/5.jpg"]
        _ = try await account.update(arn, images.map { "{\"source-ref\":\"\($0)\",\(label)\n" }.joined())
        let stats = DatasetStats(labeledEntries: 5, totalEntries: 5, totalLabels: 3, errorEntries: 0)
        #expect(try account.describe(arn)?.datasetStats == stats)
        for text in ["[]\n", #"{"k":1}"#] {
            #expect(try await code { try await account.update(arn, text) } == "InvalidParameterException")
        }
        await #expect(throws: SandboxError.self) { try await account.engine.put("[]", intoDataset: arn) }
        await #expect(throws: SandboxError.self) { try await account.engine.put("", intoDataset: project) }
    }

    @Test("A state written by hand: a dataset that is being changed, and actions that are refused")
    func statusAndDenial() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        let arn = try await account.engine.createDataset(
            CreateDatasetRequest(projectARN: project, datasetType: "TRAIN"),
            in: place
        ).datasetARN
        func list() async throws -> String? {
            try await code { try account.engine.listDatasetEntries(.init(datasetARN: arn), in: place) }
        }
        try await account.engine.store.update { $0.projects[0].datasets[0].status = "UPDATE_IN_PROGRESS" }
        #expect(try account.describe(arn)?.status == "UPDATE_IN_PROGRESS")
        #expect(try await list() == "ResourceNotReadyException")
        try await account.engine.store.update {
            $0.projects[0].datasets[0].denied = ["rekognition:DescribeDataset", "rekognition:ListDatasetEntries"]
        }
        #expect(try await list() == "AccessDeniedException")
        #expect(try await code { try account.describe(arn) } == "AccessDeniedException")
    }
}

extension Account {
    fileprivate func describe(_ arn: String) throws -> DatasetDescription? {
        try engine.describeDataset(DescribeDatasetRequest(datasetARN: arn), in: place).datasetDescription
    }

    /// The entries of all pages.
    fileprivate func entries(_ request: ListDatasetEntriesRequest) throws -> [String] {
        var request = request
        var entries: [String] = []
        repeat {
            let page = try engine.listDatasetEntries(request, in: place)
            entries += page.datasetEntries ?? []
            request.nextToken = page.nextToken
        } while request.nextToken != nil
        return entries
    }

    fileprivate func update(_ arn: String, _ lines: String) async throws -> EmptyResponse {
        try await engine.updateDatasetEntries(
            UpdateDatasetEntriesRequest(
                datasetARN: arn,
                changes: .init(groundTruth: Data(lines.utf8).base64EncodedString())
            ),
            in: place
        )
    }
}
