import Testing

@testable import ModelVersions

struct RuleTests {
    private func complaint<Value>(_ make: () throws -> Value) -> String? {
        do {
            _ = try make()
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func versionNames() {
        #expect(complaint { try VersionName("aZ0_.-") } == nil)
        #expect(complaint { try VersionName(String(repeating: "a", count: 255)) } == nil)
        #expect(
            complaint { try VersionName(String(repeating: "a", count: 256)) }
                == "may have at most 255 characters; it has 256"
        )
        #expect(complaint { try VersionName("") } == "must not be empty")
        #expect(complaint { try VersionName("a b") }?.hasSuffix("found a space") == true)
        #expect(complaint { try VersionName("a/b") }?.hasSuffix("found `/`") == true)
        #expect(complaint { try VersionName("é") }?.hasSuffix("found `é`") == true)
        #expect(complaint { try VersionName("e\u{301}") }?.hasSuffix("found U+0301 (combining acute accent)") == true)
        #expect(complaint { try VersionName("a\r\n") }?.hasSuffix("found a line break") == true)
    }

    @Test func descriptions() {
        #expect(complaint { try VersionDescription("First (labelled) batch: 'a', ok; really?") } == nil)
        #expect(complaint { try VersionDescription("10 %") }?.hasSuffix("found `%`") == true)
        #expect(complaint { try VersionDescription(String(repeating: "a", count: 256)) } != nil)
    }

    @Test(
        arguments: [
            ("arn:aws:rekognition:us-east-1:111122223333:project/a.b_c-d/1", nil),
            ("arn:aws-us-gov:rekognition:us-gov-west-1:111122223333:project/a/1690556789012", nil),
            ("traffic-signs", "must be a project ARN"),
            ("arn:aws:s3:us-east-1:111122223333:project/a/1", "of the service `rekognition`; found `s3`"),
            ("arn:aws:rekognition:us-east-1:1111:project/a/1", "an account ID of 12 digits; found `1111`"),
            ("arn:aws:rekognition:US-EAST-1:111122223333:project/a/1", "must name a partition and a region"),
            ("arn:aws:rekognition::111122223333:project/a/1", "must name a partition and a region"),
            ("arn:aws:rekognition:us-east-1:111122223333:collection/a", "must end in `project/NAME/NUMBER`"),
            ("arn:aws:rekognition:us-east-1:111122223333:project/a", "must end in `project/NAME/NUMBER`"),
            ("arn:aws:rekognition:us-east-1:111122223333:project/a/x1", "must end in `project/NAME/NUMBER`"),
            (
                "arn:aws:rekognition:us-east-1:111122223333:project/a b/1",
                "a project name that the service does not allow"
            ),
            ("arn:aws:rekognition:us-east-1:111122223333:project/a/version/v/1", "the ARN of a model version"),
        ] as [(String, String?)]
    )
    func projectARNs(text: String, complaint expected: String?) {
        let complaint = complaint { try ProjectARN(text) }
        if let expected { #expect(complaint?.contains(expected) == true) } else { #expect(complaint == nil) }
    }

    @Test func partsOfAProjectARN() throws {
        let arn = try ProjectARN("arn:aws-cn:rekognition:cn-north-1:111122223333:project/signs/42")
        #expect(arn.partition == "aws-cn")
        #expect(arn.region == "cn-north-1")
        #expect(arn.account == "111122223333")
        #expect(arn.name == "signs")
    }

    @Test func outputs() throws {
        #expect(try OutputLocation(uri: "s3://bucket").prefix == "")
        #expect(try OutputLocation(uri: "s3://bucket/a/b%20c/").prefix == "a/b%20c/")
        #expect(try OutputLocation(uri: "s3://bucket") == OutputLocation(uri: "s3://bucket/"))
        #expect(complaint { try OutputLocation(uri: "https://bucket/a") }?.contains("must be an S3 URI") == true)
        #expect(complaint { try OutputLocation(uri: "s3:///a") } == "must name a bucket after `s3://`")
        #expect(complaint { try OutputLocation(uri: "s3://b!/a") }?.contains("found `!`") == false)
        #expect(complaint { try OutputLocation(uri: "s3://ab/a") }?.contains("at least 3 characters") == true)
        #expect(complaint { try OutputLocation(uri: "s3://abc/" + String(repeating: "a", count: 1024)) } == nil)
        #expect(complaint { try OutputLocation(uri: "s3://abc/" + String(repeating: "a", count: 1025)) } != nil)
    }

    @Test func manifests() throws {
        let pinned = try ManifestLocation(uri: "s3://bucket/a/b.manifest?versionId=x=y")
        #expect(pinned.key == "a/b.manifest")
        #expect(pinned.version == "x=y")
        #expect(pinned.description == "s3://bucket/a/b.manifest?versionId=x=y")
        #expect(try ManifestLocation(uri: "s3://bucket/a").version == nil)
        #expect(complaint { try ManifestLocation(uri: "s3://bucket") }?.contains("must name an object") == true)
        #expect(
            complaint { try ManifestLocation(uri: "s3://bucket/a?b=c") }?.contains("{bucket: ..., key: ...}") == true
        )
        #expect(complaint { try ManifestLocation(uri: "s3://bucket/a?versionId=") } != nil)
        // The same letters in two Unicode spellings are two objects.
        #expect(
            try ManifestLocation(uri: "s3://bucket/\u{E9}") != ManifestLocation(uri: "s3://bucket/e\u{301}")
        )
    }

    @Test("Text after the version id of a URI is refused", arguments: ["v&x=y", "v#top", "v?w", "&", "v&"])
    func refusesTextAfterVersionID(version: String) {
        let complaint = complaint { try ManifestLocation(uri: "s3://bucket/a?versionId=\(version)") }
        #expect(complaint?.contains("after `?versionId=`") == true)
        #expect(throws: Never.self) {
            try ManifestLocation(bucket: S3Bucket("bucket"), key: "a", version: version)
        }
    }

    @Test(
        "A manifest without an unambiguous URI is shown as a mapping",
        arguments: [
            ("a/b c.manifest", nil, "s3://bucket/a/b c.manifest"),
            ("é/日本", "3HL4", "s3://bucket/é/日本?versionId=3HL4"),
            ("k?versionId=1", nil, #"{bucket: bucket, key: "k?versionId=1", version: none}"#),
            ("k?versionId=1", "2", #"{bucket: bucket, key: "k?versionId=1", version: "2"}"#),
            ("k", "1&x=y", #"{bucket: bucket, key: "k", version: "1&x=y"}"#),
            ("k", "none\n", #"{bucket: bucket, key: "k", version: "none\x0A"}"#),
            ("\u{1B}[2J\0", nil, #"{bucket: bucket, key: "\x1B[2J\x00", version: none}"#),
            ("a\"\\\u{202E}b", nil, #"{bucket: bucket, key: "a\"\\\u202Eb", version: none}"#),
            ("k\u{200B}\u{E0041}", nil, #"{bucket: bucket, key: "k\u200B\U000E0041", version: none}"#),
            ("k ", nil, #"{bucket: bucket, key: "k ", version: none}"#),
            ("k\u{A0}l", nil, #"{bucket: bucket, key: "k\xA0l", version: none}"#),
        ] as [(String, String?, String)]
    )
    func manifestDescriptions(key: String, version: String?, shown: String) throws {
        let manifest = try ManifestLocation(bucket: S3Bucket("bucket"), key: key, version: version)
        #expect(manifest.description == shown)
    }

    @Test func bucketsOfTheServiceAreNotTrusted() {
        #expect(
            S3URI.text(bucket: "a/b", key: "c", version: nil)
                == #"{bucket: "a/b", key: "c", version: none}"#
        )
    }

    @Test func kmsKeys() throws {
        #expect(try KMSKey("alias/a").form == .alias)
        #expect(try KMSKey("1234abcd").form == .keyID("1234abcd"))
        #expect(try KMSKey("arn:aws:kms:us-east-1:111122223333:alias/a").form == .alias)
        #expect(
            try KMSKey("arn:aws:kms:us-east-1:111122223333:key/k").form
                == .keyARN(prefix: "arn:aws:kms:us-east-1:111122223333", id: "k")
        )
        #expect(complaint { try KMSKey("arn:aws:s3:::bucket") }?.contains("ARN of a KMS key or alias") == true)
        #expect(complaint { try KMSKey("-a") } == "must start with a letter or a digit")
        #expect(complaint { try KMSKey("a b") }?.contains("found a space") == true)
    }

    @Test func tags() throws {
        #expect(complaint { try Tags.check(key: "Équipe 1_.:/=+-@") } == nil)
        #expect(complaint { try Tags.check(key: "aws:x") }?.contains("must not start with `aws:`") == true)
        #expect(complaint { try Tags.check(key: "AWS:x") } == nil)
        #expect(complaint { try Tags.check(key: "") } == "must not be empty")
        #expect(complaint { try Tags.check(key: String(repeating: "k", count: 129)) } != nil)
        #expect(complaint { try Tags.check(key: "a#b") }?.contains("found `#`") == true)
        #expect(complaint { try Tags.check(value: "") } == nil)
        #expect(complaint { try Tags.check(value: String(repeating: "v", count: 257)) } != nil)

        let merged = Tags([("a", "1"), ("b", "2")]).merging(Tags([("b", "3"), ("c", "4")]))
        #expect(merged == Tags([("a", "1"), ("b", "3"), ("c", "4")]))
        #expect(Tags([("\u{E9}", "1")]).merging(Tags([("e\u{301}", "2")])).count == 2)
    }

    @Test("Merged tags are those of both, each key once, in byte order, with the value of the second")
    func mergedTags() {
        let keys = ["B", "_", "a", "ab", "é"]
        func some(_ bits: Int, _ value: String) -> [(String, String)] {
            keys.indices.filter { bits >> $0 & 1 == 1 }.map { (keys[$0], value) }.reversed()
        }
        for (first, second) in (0..<32).flatMap({ first in (0..<32).map { (first, $0) } }) {
            let merged = Tags(some(first, "1")).merging(Tags(some(second, "2")))
            let expected = keys.indices.compactMap { index -> String? in
                second >> index & 1 == 1 ? keys[index] + "2" : first >> index & 1 == 1 ? keys[index] + "1" : nil
            }
            #expect(merged.all.map { $0.key + $0.value } == expected)
        }
    }

    @Test func versionARNs() throws {
        let arn = try VersionARN("arn:aws:rekognition:us-east-1:111122223333:project/p/version/v.1/1700000000000")
        #expect(arn.name.text == "v.1")
        let newer = try VersionARN("arn:aws:rekognition:us-east-1:111122223333:project/p/version/v.1/10000000000000")
        #expect(newer.isNewer(than: arn))
        #expect(!arn.isNewer(than: newer))
        #expect(!arn.isNewer(than: arn))
        let odd = ["0": 0, "0001700000000000": 1_700_000_000_000, String(repeating: "9", count: 30): Int64.max]
        for (number, time) in odd {
            let text = "arn:aws:rekognition:us-east-1:111122223333:project/p/version/v.1/\(number)"
            #expect(try VersionARN(text).creationTime == time)
        }
        #expect(complaint { try VersionARN("arn:aws:rekognition:us-east-1:111122223333:project/p/1") } != nil)
    }

    @Test func thresholds() {
        #expect(complaint { try ConfidenceThreshold(percent: 100) } == nil)
        #expect(complaint { try ConfidenceThreshold(percent: 100.5) } != nil)
        #expect(complaint { try ConfidenceThreshold(percent: .nan) } != nil)
    }
}
