package import Host

/// API: HeadObjectRequest.
package struct HeadObjectRequest: Sendable, Equatable {
    package var bucket: String
    package var key: String
    package var versionID: String?
    /// Twelve digits; the request is refused where the bucket is another account's.
    package var expectedBucketOwner: String?

    package init(bucket: String, key: String, versionID: String? = nil, expectedBucketOwner: String? = nil) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
        self.expectedBucketOwner = expectedBucketOwner
    }
}

/// API: HeadObjectOutput.
package struct HeadObjectResponse: Sendable, Equatable {
    /// As it is sent: in quotes.
    package var eTag: String?
    /// Nil where the bucket has no versioning.
    package var versionID: String?
    /// To the second.
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
