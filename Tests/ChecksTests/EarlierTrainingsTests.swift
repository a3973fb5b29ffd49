import AWSRuntime
import Host
import ModelVersions
import Planning
import Storage
import Synchronization
import Testing

@testable import Checks

/// A bucket in one region that records the calls.
private final class TraceBucket: S3API {
    var asked: [String] { calls.withLock { $0 } }

    private let calls = Mutex<[String]>([])
    private let region: String
    /// The region that the client was made for.
    private let here: String
    private let objects: [(key: String, time: Int64, text: String)]
    private let pageSize: Int
    private let rule: @Sendable (String) -> (code: String, status: Int)?

    /// - Parameter rule: is given the name of an operation and its prefix or key, and refuses it or not.
    init(
        _ objects: [String: String],
        region: String = "us-east-1",
        here: String = "us-east-1",
        modified: [String: Int64] = [:],
        pageSize: Int = 1000,
        refusing rule: @escaping @Sendable (String) -> (code: String, status: Int)? = { _ in nil }
    ) {
        self.objects = objects.map { ($0.key, modified[$0.key] ?? later, $0.value) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        self.region = region
        self.here = here
        self.pageSize = pageSize
        self.rule = rule
    }

    private func call(_ operation: String, _ what: String, owner: String?) throws {
        #expect(owner == "111122223333")
        calls.withLock { $0.append("\(operation) \(what)") }
        if region != here { throw WrongRegion(bucket: "out", asked: here, actual: region) }
        guard let refusal = rule("\(operation) \(what)") else { return }
        throw AWSError(
            .service(code: refusal.code, message: "no"),
            operation: operation,
            service: "s3",
            host: "here",
            statusCode: refusal.status
        )
    }

    func listObjectsV2(_ request: ListObjectsV2Request) async throws -> ListObjectsV2Response {
        let prefix = request.prefix ?? ""
        try call("ListObjectsV2", prefix, owner: request.expectedBucketOwner)
        let after = request.continuationToken ?? request.startAfter ?? ""
        let rest = objects.filter {
            $0.key.utf8.starts(with: prefix.utf8) && after.utf8.lexicographicallyPrecedes($0.key.utf8)
        }
        let page = rest.prefix(pageSize)
        return ListObjectsV2Response(
            contents: page.map { S3ObjectSummary(key: $0.key, lastModified: UnixTime(milliseconds: $0.time)) },
            nextContinuationToken: rest.count > page.count ? page.last?.key ?? "" : nil
        )
    }

    func getObject(_ request: GetObjectRequest) async throws -> GetObjectResponse {
        try call("GetObject", request.object.key, owner: request.expectedBucketOwner)
        #expect(request.range != nil)
        guard let object = objects.first(where: { $0.key == request.object.key }) else {
            throw AWSError(
                .service(code: "NoSuchKey", message: ""),
                operation: "GetObject",
                host: "s3",
                statusCode: 404
            )
        }
        return GetObjectResponse(head: HeadObjectResponse(eTag: nil), body: Array(object.text.utf8))
    }

    func headObject(_ request: HeadObjectRequest) async throws -> HeadObjectResponse { throw CancellationError() }
    func headBucket(_ request: HeadBucketRequest) async throws -> HeadBucketResponse { throw CancellationError() }
}

/// After the creation of the projects.
private let later: Int64 = 1_700_000_000_000
private typealias Look = EarlierTrainings.Look<[VersionName: TrainingTrace.File]>

private func arn(_ project: String, region: String = "us-east-1") -> String {
    "arn:aws:rekognition:\(region):111122223333:project/\(project)/1690556789012"
}

private func evaluation(_ project: String, _ version: String, number: String = "1695000000000") -> String {
    let text = arn(project).replacing("/1690556789012", with: "/version/\(version)/\(number)")
    return #"{"Version":1,"EvaluationDetails":{"Labels":["a"],"ProjectVersionArn":"\#(text)"}}"#
}

extension CheckSources {
    fileprivate init(_ s3: @escaping S3Clients, cloudTrail: @escaping CloudTrailClients = noCloudTrail) {
        self.init(
            s3: s3,
            kms: { _ in throw CancellationError() },
            serviceQuotas: { _ in throw CancellationError() },
            cloudTrail: cloudTrail,
            rekognition: noDatasets,
            caller: nil
        )
    }
}

@Suite(.timeLimit(.minutes(30)))
struct EarlierTrainingsTests {
    private func place(_ name: String = "signs", prefix: String = "m/") throws -> TracePlace {
        TracePlace(project: try ProjectARN(arn(name)), output: LiveSettings.Output(bucket: "out", prefix: prefix))
    }

    private func look(
        for names: [String] = ["v1"],
        of name: String = "signs",
        prefix: String = "m/",
        live: LiveState = LiveState(),
        in bucket: TraceBucket
    ) async throws -> Look? {
        let place = try place(name, prefix: prefix)
        let wanted = [place: Set(try names.map { try VersionName($0) })]
        return try await CheckSources { _ in bucket }
            .earlierTrainings(of: wanted, live: live, events: false)?.files[place]
    }

    private func keys(_ look: Look?) -> [String: String]? {
        guard case .found(let files) = look else { return nil }
        return Dictionary(uniqueKeysWithValues: files.map { ($0.key.text, $0.value.key) })
    }

    private func live(_ project: String, _ version: String, region: String = "us-east-1") throws -> LiveState {
        let text = arn(project, region: region)
        let version = LiveVersion(
            arn: try VersionARN(text.replacing("/1690556789012", with: "/version/\(version)/1695000000000")),
            status: VersionStatus("TRAINING_FAILED"),
            settings: LiveSettings(output: LiveSettings.Output(bucket: "out", prefix: "m/"))
        )
        return LiveState([try ProjectARN(text): .present(LiveProject(versions: [version]))])
    }

    @Test("A name matches as a whole, in the new layout and in the folders of the old one")
    func names() async throws {
        let bucket = TraceBucket([
            "m/ManifestSummary-signs-v10.json": "", "m/ManifestSummary-signs-v1.json.bak": "",
            "m/ManifestSummary-signs-v2.json": "", "m/ManifestSummary-sign-v1.json": "",
            "m/signs/v10/EvaluationResultSummary-signs-v10.json": "", "m/signs/v1-a/manifest_summary.json": "",
            "m/signs/v1": "",
            "m/signs/v1/": "", "m/signs/v3/EvaluationResultSummary-signs-v3.json": "",
            "ManifestSummary-signs-v1.json": "",
        ])
        #expect(
            keys(try await look(for: ["v1", "v2", "v3"], in: bucket)) == [
                "v2": "m/ManifestSummary-signs-v2.json", "v3": "m/signs/v3/EvaluationResultSummary-signs-v3.json",
            ]
        )
    }

    @Test(
        "A prefix gets a slash unless it is empty or has one",
        arguments: [("m/", "m/"), ("m", "m/"), ("", ""), ("m//", "m//"), ("größe/a b", "größe/a b/")]
    )
    func prefixes(prefix: String, base: String) async throws {
        let key = "\(base)ManifestSummary-signs-v1.json"
        let others = ["m", "m/", "", "m//"].filter { $0 != base }.map { ("\($0)ManifestSummary-signs-v2.json", "") }
        let bucket = TraceBucket(Dictionary(uniqueKeysWithValues: [(key, "")] + others))
        #expect(keys(try await look(for: ["v1", "v2"], prefix: prefix, in: bucket)) == ["v1": key])
        #expect(
            Set(bucket.asked.filter { $0.hasPrefix("List") }) == [
                "ListObjectsV2 \(base)ManifestSummary-signs-", "ListObjectsV2 \(base)signs/",
            ]
        )
    }

    @Test("In the folder of the old layout, only files with the names of a training's files are traces")
    func userData() async throws {
        let others = TraceBucket([
            "m/signs/v1/train.manifest": "", "m/signs/v1/1.jpg": "", "m/signs/v1/ManifestSummary-signs-v2.json": "",
            "m/signs/v1/manifest_summary.json.gz": "", "m/signs/v1/sub/manifest_summary.json": "",
        ])
        #expect(keys(try await look(in: others)) == [:])
        for name in [
            "ManifestSummary-signs-v1.json", "TestingManifestWithValidation-signs-v1.json", "manifest_summary.json",
            "training_manifest_with_validation.json",
        ] {
            #expect(keys(try await look(in: TraceBucket(["m/signs/v1/\(name)": ""]))) == ["v1": "m/signs/v1/\(name)"])
        }
    }

    @Test("The newest object is the file")
    func newest() async throws {
        let files = [
            "m/signs/v1/manifest_summary.json": "", "m/signs/v1/TrainingGroundTruth-signs-v1.json": "",
            "m/ManifestSummary-signs-v1.json": "",
        ]
        for key in files.keys {
            let bucket = TraceBucket(files, modified: [key: later + 5000])
            guard case .found(let found) = try await look(in: bucket) else { throw CancellationError() }
            let name = try VersionName("v1")
            #expect(found[name] == .init(bucket: "out", key: key, lastModified: later + 5000))
        }
    }

    @Test("A file that is older than the project is one of a deleted project of its name")
    func older() async throws {
        let files = [
            "m/ManifestSummary-signs-v1.json": "", "m/signs/v2/manifest_summary.json": "",
            "m/ManifestSummary-signs-v3.json": "",
        ]
        // S3 gives whole seconds: the third file is of the second in which the project was created.
        let bucket = TraceBucket(
            files,
            modified: [
                "m/ManifestSummary-signs-v1.json": 1_690_556_788_000,
                "m/signs/v2/manifest_summary.json": 1_690_556_788_000,
                "m/ManifestSummary-signs-v3.json": 1_690_556_789_000,
            ]
        )
        #expect(
            keys(try await look(for: ["v1", "v2", "v3"], in: bucket)) == ["v3": "m/ManifestSummary-signs-v3.json"]
        )
    }

    @Test("One key of two projects is a trace of the version that its evaluation names, and of no other")
    func evaluations() async throws {
        let key = "m/ManifestSummary-a-b-c.json"
        func found(_ project: String, _ version: String, _ text: String?) async throws -> Bool {
            let evaluation = text.map { ["m/EvaluationResultSummary-a-b-c.json": $0] } ?? [:]
            let bucket = TraceBucket([key: ""].merging(evaluation) { $1 })
            return keys(try await look(for: [version], of: project, in: bucket)) == [version: key]
        }
        #expect(try await found("a", "b-c", evaluation("a", "b-c")))
        #expect(try await !found("a-b", "c", evaluation("a", "b-c")))
        #expect(try await found("a-b", "c", evaluation("a-b", "c")))
        #expect(try await !found("a", "b-c", evaluation("a-b", "c")))
        // Another region, and a deleted project of the name.
        #expect(try await !found("a", "b-c", evaluation("a", "b-c").replacing("us-east-1", with: "eu-west-1")))
        #expect(try await !found("a", "b-c", evaluation("a", "b-c", number: "1680000000000")))
        // Without a summary that says whose it is, the file stands.
        for text in [nil, "", "{}", "<html>", #"{"EvaluationDetails":{"ProjectVersionArn":"x"}}"#] {
            #expect(try await found("a", "b-c", text), "\(text ?? "none")")
        }
    }

    @Test("An evaluation that cannot be read leaves the file a trace")
    func deniedEvaluation() async throws {
        let files = ["m/ManifestSummary-signs-v1.json": "", "m/EvaluationResultSummary-signs-v1.json": "{}"]
        let denied = TraceBucket(files) { $0.hasPrefix("GetObject") ? ("AccessDenied", 403) : nil }
        #expect(keys(try await look(in: denied))?.count == 1)
        #expect(
            denied.asked.filter { $0.hasPrefix("GetObject") } == ["GetObject m/EvaluationResultSummary-signs-v1.json"]
        )
    }

    @Test("The evaluation decides what a live namesake may have written; without one it is in doubt")
    func doubts() async throws {
        let key = "m/ManifestSummary-signs-v1.json"
        let namesake = try live("signs", "v1", region: "eu-west-1")
        func found(
            _ text: String?,
            modified: Int64 = later
        ) async throws -> (found: Bool, doubtful: Bool) {
            var files = [key: ""]
            files["m/EvaluationResultSummary-signs-v1.json"] = text
            let place = try place()
            let bucket = TraceBucket(files, modified: [key: modified])
            let result = try await CheckSources { _ in bucket }.earlierTrainings(
                of: [place: [try VersionName("v1")]],
                live: namesake,
                events: false
            )
            return (keys(result?.files[place]) == ["v1": key], result?.doubtful[place]?.isEmpty == false)
        }
        let own = evaluation("signs", "v1")
        #expect(try await found(own) == (true, false), "the evaluation names the deleted version")
        let other = own.replacing("us-east-1", with: "eu-west-1")
        #expect(try await found(other) == (false, false), "the evaluation names the live version")
        #expect(try await found(nil) == (false, true), "a failed training leaves no evaluation")
        // The live version was created later than the file was written.
        #expect(try await found(nil, modified: 1_694_999_999_000) == (true, false))
    }

    @Test("A file of a live version of any project is no trace of another version")
    func claimed() async throws {
        let bucket = TraceBucket(["m/ManifestSummary-a-b-c.json": "", "m/a/b-c/manifest_summary.json": ""])
        #expect(keys(try await look(for: ["c"], of: "a-b", live: live("a", "b-c"), in: bucket)) == [:])
        let both = try await look(for: ["b-c"], of: "a", live: live("a-b", "c"), in: bucket)
        #expect(keys(both) == ["b-c": "m/a/b-c/manifest_summary.json"], "the folder is not one of a-b")
        let namesake = try await look(for: ["b-c"], of: "a", live: live("a", "b-c", region: "eu-west-1"), in: bucket)
        #expect(keys(namesake) == [:])
        // The object that the version names, wherever that is.
        let owner = try ProjectARN(arn("a-b"))
        var state = try live("a-b", "c")
        guard case .present(var project) = state[owner] else { throw CancellationError() }
        project.versions[0].settings.output = nil
        project.versions[0].training.manifestSummary = S3Object(bucket: "out", key: "m/ManifestSummary-a-b-c.json")
        state[owner] = .present(project)
        let named = try await look(for: ["b-c"], of: "a", live: state, in: bucket)
        #expect(keys(named) == ["b-c": "m/a/b-c/manifest_summary.json"])
    }

    @Test("An evaluation of another version, or of an older project of the name, is no trace")
    func otherEvaluations() async throws {
        let key = "m/ManifestSummary-signs-v1.json"
        func found(_ text: String) async throws -> [String: String]? {
            keys(try await look(in: TraceBucket([key: "", "m/EvaluationResultSummary-signs-v1.json": text])))
        }
        #expect(try await found(evaluation("signs", "v1", number: "1690556789012")) == ["v1": key])
        #expect(try await found(evaluation("signs", "v1", number: "1690556789011")) == [:])
        #expect(try await found(evaluation("signs", "v2")) == [:])
    }

    @Test("A list is read for a hundred pages, and no further")
    func hundredPages() async throws {
        let between = (100..<250).map { ("m/ManifestSummary-signs-v1.jsoA\($0)", "") }
        let bucket = TraceBucket(Dictionary(uniqueKeysWithValues: between), pageSize: 1)
        guard case .failed = try await look(in: bucket) else {
            Issue.record("a list that was cut is no answer")
            return
        }
        #expect(bucket.asked.count { $0 == "ListObjectsV2 m/ManifestSummary-signs-" } == 100)
    }

    @Test("A list in pages skips what is between two names, and ends after the last one")
    func pages() async throws {
        var files: [String: String] = [:]
        for number in 100..<400 { files["m/ManifestSummary-signs-v\(number).json"] = "" }
        for number in 0..<300 { files["m/signs/v200/\(number)"] = "" }
        let bucket = TraceBucket(files, pageSize: 10)
        let found = keys(try await look(for: ["v105", "v200", "v390", "v500"], in: bucket))
        #expect(found.map { Set($0.keys) } == ["v105", "v200", "v390"])
        #expect(bucket.asked.filter { $0 == "ListObjectsV2 m/ManifestSummary-signs-" }.count == 3)
        #expect(bucket.asked.filter { $0 == "ListObjectsV2 m/signs/" }.count == 30)
    }

    @Test("A list without an end is a failure, unless every name was found")
    func bounds() async throws {
        var files = ["m/signs/v1/manifest_summary.json": ""]
        for number in 0..<150 { files["m/signs/v1/x\(number)"] = "" }
        let bucket = TraceBucket(files, pageSize: 1)
        #expect(keys(try await look(in: bucket)).map { Set($0.keys) } == ["v1"])
        #expect(
            try await look(for: ["v1", "v2"], in: bucket)
                == .failed(reason: "the list of s3://out/m/signs/ does not end after 100 pages")
        )
    }

    @Test("What is not allowed, what does not exist, and what fails")
    func refusals() async throws {
        func refused(_ code: String, _ status: Int) async throws -> Look? {
            try await look(in: TraceBucket([:]) { $0.hasPrefix("List") ? (code, status) : nil })
        }
        #expect(try await refused("AccessDenied", 403) == .denied(permission: "s3:ListBucket on out"))
        #expect(try await refused("NoSuchBucket", 404) == .failed(reason: "the bucket out does not exist"))
        guard case .failed(let reason) = try await refused("SlowDown", 503) else { throw CancellationError() }
        #expect(reason.contains("SlowDown"))
    }

    @Test("A bucket in another region is asked there")
    func otherRegion() async throws {
        let files = ["m/ManifestSummary-signs-v1.json": ""]
        let place = try place()
        let sources = CheckSources { TraceBucket(files, region: "eu-west-1", here: $0.region) }
        let found = try await sources.earlierTrainings(
            of: [place: [try VersionName("v1")]],
            live: LiveState(),
            events: false
        )
        #expect(keys(found?.files[place]) == ["v1": "m/ManifestSummary-signs-v1.json"])
    }

    @Test("Two lists for each place, whatever the number of names; none without names")
    func twoLists() async throws {
        let bucket = TraceBucket([:])
        let names = (0..<500).map { "v\($0)" }
        #expect(try await look(for: names, in: bucket) == .found([:]))
        #expect(bucket.asked.sorted() == ["ListObjectsV2 m/ManifestSummary-signs-", "ListObjectsV2 m/signs/"])
        let idle = TraceBucket([:])
        let (one, other) = (try place(), try place("lamps"))
        let sources = CheckSources { _ in idle }
        #expect(try await look(for: [], in: idle) == nil)
        #expect(try await sources.earlierTrainings(of: [:], live: LiveState(), events: true) == nil)
        #expect(idle.asked.isEmpty)
        let wanted = [one: Set([try VersionName("v1")]), other: []]
        let some = try await sources.earlierTrainings(of: wanted, live: LiveState(), events: false)
        #expect(some.map { Array($0.files.keys) } == [one])
        #expect(idle.asked.count == 2)
    }

    @Test("S3 is not asked where only Rekognition's endpoint is configured; another invalid endpoint is a failure")
    func loneEndpoint() async throws {
        let place = try place()
        func look(_ error: ConfigurationError) async throws -> EarlierTrainings? {
            try await CheckSources { _ in throw error }
                .earlierTrainings(of: [place: [VersionName("v1")]], live: LiveState(), events: false)
        }
        #expect(try await look(ConfigurationError("none", isOfLoneEndpoint: true)) == nil)
        #expect(try await look(ConfigurationError("bad"))?.files[place] == .failed(reason: "bad"))
    }

    @Test("Missing credentials end the run")
    func credentials() async throws {
        let place = try place()
        let none = AWSError(.credentials("there are none"), operation: "ListObjectsV2", host: "here")
        await #expect(throws: AWSError.self) {
            _ = try await CheckSources { _ in throw none }
                .earlierTrainings(of: [place: [VersionName("v1")]], live: LiveState(), events: false)
        }
    }
}

/// CloudTrail that answers from lists of events and records the requests.
private final class Trail: CloudTrailAPI {
    private let sent = Mutex<[LookupEventsRequest]>([])
    private let pages: [String: [[LookupEventsResponse.Event]]]
    private let refusal: String?

    init(_ pages: [String: [[LookupEventsResponse.Event]]], refusal: String? = nil) {
        self.pages = pages
        self.refusal = refusal
    }

    var requests: [LookupEventsRequest] { sent.withLock { $0 } }

    func lookupEvents(_ request: LookupEventsRequest) async throws -> LookupEventsResponse {
        sent.withLock { $0.append(request) }
        if let refusal {
            throw AWSError(.service(code: refusal, message: "no"), operation: "LookupEvents", host: "cloudtrail")
        }
        let pages = pages[request.lookupAttributes[0].value] ?? [[]]
        let number = request.nextToken.flatMap { Int($0) } ?? 0
        return LookupEventsResponse(
            events: pages[number],
            nextToken: number + 1 < pages.count ? "\(number + 1)" : nil
        )
    }
}

@Suite(.timeLimit(.minutes(30)))
struct TrainingEventsTests {
    private let signs = arn("signs")

    private func event(
        _ name: String,
        at time: Double,
        _ parameters: String,
        error: String? = nil,
        by caller: String? = "arn:aws:iam::111122223333:user/ada"
    ) -> LookupEventsResponse.Event {
        let identity = caller.map { #""userIdentity":{"arn":"\#($0)"},"# } ?? ""
        let code = error.map { #""errorCode":"\#($0)","# } ?? ""
        let record = #"{"eventName":"\#(name)",\#(identity)\#(code)"requestParameters":\#(parameters)}"#
        return LookupEventsResponse.Event(eventName: name, eventTime: time, cloudTrailEvent: record)
    }

    private func creation(_ version: String, at time: Double, of project: String? = nil, error: String? = nil)
        -> LookupEventsResponse.Event
    {
        event(
            "CreateProjectVersion",
            at: time,
            #"{"projectArn":"\#(project ?? signs)","versionName":"\#(version)"}"#,
            error: error
        )
    }

    private func deletion(_ version: String, at time: Double, error: String? = nil, by caller: String? = "arn:x")
        -> LookupEventsResponse.Event
    {
        let text = signs.replacing("/1690556789012", with: "/version/\(version)")
        return event(
            "DeleteProjectVersion",
            at: time,
            #"{"projectVersionArn":"\#(text)"}"#,
            error: error,
            by: caller
        )
    }

    private func events(_ trail: Trail, asking: Bool = true) async throws -> EarlierTrainings? {
        let place = TracePlace(
            project: try ProjectARN(signs),
            output: LiveSettings.Output(bucket: "out", prefix: "m/")
        )
        return try await CheckSources({ _ in TraceBucket([:]) }, cloudTrail: { _ in trail }).earlierTrainings(
            of: [place: [try VersionName("v1")]],
            live: LiveState(),
            events: asking
        )
    }

    @Test("The newest calls that succeeded, of the asked projects")
    func calls() async throws {
        let trail = Trail([
            "CreateProjectVersion": [
                [
                    creation("v1", at: 1_700_000_300, error: "LimitExceededException"),
                    creation("v1", at: 1_700_000_200.5), creation("v1", at: 1_700_000_100),
                ],
                [
                    creation("v2", at: 1_700_000_050, of: arn("lamps")),
                    event("CreateProjectVersion", at: 1_700_000_040, "null"),
                ],
            ],
            "DeleteProjectVersion": [
                [
                    deletion("v1/1695000000000", at: 1_700_000_400, error: "AccessDenied"),
                    deletion("v1/1695000000000", at: 1_700_000_250), deletion("v3/1695000000000", at: 1, by: nil),
                    // Of an earlier project of the name.
                    deletion("v4/1680000000000", at: 1_700_000_001),
                ]
            ],
        ])
        let found = try await events(trail)
        let project = try ProjectARN(signs)
        let expected: [VersionName: TrainingTrace] = [
            try VersionName("v1"): TrainingTrace(
                creation: .init(time: 1_700_000_200_500, caller: "arn:aws:iam::111122223333:user/ada"),
                deletion: .init(time: 1_700_000_250_000, caller: "arn:x")
            ),
            try VersionName("v3"): TrainingTrace(deletion: .init(time: 1000, caller: nil)),
        ]
        #expect(found?.events == [AccountRegion(project): .found([project: expected])])
        #expect(trail.requests.count == 3)
        #expect(trail.requests.allSatisfy { $0.lookupAttributes.count == 1 && $0.maxResults == 50 })
    }

    @Test("CloudTrail is asked only on demand; a refusal names the permission, and a failure its reason")
    func refusals() async throws {
        let idle = Trail([:])
        #expect(try await events(idle, asking: false)?.events == [:])
        #expect(idle.requests.isEmpty)
        let place = AccountRegion(try ProjectARN(signs))
        #expect(
            try await events(Trail([:], refusal: "AccessDeniedException"))?.events
                == [place: .denied(permission: "cloudtrail:LookupEvents")]
        )
        guard
            case .failed(let reason) = try await events(Trail([:], refusal: "OperationNotPermittedException"))?
                .events[place]
        else { throw CancellationError() }
        #expect(reason.contains("OperationNotPermittedException"))
    }

    @Test("A list without an end is a failure")
    func endless() async throws {
        let trail = Trail(["CreateProjectVersion": Array(repeating: [creation("v1", at: 1)], count: 400)])
        guard case .failed(let reason) = try await events(trail)?.events.values.first else { throw CancellationError() }
        #expect(reason.contains("the list does not end after 200 pages"))
    }
}
