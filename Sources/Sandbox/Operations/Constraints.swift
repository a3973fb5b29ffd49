internal import ModelVersions

/// The constraints of the API model, member by member (botocore: rekognition/2016-06-27/service-2).
enum Constraints {
    static func projectName(_ name: String) throws {
        try check(name, "projectName", 1...255) { $0.isNameByte }
    }

    static func versionName(_ name: String) throws {
        try check(name, "versionName", 1...255) { $0.isNameByte }
    }

    static func projectARN(_ arn: String) throws -> ProjectARN {
        do {
            return try ProjectARN(arn)
        } catch {
            throw violation("projectArn", arn)
        }
    }

    static func versionARN(_ arn: String) throws {
        guard (try? VersionARN(arn)) != nil else { throw violation("projectVersionArn", arn) }
    }

    static func maxResults(_ number: Int?) throws {
        guard let number else { return }
        guard (1...100).contains(number) else { throw violation("maxResults", "\(number)") }
    }

    static func names(_ names: [String]?, _ member: String, check: (String) throws -> Void) throws {
        guard let names else { return }
        guard (1...10).contains(names.count) else { throw violation(member, "\(names.count) names") }
        for name in names { try check(name) }
    }

    static func bucket(_ bucket: String?) throws {
        guard let bucket else { throw ServiceRefusal.invalidParameter("S3Bucket is missing.") }
        try check(bucket, "s3Bucket", 3...255) { $0.isNameByte }
    }

    static func prefix(_ prefix: String?) throws {
        try length(prefix, "s3KeyPrefix", 0...1024)
    }

    static func kmsKey(_ key: String?) throws {
        guard let key else { return }
        try check(key, "kmsKeyId", 1...2048) { $0.isAlphanumeric || ":_/+=,@.-".utf8.contains($0) }
    }

    static func description(_ text: String?) throws {
        guard let text else { return }
        try check(text, "versionDescription", 1...255) { $0.isAlphanumeric || "-_. ()':,;?".utf8.contains($0) }
    }

    static func tags(_ tags: [String: String]?) throws {
        guard let tags else { return }
        guard tags.count <= Tags.limit else { throw violation("tags", "\(tags.count) tags") }
        for (key, value) in tags {
            do {
                try Tags.check(key: key)
                try Tags.check(value: value)
            } catch {
                throw violation("tags", "\(key)=\(value)")
            }
        }
    }

    static func oneOf(_ value: String?, _ member: String, _ values: [String]) throws {
        guard let value else { return }
        guard values.contains(value) else { throw violation(member, value) }
    }

    static func length(_ text: String?, _ member: String, _ range: ClosedRange<Int>) throws {
        guard let text else { return }
        guard range.contains(text.unicodeScalars.count) else { throw violation(member, text) }
    }

    private static func check(
        _ text: String,
        _ member: String,
        _ range: ClosedRange<Int>,
        allows: (UInt8) -> Bool
    ) throws {
        guard range.contains(text.unicodeScalars.count), text.utf8.allSatisfy(allows) else {
            throw violation(member, text)
        }
    }

    private static func violation(_ member: String, _ value: String) -> ServiceRefusal {
        .invalidParameter("Value '\(value.prefix(300))' at '\(member)' failed to satisfy its constraint.")
    }
}

extension UInt8 {
    fileprivate var isAlphanumeric: Bool {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    fileprivate var isNameByte: Bool { isAlphanumeric || "_.-".utf8.contains(self) }
}
