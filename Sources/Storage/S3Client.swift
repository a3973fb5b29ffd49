package import AWSRuntime
import AWSSigning
package import ModelVersions
import Text

/// Amazon S3 in one region.
///
/// API: REST with XML, signing name `s3`, version 2006-03-01.
package struct S3Client: S3API {
    private let sender: CallSender

    /// - Throws: `ConfigurationError` for an invalid endpoint.
    package init(_ connection: AWSConnection, region: String) throws(ConfigurationError) {
        sender = try connection.s3Sender(region: region)
    }

    package func headObject(_ request: HeadObjectRequest) async throws -> HeadObjectResponse {
        try await send(
            "HeadObject",
            "HEAD",
            request.object.bucket,
            key: request.object.key,
            query: request.object.version.map { [("versionId", $0)] } ?? [],
            headers: owner(request.expectedBucketOwner)
        ) { HeadObjectResponse($0) }
    }

    package func getObject(_ request: GetObjectRequest) async throws -> GetObjectResponse {
        var headers = owner(request.expectedBucketOwner)
        if let range = request.range { headers.append(("range", "bytes=\(range.lowerBound)-\(range.upperBound)")) }
        if let eTag = request.ifMatch { headers.append(("if-match", eTag)) }
        return try await send(
            "GetObject",
            "GET",
            request.object.bucket,
            key: request.object.key,
            query: request.object.version.map { [("versionId", $0)] } ?? [],
            headers: headers
        ) { try GetObjectResponse($0, range: request.range) }
    }

    package func headBucket(_ request: HeadBucketRequest) async throws -> HeadBucketResponse {
        try await send("HeadBucket", "HEAD", request.bucket, headers: owner(request.expectedBucketOwner)) {
            HeadBucketResponse(bucketRegion: $0.header("x-amz-bucket-region"))
        }
    }

    package func listObjectsV2(_ request: ListObjectsV2Request) async throws -> ListObjectsV2Response {
        var query = [("encoding-type", "url"), ("list-type", "2")]
        if let token = request.continuationToken { query.append(("continuation-token", token)) }
        if let count = request.maxKeys { query.append(("max-keys", String(count))) }
        if let prefix = request.prefix { query.append(("prefix", prefix)) }
        if let key = request.startAfter { query.append(("start-after", key)) }
        return try await send(
            "ListObjectsV2",
            "GET",
            request.bucket,
            query: query,
            headers: owner(request.expectedBucketOwner)
        ) { try ListObjectsV2Response(body: $0.body, to: request) }
    }

    private func owner(_ account: String?) -> [(name: String, value: String)] {
        account.map { [(name: "x-amz-expected-bucket-owner", value: $0)] } ?? []
    }

    private func send<Output: Sendable>(
        _ operation: String,
        _ method: String,
        _ bucket: String,
        key: String = "",
        query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)],
        reading read: (HTTPResponse) throws -> Output
    ) async throws -> Output {
        let address = BucketAddress(
            bucket: bucket,
            path: PercentEncoding.encode(key, keepingSlash: true),
            at: sender.endpoint
        )
        let request = CallRequest(
            operation: operation,
            method: method,
            path: address.path,
            query: PercentEncoding.encode(query),
            headers: headers,
            // S3 does not normalize keys: `a//b` and `a/../b` are two keys.
            signing: .signatureVersion4(
                SigningOptions(normalizesPath: false, encodesPathTwice: false, signsBodyHeader: true)
            )
        )
        do throws(AWSError) {
            return try await (address.label.map(sender.below) ?? sender).send(request, replay: .safe, reading: read)
        } catch {
            if let actual = error.bucketRegion, actual != sender.region, error.isOfAnotherRegion {
                throw WrongRegion(bucket: bucket, asked: sender.region, actual: actual)
            }
            throw error
        }
    }
}

extension AWSError {
    /// Whether S3 answers so to a request that should have gone to another region.
    fileprivate var isOfAnotherRegion: Bool {
        statusCode == 301 || statusCode == 307
            || statusCode == 400
                && ["AuthorizationHeaderMalformed", "BadRequest", "IllegalLocationConstraintException"].contains(code)
    }
}

/// The operations of Amazon S3 that rekon calls, in one region. They only read.
///
/// Errors are `AWSError`, `WrongRegion`, or `CancellationError`.
package protocol S3API: Sendable {
    /// The metadata of an object (API: HeadObject).
    func headObject(_ request: HeadObjectRequest) async throws -> HeadObjectResponse

    /// An object, or a range of it (API: GetObject). The answer is in memory as a whole: see `S3ObjectChunks`.
    func getObject(_ request: GetObjectRequest) async throws -> GetObjectResponse

    /// Whether a bucket exists, may be used, and in which region it is (API: HeadBucket).
    func headBucket(_ request: HeadBucketRequest) async throws -> HeadBucketResponse

    /// One page of the objects of a bucket, in the order of their keys (API: ListObjectsV2; at most 1000).
    func listObjectsV2(_ request: ListObjectsV2Request) async throws -> ListObjectsV2Response
}

/// The client for a region, with the credentials of an account.
package typealias S3Clients = @Sendable (_ place: AccountRegion) throws -> any S3API

/// The client for a region, with the run's own credentials.
package typealias RegionalS3Clients = @Sendable (_ region: String) throws -> any S3API

/// Calls S3 in one region and, if the bucket is in another, once more there.
package func withS3<Result>(
    in region: String,
    _ clients: RegionalS3Clients,
    _ body: (any S3API) async throws -> Result
) async throws -> Result {
    do {
        return try await body(try clients(region))
    } catch let error as WrongRegion {
        return try await body(try clients(error.actual))
    }
}

/// The bucket is in another region than the request was sent to. It answers only in its own region.
package struct WrongRegion: Error, Sendable, Equatable {
    package var bucket: String
    /// The region of the request.
    package var asked: String
    /// The region of the bucket.
    package var actual: String

    package init(bucket: String, asked: String, actual: String) {
        self.bucket = bucket
        self.asked = asked
        self.actual = actual
    }
}

extension WrongRegion: CustomStringConvertible {
    package var description: String { "the bucket \(bucket) is in \(actual), not in \(asked)" }
}
