import ModelVersions
import Storage

/// Whether the key is one that a training can use.
enum KMSKeyCheck: PreflightCheck {
    static let rule = CheckRule(
        id: "kms-key",
        summary: "the KMS key exists, in the project's region, is enabled, and encrypts symmetrically"
    )

    static func results(_ subject: CheckSubject) -> [CheckResult] {
        subject.project.grouped { $0.kmsKey.map { [$0] } ?? [] }.map { key, trainings in
            let question = KeyQuestion(key, for: subject.project.project)
            let fact = subject.facts.keys[question] ?? .unreadable(reason: "nobody asked")
            let (verdict, message, help, permission) = judge(fact, key, in: subject.project.project)
            return result(
                verdict,
                subject,
                of: key.text,
                message,
                help: help,
                permission: permission,
                for: trainings
            )
        }
    }

    private static func judge(
        _ fact: KeyFact,
        _ key: KMSKey,
        in project: ProjectARN
    ) -> (Verdict, String, help: String?, permission: String?) {
        if let region = key.region, region != project.region {  // K3
            return (
                .fail, "the key is in \(region), and must be in the project's region, \(project.region)",
                "name a key in \(project.region)", nil
            )
        }
        switch fact {
        case .found(let metadata):
            return judge(metadata, key, in: project)
        case .absent:  // K2
            return (.fail, "KMS knows no such key in \(project.region)", "make it, or correct its name", nil)
        case .denied:  // K8
            return (
                .unknown, "KMS does not let these credentials see the key, or it is not there",
                "allow them kms:DescribeKey on it: a training with the key needs it anyway", "kms:DescribeKey"
            )
        case .unreadable(let reason):  // K9
            return (.unknown, reason, nil, nil)
        }
    }

    private static func judge(
        _ metadata: KeyMetadata,
        _ key: KMSKey,
        in project: ProjectARN
    ) -> (Verdict, String, help: String?, permission: String?) {
        let state = metadata.keyState ?? (metadata.enabled == false ? "Disabled" : "Enabled")
        if state != "Enabled" {  // K4
            return (.fail, "the key is \(state), not Enabled", "enable it, or name another", nil)
        }
        if let spec = metadata.keySpec, spec != "SYMMETRIC_DEFAULT" {  // K5
            return (
                .fail, "the key is of the kind \(spec), and a training needs a symmetric one",
                "name a key of the kind SYMMETRIC_DEFAULT", nil
            )
        }
        if let usage = metadata.keyUsage, usage != "ENCRYPT_DECRYPT" {  // K5
            return (
                .fail, "the key is for \(usage), and a training needs one that encrypts",
                "name a key for ENCRYPT_DECRYPT", nil
            )
        }
        let arn = metadata.arn ?? metadata.keyID
        if metadata.keyManager == "AWS" {  // K6
            return (
                .warning, "\(arn) is managed by AWS: no grants can be made on it, which a training needs",
                "name a customer managed key", nil
            )
        }
        if let owner = metadata.accountID, owner != project.account {  // K7
            return (
                .warning, "\(arn) belongs to account \(owner), not to the project's",
                "make sure that its policy lets the project's account create grants", nil
            )
        }
        return (.pass, key.text == arn ? "enabled" : "\(arn), enabled", nil, nil)  // K1
    }
}

extension KMSKey {
    /// The region in its ARN; nil where it is none.
    fileprivate var region: String? {
        guard text.hasPrefix("arn:") else { return nil }
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return parts.count == 6 ? String(parts[3]) : nil
    }
}

/// Whether the bucket that results are written to is there, in the project's region, and the account's own.
enum OutputBucketCheck: PreflightCheck {
    static let rule = CheckRule(
        id: "output-bucket",
        summary: "the output bucket exists, in the project's region, and belongs to the project's account"
    )

    static func results(_ subject: CheckSubject) -> [CheckResult] {
        subject.project.grouped { [$0.output.bucket] }.map { bucket, trainings in
            let question = BucketQuestion(bucket, for: subject.project.project)
            let fact = subject.facts.buckets[question] ?? .unreadable(reason: "nobody asked")
            let (region, account) = (subject.project.project.region, subject.project.project.account)
            let (verdict, message, help, permission): (Verdict, String, String?, String?) =
                switch fact {
                case .own:  // B1
                    (.pass, "in \(region), of account \(account)", nil, nil)
                case .absent:  // B2
                    (.fail, "the bucket does not exist", "make it in \(region), or correct its name", nil)
                case .elsewhere(let actual):  // B3
                    (
                        .fail, "the bucket is in \(actual), and must be in the project's region, \(region)",
                        "name a bucket in \(region)", nil
                    )
                case .ofAnotherAccount:  // B4
                    (
                        .warning, "the bucket does not belong to the project's account, \(account)",
                        "make sure that the results may go there: whoever owns the bucket can read them", nil
                    )
                case .denied:  // B5
                    (
                        .unknown, "S3 does not let these credentials see the bucket",
                        "allow them s3:ListBucket on it", "s3:ListBucket"
                    )
                case .unreadable(let reason):  // B6
                    (.unknown, reason, nil, nil)
                }
            return result(
                verdict,
                subject,
                of: "s3://\(bucket)",
                message,
                help: help,
                permission: permission,
                for: trainings
            )
        }
    }
}
