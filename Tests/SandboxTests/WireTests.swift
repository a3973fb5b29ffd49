import Foundation
import ModelVersions
import Rekognition
import TestSupport
import Testing

@testable import Sandbox

/// The bodies of requests and responses.
@Suite(.timeLimit(.minutes(30)))
struct WireTests {
    private func send(
        _ operation: String,
        _ body: String,
        to account: Account,
        region: String = region
    ) async throws -> (status: Int, body: [String: Any]) {
        let answer = await account.engine.respond(to: operation, Array(body.utf8), region: region)
        let object = try JSONSerialization.jsonObject(with: Data(answer.body))
        return (answer.status, try #require(object as? [String: Any]))
    }

    @Test("Every operation, from its members to its members")
    func operations() async throws {
        let account = try await Account { $0.trainingDurationSeconds = 0 }
        let project = try #require(
            try await send("CreateProject", #"{"ProjectName":"signs","Tags":{"a":"b"}}"#, to: account)
                .body["ProjectArn"] as? String
        )
        let version = try #require(
            try await send(
                "CreateProjectVersion",
                """
                {"ProjectArn":"\(project)","VersionName":"v1","OutputConfig":{"S3Bucket":"bucket","S3KeyPrefix":"o/"},
                 "TrainingData":{"Assets":[{"GroundTruthManifest":{"S3Object":{"Bucket":"bucket","Name":"a","Version":"1"}}}]},
                 "TestingData":{"AutoCreate":true},"Tags":{"c":"d"},"Unknown":1}
                """,
                to: account
            ).body["ProjectVersionArn"] as? String
        )
        let dataset = try #require(
            try await send("CreateDataset", #"{"ProjectArn":"\#(project)","DatasetType":"TRAIN"}"#, to: account)
                .body["DatasetArn"] as? String
        )
        let projects = try await send("DescribeProjects", "{}", to: account).body
        #expect(projects.keys.sorted() == ["ProjectDescriptions"])
        let versions = try await send("DescribeProjectVersions", #"{"ProjectArn":"\#(project)"}"#, to: account).body
        let description = try #require((versions["ProjectVersionDescriptions"] as? [[String: Any]])?.first)
        #expect(description["ProjectVersionArn"] as? String == version)
        #expect(description["CreationTimestamp"] as? Double == 1_700_000_000)
        #expect(
            try await send("ListTagsForResource", #"{"ResourceArn":"\#(version)"}"#, to: account).body["Tags"] != nil
        )
        for (operation, body) in [
            ("TagResource", #"{"ResourceArn":"\#(version)","Tags":{"e":"f"}}"#),
            ("UntagResource", #"{"ResourceArn":"\#(version)","TagKeys":["c"]}"#),
        ] {
            let answer = try await send(operation, body, to: account)
            #expect(answer.status == 200 && answer.body.isEmpty)
        }
        #expect(try account.tags(version) == ["e": "f"])
        let described = try await send("DescribeDataset", #"{"DatasetArn":"\#(dataset)"}"#, to: account).body
        #expect((described["DatasetDescription"] as? [String: Any])?["DatasetStats"] != nil)
        #expect(try await send("DeleteDataset", #"{"DatasetArn":"\#(dataset)"}"#, to: account).body.isEmpty)
        let units = #"{"ProjectVersionArn":"\#(version)","MinInferenceUnits":1,"MaxInferenceUnits":2}"#
        #expect(try await send("StartProjectVersion", units, to: account).body["Status"] as? String == "STARTING")
        account.clock.advance(seconds: 1)
        #expect(
            try await send("StopProjectVersion", #"{"ProjectVersionArn":"\#(version)"}"#, to: account)
                .body["Status"] as? String == "STOPPING"
        )
        account.clock.advance(seconds: 1)
        let policy =
            #"{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"rekognition:CopyProjectVersion\","#
            + #"\"Resource\":\"*\"}}"#
        let put = #"{"ProjectArn":"\#(project)","PolicyName":"p","PolicyDocument":"\#(policy)"}"#
        #expect(try await send("PutProjectPolicy", put, to: account).body["PolicyRevisionId"] is String)
        let policies = try await send("ListProjectPolicies", #"{"ProjectArn":"\#(project)"}"#, to: account).body
        #expect((policies["ProjectPolicies"] as? [[String: Any]])?.first?["PolicyName"] as? String == "p")
        let removed = #"{"ProjectArn":"\#(project)","PolicyName":"p"}"#
        #expect(try await send("DeleteProjectPolicy", removed, to: account).body.isEmpty)
        let copy =
            try await send(
                "CopyProjectVersion",
                """
                {"SourceProjectArn":"\(project)","SourceProjectVersionArn":"\(version)","DestinationProjectArn":"\(project)",
                 "VersionName":"v2","OutputConfig":{"S3Bucket":"bucket"},"Tags":{"c":"d"},"KmsKeyId":"alias/a"}
                """,
                to: account
            ).body["ProjectVersionArn"] as? String
        account.clock.advance(seconds: 1)
        for (operation, body) in [
            ("DeleteProjectVersion", #"{"ProjectVersionArn":"\#(copy ?? "")"}"#),
            ("DeleteProjectVersion", #"{"ProjectVersionArn":"\#(version)"}"#),
            ("DeleteProject", #"{"ProjectArn":"\#(project)"}"#),
        ] {
            #expect(try await send(operation, body, to: account).body["Status"] as? String == "DELETING")
        }
        #expect(try account.state.projects.isEmpty)
    }

    @Test(
        "Errors have a code and a message",
        arguments: [
            ("CreateProject", "{}", "InvalidParameterException", "ProjectName"),
            ("CreateProject", "", "InvalidParameterException", "ProjectName"),
            ("CreateProject", #"{"ProjectName":null}"#, "InvalidParameterException", "ProjectName"),
            ("CreateProject", #"{"ProjectName":1}"#, "SerializationException", "ProjectName"),
            ("CreateProject", #"{"ProjectName":"a","Tags":{"k":1}}"#, "SerializationException", "Tags.k"),
            ("CreateProject", #"{"ProjectName":"#, "SerializationException", "JSON"),
            ("CreateProject", "[]", "SerializationException", "JSON"),
            ("CreateProject", "null", "SerializationException", "JSON"),
            ("DescribeProjects", #"{"MaxResults":"5"}"#, "SerializationException", "MaxResults"),
            ("DescribeProjects", #"{"MaxResults":1e99}"#, "SerializationException", "number"),
            ("DescribeProjects", #"{"MaxResults":101}"#, "ValidationException", "101"),
            ("DeleteProject", #"{"ProjectArn":"x"}"#, "InvalidParameterException", "projectArn"),
            ("StartProjectVersion", "{}", "InvalidParameterException", "ProjectVersionArn"),
            ("PutProjectPolicy", "{}", "InvalidParameterException", "ProjectArn"),
            ("DetectCustomLabels", "{}", "UnknownOperationException", "DetectCustomLabels"),
            ("createProject", "{}", "UnknownOperationException", "createProject"),
        ]
    )
    func errors(operation: String, body: String, code: String, word: String) async throws {
        let answer = try await send(operation, body, to: try await Account())
        #expect(answer.status == 400)
        #expect(answer.body["__type"] as? String == code)
        #expect(answer.body["Code"] as? String == code)
        let message = try #require(answer.body["Message"] as? String)
        #expect(message.contains(word), "\(message)")
    }

    @Test("A state file that cannot be used is an error of the server, and says which")
    func damagedFile() async throws {
        let folder = try TemporaryFolder()
        let engine = SandboxEngine(store: SandboxStore(path: folder.path("state.json")))
        #expect(await engine.respond(to: "DescribeProjects", [], region: region).status == 200)
        try "{".write(toFile: folder.path("state.json"), atomically: true, encoding: .utf8)
        for operation in ["DescribeProjects", "CreateProject"] {
            let answer = await engine.respond(to: operation, Array(#"{"ProjectName":"a"}"#.utf8), region: region)
            #expect(answer.status == 500)
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(text.contains("InternalServerError") && text.contains("state.json is not a state of a sandbox"))
        }
        #expect(try String(contentsOfFile: folder.path("state.json"), encoding: .utf8) == "{")
        try FileManager.default.removeItem(atPath: folder.path("state.json"))
        #expect(await engine.respond(to: "DescribeProjects", [], region: region).status == 200)
    }

    @Test("Whatever is sent is answered", arguments: 0..<40 as Range<UInt64>)
    func mutations(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let account = try await Account { $0.trainingDurationSeconds = 0 }
        let project = try await account.project("signs")
        let version = try await account.version("v1", of: project)
        let calls = [
            ("CreateProject", #"{"ProjectName":"a","Feature":"CUSTOM_LABELS","Tags":{"a":"b"}}"#),
            ("DescribeProjects", #"{"ProjectNames":["signs"],"MaxResults":10,"NextToken":"rekon-1"}"#),
            ("DescribeProjectVersions", #"{"ProjectArn":"\#(project)","VersionNames":["v1"],"MaxResults":1}"#),
            ("TagResource", #"{"ResourceArn":"\#(version)","Tags":{"a":"b"}}"#),
            ("DeleteProjectVersion", #"{"ProjectVersionArn":"\#(version)"}"#),
            (
                "StartProjectVersion",
                #"{"ProjectVersionArn":"\#(version)","MinInferenceUnits":1,"MaxInferenceUnits":1}"#
            ),
            (
                "PutProjectPolicy",
                #"{"ProjectArn":"\#(project)","PolicyName":"a","PolicyDocument":"{\"Statement\":{\"Effect\":\"Deny\"}}"}"#
            ),
            (
                "CreateProjectVersion",
                #"{"ProjectArn":"\#(project)","VersionName":"v2","OutputConfig":{"S3Bucket":"bucket"},"#
                    + #""TrainingData":{"Assets":[]},"FeatureConfig":{"ContentModeration":{"ConfidenceThreshold":5}}}"#
            ),
        ]
        for (operation, body) in calls {
            for _ in 0..<50 {
                var bytes = Array(body.utf8)
                for _ in 0...random.below(3) {
                    let place = random.below(bytes.count)
                    switch random.below(3) {
                    case 0: bytes[place] = UInt8(random.below(256))
                    case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(8)))
                    default: bytes.insert(contentsOf: bytes[..<(place / 4)], at: place)
                    }
                    if bytes.isEmpty { bytes = [0] }
                }
                let answer = await account.engine.respond(to: operation, bytes, region: region)
                #expect(answer.status == 200 || answer.status == 400)
                #expect((try? JSONSerialization.jsonObject(with: Data(answer.body))) is [String: Any])
            }
        }
    }

    @Test("A signature for an invalid region", arguments: ["", "US-EAST-1", "a b", "é"])
    func regions(_ name: String) async throws {
        let answer = try await send("CreateProject", #"{"ProjectName":"a"}"#, to: try await Account(), region: name)
        #expect(answer.body["__type"] as? String == "InvalidSignatureException")
    }

    @Test("The fast writer writes what the encoder writes")
    func writer() throws {
        var full = ProjectVersionDescription(projectVersionARN: "arn", status: "RUNNING")
        full.creationTimestamp = Timestamp(epochSeconds: 1_700_000_000.123)
        full.minInferenceUnits = 1
        full.statusMessage = "\"quoted\" \\ \u{1}\u{1F} \t\n\r é 東京 \u{1F600} \u{2028} \u{7F}"
        full.billableTrainingTimeInSeconds = .max
        full.trainingEndTimestamp = Timestamp(epochSeconds: 1e17)
        full.outputConfig = OutputConfig(s3Bucket: "b", s3KeyPrefix: "a/b")
        full.trainingDataResult = TrainingDataResult(
            input: TrainingData(assets: [asset(version: "v"), Asset(groundTruthManifest: nil)]),
            output: TrainingData(assets: []),
            validation: ValidationData(assets: nil)
        )
        full.testingDataResult = TestingDataResult(
            input: TestingData(assets: [asset()], autoCreate: false),
            output: TestingData(autoCreate: true),
            validation: ValidationData(assets: [asset()])
        )
        full.evaluationResult = EvaluationResult(
            f1Score: 0.1,
            summary: .init(s3Object: .init(bucket: nil, name: ""))
        )
        full.manifestSummary = GroundTruthManifest(s3Object: nil)
        full.kmsKeyID = "key"
        full.maxInferenceUnits = 0
        full.sourceProjectVersionARN = "source"
        full.versionDescription = ""
        full.feature = "CUSTOM_LABELS"
        full.baseModelVersion = "7.0"
        full.featureConfig = FeatureConfig(contentModeration: .init(confidenceThreshold: 50.5))
        // Nothing is left out of this test that may come later.
        for member in Mirror(reflecting: full).children {
            #expect(Mirror(reflecting: member.value).children.count == 1, "\(member.label ?? "")")
        }
        for response in [
            DescribeProjectVersionsResponse(projectVersionDescriptions: nil),
            DescribeProjectVersionsResponse(projectVersionDescriptions: [], nextToken: "t"),
            DescribeProjectVersionsResponse(
                projectVersionDescriptions: [
                    full, ProjectVersionDescription(projectVersionARN: nil, status: nil), full,
                ]
            ),
        ] {
            let written = Data(response.json)
            #expect(try JSONDecoder().decode(DescribeProjectVersionsResponse.self, from: written) == response)
            let mine = try JSONSerialization.jsonObject(with: written) as? NSDictionary
            let theirs = try JSONSerialization.jsonObject(with: JSONEncoder().encode(response)) as? NSDictionary
            #expect(mine == theirs)
        }
    }
}
