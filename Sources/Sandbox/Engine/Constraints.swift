import ModelVersions

/// The constraints of the API model, member by member (botocore: rekognition/2016-06-27/service-2).
enum Constraints {
    static func projectName(_ name: String) throws {
        try check(name.isName, "projectName", name, nameRule)
    }

    static func versionName(_ name: String) throws {
        try check(name.isName, "versionName", name, nameRule)
    }

    private static let nameRule = "1 to 255 letters, digits and _.-"

    static func arn(_ text: String, _ kind: ResourceARN.Kind, _ member: String) throws -> ResourceARN {
        guard let arn = ResourceARN(text), arn.kind == kind else {
            throw violation(member, text, "the ARN of a \(kind == .version ? "project version" : "\(kind)")")
        }
        return arn
    }

    /// The ARN of a resource with tags. The model has no pattern for it, so the kind of the resource is not checked.
    static func taggedARN(_ text: String) throws {
        try length(text, "resourceArn", 20...2048)
    }

    /// API: "If you specify a value greater than 100, a ValidationException error occurs."
    static func maxResults(_ number: Int?, limit: Int = 100) throws {
        guard let number, !(1...limit).contains(number) else { return }
        throw ServiceRefusal(
            code: "ValidationException",
            message: "Value '\(number)' at 'maxResults' failed to satisfy constraint: a number from 1 to \(limit)"
        )
    }

    /// API: at least 1. The upper limit is that of the state file.
    static func inferenceUnits(_ number: Int?, _ member: String) throws {
        let range = 1...SandboxSettings.range.upperBound
        guard let number, !range.contains(number) else { return }
        throw violation(member, "\(number)", "a number from 1 to \(range.upperBound)")
    }

    /// API: ProjectPolicyName, ProjectPolicyRevisionId and ProjectPolicyDocument.
    static func policyName(_ name: String) throws {
        try check(name.isName && name.utf8.count <= 128, "policyName", name, "1 to 128 letters, digits and _.-")
    }

    static func policyRevision(_ revision: String?) throws {
        guard let revision else { return }
        let isRight = (1...64).contains(revision.utf8.count) && revision.utf8.allSatisfy(\.isHexadecimal)
        try check(isRight, "policyRevisionId", revision, "1 to 64 hexadecimal digits")
    }

    static func policyDocument(_ document: String) throws {
        let isRight = document.unicodeScalars.allSatisfy { scalar in
            [0x09, 0x0A, 0x0D].contains(scalar.value) || (0x20...0xFF).contains(scalar.value)
        }
        try check(isRight, "policyDocument", document, "characters from U+0020 to U+00FF, tabs and line breaks")
        try length(document, "policyDocument", 1...2000)
    }

    static func names(_ names: [String]?, _ member: String, check checkName: (String) throws -> Void) throws {
        guard let names else { return }
        try check((1...10).contains(names.count), member, "\(names.count) names", "1 to 10 names")
        for name in names { try checkName(name) }
    }

    static func features(_ features: [String]?) throws {
        guard let features else { return }
        try check((1...2).contains(features.count), "features", "\(features.count) features", "1 or 2 features")
        for feature in features { try oneOf(feature, "features", SandboxState.Project.features) }
    }

    static func labels(_ labels: [String]?) throws {
        guard let labels else { return }
        try check((1...10).contains(labels.count), "containsLabels", "\(labels.count) labels", "1 to 10 labels")
        for label in labels { try length(label, "containsLabels", 1...255) }
    }

    static func query(_ text: String?) throws {
        try length(text, "sourceRefContains", 1...2048)
    }

    static func s3Object(_ object: (bucket: String?, name: String?, version: String?)) throws {
        guard let bucket = object.bucket, let name = object.name else {
            throw ServiceRefusal.invalidParameter("An S3Object needs a Bucket and a Name.")
        }
        try self.bucket(bucket)
        try length(name, "name", 1...1024)
        try length(object.version, "version", 1...1024)
    }

    static func bucket(_ bucket: String) throws {
        let isRight = (3...255).contains(bucket.utf8.count) && bucket.utf8.allSatisfy(\.isNameByte)
        try check(isRight, "s3Bucket", bucket, "3 to 255 letters, digits and .-_")
    }

    static func prefix(_ prefix: String?) throws {
        try length(prefix, "s3KeyPrefix", 0...1024)
    }

    static func kmsKey(_ key: String?) throws {
        guard let key else { return }
        let isRight =
            (1...2048).contains(key.utf8.count) && key.utf8.first?.isAlphanumeric == true
            && key.utf8.allSatisfy { $0.isAlphanumeric || ":_/+=,@.-".utf8.contains($0) }
        try check(isRight, "kmsKeyId", key, "1 to 2048 letters, digits and :_/+=,@.-, the first a letter or a digit")
    }

    static func description(_ text: String?) throws {
        guard let text else { return }
        let isRight =
            (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { $0.isAlphanumeric || "-_. ()':,;?".utf8.contains($0) }
        try check(isRight, "versionDescription", text, "1 to 255 letters, digits, spaces and -_.()':,;?")
    }

    static func tags(_ tags: Tags?) throws {
        guard let tags else { return }
        try check(tags.count <= Tags.limit, "tags", "\(tags.count) tags", "at most \(Tags.limit) tags")
        for tag in tags.all {
            try tagKey(tag.key)
            try check((try? Tags.check(value: tag.value)) != nil, "tags", tag.value, tagRule + ", at most 256")
        }
    }

    static func tagKeys(_ keys: [String]) throws {
        try check(keys.count <= Tags.limit, "tagKeys", "\(keys.count) keys", "at most \(Tags.limit) keys")
        for key in keys { try tagKey(key) }
    }

    private static func tagKey(_ key: String) throws {
        let rule = tagRule + ", 1 to 128 that do not start with aws:"
        try check((try? Tags.check(key: key)) != nil, "tagKeys", key, rule)
    }

    private static let tagRule = "letters, digits, spaces and _.:/=+-@"

    static func oneOf(_ value: String?, _ member: String, _ values: [String]) throws {
        guard let value else { return }
        try check(values.contains(value), member, value, "one of \(values.joined(separator: ", "))")
    }

    private static func length(_ text: String?, _ member: String, _ range: ClosedRange<Int>) throws {
        guard let text else { return }
        let rule = "\(range.lowerBound) to \(range.upperBound) characters"
        try check(range.contains(text.unicodeScalars.count), member, text, rule)
    }

    private static func check(_ isRight: Bool, _ member: String, _ value: String, _ rule: String) throws {
        guard isRight else { throw violation(member, value, rule) }
    }

    private static func violation(_ member: String, _ value: String, _ rule: String) -> ServiceRefusal {
        .invalidParameter("Value '\(value.prefix(300))' at '\(member)' failed to satisfy constraint: \(rule)")
    }
}

/// The ARN of a project, a dataset or a model version, checked against the API model's pattern.
struct ResourceARN {
    enum Kind {
        case project
        case dataset
        case version
    }

    let text: String
    let kind: Kind
    /// The scope of names and quotas.
    let place: AccountRegion
    let projectName: Substring
    /// The last part of the ARN, usually the time of creation. Nil when it is too large.
    let number: Int64?

    /// Nil for other texts, also for ARNs that do not have 20 to 2048 characters.
    init?(_ text: String) {
        guard (20...2048).contains(text.utf8.count) else { return nil }
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "rekognition", parts[1].isRegionLike,
            parts[3].isRegionLike, parts[4].utf8.count == 12, parts[4].utf8.allSatisfy(\.isDigit)
        else { return nil }
        let path = parts[5].split(separator: "/", omittingEmptySubsequences: false)
        guard path.count == 3 || path.count == 5, path[0] == "project", path[1].isName,
            let digits = path.last, !digits.isEmpty, digits.utf8.allSatisfy(\.isDigit)
        else { return nil }
        switch path.count == 5 ? path[2] : "" {
        case "": kind = .project
        case "dataset" where path[3] == "train" || path[3] == "test": kind = .dataset
        case "version" where path[3].isName: kind = .version
        default: return nil
        }
        self.text = text
        place = AccountRegion(partition: String(parts[1]), region: String(parts[3]), account: String(parts[4]))
        projectName = path[1]
        number = Int64(digits)
    }

    /// The start of the ARNs of a project and its resources, as in `arn:...:project/NAME/`.
    var projectStem: Substring { text[...projectName.endIndex] }
}

extension StringProtocol {
    /// Whether the text may be a partition or a region.
    var isRegionLike: Bool {
        !isEmpty && utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: "-") || (0x61...0x7A).contains($0) }
    }

    /// API: ProjectName and VersionName.
    var isName: Bool { (1...255).contains(utf8.count) && utf8.allSatisfy(\.isNameByte) }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }

    var isAlphanumeric: Bool { isDigit || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }

    fileprivate var isHexadecimal: Bool {
        isDigit || (0x41...0x46).contains(self) || (0x61...0x66).contains(self)
    }

    var isNameByte: Bool { isAlphanumeric || "_.-".utf8.contains(self) }
}
