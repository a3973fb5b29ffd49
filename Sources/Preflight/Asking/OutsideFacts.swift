package import AWSRuntime
package import KMS
package import ModelVersions
package import S3

/// What was learnt of the world around Rekognition: for each question that was asked, an answer.
package struct OutsideFacts: Sendable {
    package var caller: CallerFact = .notAsked
    package var manifests: [ManifestQuestion: ManifestFact] = [:]
    /// Empty where nobody was to read them.
    package var contents: [ContentQuestion: ContentFact] = [:]
    package var buckets: [BucketQuestion: BucketFact] = [:]
    package var keys: [KeyQuestion: KeyFact] = [:]

    package init() {}
}

package struct ManifestQuestion: Sendable, Hashable {
    /// Where a training would read it.
    package var region: String
    package var manifest: ManifestLocation

    package init(_ manifest: ManifestLocation, for project: ProjectARN) {
        region = project.region
        self.manifest = manifest
    }
}

package struct BucketQuestion: Sendable, Hashable {
    package var region: String
    /// Of the project.
    package var account: String
    package var bucket: S3Bucket

    package init(_ bucket: S3Bucket, for project: ProjectARN) {
        region = project.region
        account = project.account
        self.bucket = bucket
    }
}

package struct KeyQuestion: Sendable, Hashable {
    package var region: String
    package var key: KMSKey

    package init(_ key: KMSKey, for project: ProjectARN) {
        region = project.region
        self.key = key
    }
}

package enum CallerFact: Sendable, Equatable {
    case notAsked
    case known(CallerIdentity)
    case unreadable(reason: String)
}

package enum ManifestFact: Sendable, Equatable {
    case found(HeadObjectResponse)
    case noBucket
    /// No object of the key, or no such version of it.
    case absent
    /// The version is not content, but the mark of a deletion.
    case deleteMarker
    /// S3 takes the version for none.
    case badVersion
    case elsewhere(region: String)
    case denied
    case unreadable(reason: String)
}

package enum BucketFact: Sendable, Equatable {
    /// It is the project's account's.
    case own
    case ofAnotherAccount
    case absent
    case elsewhere(region: String)
    case denied
    case unreadable(reason: String)
}

package enum KeyFact: Sendable, Equatable {
    case found(KeyMetadata)
    case absent
    case denied
    case unreadable(reason: String)
}
