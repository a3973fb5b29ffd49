import AWSRuntime
import Host
import JSON
import ModelVersions
import Rekognition
import Storage
import TestSupport
import Testing

@testable import Sandbox

/// The files that trainings leave in their output, and the events of CloudTrail.
@Suite(.timeLimit(.minutes(30)))
struct TrainingResultTests {
    /// A project with an output bucket.
    private func workplace() async throws -> (account: Account, project: String, s3: SandboxS3Client) {
        let account = try await Account { $0.concurrentTrainings = 9 }
        let project = try await account.project("signs")
        try await account.engine.store.update { state in
            state.buckets = [.init(name: "bucket", region: region, owner: "111122223333", objects: [])]
        }
        return (account, project, SandboxS3Client(account.engine, region: region))
    }

    private func keys(_ s3: SandboxS3Client, _ prefix: String = "", after key: String? = nil) async throws -> [String] {
        try await s3.listObjectsV2(ListObjectsV2Request(bucket: "bucket", prefix: prefix, startAfter: key)).contents
            .map(\.key)
    }

    private func delete(_ arn: String, _ account: Account) async throws {
        _ = try await account.engine.deleteProjectVersion(.init(projectVersionARN: arn), in: place)
    }

    private static let names = [
        "EvaluationResultSummary-signs-v1.json", "ManifestSummary-signs-v1.json", "TestingGroundTruth-signs-v1.json",
        "TestingManifestWithValidation-signs-v1.json", "TrainingGroundTruth-signs-v1.json",
        "TrainingManifestWithValidation-signs-v1.json",
    ]

    @Test(
        "An ended training has its files in the service's layout",
        arguments: [("out", "out/"), ("out/", "out/"), ("", "")]
    )
    func layout(prefix: String, base: String) async throws {
        let (account, project, s3) = try await workplace()
        try await account.version("v1", of: project) { $0.outputConfig.s3KeyPrefix = prefix }
        #expect(try await keys(s3).isEmpty)
        account.clock.advance(seconds: 5)
        let keys = try await keys(s3)
        #expect(keys == Self.names.map { base + $0 })
        for key in keys {
            let head = try await s3.headObject(HeadObjectRequest(S3Object(bucket: "bucket", key: key)))
            let read = try await s3.getObject(GetObjectRequest(S3Object(bucket: "bucket", key: key)))
            #expect(head.lastModified == account.clock.now && head.contentLength == Int64(read.body.count))
        }
        #expect(try await self.keys(s3, base + "ManifestSummary-") == ["\(base)ManifestSummary-signs-v1.json"])
        #expect(try await self.keys(s3, after: keys[4]) == [keys[5]])
        // The members of the description name them.
        let description = try #require(try account.list(project).projectVersionDescriptions?.first)
        #expect(keys.contains(description.evaluationResult?.summary?.s3Object?.name ?? ""))
        #expect(keys.contains(description.manifestSummary?.s3Object?.name ?? ""))
    }

    @Test("A failed training has no evaluation summary")
    func failed() async throws {
        let (account, project, s3) = try await workplace()
        let arn = try await account.version("v1", of: project) { $0.tags = ["rekon-sandbox:outcome": "fail"] }
        account.clock.advance(seconds: 5)
        let expected = Self.names.dropFirst().map { "out/" + $0 }
        #expect(try await keys(s3) == expected)
        try await delete(arn, account)
        #expect(try await keys(s3) == expected)
    }

    // Developer guide, using-adapters-manifest-files.html: the output manifest and the evaluation results manifest.
    @Test("The files of an adapter have its labels, predictions for the testing data, and both models side by side")
    func adapter() async throws {
        let (account, _, s3) = try await workplace()
        let project = try await account.project("safety", feature: "CONTENT_MODERATION")
        let arn = try await account.version("v1", of: project) {
            $0.featureConfig = FeatureConfig(contentModeration: .init(confidenceThreshold: 62.5))
        }
        try await account.version("v2", of: project) { $0.tags = ["rekon-sandbox:outcome": "fail"] }
        account.clock.advance(seconds: 5)
        func text(_ kind: String, _ name: String = "v1") async throws -> String {
            let object = S3Object(bucket: "bucket", key: "out/\(kind)-safety-\(name).json")
            return String(decoding: try await s3.getObject(GetObjectRequest(object)).body, as: UTF8.self)
        }
        func objects(_ text: String) throws -> [JSONValue] {
            try text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
        }
        func count(_ value: JSONValue?) -> Int? {
            if case .array(let elements) = value { elements.count } else { nil }
        }
        let evaluation = try JSONValue(parsing: Array(try await text("EvaluationResultSummary").utf8))
        #expect(evaluation["EvaluationDetails"]?["Labels"] == .array([.string("Rude Gestures")]))
        #expect(evaluation["EvaluationDetails"]?["ProjectVersionArn"]?.text == arn && evaluation["Version"] == nil)
        let moderation = try #require(evaluation["ContentModeration"])
        let results = moderation["InputConfidenceThresholdEvalResults"]
        #expect(results?["ConfidenceThreshold"] == .number(62.5) && count(results?["LabelEvaluationResults"]) == 1)
        #expect(results?["AggregatedEvaluationResults"]?["Adapter"]?["TruePositive"] == .integer(2))
        #expect(count(moderation["AllConfidenceThresholdsEvalResults"]) == 20)

        let tested = try objects(try await text("TestingGroundTruth"))
        let adapterModel = "detect-moderation-labels"
        #expect(tested.map { count($0[adapterModel]?["ModerationLabels"]) } == [0, 1, 0, 1])
        #expect(tested.map { count($0["\(adapterModel)-base-model"]?["ModerationLabels"]) } == [1, 0, 0, 1])
        #expect(tested.allSatisfy { $0[adapterModel]?["ProjectVersion"]?.text == arn })
        for kind in ["TrainingGroundTruth", "TestingManifestWithValidation"] {
            #expect(!(try await text(kind)).contains(adapterModel), "\(kind)")
        }
        let failed = try await text("TrainingManifestWithValidation", "v2")
        #expect(failed.contains("ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT") && !failed.contains("METADATA"))
    }

    @Test("The files outlive their version, with the same content, version and time")
    func deleted() async throws {
        let (account, project, s3) = try await workplace()
        let arn = try await account.version("v1", of: project)
        account.clock.advance(seconds: 5)
        let keys = try await keys(s3)
        func read() async throws -> [GetObjectResponse] {
            var all: [GetObjectResponse] = []
            for key in keys { all.append(try await s3.getObject(.init(S3Object(bucket: "bucket", key: key)))) }
            return all
        }
        let before = try await read()
        account.clock.advance(seconds: 60)
        try await delete(arn, account)
        #expect(try await self.keys(s3) == keys)
        #expect(try await read() == before)
        let text = try account.state.written()
        #expect(try SandboxState(reading: text, path: "x") == account.state)
        // A new training of the name writes new versions.
        let second = try await account.version("v1", of: project)
        #expect(try await read() == before)
        account.clock.advance(seconds: 5)
        let evaluation = try await read()[0]
        let named = try JSONValue(parsing: evaluation.body)["EvaluationDetails"]?["ProjectVersionArn"]?.text
        #expect(named == second && evaluation.head.versionID != before[0].head.versionID)
        let old = S3Object(bucket: "bucket", key: keys[0], version: before[0].head.versionID)
        #expect(try await s3.getObject(GetObjectRequest(old)) == before[0])
    }

    @Test("What was put after the training replaces its file; without a bucket nothing is kept")
    func replaced() async throws {
        let (account, project, s3) = try await workplace()
        let location = try ManifestLocation(uri: "s3://bucket/out/ManifestSummary-signs-v1.json")
        _ = try await account.engine.put("early", at: location, region: region)
        let arn = try await account.version("v1", of: project)
        let nowhere = try await account.version("v2", of: project) { $0.outputConfig.s3Bucket = "nowhere" }
        account.clock.advance(seconds: 5)
        func text() async throws -> String {
            String(decoding: try await s3.getObject(GetObjectRequest(location.object)).body, as: UTF8.self)
        }
        #expect(try await text().contains("statistics"))
        account.clock.advance(seconds: 5)
        _ = try await account.engine.put("late", at: location, region: region)
        #expect(try await text() == "late")
        try await delete(arn, account)
        try await delete(nowhere, account)
        #expect(try await text() == "late")
        #expect(try account.state.buckets?.map(\.name) == ["bucket"])
    }

    // MARK: Events

    private func lookUp(
        _ name: String,
        _ account: Account,
        in region: String = region,
        _ change: (inout LookupEventsRequest) -> Void = { _ in }
    ) async throws -> LookupEventsResponse {
        var request = LookupEventsRequest(.init(key: "EventName", value: name))
        change(&request)
        return try await SandboxCloudTrailClient(account.engine, region: region).lookupEvents(request)
    }

    @Test("A create and a delete that succeeded are events, newest first, with their caller and parameters")
    func events() async throws {
        let (account, project, _) = try await workplace()
        let first = try await account.version("v1", of: project)
        account.clock.advance(seconds: 5)
        try await account.version("v2", of: project)
        #expect(try await code { try await account.version("v2", of: project) } == "ResourceInUseException")
        try await delete(first, account)
        let creations = try await lookUp("CreateProjectVersion", account)
        let records = (creations.events ?? []).compactMap { $0.cloudTrailEvent.flatMap { CloudTrailRecord(json: $0) } }
        #expect(records.map { $0.requestParameters?["versionName"]?.text } == ["v2", "v1"])
        #expect(records.allSatisfy { $0.requestParameters?["projectArn"]?.text == project && $0.errorCode == nil })
        #expect(records.allSatisfy { $0.caller == "arn:aws:iam::111122223333:user/sandbox" && $0.region == region })
        #expect(records.last?.responseElements?["projectVersionArn"]?.text == first)
        #expect(creations.events?.map(\.eventTime) == [1_700_000_005, 1_700_000_000])
        #expect(records.first?.eventTime == "2023-11-14T22:13:25Z")
        let deletions = try await lookUp("DeleteProjectVersion", account)
        let deletion = try #require(deletions.events?.first?.cloudTrailEvent.flatMap { CloudTrailRecord(json: $0) })
        #expect(deletion.requestParameters?["projectVersionArn"]?.text == first && deletions.events?.count == 1)
        #expect(try await lookUp("DeleteProject", account).events == [])
        #expect(try await lookUp("CreateProjectVersion", account, in: "eu-west-1").events == [])
    }

    @Test("Events have times, pages of 50, and an end after 90 days")
    func eventPages() async throws {
        let (account, project, _) = try await workplace()
        try await account.engine.configure { ($0.trainingDurationSeconds, $0.versionsPerProject) = (0, 1000) }
        for number in 0..<60 {
            account.clock.advance(seconds: 10)
            try await account.version("v\(number)", of: project)
        }
        let first = try await lookUp("CreateProjectVersion", account)
        #expect(first.events?.count == 50)
        let second = try await lookUp("CreateProjectVersion", account) { $0.nextToken = first.nextToken }
        #expect(second.events?.count == 10 && second.nextToken == nil)
        let some = try await lookUp("CreateProjectVersion", account) {
            ($0.startTime, $0.endTime) = (1_700_000_010, 1_700_000_030)
        }
        #expect(some.events?.map(\.eventTime) == [1_700_000_030, 1_700_000_020, 1_700_000_010])
        account.clock.advance(seconds: 90 * 86_400)
        #expect(try await lookUp("CreateProjectVersion", account).events?.count == 1)
        try await account.version("last", of: project)
        #expect(try account.state.events?.count == 2, "what is too old is dropped")
    }

    @Test("The errors of LookupEvents")
    func eventErrors() async throws {
        let (account, _, _) = try await workplace()
        func code(_ change: (inout LookupEventsRequest) -> Void) async throws -> String? {
            do {
                _ = try await lookUp("CreateProjectVersion", account, change)
                return nil
            } catch let error as AWSError {
                return error.code
            }
        }
        let name = LookupEventsRequest.Attribute(key: "EventName", value: "x")
        #expect(try await code { $0.lookupAttributes = [name, name] } == "InvalidLookupAttributesException")
        #expect(try await code { $0.lookupAttributes[0].key = "Username" } == "InvalidLookupAttributesException")
        #expect(try await code { $0.maxResults = 51 } == "InvalidMaxResultsException")
        #expect(try await code { ($0.startTime, $0.endTime) = (2, 1) } == "InvalidTimeRangeException")
        #expect(try await code { $0.nextToken = "x" } == "InvalidNextTokenException")
    }

    @Test("A file without events is read, and a wrong event is refused")
    func oldFile() throws {
        let text = String(decoding: try SandboxState().written(), as: UTF8.self)
        #expect(!text.contains("events"))
        #expect(try SandboxState(reading: Array(text.utf8), path: "x").events == nil)
        let event = #""events":[{"name":"a","time":1,"caller":"b","version":"c","parameters":{}}],"#
        let wrong = text.replacing("{\n  \"formatVersion\"", with: "{\(event)\"formatVersion\"")
        #expect(wrong != text)
        let error = #expect(throws: SandboxError.self) { try SandboxState(reading: Array(wrong.utf8), path: "x") }
        #expect(error?.description.contains("c is not the ARN of a model version") == true)
    }
}
