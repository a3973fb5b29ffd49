import ModelVersions
import Storage

/// Whether a training can use the key.
enum KMSKeyCheck: PreflightCheck {
    static let rule = CheckRule(
        id: "kms-key",
        summary: "the KMS key exists, in the project's region, is enabled, and encrypts symmetrically"
    )

    static func judgements(_ subject: CheckSubject) -> [Judgement] {
        subject.project.grouped { $0.kmsKey.map { [$0] } ?? [] }.map { key, trainings in
            judge(subject.facts.keys[KeyQuestion(key, for: subject.arn)], key, in: subject.arn)
                .about(key.text, for: trainings)
        }
    }

    private static func judge(_ fact: KeyFact?, _ key: KMSKey, in project: ProjectARN) -> Judgement {
        if let region = key.region, region != project.region {  // K3
            return .fail(
                "the key is in \(region) and must be in the project's region, \(project.region)",
                help: "name a key in \(project.region)"
            )
        }
        switch fact {
        case .found(let metadata):
            return judge(metadata, key, in: project)
        case .absent:  // K2
            return .fail("the key does not exist in \(project.region)", help: "create it, or correct its name")
        case .denied:  // K8
            return .unknown(
                "KMS denies access, or the key does not exist",
                help: "allow kms:DescribeKey on the key: a training with the key needs it too",
                permission: "kms:DescribeKey"
            )
        case .unreadable(let reason):  // K9
            return .unknown(reason)
        case nil:
            return .unknown("KMS was not asked")
        }
    }

    private static func judge(_ metadata: KeyMetadata, _ key: KMSKey, in project: ProjectARN) -> Judgement {
        let state = metadata.keyState ?? (metadata.enabled == false ? "Disabled" : "Enabled")
        if state != "Enabled" {  // K4
            return .fail("the key is \(state), not Enabled", help: "enable it, or name another key")
        }
        if let spec = metadata.keySpec, spec != "SYMMETRIC_DEFAULT" {  // K5
            return .fail(
                "the key spec is \(spec), and a training needs a symmetric key",
                help: "name a key with the spec SYMMETRIC_DEFAULT"
            )
        }
        if let usage = metadata.keyUsage, usage != "ENCRYPT_DECRYPT" {  // K5
            return .fail(
                "the key usage is \(usage), and a training needs a key that encrypts",
                help: "name a key with the usage ENCRYPT_DECRYPT"
            )
        }
        let arn = metadata.arn ?? metadata.keyID
        if metadata.keyManager == "AWS" {  // K6
            return .warning(
                "AWS manages \(arn): a training needs grants on the key, and such a key has none",
                help: "name a customer managed key"
            )
        }
        if let owner = metadata.accountID, owner != project.account {  // K7
            return .warning(
                "\(arn) belongs to account \(owner), not to the project's account",
                help: "check that the key policy lets the project's account create grants"
            )
        }
        return .pass(key.text == arn ? "enabled" : "\(arn), enabled")  // K1
    }
}

extension KMSKey {
    /// The region in the ARN; nil if it is not an ARN.
    fileprivate var region: String? {
        guard text.hasPrefix("arn:") else { return nil }
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return parts.count == 6 ? String(parts[3]) : nil
    }
}

/// Whether the bucket for the results exists, is in the project's region, and belongs to the project's account.
enum OutputBucketCheck: PreflightCheck {
    static let rule = CheckRule(
        id: "output-bucket",
        summary: "the output bucket exists, in the project's region, and belongs to the project's account"
    )

    static func judgements(_ subject: CheckSubject) -> [Judgement] {
        subject.judgements(of: { [$0.output.bucket] }) { fact, project in
            switch fact {
            case .elsewhere(let actual):  // B3
                // The guide binds only the inputs to the region (limits.html).
                .warning(
                    "the bucket is in \(actual), and the project is in \(project.region)",
                    help: "check that the results may leave \(project.region)"
                )
            case .ofAnotherAccount:  // B4
                .warning(
                    "the bucket does not belong to the project's account, \(project.account)",
                    help: "check that the results may go there: the owner of the bucket can read them"
                )
            }
        }
    }
}

/// Whether the bucket of a manifest's images exists, is in the project's region, and belongs to the project's account.
enum ImageBucketCheck: PreflightCheck {
    static let rule = CheckRule(
        id: "image-bucket",
        summary: "the bucket of the images exists, in the project's region, and belongs to the project's account"
    )

    static func judgements(_ subject: CheckSubject) -> [Judgement] {
        func buckets(_ settings: TrainingSettings) -> [S3Bucket] {
            ContentQuestion.all(of: settings, in: subject.arn).compactMap { subject.facts.contents[$0]?.imageBucket }
        }
        return subject.judgements(of: buckets) { fact, project in
            switch fact {
            case .elsewhere(let actual):  // B3
                .fail(
                    "the images are in \(actual) and must be in the project's region, \(project.region)",
                    help: "copy the images to a bucket in \(project.region), and correct `source-ref`"
                )
            case .ofAnotherAccount:  // B4
                .warning(
                    "the bucket of the images does not belong to the project's account, \(project.account)",
                    help: "check that its owner lets the project's account read the images"
                )
            }
        }
    }
}

/// Whether the bucket of a manifest and the bucket of its images have one owner.
///
/// tm-debugging-aggregate-errors.html: "The OWNER ID must match for the buckets that store the images and manifest
/// files."
enum BucketOwnersCheck: PreflightCheck {
    static let rule = CheckRule(
        id: "bucket-owners",
        summary: "the bucket of a manifest and the bucket of its images have one owner"
    )

    static func judgements(_ subject: CheckSubject) -> [Judgement] {
        subject.project.grouped { subject.project.bucketPairs(of: $0, in: subject.facts.contents) }.compactMap {
            pair,
            trainings in
            judge(pair, subject)?.about("s3://\(pair.manifest)", for: trainings)
        }
    }

    /// Nil without an owner of the images' bucket: its own check reports why.
    private static func judge(_ pair: BucketPair, _ subject: CheckSubject) -> Judgement? {
        func fact(_ bucket: S3Bucket) -> BucketFact? { subject.facts.buckets[BucketQuestion(bucket, for: subject.arn)] }
        let images = "the bucket of its images, s3://\(pair.images)"
        let account = "the project's account, \(subject.arn.account)"
        guard let owner = fact(pair.images), owner == .own || owner == .ofAnotherAccount else { return nil }
        let code = "ERROR_INVALID_IMAGES_S3_BUCKET_OWNER"
        let help = "keep the manifests and their images in buckets of one account"
        switch fact(pair.manifest) {
        case .own where owner == .own:  // O1
            return .pass("\(account), owns the bucket of the manifest and \(images)")
        case .ofAnotherAccount where owner == .ofAnotherAccount:  // O3
            return .warning(
                """
                the bucket of the manifest and \(images), do not belong to \(account): if they have two owners, the \
                training ends with \(code)
                """,
                help: "check that one account owns both"
            )
        case .own, .ofAnotherAccount:  // O2
            let manifest = "the bucket of the manifest"
            let (own, other) = owner == .own ? (images + ",", manifest) : (manifest, images + ",")
            return .fail(
                """
                the training would end with an error: \(code): \(own) belongs to \(account), and \(other) to another \
                account
                """,
                help: help
            )
        case .denied:  // O4
            return .unknown(
                "S3 denies access to the bucket of the manifest: its owner and that of \(images) must be one",
                help: "allow s3:ListBucket on it",
                permission: "s3:ListBucket"
            )
        case .unreadable(let reason):  // O5
            return .unknown("the owner of the bucket of the manifest is not known: \(reason)")
        case .absent, .elsewhere, nil:  // O5
            return .unknown("the owner of the bucket of the manifest is not known")
        }
    }
}

/// A bucket that exists, at a place where a use of it may not be allowed.
private enum OddBucket {
    case elsewhere(region: String)
    case ofAnotherAccount
}

extension CheckSubject {
    /// - Parameter judge: judges what has another meaning for each use of a bucket.
    fileprivate func judgements(
        of buckets: (TrainingSettings) -> [S3Bucket],
        _ judge: (OddBucket, ProjectARN) -> Judgement
    ) -> [Judgement] {
        project.grouped(by: buckets).map { bucket, trainings in
            let judgement: Judgement =
                switch facts.buckets[BucketQuestion(bucket, for: arn)] {
                case .own:  // B1
                    .pass("in \(arn.region), of account \(arn.account)")
                case .absent:  // B2
                    .fail("the bucket does not exist", help: "create it in \(arn.region), or correct its name")
                case .elsewhere(let region):
                    judge(.elsewhere(region: region), arn)
                case .ofAnotherAccount:
                    judge(.ofAnotherAccount, arn)
                case .denied:  // B5
                    .unknown(
                        "S3 denies access to the bucket",
                        help: "allow s3:ListBucket on it",
                        permission: "s3:ListBucket"
                    )
                case .unreadable(let reason):  // B6
                    .unknown(reason)
                case nil:
                    .unknown("S3 was not asked")
                }
            return judgement.about("s3://\(bucket)", for: trainings)
        }
    }
}
