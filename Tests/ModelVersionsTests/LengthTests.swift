import Testing

@testable import ModelVersions

/// Lengths at their limits. The API counts characters (Unicode code points), an object key bytes only in S3 itself.
struct LengthTests {
    private func isValid<Value>(_ make: () throws -> Value) -> Bool { (try? make()) != nil }

    private func text(_ count: Int, _ character: String = "a") -> String { String(repeating: character, count: count) }

    @Test("A project's ARN has at most 2,048 characters, also one with a long region")
    func projectARN() {
        // Partition and region have no limits of their own.
        func arn(_ length: Int) -> String {
            let (head, tail) = ("arn:aws:rekognition:", ":111122223333:project/signs/1690556789012")
            return head + text(length - head.utf8.count - tail.utf8.count) + tail
        }
        #expect(isValid { try ProjectARN(arn(2048)) })
        #expect(!isValid { try ProjectARN(arn(2049)) })
        #expect(throws: InvalidValue("may have at most 2048 characters")) { try ProjectARN(arn(2049)) }
        // The digits after the name count too.
        #expect(!isValid { try ProjectARN("arn:aws:rekognition:us-east-1:111122223333:project/a/" + text(2048, "1")) })
    }

    @Test("The name of a project in an ARN has 1 to 255 characters")
    func projectName() {
        func arn(_ name: String) -> String { "arn:aws:rekognition:us-east-1:111122223333:project/\(name)/1" }
        #expect(isValid { try ProjectARN(arn(text(255))) } && !isValid { try ProjectARN(arn(text(256))) })
        #expect(!isValid { try ProjectARN(arn("")) })
    }

    @Test("Names and descriptions have 1 to 255 characters")
    func names() {
        #expect(isValid { try VersionName("a") } && isValid { try VersionName(text(255)) })
        #expect(!isValid { try VersionName(text(256)) } && !isValid { try VersionName("") })
        #expect(isValid { try VersionDescription("a") } && isValid { try VersionDescription(text(255)) })
        #expect(!isValid { try VersionDescription(text(256)) } && !isValid { try VersionDescription("") })
    }

    @Test("A KMS key has 1 to 2,048 characters")
    func keys() {
        #expect(isValid { try KMSKey("a") } && isValid { try KMSKey(text(2048)) })
        #expect(!isValid { try KMSKey(text(2049)) } && !isValid { try KMSKey("") })
    }

    @Test("Buckets have 3 to 255 characters")
    func buckets() {
        #expect(isValid { try S3Bucket(text(3)) } && isValid { try S3Bucket(text(255)) })
        #expect(!isValid { try S3Bucket(text(2)) } && !isValid { try S3Bucket(text(256)) })
    }

    @Test("Tags count characters, not bytes", arguments: ["a", "é", "漢", "𝒜"])
    func tags(character: String) {
        #expect(isValid { try Tags.check(key: text(128, character)) })
        #expect(!isValid { try Tags.check(key: text(129, character)) })
        #expect(isValid { try Tags.check(value: text(256, character)) })
        #expect(!isValid { try Tags.check(value: text(257, character)) })
    }

    @Test("Two letters that a reader sees as one are two characters")
    func syllables() {
        // Hangul letters, each of which is a letter for the service.
        let syllable = "\u{1100}\u{1161}"
        #expect(isValid { try Tags.check(value: text(128, syllable)) })
        #expect(!isValid { try Tags.check(value: text(128, syllable) + "a") })
    }

    @Test("Prefixes, keys and object versions count characters, not bytes", arguments: ["a", "é", "漢", "👁"])
    func objects(character: String) throws {
        let bucket = try S3Bucket("bucket")
        let (most, more) = (text(1024, character), text(1025, character))
        #expect(isValid { try OutputLocation(bucket: bucket, prefix: most) })
        #expect(!isValid { try OutputLocation(bucket: bucket, prefix: more) })
        #expect(isValid { try ManifestLocation(bucket: bucket, key: most, version: most) })
        #expect(!isValid { try ManifestLocation(bucket: bucket, key: more, version: nil) })
        #expect(!isValid { try ManifestLocation(bucket: bucket, key: "k", version: more) })
        #expect(!isValid { try ManifestLocation(bucket: bucket, key: "", version: nil) })
        #expect(!isValid { try ManifestLocation(bucket: bucket, key: "k", version: "") })
        // A letter and a mark over it are two characters for the service, and one for a reader.
        let marked = text(512, "e\u{301}")
        #expect(isValid { try ManifestLocation(bucket: bucket, key: marked, version: nil) })
        #expect(!isValid { try ManifestLocation(bucket: bucket, key: marked + "a", version: nil) })
    }
}
