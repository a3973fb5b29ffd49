/// API: GetObjectRequest.
package struct GetObjectRequest: Sendable, Equatable {
    package var bucket: String
    package var key: String
    package var versionID: String?
    /// Of bytes; it may go beyond the end, but not start there.
    package var range: ClosedRange<Int64>?
    /// Only where the object still has this ETag.
    package var ifMatch: String?
    package var expectedBucketOwner: String?

    package init(
        bucket: String,
        key: String,
        versionID: String? = nil,
        range: ClosedRange<Int64>? = nil,
        ifMatch: String? = nil,
        expectedBucketOwner: String? = nil
    ) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
        self.range = range
        self.ifMatch = ifMatch
        self.expectedBucketOwner = expectedBucketOwner
    }
}

/// API: GetObjectOutput.
package struct GetObjectResponse: Sendable, Equatable {
    /// What HeadObject would say, except that `contentLength` is that of the body.
    package var head: HeadObjectResponse
    /// The length of the whole object in bytes, where a range was asked for.
    package var totalLength: Int64?
    package var body: [UInt8]

    package init(head: HeadObjectResponse, totalLength: Int64? = nil, body: [UInt8]) {
        self.head = head
        self.totalLength = totalLength
        self.body = body
    }
}
