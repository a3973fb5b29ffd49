/// The operations of Amazon S3 that this program calls, in one region: all of them only read.
///
/// Errors are `AWSError`, `WrongRegion`, or `CancellationError`.
package protocol S3API: Sendable {
    /// What is known of an object, without its content (API: HeadObject).
    func headObject(_ request: HeadObjectRequest) async throws -> HeadObjectResponse

    /// An object, or a range of it (API: GetObject). The answer is held as a whole: see `S3ObjectChunks`.
    func getObject(_ request: GetObjectRequest) async throws -> GetObjectResponse

    /// Whether a bucket is there and may be used, and where it is (API: HeadBucket).
    func headBucket(_ request: HeadBucketRequest) async throws -> HeadBucketResponse

    /// One page of the objects of a bucket, in the order of their keys (API: ListObjectsV2; at most 1000).
    func listObjectsV2(_ request: ListObjectsV2Request) async throws -> ListObjectsV2Response
}

/// The bucket is in another region than the one that was asked, and only asked there does it answer.
package struct WrongRegion: Error, Sendable, Equatable {
    package var bucket: String
    /// Where the bucket was looked for.
    package var asked: String
    /// Where it is.
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
