import AWSRuntime
import Manifests
import ModelVersions
import Planning
import Storage
import Synchronization
import Testing

@testable import Checks

/// S3, KMS and Service Quotas that answer by a rule and record their calls.
private final class Services: S3API, KMSAPI, ServiceQuotasAPI {
    private let asked = Mutex<[String]>([])
    private let rule: @Sendable (String) -> (code: String, status: Int)?
    private let region: String?
    private let size: Int64
    private let content: String
    private let quota: Double?

    /// - Parameter rule: is given a call such as `HeadObject data/day.manifest`, and refuses it or not.
    init(
        region: String? = "us-east-1",
        size: Int64 = 1,
        content: String = "",
        quota: Double? = 5,
        refusing rule: @escaping @Sendable (String) -> (code: String, status: Int)?
    ) {
        self.size = size
        self.content = content
        self.quota = quota
        self.rule = rule
        self.region = region
    }

    var calls: [String] { asked.withLock { $0.sorted() } }

    private func call(_ service: String, _ operation: String, _ what: String) throws {
        let call = "\(operation) \(what)"
        asked.withLock { $0.append(call) }
        guard let refusal = rule(call) else { return }
        if refusal.code == "elsewhere" { throw WrongRegion(bucket: what, asked: "us-east-1", actual: "eu-west-1") }
        throw AWSError(
            .service(code: refusal.code, message: "no"),
            operation: operation,
            service: service,
            host: "here",
            statusCode: refusal.status
        )
    }

    func headObject(_ request: HeadObjectRequest) async throws -> HeadObjectResponse {
        let version = request.object.version.map { "@\($0)" } ?? ""
        try call("s3", "HeadObject", "\(request.object.bucket)/\(request.object.key)\(version)")
        return HeadObjectResponse(eTag: "\"e\"", versionID: "v", contentLength: size)
    }

    func headBucket(_ request: HeadBucketRequest) async throws -> HeadBucketResponse {
        try call("s3", "HeadBucket", request.bucket + (request.expectedBucketOwner.map { " of \($0)" } ?? ""))
        return HeadBucketResponse(bucketRegion: region)
    }

    func getObject(_ request: GetObjectRequest) async throws -> GetObjectResponse {
        try call("s3", "GetObject", request.object.key + (request.ifMatch.map { " if \($0)" } ?? ""))
        return GetObjectResponse(head: HeadObjectResponse(eTag: nil), body: Array(content.utf8))
    }

    func listObjectsV2(_ request: ListObjectsV2Request) async throws -> ListObjectsV2Response {
        try call("s3", "ListObjectsV2", request.bucket)
        return ListObjectsV2Response(contents: [])
    }

    func describeKey(_ request: DescribeKeyRequest) async throws -> DescribeKeyResponse {
        try call("kms", "DescribeKey", request.keyID)
        return DescribeKeyResponse(keyMetadata: KeyMetadata(keyID: "1", arn: "arn:aws:kms:us-east-1:1:key/1"))
    }

    func getServiceQuota(_ request: GetServiceQuotaRequest) async throws -> GetServiceQuotaResponse {
        try call("servicequotas", "GetServiceQuota", "\(request.serviceCode) \(request.quotaCode)")
        return GetServiceQuotaResponse(quota: GetServiceQuotaResponse.Quota(value: quota))
    }
}

extension CheckSources {
    fileprivate init(_ services: @escaping @Sendable () throws -> Services) {
        self.init(
            s3: { _ in try services() },
            kms: { _ in try services() },
            serviceQuotas: { _ in try services() },
            cloudTrail: noCloudTrail,
            rekognition: noDatasets,
            caller: nil
        )
    }
}

@Suite(.timeLimit(.minutes(30)))
struct CheckSourcesTests {
    private func facts(_ services: Services, _ project: ProjectTrainings) async throws -> CheckFacts {
        try await CheckSources { services }.facts(about: [project])
    }

    @Test("One request for each manifest, bucket and key, for any number of versions")
    func once() async throws {
        let services = Services { _ in nil }
        let night = "s3://data/night.manifest?versionId=v7"
        let three = try trainings([
            "a": settings(day, key: "alias/k"), "b": settings(day, night, key: "alias/k"),
            "c": settings(output: "s3://out/c/", key: "alias/k"),
        ])
        let facts = try await facts(services, three)
        #expect(
            services.calls == [
                "DescribeKey alias/k", "GetServiceQuota rekognition L-9CF05323",
                "GetServiceQuota rekognition L-F1558568", "HeadBucket out of 111122223333",
                "HeadObject data/day.manifest",
                "HeadObject data/night.manifest@v7",
            ]
        )
        #expect(facts.manifests.count == 2 && facts.buckets.count == 1 && facts.keys.count == 1)
    }

    private func manifest(
        _ uri: String = day,
        refusing rule: @escaping @Sendable (String) -> (code: String, status: Int)?
    ) async throws -> ManifestFact? {
        try await facts(Services(refusing: rule), try trainings(["a": settings(uri)])).manifests.values.first
    }

    @Test("The answers of S3 about a manifest")
    func manifests() async throws {
        let object = S3Object(bucket: "data", key: "day.manifest")
        #expect(
            try await manifest { $0.hasPrefix("HeadObject") ? ("NotFound", 404) : nil } == .problem(.absent(object))
        )
        #expect(try await manifest { $0.contains("data") ? ("NotFound", 404) : nil } == .problem(.noBucket))
        #expect(
            try await manifest { $0.hasPrefix("HeadObject") ? ("NotFound", 404) : ("Forbidden", 403) }
                == .problem(.absent(object))
        )
        #expect(try await manifest { $0.contains("data") ? ("NoSuchBucket", 404) : nil } == .problem(.noBucket))
        #expect(try await manifest { $0.contains("data") ? ("Forbidden", 403) : nil } == .problem(.denied(object)))
        let pinned = day + "?versionId=x"
        #expect(
            try await manifest(pinned) { $0.contains("data") ? ("MethodNotAllowed", 405) : nil }
                == .problem(.deleteMarker)
        )
        #expect(
            try await manifest(pinned) { $0.contains("@x") ? ("BadRequest", 400) : nil } == .problem(.invalidVersion)
        )
        #expect(
            try await manifest(pinned) { $0.contains("@x") ? ("BadRequest", 400) : ("Forbidden", 403) }
                == .problem(.invalidVersion)
        )
        // As with an expired session: the version is not the reason.
        let expired = try await manifest(pinned) { $0.contains("data") ? ("BadRequest", 400) : nil }
        #expect(problem(expired)?.kind == .other)
        // Without a version it is not a delete marker: a proxy may refuse HEAD.
        let barred = try await manifest { $0.contains("data") ? ("MethodNotAllowed", 405) : nil }
        #expect(problem(barred)?.kind == .other)
        #expect(
            try await manifest { $0.contains("data") ? ("elsewhere", 0) : nil }
                == .problem(.elsewhere(region: "eu-west-1"))
        )
        let unreadable = try await manifest { $0.contains("data") ? ("InternalError", 500) : nil }
        #expect(problem(unreadable)?.message.contains("InternalError") == true)
    }

    private func problem(_ fact: ManifestFact?) -> ObjectProblem? {
        if case .problem(let problem) = fact { problem } else { nil }
    }

    @Test("The lines are read from the content that was found, unless it is empty or too large")
    func contents() async throws {
        func calls(size: Int64) async throws -> [String] {
            let services = Services(size: size) { _ in nil }
            _ = try await CheckSources { services }
                .facts(about: [try trainings(["a": settings(day)])], readingManifests: true)
            return services.calls.filter { $0.hasPrefix("GetObject") }
        }
        #expect(try await calls(size: 1) == ["GetObject day.manifest if \"e\""])
        #expect(try await calls(size: 1_073_741_824).count == 1)
        #expect(try await calls(size: 1_073_741_825).isEmpty)
        #expect(try await calls(size: 0).isEmpty)
    }

    // Guide page tm-debugging-scope-json-line: "ignored JSON Lines don't count towards the 20% error threshold".
    @Test("Between the two readings of the 20 % rule, the warning about it is the example, not the first invalid line")
    func shareOfInvalidLines() async throws {
        func first(_ lines: [String]) async throws -> (code: FindingCode, level: ManifestFinding.Level)? {
            let services = Services(content: lines.joined(separator: "\n") + "\n") { _ in nil }
            let facts = try await CheckSources { services }
                .facts(about: [try trainings(["a": settings(day)])], readingManifests: true)
            guard case .read(let content)? = facts.contents.values.first else { return nil }
            return content.first.map { ($0.code, $0.level) }
        }
        let good = (0..<8).map { number in
            """
            {"source-ref":"s3://data/\(number).png","kind":1,"kind-metadata":{"confidence":1,\
            "class-name":"label\(number % 2)","human-annotated":"yes","creation-date":"2026-03-06T17:46:39",\
            "type":"groundtruth/image-classification"}}
            """
        }
        let ignored = #"{"source-ref":"s3://data/none.png"}"#
        #expect(try await first(good + ["x"])?.code == .invalidJSONLine)
        let between = try await first(["x", "y", ignored] + good.dropLast())
        #expect(between?.code == .tooManyInvalidRows && between?.level == .warning)
        let above = try await first(["x", "y", "z", ignored] + good)
        #expect(above?.code == .tooManyInvalidRows && above?.level == .error)
    }

    private func bucket(
        region: String? = "us-east-1",
        refusing rule: @escaping @Sendable (String) -> (code: String, status: Int)?
    ) async throws -> BucketFact? {
        try await facts(Services(region: region, refusing: rule), try trainings(["a": settings()])).buckets.values.first
    }

    @Test("The answers of S3 about a bucket")
    func buckets() async throws {
        #expect(try await bucket { _ in nil } == .own)
        #expect(try await bucket { $0.contains(" of ") ? ("Forbidden", 403) : nil } == .ofAnotherAccount)
        #expect(try await bucket { _ in ("Forbidden", 403) } == .denied)
        #expect(try await bucket { _ in ("NotFound", 404) } == .absent)
        #expect(try await bucket { _ in ("elsewhere", 0) } == .elsewhere(region: "eu-west-1"))
        #expect(try await bucket(region: "eu-west-1") { _ in nil } == .elsewhere(region: "eu-west-1"))
        let nowhere = try await bucket(region: nil) { _ in nil }
        guard case .unreadable = nowhere else {
            Issue.record("\(String(describing: nowhere))")
            return
        }
    }

    @Test("The bucket of a manifest is requested once, and only if its images are in another bucket")
    func owners() async throws {
        func calls(images: String, readingManifests: Bool = true) async throws -> [String] {
            let services = Services(content: "{\"source-ref\":\"s3://\(images)/1.jpg\"}\n") { _ in nil }
            let night = "s3://data/night.manifest"
            _ = try await CheckSources { services }.facts(
                about: [try trainings(["a": settings(day), "b": settings(day, night)])],
                readingManifests: readingManifests
            )
            return services.calls.filter { $0.hasPrefix("HeadBucket") }.map { String($0.split(separator: " ")[1]) }
        }
        #expect(try await calls(images: "images") == ["data", "images", "out"])
        #expect(try await calls(images: "data") == ["data", "out"])
        #expect(try await calls(images: "out") == ["data", "out"])
        #expect(try await calls(images: "images", readingManifests: false) == ["out"])
    }

    @Test("The answers of KMS about a key")
    func keys() async throws {
        func key(_ code: String) async throws -> KeyFact? {
            try await facts(Services { _ in (code, 400) }, try trainings(["a": settings(key: "alias/k")])).keys.values
                .first
        }
        #expect(try await key("NotFoundException") == .absent)
        #expect(try await key("AccessDeniedException") == .denied)
    }

    @Test("Missing credentials end the run; an invalid client is a problem of each object")
    func clients() async throws {
        let one = try trainings(["a": settings(day)])
        await #expect(throws: AWSError.self) {
            let none = AWSError(.credentials("there are none"), operation: "HeadObject", host: "here")
            _ = try await CheckSources { throw none }.facts(about: [one])
        }
        let unusable = ConfigurationError("the endpoint is invalid", help: "set another")
        let services = CheckSources { throw unusable }
        let facts = try await services.facts(about: [one])
        #expect(facts.manifests.values.first == .problem(ObjectProblem("the endpoint is invalid", help: "set another")))
    }

    @Test("The quotas of Service Quotas, and the documented ones with the reason where there are none")
    func quotas() async throws {
        func quota(_ services: Services, region: String = "us-east-1") async throws -> QuotaFact? {
            let project = try ProjectARN("arn:aws:rekognition:\(region):111122223333:project/signs/1690556789012")
            return try await CheckSources { services }
                .quotas([.concurrentTrainings], of: [AccountRegion(project)]).values.first
        }
        #expect(try await quota(Services { _ in nil })?.description == "the quota is 5")
        #expect(
            try await quota(Services { _ in ("AccessDeniedException", 400) })?.description
                == "the documented quota is 2, unless raised (servicequotas:GetServiceQuota is not allowed)"
        )
        // limits.html: 1 in Asia Pacific (Sydney).
        #expect(
            try await quota(Services { _ in ("NoSuchResourceException", 400) }, region: "ap-southeast-2")?.description
                == "the documented quota is 1, unless raised (Service Quotas does not know it)"
        )
        for number in [nil, -1, .nan, .infinity, 1e300] as [Double?] {
            let fact = try await quota(Services(quota: number) { _ in nil })
            #expect(fact?.value == QuotaValue(2, .documentation) && fact?.reason != nil)
        }
    }

    @Test("A plan gets the keys of aliases and the versions of unpinned manifests")
    func references() async throws {
        let facts = try await facts(Services { _ in nil }, try trainings(["a": settings(day, key: "alias/k")]))
        var expected = ResolvedReferences()
        expected.add(try KMSKey("alias/k"), in: AccountRegion(try project()), is: "arn:aws:kms:us-east-1:1:key/1")
        expected.add(try ManifestLocation(uri: day), isNow: try ManifestLocation(uri: day + "?versionId=v"))
        #expect(facts.references == expected)
    }

    // MARK: Accounts

    private static let other = "444455556666"

    /// The same trainings in the projects of two accounts.
    private func inTwoAccounts() throws -> [ProjectTrainings] {
        let mine = try trainings(["a": settings(day, key: "alias/k")])
        let other = try ProjectARN(signs.replacing("111122223333", with: Self.other))
        return [mine, ProjectTrainings(project: other, reading: mine.reading, trainings: mine.trainings)]
    }

    private func sources(
        mine: Services,
        theirs: @escaping @Sendable () throws -> Services,
        caller: (@Sendable (AccountRegion) async throws -> CallerIdentity?)? = nil
    ) -> CheckSources {
        let services: @Sendable (AccountRegion) throws -> Services = { place in
            place.account == Self.other ? try theirs() : mine
        }
        return CheckSources(
            s3: { try services($0) },
            kms: { try services($0) },
            serviceQuotas: { try services($0) },
            cloudTrail: noCloudTrail,
            rekognition: noDatasets,
            caller: caller
        )
    }

    @Test("Two accounts that ask about one manifest, bucket or alias are two questions, with their own credentials")
    func accounts() async throws {
        let mine = Services { _ in nil }
        let theirs = Services(quota: 9) { call in
            call.hasPrefix("HeadObject")
                ? ("Forbidden", 403) : call.hasPrefix("DescribeKey") ? ("NotFoundException", 400) : nil
        }
        let asked = Mutex<[String]>([])
        let two = try inTwoAccounts()
        let facts = try await sources(mine: mine, theirs: { theirs }) { place in
            asked.withLock { $0.append(place.account) }
            return CallerIdentity(account: place.account, arn: "arn:\(place.account)", userID: "U")
        }.facts(about: two + two)
        #expect(asked.withLock { $0.sorted() } == ["111122223333", Self.other])
        #expect(
            facts.callers[Self.other]
                == .known(CallerIdentity(account: Self.other, arn: "arn:\(Self.other)", userID: "U"))
        )
        for services in [mine, theirs] {
            #expect(services.calls.count { $0 == "HeadObject data/day.manifest" } == 1)
            #expect(services.calls.count { $0 == "DescribeKey alias/k" } == 1)
            #expect(services.calls.count { $0.hasPrefix("GetServiceQuota") } == 2)
        }
        #expect(theirs.calls.contains("HeadBucket out of \(Self.other)"))
        let location = try ManifestLocation(uri: day)
        let (first, second) = (two[0].project, two[1].project)
        guard case .found = facts.manifests[ManifestQuestion(location, for: first)] else {
            Issue.record("not found")
            return
        }
        #expect(problem(facts.manifests[ManifestQuestion(location, for: second)])?.kind == .denied)
        #expect(facts.keys[KeyQuestion(try KMSKey("alias/k"), for: second)] == .absent)
        for (project, quota) in [(first, 5), (second, 9)] {
            let fact = facts.quotas[QuotaQuestion(.modelsPerProject, of: AccountRegion(project))]
            #expect(fact?.value == QuotaValue(quota, .serviceQuotas))
        }
    }

    @Test("An account that cannot be entered leaves its own questions without an answer, and no others")
    func barredAccount() async throws {
        let mine = Services { _ in nil }
        let barred = AWSError(.account("account \(Self.other): no role"), operation: "HeadObject", host: "here")
        let two = try inTwoAccounts()
        let facts = try await sources(mine: mine, theirs: { throw barred }) { place in
            if place.account == Self.other { throw barred }
            return nil
        }.facts(about: two, readingManifests: true)
        #expect(facts.callers[Self.other] == .unreadable(reason: "account \(Self.other): no role."))
        let location = try ManifestLocation(uri: day)
        #expect(
            problem(facts.manifests[ManifestQuestion(location, for: two[1].project)])?.message.contains("no role")
                == true
        )
        #expect(
            facts.keys[KeyQuestion(try KMSKey("alias/k"), for: two[1].project)]
                == .unreadable(reason: "account \(Self.other): no role.")
        )
        #expect(
            facts.quotas[QuotaQuestion(.modelsPerProject, of: AccountRegion(two[1].project))]?.reason?.contains(
                "no role"
            ) == true
        )
        guard case .found = facts.manifests[ManifestQuestion(location, for: two[0].project)] else {
            Issue.record("not found")
            return
        }
        #expect(facts.buckets[BucketQuestion(try S3Bucket("out"), for: two[0].project)] == .own)
    }
}
