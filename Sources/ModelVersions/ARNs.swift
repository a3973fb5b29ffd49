import Text

/// A project's ARN.
///
/// API: ProjectArn, 20 to 2048 of
/// `arn:[a-z\d-]+:rekognition:[a-z\d-]+:\d{12}:project/[a-zA-Z0-9_.\-]{1,255}/[0-9]+`.
///
/// A project that a file names by its name has an ARN without the number, until DescribeProjects gives the number.
package struct ProjectARN: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let text: String
    package let partition: String
    package let region: String
    /// The account's twelve digits.
    package let account: String
    /// The project's name. It is not unique over time; the number after it is.
    package let name: String
    /// Whether the number is known. Nothing is trained in a project without one.
    package let isResolved: Bool

    package init(_ text: String) throws(InvalidValue) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn" else {
            throw InvalidValue("must be a project ARN, as in `\(Self.example)`")
        }
        guard parts[2] == "rekognition" else {
            throw InvalidValue("must be an ARN of the service `rekognition`", found: "`\(parts[2].excerpt)`")
        }
        guard parts[1].isRegionLike, parts[3].isRegionLike else {
            throw InvalidValue("must name a partition and a region, as in `\(Self.example)`")
        }
        guard parts[4].utf8.count == 12, parts[4].utf8.allSatisfy(\.isDigit) else {
            throw InvalidValue("must have an account ID of 12 digits", found: "`\(parts[4].excerpt)`")
        }
        let resource = parts[5].split(separator: "/", omittingEmptySubsequences: false)
        guard resource.first == "project" else {
            throw InvalidValue("must end in `project/NAME/NUMBER`")
        }
        if resource.count == 5, resource[2] == "version" {
            throw InvalidValue("is the ARN of a model version; the project's ARN ends before `/version/`")
        }
        guard resource.count == 3, !resource[2].isEmpty, resource[2].utf8.allSatisfy(\.isDigit) else {
            throw InvalidValue("must end in `project/NAME/NUMBER`, as in `\(Self.example)`")
        }
        guard (try? VersionName(String(resource[1]))) != nil else {
            throw InvalidValue("has a project name that the service does not allow", found: "`\(resource[1].excerpt)`")
        }
        guard text.utf8.count <= 2048 else { throw InvalidValue("may have at most 2048 characters") }
        self.text = text
        self.partition = String(parts[1])
        self.region = String(parts[3])
        self.account = String(parts[4])
        self.name = String(resource[1])
        isResolved = true
    }

    /// The ARN of a project by its name, without the number.
    ///
    /// - Parameters:
    ///   - name: See `checkName`.
    ///   - region: See `checkRegion`.
    ///   - account: See `checkAccount`.
    package init(named name: String, region: String, account: String, partition: String) throws(InvalidValue) {
        try Self.checkRegion(region)
        guard partition[...].isRegionLike else { throw InvalidValue("must have a partition, as in `aws`") }
        try Self.checkAccount(account)
        try Self.checkName(name)
        text = "arn:\(partition):rekognition:\(region):\(account):project/\(name)"
        self.partition = partition
        self.region = region
        self.account = account
        self.name = name
        isResolved = false
    }

    /// The ARN of a project with or without the number, as saved plans have those of refused projects.
    package init(numberedOrNamed text: String) throws(InvalidValue) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[5].utf8.count(where: { $0 == UInt8(ascii: "/") }) == 1 else {
            try self.init(text)
            return
        }
        try self.init(
            named: String(parts[5].drop { $0 != "/" }.dropFirst()),
            region: String(parts[3]),
            account: String(parts[4]),
            partition: String(parts[1])
        )
        guard self.text == text else { throw InvalidValue("must be a project ARN, as in `\(Self.example)`") }
    }

    /// API: ProjectName, 1 to 255 of `[a-zA-Z0-9_.\-]`, as for the name of a version.
    package static func checkName(_ name: String) throws(InvalidValue) {
        _ = try VersionName(name)
    }

    package static func checkRegion(_ region: String) throws(InvalidValue) {
        guard region[...].isRegionLike else {
            throw InvalidValue("must be a region, as in `us-east-1`", found: "`\(region.excerpt)`")
        }
    }

    package static func checkAccount(_ account: String) throws(InvalidValue) {
        guard account.utf8.count == 12, account.utf8.allSatisfy(\.isDigit) else {
            throw InvalidValue("must be an account ID of 12 digits", found: "`\(account.excerpt)`")
        }
    }

    /// The ARN up to the project's name: the text of the same project by name.
    package var textWithoutNumber: Substring {
        isResolved ? text[..<(text.utf8.lastIndex(of: UInt8(ascii: "/")) ?? text.endIndex)] : text[...]
    }

    private static let example = "arn:aws:rekognition:us-east-1:111122223333:project/NAME/1690556789012"

    package var description: String { text }

    package static func < (lhs: ProjectARN, rhs: ProjectARN) -> Bool {
        lhs.text.utf8.lexicographicallyPrecedes(rhs.text.utf8)
    }

    package static func == (lhs: ProjectARN, rhs: ProjectARN) -> Bool {
        lhs.text == rhs.text
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }
}

extension Substring {
    fileprivate var isRegionLike: Bool {
        !isEmpty && utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: "-") || (0x61...0x7A).contains($0) }
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
}

/// A model version's ARN: `.../project/PROJECT/version/VERSION/EPOCH_MS`.
///
/// API: ProjectVersionArn. The last number is the creation time in milliseconds. It distinguishes a deleted version
/// from a later one of the same name.
package struct VersionARN: Sendable, Hashable, CustomStringConvertible {
    /// The text up to the name. The versions of a project share its memory.
    private let stem: String
    package private(set) var name: VersionName
    /// Milliseconds since 1970, by the number at the end, at most `Int64.max`. Lists are sorted by it.
    package let creationTime: Int64
    /// The number at the end, where it is larger, or has zeros before it.
    private let digits: String?

    /// - Parameter other: perhaps of the same project.
    package init(_ text: String, beside other: VersionARN? = nil) throws(InvalidValue) {
        var text = text
        // On bytes in place: there is one ARN for each version.
        guard let parts = text.withUTF8({ unsafe Parts(of: $0, beside: other?.stem) }) else {
            throw InvalidValue("is not the ARN of a model version", found: "`\(text.excerpt)`")
        }
        stem = parts.stem
        name = try VersionName(parts.name)
        creationTime = parts.time
        digits = parts.digits
    }

    package var text: String { "\(stem)\(name)/\(digits ?? String(creationTime))" }

    /// Takes the text of an equal name in place of its own.
    package mutating func share(_ other: VersionName) {
        if name == other { name = other }
    }

    private struct Parts {
        let stem: String
        let name: String
        let time: Int64
        let digits: String?

        init?(of arn: UnsafeBufferPointer<UInt8>, beside known: String?) {
            /// The last slash before a place.
            func slash(before end: Int) -> Int? {
                var index = end - 1
                while index >= 0, unsafe arn[index] != UInt8(ascii: "/") { index -= 1 }
                return index >= 0 ? index : nil
            }
            guard let fourth = slash(before: arn.count), let third = slash(before: fourth),
                let second = slash(before: third), let first = slash(before: second), slash(before: first) == nil,
                unsafe arn.has("arn:", at: 0), unsafe arn.has(":project", at: first - 8), third == second + 8,
                unsafe arn.has("version", at: second + 1), fourth + 1 < arn.count
            else { return nil }
            var time: Int64 = 0
            for index in fourth + 1..<arn.count {
                let digit = unsafe arn[index]
                guard digit.isDigit else { return nil }
                let (tens, isTooLarge) = time.multipliedReportingOverflow(by: 10)
                let (sum, isSumTooLarge) = tens.addingReportingOverflow(Int64(digit & 0x0F))
                time = isTooLarge || isSumTooLarge ? .max : sum
            }
            self.time = time
            let isPlain = unsafe time < .max && (arn[fourth + 1] != UInt8(ascii: "0") || arn.count == fourth + 2)
            digits = unsafe isPlain ? nil : String(decoding: arn[(fourth + 1)...], as: UTF8.self)
            name = unsafe String(decoding: arn[(third + 1)..<fourth], as: UTF8.self)
            if let known, known.utf8.count == third + 1, unsafe arn.has(known, at: 0) {
                stem = known
            } else {
                stem = unsafe String(decoding: arn[...third], as: UTF8.self)
            }
        }
    }

    package var description: String { text }

    // The hash takes the short parts. Two texts with the same stem, name and number differ only in zeros.

    package static func == (lhs: VersionARN, rhs: VersionARN) -> Bool {
        lhs.creationTime == rhs.creationTime && lhs.name == rhs.name && lhs.digits == rhs.digits
            && lhs.stem.hasSameBytes(as: rhs.stem)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(creationTime)
    }
}

extension ProjectARN {
    /// Whether an ARN is that of a part of this project: a version or a dataset. Such an ARN has the project's name,
    /// without its number.
    package func contains(partWithARN text: String) -> Bool {
        let count = textWithoutNumber.utf8.count
        return text.hasSameBytes(as: self.text, count: count)
            && text.utf8.dropFirst(count).first == UInt8(ascii: "/")
    }

    /// Milliseconds since 1970, at most `Int64.max`, by the number at the end. 0 without one: then
    /// every trace of an earlier training counts.
    package var creationTime: Int64 { isResolved ? text.creationDigits.asTime : 0 }
}

extension VersionARN {
    /// Whether this version was created later, by the number at the end of the ARN.
    package func isNewer(than other: VersionARN) -> Bool {
        if creationTime != other.creationTime { return creationTime > other.creationTime }
        guard creationTime == .max else { return false }
        let (mine, theirs) = (creationDigits, other.creationDigits)
        if mine.count != theirs.count { return mine.count > theirs.count }
        return theirs.lexicographicallyPrecedes(mine)
    }
}

extension VersionARN {
    fileprivate var creationDigits: Substring.UTF8View { "/\(digits ?? String(creationTime))".creationDigits }
}

extension String {
    /// The number at the end of an ARN, without leading zeros, so that a longer number is larger.
    fileprivate var creationDigits: Substring.UTF8View {
        let digits = utf8[(utf8.lastIndex(of: UInt8(ascii: "/")) ?? utf8.startIndex)...].dropFirst()
        return Substring(digits.drop { $0 == UInt8(ascii: "0") }).utf8
    }
}

extension Substring.UTF8View {
    fileprivate var asTime: Int64 { Int64(String(Substring(self))) ?? (isEmpty ? 0 : .max) }
}

/// An account in a region: the service has its quotas for each.
package struct AccountRegion: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let partition: String
    package let region: String
    /// The account's twelve digits.
    package let account: String

    package init(partition: String, region: String, account: String) {
        self.partition = partition
        self.region = region
        self.account = account
    }

    package init(_ project: ProjectARN) {
        partition = project.partition
        region = project.region
        account = project.account
    }

    package var description: String { "\(region) of account \(account)" }

    /// The same account in another region of the partition.
    package func at(_ region: String) -> AccountRegion {
        AccountRegion(partition: partition, region: region, account: account)
    }

    /// By account, then by region.
    package static func < (lhs: AccountRegion, rhs: AccountRegion) -> Bool {
        (lhs.account, lhs.region, lhs.partition) < (rhs.account, rhs.region, rhs.partition)
    }
}

/// What a project trains (API: CustomizationFeature). It decides the rules for manifests and settings.
package enum ProjectFeature: String, Sendable, CaseIterable {
    case customLabels = "CUSTOM_LABELS"
    case contentModeration = "CONTENT_MODERATION"
}
