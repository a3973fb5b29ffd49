import AWSRuntime
import ModelVersions
import Storage
import TestSupport
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(30)))
struct StorageTests {
    private func seeded() async throws -> Account {
        let account = try await Account()
        let seed = ProjectSeed(
            arn: try ProjectARN("arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012"),
            hasDatasets: false,
            manifests: [
                try ManifestLocation(uri: "s3://data/day.manifest"),
                try ManifestLocation(uri: "s3://data/day.manifest?versionId=v7"),
                try ManifestLocation(uri: "s3://data/night.manifest"),
            ],
            outputBuckets: [try S3Bucket("out")],
            keys: [try KMSKey("alias/vision"), try KMSKey("1234abcd"), try KMSKey("alias/vision")]
        )
        #expect(try await account.engine.seed([seed]) == 1)
        return account
    }

    private func client(_ account: Account, _ region: String = "us-east-1") -> SandboxS3Client {
        SandboxS3Client(account.engine, region: region)
    }

    private func change(_ account: Account, _ body: (inout SandboxState) -> Void) async throws {
        try await account.engine.store.update { body(&$0) }
    }

    /// The error code of a call, or the region that it should have gone to.
    private func failure(_ call: () async throws -> some Any) async throws -> String? {
        do {
            _ = try await call()
            return nil
        } catch let error as AWSError {
            return error.code
        } catch let error as WrongRegion {
            return error.actual
        }
    }

    @Test("Seed makes each named object once, and a second seed changes nothing")
    func seed() async throws {
        let account = try await seeded()
        let state = try account.state
        #expect(state.buckets?.map(\.name) == ["out", "data"])
        #expect(state.buckets?[1].objects.map(\.key) == ["day.manifest", "night.manifest"])
        #expect(state.buckets?[1].objects[0].versions.map(\.id).last == "v7")
        #expect(state.keys?.count == 2)
        #expect(try SandboxState(reading: state.written(), path: "x") == state)
    }

    @Test("A state without S3 and KMS is written as it always was")
    func oldState() async throws {
        let text = String(decoding: try SandboxState().written(), as: UTF8.self)
        #expect(!text.contains("buckets") && !text.contains("keys"))
    }

    @Test("The newest version, a named one, and what there is not")
    func head() async throws {
        let account = try await seeded()
        let client = client(account)
        let newest = try await client.headObject(HeadObjectRequest(S3Object(bucket: "data", key: "day.manifest")))
        #expect(newest.versionID == "v7" && newest.lastModified == account.clock.now)
        #expect(newest.contentLength ?? 0 > 1000)
        func code(_ key: String, _ version: String? = nil, owner: String? = nil) async throws -> String? {
            try await failure {
                try await client.headObject(
                    HeadObjectRequest(S3Object(bucket: "data", key: key, version: version), expectedBucketOwner: owner)
                )
            }
        }
        #expect(try await code("other") == "NoSuchKey")
        #expect(try await code("day.manifest", "v8") == "NoSuchVersion")
        #expect(try await code("day.manifest", owner: "444455556666") == "AccessDenied")
        #expect(try await code("day.manifest", owner: "111122223333") == nil)
        let elsewhere = self.client(account, "eu-west-1")
        #expect(
            try await failure { try await elsewhere.headBucket(HeadBucketRequest(bucket: "data")) } == "us-east-1"
        )
        #expect(try await failure { try await client.headBucket(HeadBucketRequest(bucket: "no")) } == "NoSuchBucket")
    }

    @Test("A denied action, and the answers that it hides")
    func denied() async throws {
        let account = try await seeded()
        let client = client(account)
        let request = HeadObjectRequest(S3Object(bucket: "data", key: "other"))
        try await change(account) { $0.buckets?[1].denied = ["s3:ListBucket"] }
        #expect(try await failure { try await client.headObject(request) } == "AccessDenied")
        #expect(try await failure { try await client.headBucket(HeadBucketRequest(bucket: "data")) } == "AccessDenied")
        try await change(account) { $0.buckets?[1].denied = ["s3:GetObject"] }
        #expect(try await failure { try await client.headObject(request) } == "AccessDenied")
    }

    @Test("An object in pieces, and a list in pages")
    func content() async throws {
        let account = try await seeded()
        let client = client(account)
        var read: [UInt8] = []
        let request = GetObjectRequest(S3Object(bucket: "data", key: "day.manifest"))
        for try await chunk in S3ObjectChunks(request, from: client, chunkSize: 1000) { read += chunk }
        #expect(
            String(decoding: read, as: UTF8.self)
                == SampleManifest.text(bucket: "data", key: "day.manifest", feature: "CUSTOM_LABELS")
        )
        let first = try await client.listObjectsV2(ListObjectsV2Request(bucket: "data", maxKeys: 1))
        let second = try await client.listObjectsV2(
            ListObjectsV2Request(bucket: "data", maxKeys: 1, continuationToken: first.nextContinuationToken)
        )
        #expect((first.contents + second.contents).map(\.key) == ["day.manifest", "night.manifest"])
        #expect(second.nextContinuationToken == nil)
    }

    @Test(
        "A key by its four names",
        arguments: ["alias/vision", "arn:aws:kms:us-east-1:111122223333:alias/vision", "1234abcd"]
    )
    func key(name: String) async throws {
        let account = try await seeded()
        let client = SandboxKMSClient(account.engine, region: "us-east-1")
        let key = try await client.describeKey(DescribeKeyRequest(keyID: name)).keyMetadata
        let arn = try #require(key.arn)
        #expect(key.enabled == true && key.keySpec == "SYMMETRIC_DEFAULT")
        #expect(try await client.describeKey(DescribeKeyRequest(keyID: arn)).keyMetadata == key)
        let elsewhere = SandboxKMSClient(account.engine, region: "eu-west-1")
        #expect(
            try await failure { try await elsewhere.describeKey(DescribeKeyRequest(keyID: name)) }
                == "NotFoundException"
        )
    }

    @Test("Writing over an object makes a new version, and a missing bucket is made")
    func put() async throws {
        let account = try await seeded()
        account.clock.advance(seconds: 60)
        let location = try ManifestLocation(uri: "s3://data/day.manifest")
        let written = try await account.engine.put("{}\n", at: location, region: "us-east-1")
        let head = try await client(account).headObject(
            HeadObjectRequest(S3Object(bucket: "data", key: "day.manifest"))
        )
        #expect(head.versionID == written && head.lastModified == account.clock.now && head.contentLength == 3)
        _ = try await account.engine.put("", at: try ManifestLocation(uri: "s3://new/k"), region: "eu-west-1")
        #expect(try account.state.buckets?.last?.region == "eu-west-1")
    }
}
