/// API: HeadBucketRequest.
package struct HeadBucketRequest: Sendable, Equatable {
    package var bucket: String
    /// Twelve digits; the request is refused where the bucket is another account's.
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
