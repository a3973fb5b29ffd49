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
        subject.project.grouped { [$0.output.bucket] }.map { bucket, trainings in
            judge(subject.facts.buckets[BucketQuestion(bucket, for: subject.arn)], in: subject.arn)
                .about("s3://\(bucket)", for: trainings)
        }
    }

    private static func judge(_ fact: BucketFact?, in project: ProjectARN) -> Judgement {
        let (region, account) = (project.region, project.account)
        return switch fact {
        case .own:  // B1
            .pass("in \(region), of account \(account)")
        case .absent:  // B2
            .fail("the bucket does not exist", help: "create it in \(region), or correct its name")
        case .elsewhere(let actual):  // B3
            .fail(
                "the bucket is in \(actual) and must be in the project's region, \(region)",
                help: "name a bucket in \(region)"
            )
        case .ofAnotherAccount:  // B4
            .warning(
                "the bucket does not belong to the project's account, \(account)",
                help: "check that the results may go there: the owner of the bucket can read them"
            )
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
    }
}
