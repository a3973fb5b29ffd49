import AWSRuntime
import ModelVersions
import Planning
import Storage
import Synchronization
import Testing

@testable import Checks

/// S3 and KMS that answer by a rule, and remember what they were asked.
private final class World: S3API, KMSAPI {
    private let asked = Mutex<[String]>([])
    private let rule: @Sendable (String) -> (code: String, status: Int)?
    private let region: String?
    private let size: Int64

    /// - Parameter rule: is given a call such as `HeadObject data/day.manifest`, and refuses it or not.
    init(
        region: String? = "us-east-1",
        size: Int64 = 1,
        refusing rule: @escaping @Sendable (String) -> (code: String, status: Int)?
    ) {
        self.size = size
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
        return GetObjectResponse(head: HeadObjectResponse(eTag: nil), body: [])
    }

    func listObjectsV2(_ request: ListObjectsV2Request) async throws -> ListObjectsV2Response {
        try call("s3", "ListObjectsV2", request.bucket)
        return ListObjectsV2Response(contents: [])
    }

    func describeKey(_ request: DescribeKeyRequest) async throws -> DescribeKeyResponse {
        try call("kms", "DescribeKey", request.keyID)
        return DescribeKeyResponse(keyMetadata: KeyMetadata(keyID: "1", arn: "arn:aws:kms:us-east-1:1:key/1"))
    }
}

struct OutsideWorldTests {
    private func facts(_ world: World, _ project: ProjectTrainings) async throws -> OutsideFacts {
        try await OutsideWorld(s3: { _ in world }, kms: { _ in world }, caller: nil).facts(about: [project])
    }

    @Test("Each manifest, bucket and key is asked for once, however many versions name it")
    func once() async throws {
        let world = World { _ in nil }
        let night = "s3://data/night.manifest?versionId=v7"
        let three = try trainings([
            "a": settings(day, key: "alias/k"), "b": settings(day, night, key: "alias/k"),
            "c": settings(output: "s3://out/c/", key: "alias/k"),
        ])
        let facts = try await facts(world, three)
        #expect(
            world.calls == [
                "DescribeKey alias/k", "HeadBucket out of 111122223333", "HeadObject data/day.manifest",
                "HeadObject data/night.manifest@v7",
            ]
        )
        #expect(facts.manifests.count == 2 && facts.buckets.count == 1 && facts.keys.count == 1)
    }

    private func manifest(
        _ uri: String = day,
        refusing rule: @escaping @Sendable (String) -> (code: String, status: Int)?
    ) async throws -> ManifestFact? {
        try await facts(World(refusing: rule), try trainings(["a": settings(uri)])).manifests.values.first
    }

    @Test("What S3 says of a manifest")
    func manifests() async throws {
        #expect(try await manifest { $0.hasPrefix("HeadObject") ? ("NotFound", 404) : nil } == .absent)
        #expect(try await manifest { $0.contains("data") ? ("NotFound", 404) : nil } == .noBucket)
        #expect(
            try await manifest { $0.hasPrefix("HeadObject") ? ("NotFound", 404) : ("Forbidden", 403) } == .absent
        )
        #expect(try await manifest { $0.contains("data") ? ("NoSuchBucket", 404) : nil } == .noBucket)
        #expect(try await manifest { $0.contains("data") ? ("Forbidden", 403) : nil } == .denied)
        let pinned = day + "?versionId=x"
        #expect(try await manifest(pinned) { $0.contains("data") ? ("MethodNotAllowed", 405) : nil } == .deleteMarker)
        #expect(try await manifest(pinned) { $0.contains("@x") ? ("BadRequest", 400) : nil } == .badVersion)
        #expect(
            try await manifest(pinned) { $0.contains("@x") ? ("BadRequest", 400) : ("Forbidden", 403) } == .badVersion
        )
        // As of a session that has expired: it is no matter of the version.
        let expired = try await manifest(pinned) { $0.contains("data") ? ("BadRequest", 400) : nil }
        guard case .unreadable = expired else {
            Issue.record("\(String(describing: expired))")
            return
        }
        // Without a version it is no deletion: something stands in the way that does not let HEAD pass.
        let barred = try await manifest { $0.contains("data") ? ("MethodNotAllowed", 405) : nil }
        guard case .unreadable = barred else {
            Issue.record("\(String(describing: barred))")
            return
        }
        #expect(
            try await manifest { $0.contains("data") ? ("elsewhere", 0) : nil } == .elsewhere(region: "eu-west-1")
        )
        let unreadable = try await manifest { $0.contains("data") ? ("InternalError", 500) : nil }
        guard case .unreadable(let reason) = unreadable else {
            Issue.record("\(String(describing: unreadable))")
            return
        }
        #expect(reason.contains("InternalError"))
    }

    @Test("The lines that are read are those of the content that was found, and only of one that can be a manifest")
    func contents() async throws {
        func calls(size: Int64) async throws -> [String] {
            let world = World(size: size) { _ in nil }
            _ = try await OutsideWorld(s3: { _ in world }, kms: { _ in world }, caller: nil)
                .facts(about: [try trainings(["a": settings(day)])], readingManifests: true)
            return world.calls.filter { $0.hasPrefix("GetObject") }
        }
        #expect(try await calls(size: 1) == ["GetObject day.manifest if \"e\""])
        #expect(try await calls(size: 1_073_741_824).count == 1)
        #expect(try await calls(size: 1_073_741_825).isEmpty)
        #expect(try await calls(size: 0).isEmpty)
    }

    private func bucket(
        region: String? = "us-east-1",
        refusing rule: @escaping @Sendable (String) -> (code: String, status: Int)?
    ) async throws -> BucketFact? {
        try await facts(World(region: region, refusing: rule), try trainings(["a": settings()])).buckets.values.first
    }

    @Test("What S3 says of a bucket")
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

    @Test("What KMS says of a key")
    func keys() async throws {
        func key(_ code: String) async throws -> KeyFact? {
            try await facts(World { _ in (code, 400) }, try trainings(["a": settings(key: "alias/k")])).keys.values
                .first
        }
        #expect(try await key("NotFoundException") == .absent)
        #expect(try await key("AccessDeniedException") == .denied)
    }

    @Test("Without credentials nothing can be told at all, and a client that cannot be made is a reason")
    func clients() async throws {
        let one = try trainings(["a": settings(day)])
        await #expect(throws: AWSError.self) {
            let none = AWSError(.credentials("there are none"), operation: "HeadObject", host: "here")
            _ = try await OutsideWorld(s3: { _ in throw none }, kms: { _ in throw none }, caller: nil).facts(about: [
                one
            ])
        }
        let unusable = ConfigurationError("the endpoint is none", help: "set another")
        let world = OutsideWorld(s3: { _ in throw unusable }, kms: { _ in throw unusable }, caller: nil)
        let facts = try await world.facts(about: [one])
        #expect(facts.manifests.values.first == .unreadable(reason: "the endpoint is none. set another"))
    }

    @Test("What a plan learns: aliases by their keys, unpinned manifests by their versions")
    func references() async throws {
        let facts = try await facts(World { _ in nil }, try trainings(["a": settings(day, key: "alias/k")]))
        var expected = ResolvedReferences()
        expected.add(try KMSKey("alias/k"), in: "us-east-1", is: "arn:aws:kms:us-east-1:1:key/1")
        expected.add(try ManifestLocation(uri: day), isNow: try ManifestLocation(uri: day + "?versionId=v"))
        #expect(facts.references == expected)
    }
}
