internal import ModelVersions

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
