import AWSRuntime
import Host
package import ModelVersions
package import Storage

/// The emulated S3 in process, in one region. Errors are those of the service, and `SandboxError`.
///
/// The account of a client makes no difference: the names of buckets are unique in all accounts, and a bucket lets
/// every account in, as if its policy allowed it. `denied` refuses all of them.
package struct SandboxS3Client: S3API {
    private let engine: SandboxEngine
    private let region: String

    package init(_ engine: SandboxEngine, place: AccountRegion) {
        self.init(engine, region: place.region)
    }

    package init(_ engine: SandboxEngine, region: String) {
        self.engine = engine
        self.region = region
    }

    package func headObject(_ request: HeadObjectRequest) async throws -> HeadObjectResponse {
        HeadObjectResponse(
            try version(
                "HeadObject",
                request.object,
                owner: request.expectedBucketOwner
            )
        )
    }

    package func getObject(_ request: GetObjectRequest) async throws -> GetObjectResponse {
        let call = "GetObject"
        let found = try version(
            call,
            request.object,
            owner: request.expectedBucketOwner
        )
        if let eTag = request.ifMatch, eTag != found.eTag { throw refusal(call, "PreconditionFailed", 412) }
        let content = Array((found.content ?? "").utf8)
        var head = HeadObjectResponse(found)
        guard let range = request.range else { return GetObjectResponse(head: head, body: content) }
        guard range.lowerBound < content.count else { throw refusal(call, "InvalidRange", 416) }
        let body = Array(content[Int(range.lowerBound)...Int(min(range.upperBound, Int64(content.count) - 1))])
        head.contentLength = Int64(body.count)
        return GetObjectResponse(head: head, totalLength: Int64(content.count), body: body)
    }

    package func headBucket(_ request: HeadBucketRequest) async throws -> HeadBucketResponse {
        HeadBucketResponse(
            bucketRegion: try bucket("HeadBucket", request.bucket, owner: request.expectedBucketOwner).region
        )
    }

    package func listObjectsV2(_ request: ListObjectsV2Request) async throws -> ListObjectsV2Response {
        let call = "ListObjectsV2"
        let limit = min(request.maxKeys ?? 1000, 1000)
        let bucket = try bucket(call, request.bucket, owner: request.expectedBucketOwner)
        let objects = try engine.objects(in: bucket).filter { object in
            object.key.utf8.starts(with: (request.prefix ?? "").utf8)
                && (request.startAfter.map { $0.utf8.lexicographicallyPrecedes(object.key.utf8) } ?? true)
                && (request.continuationToken.map { $0.utf8.lexicographicallyPrecedes(object.key.utf8) } ?? true)
        }
        let page = objects.prefix(limit)
        return ListObjectsV2Response(
            contents: page.compactMap { object in
                object.versions.last.map {
                    S3ObjectSummary(
                        key: object.key,
                        eTag: $0.eTag,
                        size: $0.size,
                        lastModified: UnixTime(milliseconds: $0.lastModified / 1000 * 1000)
                    )
                }
            },
            nextContinuationToken: objects.count > limit ? page.last?.key : nil
        )
    }

    // MARK: Stored objects

    private func bucket(_ call: String, _ name: String, owner: String?) throws -> SandboxState.Bucket {
        guard let bucket = try engine.store.read().buckets?.first(where: { $0.name == name }) else {
            throw refusal(call, "NoSuchBucket", 404)
        }
        guard bucket.region == region else {
            throw WrongRegion(bucket: name, asked: region, actual: bucket.region)
        }
        var error = refusal(call, "AccessDenied", 403)
        error.bucketRegion = bucket.region
        if let owner, owner != bucket.owner { throw error }
        if bucket.denied?.contains(error.action) == true { throw error }
        return bucket
    }

    private func version(
        _ call: String,
        _ wanted: S3Object,
        owner: String?
    ) throws -> SandboxState.ObjectVersion {
        let bucket = try bucket(call, wanted.bucket, owner: owner)
        let object = try engine.objects(in: bucket, withKey: wanted.key).first
        let id = wanted.version
        let versions = object?.versions ?? []
        guard let version = id.map({ id in versions.first { $0.id == id } }) ?? versions.last else {
            // S3 reports a missing object only to clients that may list the bucket.
            let mayKnow = bucket.denied?.contains("s3:ListBucket") != true
            throw mayKnow
                ? refusal(call, id == nil || object == nil ? "NoSuchKey" : "NoSuchVersion", 404)
                : refusal(call, "AccessDenied", 403)
        }
        return version
    }

    private func refusal(_ operation: String, _ code: String, _ status: Int) -> AWSError {
        AWSError(
            .service(code: code, message: ""),
            operation: operation,
            service: "s3",
            host: "the sandbox",
            statusCode: status
        )
    }
}

extension HeadObjectResponse {
    fileprivate init(_ version: SandboxState.ObjectVersion) {
        self.init(
            eTag: version.eTag,
            versionID: version.id,
            lastModified: UnixTime(milliseconds: version.lastModified / 1000 * 1000),
            contentLength: version.size,
            contentType: "binary/octet-stream",
            serverSideEncryption: "AES256"
        )
    }
}
