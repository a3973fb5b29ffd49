package import Host

/// API: ListObjectsV2Request.
package struct ListObjectsV2Request: Sendable, Equatable {
    package var bucket: String
    package var prefix: String?
    /// 1 to 1000.
    package var maxKeys: Int?
    package var continuationToken: String?
    /// Only keys after this one, whether there is such a key or not.
    package var startAfter: String?
    package var expectedBucketOwner: String?

    package init(
        bucket: String,
        prefix: String? = nil,
        maxKeys: Int? = nil,
        continuationToken: String? = nil,
        startAfter: String? = nil,
        expectedBucketOwner: String? = nil
    ) {
        self.bucket = bucket
        self.prefix = prefix
        self.maxKeys = maxKeys
        self.continuationToken = continuationToken
        self.startAfter = startAfter
        self.expectedBucketOwner = expectedBucketOwner
    }
}

/// API: ListObjectsV2Output.
package struct ListObjectsV2Response: Sendable, Equatable {
    package var contents: [S3ObjectSummary]
    /// Nil on the last page.
    package var nextContinuationToken: String?

    package init(contents: [S3ObjectSummary], nextContinuationToken: String? = nil) {
        self.contents = contents
        self.nextContinuationToken = nextContinuationToken
    }
}

/// API: Object.
package struct S3ObjectSummary: Sendable, Equatable {
    package var key: String
    package var eTag: String?
    /// In bytes.
    package var size: Int64?
    package var lastModified: UnixTime?

    package init(key: String, eTag: String? = nil, size: Int64? = nil, lastModified: UnixTime? = nil) {
        self.key = key
        self.eTag = eTag
        self.size = size
        self.lastModified = lastModified
    }
}
