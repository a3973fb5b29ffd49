import ModelVersions
import Planning
import Storage
import Testing

@testable import Checks

struct StorageCheckTests {
    private func manifest(_ fact: ManifestFact, _ uri: String = day) throws -> CheckResult {
        var facts = CheckFacts()
        facts.manifests[ManifestQuestion(try ManifestLocation(uri: uri), for: try project())] = fact
        let results = verdicts("manifest", of: try trainings(["a": settings(uri), "b": settings(uri)]), facts)
        #expect(results.count == 1)
        #expect(results[0].subject == uri)
        #expect(results[0].trainings.map(\.name.text) == ["a", "b"])
        return results[0]
    }

    private func object(_ version: String? = nil) -> S3Object {
        S3Object(bucket: "data", key: "day.manifest", version: version)
    }

    private func head(_ size: Int64?, encoding: String? = nil) -> ManifestFact {
        .found(HeadObjectResponse(eTag: "\"e\"", contentLength: size, contentEncoding: encoding))
    }

    @Test(
        "M1 to M12: a manifest",
        arguments: [
            (1, Verdict.pass), (2, .fail), (3, .fail), (5, .fail), (6, .fail), (7, .fail), (8, .fail), (9, .fail),
            (10, .unknown), (11, .unknown), (12, .warning),
        ]
    )
    func manifest(row: Int, verdict: Verdict) throws {
        let facts: [Int: ManifestFact] = [
            1: head(1_073_741_824), 2: .problem(.noBucket), 3: .problem(.absent(object())),
            5: .problem(.deleteMarker), 6: .problem(.invalidVersion), 7: .problem(.elsewhere(region: "eu-west-1")),
            8: head(0), 9: head(1_073_741_825), 10: .problem(.denied(object())),
            11: .problem(ObjectProblem("no answer")), 12: head(10, encoding: "gzip"),
        ]
        #expect(try manifest(try #require(facts[row])).verdict == verdict)
    }

    @Test("M4: a missing version and a missing object have different messages")
    func version() throws {
        #expect(try manifest(.problem(.absent(object("v"))), day + "?versionId=v").message.contains("version"))
        #expect(try !manifest(.problem(.absent(object()))).message.contains("version"))
    }

    @Test("M10: the missing permission is named")
    func permission() throws {
        #expect(try manifest(.problem(.denied(object()))).permission == "s3:GetObject")
        let pinned = try manifest(.problem(.denied(object("v"))), day + "?versionId=v")
        #expect(pinned.permission == "s3:GetObjectVersion")
    }

    @Test("A question without an answer is unknown, never a pass")
    func unasked() throws {
        let one = try trainings(["a": settings(day, key: "alias/k")])
        for check in ["manifest", "output-bucket", "kms-key"] {
            #expect(verdicts(check, of: one).map(\.verdict) == [.unknown])
        }
    }

    @Test(
        "B1 to B6: the output bucket",
        arguments: [
            (BucketFact.own, Verdict.pass), (.absent, .fail), (.elsewhere(region: "eu-west-1"), .warning),
            (.ofAnotherAccount, .warning), (.denied, .unknown), (.unreadable(reason: "no answer"), .unknown),
        ]
    )
    func bucket(fact: BucketFact, verdict: Verdict) throws {
        var facts = CheckFacts()
        facts.buckets[BucketQuestion(try S3Bucket("out"), for: try project())] = fact
        let results = verdicts("output-bucket", of: try trainings(["a": settings(day), "b": settings(day)]), facts)
        #expect(results.map(\.verdict) == [verdict])
        #expect(results[0].permission == (fact == .denied ? "s3:ListBucket" : nil))
    }

    @Test(
        "B1 to B6: the bucket of the images",
        arguments: [
            (BucketFact.own, Verdict.pass), (.absent, .fail), (.elsewhere(region: "eu-west-1"), .fail),
            (.ofAnotherAccount, .warning), (.denied, .unknown), (.unreadable(reason: "no answer"), .unknown),
        ]
    )
    func imageBucket(fact: BucketFact, verdict: Verdict) throws {
        let subject = try trainings(["a": settings(day), "b": settings(day), "c": settings()])
        var facts = CheckFacts()
        let question = try #require(ContentQuestion.all(of: subject.trainings[0].settings, in: subject.project).first)
        facts.contents[question] = .read(ManifestContent(imageBucket: try S3Bucket("images")))
        facts.buckets[BucketQuestion(try S3Bucket("images"), for: subject.project)] = fact
        let results = verdicts("image-bucket", of: subject, facts)
        #expect(results.map(\.verdict) == [verdict])
        #expect(results[0].subject == "s3://images" && results[0].trainings.map(\.name.text) == ["a", "b"])
        #expect(verdicts("image-bucket", of: subject).isEmpty, "without the lines, the bucket is not known")
    }

    // Guide page tm-debugging-aggregate-errors: the owners of the buckets of images and manifests must match.
    @Test(
        "O1 to O5: the owners of the buckets of a manifest and of its images",
        arguments: [
            (BucketFact.own, BucketFact.own, Verdict.pass), (.ofAnotherAccount, .own, .fail),
            (.own, .ofAnotherAccount, .fail), (.ofAnotherAccount, .ofAnotherAccount, .warning),
            (.denied, .own, .unknown), (.unreadable(reason: "no answer"), .own, .unknown), (.absent, .own, .unknown),
            // The check of the images' bucket reports it.
            (.own, .denied, nil), (.own, .absent, nil), (.own, .elsewhere(region: "eu-west-1"), nil),
        ] as [(BucketFact, BucketFact, Verdict?)]
    )
    func owners(manifest: BucketFact, images: BucketFact, verdict: Verdict?) throws {
        var subject = try trainings(["a": settings(day), "b": settings(day), "c": settings()])
        var facts = CheckFacts()
        let question = try #require(ContentQuestion.all(of: subject.trainings[0].settings, in: subject.project).first)
        facts.contents[question] = .read(ManifestContent(imageBucket: try S3Bucket("images")))
        facts.buckets[BucketQuestion(try S3Bucket("data"), for: subject.project)] = manifest
        facts.buckets[BucketQuestion(try S3Bucket("images"), for: subject.project)] = images
        let result = verdicts("bucket-owners", of: subject, facts)
        #expect(result.map(\.verdict) == [verdict].compactMap { $0 })
        #expect(result.allSatisfy { $0.subject == "s3://data" && $0.trainings.map(\.name.text) == ["a", "b"] })
        #expect(result.allSatisfy { $0.message.contains("s3://images") || $0.verdict == .unknown })
        #expect(
            result.allSatisfy { $0.message.contains("ERROR_INVALID_IMAGES_S3_BUCKET_OWNER") == ($0.help != nil) }
                || verdict == .unknown
        )
        #expect(result.first?.permission == (manifest == .denied ? "s3:ListBucket" : nil))
        facts.contents[question] = .read(ManifestContent(imageBucket: try S3Bucket("data")))
        #expect(verdicts("bucket-owners", of: subject, facts).isEmpty, "one bucket has one owner")
        facts.contents[question] = .read(ManifestContent(imageBucket: try S3Bucket("images")))
        subject.reading = .present(LiveProject(feature: .contentModeration))
        #expect(verdicts("bucket-owners", of: subject, facts).isEmpty, "the guide has no such rule for adapters")
    }

    private func key(_ fact: KeyFact, _ text: String = "alias/k") throws -> CheckResult? {
        var facts = CheckFacts()
        facts.keys[KeyQuestion(try KMSKey(text), for: try project())] = fact
        return verdicts("kms-key", of: try trainings(["a": settings(day, key: text)]), facts).first
    }

    @Test(
        "K1 to K9: the key",
        arguments: [
            (1, Verdict.pass), (2, .fail), (4, .fail), (5, .fail), (50, .fail), (6, .warning), (7, .warning),
            (8, .unknown),
            (9, .unknown),
        ]
    )
    func key(row: Int, verdict: Verdict) throws {
        func metadata(_ change: (inout KeyMetadata) -> Void) -> KeyFact {
            var key = KeyMetadata(
                keyID: "1",
                arn: "arn:aws:kms:us-east-1:111122223333:key/1",
                accountID: "111122223333",
                enabled: true,
                keyState: "Enabled",
                keyUsage: "ENCRYPT_DECRYPT",
                keySpec: "SYMMETRIC_DEFAULT",
                keyManager: "CUSTOMER"
            )
            change(&key)
            return .found(key)
        }
        let facts: [Int: KeyFact] = [
            1: metadata { _ in }, 2: .absent, 4: metadata { $0.keyState = "PendingDeletion" },
            5: metadata { $0.keySpec = "RSA_2048" }, 50: metadata { $0.keyUsage = "SIGN_VERIFY" },
            6: metadata { $0.keyManager = "AWS" }, 7: metadata { $0.accountID = "444455556666" }, 8: .denied,
            9: .unreadable(reason: "no answer"),
        ]
        let result = try key(try #require(facts[row]))
        #expect(result?.verdict == verdict)
        #expect(result?.permission == (row == 8 ? "kms:DescribeKey" : nil))
    }

    @Test("K3: a key of another region, with any answer of KMS")
    func region() throws {
        let result = try key(.absent, "arn:aws:kms:eu-west-1:111122223333:key/1")
        #expect(result?.verdict == .fail && result?.message.contains("eu-west-1") == true)
    }
}
