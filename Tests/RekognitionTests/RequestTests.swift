import ModelVersions
import Rekognition
import TestSupport
import Testing

/// The JSON that goes to the service, to the byte.
@Suite(.timeLimit(.minutes(30)))
struct RequestTests {
    private let project = "arn:aws:rekognition:eu-west-1:111122223333:project/signs/1690556000001"

    private func sent(
        answer: String = "{}",
        _ call: (RekognitionClient) async throws -> Void
    ) async throws -> String {
        let connection = try ScriptedRekognition(.ok(answer))
        try await call(connection.client)
        return try #require(connection.bodies.first)
    }

    private func created(_ request: CreateProjectVersionRequest) async throws -> String {
        try await sent(answer: #"{"ProjectVersionArn":"x"}"#) { _ = try await $0.createProjectVersion(request) }
    }

    @Test("A create with the required members has no other members")
    func leastCreate() async throws {
        let request = CreateProjectVersionRequest(
            projectARN: project,
            versionName: "v1",
            outputConfig: OutputConfig(s3Bucket: "acme", s3KeyPrefix: nil)
        )
        let expected = """
            {"OutputConfig":{"S3Bucket":"acme"},"ProjectArn":"\(project)","VersionName":"v1"}
            """
        #expect(try await created(request) == expected)
    }

    @Test("A create with all members of the API")
    func fullCreate() async throws {
        func asset(_ name: String, _ version: String?) -> Asset {
            Asset(
                groundTruthManifest: GroundTruthManifest(
                    s3Object: .init(bucket: "data", name: name, version: version)
                )
            )
        }
        let request = CreateProjectVersionRequest(
            projectARN: project,
            versionName: "1.10",
            outputConfig: OutputConfig(s3Bucket: "acme", s3KeyPrefix: "out/"),
            trainingData: TrainingData(assets: [asset("day.manifest", "9Hq2"), asset("a/\"ü\".manifest", nil)]),
            testingData: TestingData(assets: [asset("test.manifest", nil)], autoCreate: false),
            tags: ["team": "a/b", "B": "", "a": "1", "größe": "2"],
            kmsKeyID: "alias/training",
            versionDescription: "Red, and green?",
            featureConfig: FeatureConfig(contentModeration: .init(confidenceThreshold: 62.5))
        )
        let expected = [
            #"{"FeatureConfig":{"ContentModeration":{"ConfidenceThreshold":62.5}},"KmsKeyId":"alias/training","#,
            #""OutputConfig":{"S3Bucket":"acme","S3KeyPrefix":"out/"},"ProjectArn":"\#(project)","#,
            #""Tags":{"B":"","a":"1","größe":"2","team":"a/b"},"#,
            #""TestingData":{"Assets":[{"GroundTruthManifest":{"S3Object":"#,
            #"{"Bucket":"data","Name":"test.manifest"}}}],"AutoCreate":false},"#,
            #""TrainingData":{"Assets":[{"GroundTruthManifest":{"S3Object":"#,
            #"{"Bucket":"data","Name":"day.manifest","Version":"9Hq2"}}},"#,
            #"{"GroundTruthManifest":{"S3Object":{"Bucket":"data","Name":"a/\"ü\".manifest"}}}]},"#,
            #""VersionDescription":"Red, and green?","VersionName":"1.10"}"#,
        ]
        #expect(try await created(request) == expected.joined())
    }

    @Test("Empty members are sent")
    func emptyMembers() async throws {
        let request = CreateProjectVersionRequest(
            projectARN: project,
            versionName: "v",
            outputConfig: OutputConfig(s3Bucket: "acme", s3KeyPrefix: ""),
            trainingData: TrainingData(assets: []),
            testingData: TestingData(autoCreate: true),
            tags: [:]
        )
        let body = try await created(request)
        #expect(body.contains(#""S3KeyPrefix":"""#))
        #expect(body.contains(#""Tags":{},"TestingData":{"AutoCreate":true},"TrainingData":{"Assets":[]}"#))
    }

    @Test func readingCalls() async throws {
        let projects = try await sent { _ = try await $0.describeProjects(DescribeProjectsRequest()) }
        #expect(projects == "{}")
        let allOfProjects = DescribeProjectsRequest(
            projectNames: ["signs"],
            features: ["CUSTOM_LABELS"],
            maxResults: 100,
            nextToken: "t"
        )
        #expect(
            try await sent { _ = try await $0.describeProjects(allOfProjects) }
                == #"{"Features":["CUSTOM_LABELS"],"MaxResults":100,"NextToken":"t","ProjectNames":["signs"]}"#
        )
        let versions = DescribeProjectVersionsRequest(projectARN: project)
        #expect(
            try await sent { _ = try await $0.describeProjectVersions(versions) } == "{\"ProjectArn\":\"\(project)\"}"
        )
        let allOfVersions = DescribeProjectVersionsRequest(
            projectARN: project,
            versionNames: ["a", "b"],
            maxResults: 1,
            nextToken: "t/+="
        )
        #expect(
            try await sent { _ = try await $0.describeProjectVersions(allOfVersions) }
                == #"{"MaxResults":1,"NextToken":"t/+=","ProjectArn":"\#(project)","VersionNames":["a","b"]}"#
        )
        let tags = ListTagsForResourceRequest(resourceARN: project)
        #expect(
            try await sent { _ = try await $0.listTagsForResource(tags) } == "{\"ResourceArn\":\"\(project)\"}"
        )
    }
}
