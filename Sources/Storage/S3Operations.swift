package import Host
package import ModelVersions

/// API: GetObjectRequest.
package struct GetObjectRequest: Sendable, Equatable {
    package var object: S3Object
    /// In bytes. It may end beyond the object's end, but not start there.
    package var range: ClosedRange<Int64>?
    /// Refuse the request if the object has another ETag.
    package var ifMatch: String?
    package var expectedBucketOwner: String?

    package init(
        _ object: S3Object,
        range: ClosedRange<Int64>? = nil,
        ifMatch: String? = nil,
        expectedBucketOwner: String? = nil
    ) {
        self.object = object
        self.range = range
        self.ifMatch = ifMatch
        self.expectedBucketOwner = expectedBucketOwner
    }
}

/// API: GetObjectOutput.
package struct GetObjectResponse: Sendable, Equatable {
    /// As HeadObject gives it, but `contentLength` is the length of the body.
    package var head: HeadObjectResponse
    /// Bytes of the whole object; nil if no range was requested.
    package var totalLength: Int64?
    package var body: [UInt8]

    package init(head: HeadObjectResponse, totalLength: Int64? = nil, body: [UInt8]) {
        self.head = head
        self.totalLength = totalLength
        self.body = body
    }
}

/// API: HeadBucketRequest.
package struct HeadBucketRequest: Sendable, Equatable {
    package var bucket: String
    /// Twelve digits. S3 refuses the request if another account owns the bucket.
    package var expectedBucketOwner: String?

    package init(bucket: String, expectedBucketOwner: String? = nil) {
        self.bucket = bucket
        self.expectedBucketOwner = expectedBucketOwner
    }
}

/// API: HeadBucketOutput.
package struct HeadBucketResponse: Sendable, Equatable {
    package var bucketRegion: String?

    package init(bucketRegion: String?) {
        self.bucketRegion = bucketRegion
    }
}

/// API: HeadObjectRequest.
package struct HeadObjectRequest: Sendable, Equatable {
    package var object: S3Object
    /// Twelve digits. S3 refuses the request if another account owns the bucket.
    package var expectedBucketOwner: String?

    package init(_ object: S3Object, expectedBucketOwner: String? = nil) {
        self.object = object
        self.expectedBucketOwner = expectedBucketOwner
    }
}

/// API: HeadObjectOutput.
package struct HeadObjectResponse: Sendable, Equatable {
    /// In quotes, as S3 sends it.
    package var eTag: String?
    /// Nil if the bucket has no versioning.
    package var versionID: String?
    /// In whole seconds.
    package var lastModified: UnixTime?
    /// In bytes.
    package var contentLength: Int64?
    package var contentType: String?
    package var contentEncoding: String?
    /// `AES256`, `aws:kms`, or `aws:kms:dsse`.
    package var serverSideEncryption: String?
    package var sseKMSKeyID: String?

    package init(
        eTag: String?,
        versionID: String? = nil,
        lastModified: UnixTime? = nil,
        contentLength: Int64? = nil,
        contentType: String? = nil,
        contentEncoding: String? = nil,
        serverSideEncryption: String? = nil,
        sseKMSKeyID: String? = nil
    ) {
        self.eTag = eTag
        self.versionID = versionID
        self.lastModified = lastModified
        self.contentLength = contentLength
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        self.serverSideEncryption = serverSideEncryption
        self.sseKMSKeyID = sseKMSKeyID
    }
}

/// API: ListObjectsV2Request.
package struct ListObjectsV2Request: Sendable, Equatable {
    package var bucket: String
    package var prefix: String?
    /// 1 to 1000.
    package var maxKeys: Int?
    package var continuationToken: String?
    /// List only keys after this text; it need not be a key.
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
