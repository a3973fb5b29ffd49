import AWSRuntime
import Foundation
import ModelVersions
import Rekognition
import TestSupport
import Testing

/// The answers of the service, as its API describes them.
@Suite(.timeLimit(.minutes(30)))
struct ResponseTests {
    /// Every member of the API's DescribeProjectVersionsResponse.
    private let everyMember = """
        {
          "ProjectVersionDescriptions": [
            {
              "ProjectVersionArn": "arn:aws:rekognition:us-east-1:111122223333:project/p/1/version/v/1690556789012",
              "CreationTimestamp": 1690556789.012,
              "MinInferenceUnits": 1,
              "Status": "TRAINING_COMPLETED",
              "StatusMessage": "The model is ready to run.",
              "BillableTrainingTimeInSeconds": 12345678901,
              "TrainingEndTimestamp": 1.690560389E9,
              "OutputConfig": {"S3Bucket": "acme", "S3KeyPrefix": "out/"},
              "TrainingDataResult": {
                "Input": {"Assets": [\(Self.asset("in"))]},
                "Output": {"Assets": [\(Self.asset("out"))]},
                "Validation": {"Assets": [\(Self.asset("checked"))]}
              },
              "TestingDataResult": {
                "Input": {"Assets": [\(Self.asset("test"))], "AutoCreate": true},
                "Output": {"Assets": [], "AutoCreate": false},
                "Validation": {"Assets": [\(Self.asset("test-checked"))]}
              },
              "EvaluationResult": {
                "F1Score": 0.8512345,
                "Summary": {"S3Object": {"Bucket": "b", "Name": "evaluation.json", "Version": "1"}}
              },
              "ManifestSummary": {"S3Object": {"Bucket": "b", "Name": "summary.json", "Version": "2"}},
              "KmsKeyId": "arn:aws:kms:us-east-1:111122223333:key/k",
              "MaxInferenceUnits": 5,
              "SourceProjectVersionArn": "arn:aws:rekognition:us-east-1:111122223333:project/q/1/version/w/1",
              "VersionDescription": "First",
              "Feature": "CONTENT_MODERATION",
              "BaseModelVersion": "Moderation-7.0",
              "FeatureConfig": {"ContentModeration": {"ConfidenceThreshold": 62.5}}
            }
          ],
          "NextToken": "next"
        }
        """

    private static func asset(_ name: String) -> String {
        #"{"GroundTruthManifest": {"S3Object": {"Bucket": "b", "Name": "\#(name).manifest", "Version": "3"}}}"#
    }

    private func versions(_ body: String) async throws -> DescribeProjectVersionsResponse {
        try await ScriptedRekognition(.ok(body)).client
            .describeProjectVersions(DescribeProjectVersionsRequest(projectARN: "arn"))
    }

    private func version(_ members: String) async throws -> ProjectVersionDescription {
        let response = try await versions("{\"ProjectVersionDescriptions\":[{\(members)}]}")
        return try #require(response.projectVersionDescriptions?.first)
    }

    @Test("No member is lost or confused: written again, the answer is the same")
    func everyMemberTwice() async throws {
        let response = try await versions(everyMember)
        let written = try JSONSerialization.jsonObject(with: JSONEncoder().encode(response))
        let expected = try JSONSerialization.jsonObject(with: Data(everyMember.utf8))
        #expect((written as? NSDictionary) == (expected as? NSDictionary))
    }

    @Test("Each member is read into its property")
    func everyMemberByName() async throws {
        let response = try await versions(everyMember)
        #expect(response.nextToken == "next")
        let version = try #require(response.projectVersionDescriptions?.first)
        #expect(version.projectVersionARN?.hasSuffix("version/v/1690556789012") == true)
        #expect(version.creationTimestamp == Timestamp(epochSeconds: 1_690_556_789.012))
        #expect(version.trainingEndTimestamp == Timestamp(epochSeconds: 1_690_560_389))
        #expect(version.status == "TRAINING_COMPLETED")
        #expect(version.billableTrainingTimeInSeconds == 12_345_678_901)
        #expect(version.outputConfig == OutputConfig(s3Bucket: "acme", s3KeyPrefix: "out/"))
        let input = version.trainingDataResult?.input?.assets?.first?.groundTruthManifest?.s3Object
        #expect(input == GroundTruthManifest.S3Object(bucket: "b", name: "in.manifest", version: "3"))
        #expect(version.testingDataResult?.input?.autoCreate == true)
        #expect(version.testingDataResult?.output == TestingData(assets: [], autoCreate: false))
        #expect(version.evaluationResult?.f1Score == 0.8512345)
        #expect(version.kmsKeyID == "arn:aws:kms:us-east-1:111122223333:key/k")
        #expect(version.sourceProjectVersionARN?.hasSuffix("/w/1") == true)
        #expect(version.versionDescription == "First")
        #expect(version.featureConfig?.contentModeration?.confidenceThreshold == 62.5)
    }

    @Test(
        "A time is a number, in whatever form",
        arguments: [
            ("1690556789", 1_690_556_789), ("1690556789.0", 1_690_556_789), ("1.690556789E9", 1_690_556_789),
            ("1.690556789012E9", 1_690_556_789.012), ("1690556789.123456", 1_690_556_789.123456), ("0", 0),
            ("-1.5", -1.5), ("1.69e+09", 1_690_000_000),
        ]
    )
    func timestamps(text: String, seconds: Double) async throws {
        #expect(
            try await version("\"CreationTimestamp\":\(text)").creationTimestamp == Timestamp(epochSeconds: seconds)
        )
    }

    @Test("Times are in order")
    func timestampOrder() {
        #expect(Timestamp(epochSeconds: 1.25) < Timestamp(epochSeconds: 1.5))
        #expect(!(Timestamp(epochSeconds: 2) < Timestamp(epochSeconds: 2)))
    }

    @Test("Unknown members of any type and at any place are skipped")
    func unknownMembers() async throws {
        let version = try await version(
            """
            "New": {"a": [1, null, {"b": true}]}, "Status": "RUNNING", "OutputConfig": {"S3Bucket": "b", "New": 1},
            "EvaluationResult": {"F1Score": 1, "Other": "x"}, "status": 5
            """
        )
        #expect(version.status == "RUNNING")
        #expect(version.outputConfig == OutputConfig(s3Bucket: "b", s3KeyPrefix: nil))
        #expect(version.evaluationResult == EvaluationResult(f1Score: 1))
    }

    @Test("Unknown statuses and features are kept")
    func unknownValues() async throws {
        let version = try await version(#""Status":"PAUSED_BY_SERVICE","Feature":"NEW_FEATURE""#)
        #expect(version.status == "PAUSED_BY_SERVICE")
        #expect(version.feature == "NEW_FEATURE")
    }

    @Test("Missing and null members are nil, not empty")
    func absentMembers() async throws {
        let version = try await version(#""Status":null,"OutputConfig":{},"TrainingDataResult":null"#)
        #expect(version.status == nil)
        #expect(version.outputConfig == OutputConfig(s3Bucket: nil, s3KeyPrefix: nil))
        #expect(version.trainingDataResult == nil)
        #expect(version.creationTimestamp == nil)
    }

    @Test("An object without members is an answer; no body is none")
    func emptyAnswer() async throws {
        #expect(try await versions("{}") == DescribeProjectVersionsResponse(projectVersionDescriptions: nil))
        await #expect(throws: AWSError.self) { _ = try await versions("") }
    }

    @Test func projects() async throws {
        let body = """
            {"ProjectDescriptions": [{"ProjectArn": "arn", "CreationTimestamp": 1.5, "Status": "CREATED",
              "Datasets": [{"CreationTimestamp": 2.5, "DatasetType": "TRAIN", "DatasetArn": "d",
                "Status": "CREATE_COMPLETE", "StatusMessage": "m", "StatusMessageCode": "SUCCESS"}],
              "Feature": "CUSTOM_LABELS", "AutoUpdate": "DISABLED"}], "NextToken": "t"}
            """
        let response = try await ScriptedRekognition(.ok(body)).client.describeProjects(DescribeProjectsRequest())
        let dataset = DatasetMetadata(
            creationTimestamp: Timestamp(epochSeconds: 2.5),
            datasetType: "TRAIN",
            datasetARN: "d",
            status: "CREATE_COMPLETE",
            statusMessage: "m",
            statusMessageCode: "SUCCESS"
        )
        let project = ProjectDescription(
            projectARN: "arn",
            creationTimestamp: Timestamp(epochSeconds: 1.5),
            status: "CREATED",
            datasets: [dataset],
            feature: "CUSTOM_LABELS",
            autoUpdate: "DISABLED"
        )
        #expect(response == DescribeProjectsResponse(projectDescriptions: [project], nextToken: "t"))
    }

    @Test func tags() async throws {
        let request = ListTagsForResourceRequest(resourceARN: "arn")
        let full = try ScriptedRekognition(.ok(#"{"Tags":{"team":"a","größe":""}}"#))
        #expect(try await full.client.listTagsForResource(request).tags == ["team": "a", "größe": ""])
        let none = try ScriptedRekognition(.ok("{}"))
        #expect(try await none.client.listTagsForResource(request).tags == nil)
    }

    @Test("Tag keys that Unicode calls equivalent are several tags, in any order of the answer")
    func equivalentTagKeys() async throws {
        for members in [#""é":"1","e\u0301":"2""#, #""e\u0301":"2","é":"1""#] {
            let service = try ScriptedRekognition(.ok("{\"Tags\":{\(members)}}"))
            let tags = try await service.client.listTagsForResource(.init(resourceARN: "arn")).tags
            #expect(tags == ["\u{E9}": "1", "e\u{301}": "2"] && tags?.count == 2)
            #expect(tags?.value(of: "\u{E9}") == "1" && tags?.value(of: "e\u{301}") == "2")
        }
    }

    @Test("For settings, the objects that a training wrote are skipped, even malformed ones")
    func settingsOnly() async throws {
        let answer = everyMember.replacing("\"Name\": \"evaluation.json\"", with: "\"Name\": 7")
        let client = try ScriptedRekognition(.ok(answer), .ok(answer)).client
        let request = DescribeProjectVersionsRequest(projectARN: "arn", detail: .settings)
        let response = try await client.describeProjectVersions(request)
        let version = try #require(response.projectVersionDescriptions?.first)
        #expect(version.trainingDataResult?.input?.assets?.count == 1)
        #expect(version.testingDataResult?.input?.autoCreate == true)
        #expect(version.evaluationResult == EvaluationResult(f1Score: 0.8512345))
        #expect(version.trainingDataResult?.output == nil && version.testingDataResult?.validation == nil)
        #expect(version.manifestSummary == nil)
        #expect(version.billableTrainingTimeInSeconds == 12_345_678_901)
        await #expect(throws: (any Error).self) {
            try await client.describeProjectVersions(DescribeProjectVersionsRequest(projectARN: "arn"))
        }
    }

    @Test("A list of more elements than a page can have is an error that says so, at any place")
    func longLists() async throws {
        func list(_ count: Int) -> String { "[" + repeatElement("{}", count: count).joined(separator: ",") + "]" }
        #expect(
            try await versions("{\"ProjectVersionDescriptions\":\(list(200))}").projectVersionDescriptions?.count == 200
        )
        for body in [
            "{\"ProjectVersionDescriptions\":\(list(201))}",
            "{\"ProjectVersionDescriptions\":[{\"TrainingDataResult\":{\"Input\":{\"Assets\":\(list(201))}}}]}",
        ] {
            let error = await #expect(throws: AWSError.self) { _ = try await versions(body) }
            #expect(error?.description.contains("more than 200 elements in a list") == true)
        }
    }

    @Test("Infinity and NaN come as texts", arguments: ["NaN", "Infinity", "-Infinity"])
    func noNumbers(text: String) async throws {
        let version = try await version("\"EvaluationResult\": {\"F1Score\": \"\(text)\"}")
        #expect(version.evaluationResult?.f1Score?.isFinite == false)
    }
}
