/// The ARN of a project, a dataset or a model version, checked against the API model's pattern.
struct ResourceARN {
    enum Kind {
        case project
        case dataset
        case version
    }

    let text: String
    let kind: Kind
    /// Partition, region and account, as in `arn:aws:rekognition:us-east-1:111122223333`: where names are unique and
    /// quotas are counted.
    let place: Substring
    let region: Substring
    let projectName: Substring
    /// At the end of the ARN: the time of creation, for what the service made itself. Nil where it is too large.
    let number: Int64?

    /// Nil for anything else, also for ARNs that are no 20 to 2048 characters long.
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
        place = text[..<parts[4].endIndex]
        region = parts[3]
        projectName = path[1]
        number = Int64(digits)
    }

    /// The start of the ARN of everything that is in a project of this name, as in `arn:...:project/NAME/`.
    var projectStem: Substring { text[...projectName.endIndex] }
}

extension StringProtocol {
    /// Whether it may be a partition or a region.
    var isRegionLike: Bool {
        !isEmpty && utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: "-") || (0x61...0x7A).contains($0) }
    }

    /// API: ProjectName and VersionName.
    var isName: Bool { (1...255).contains(utf8.count) && utf8.allSatisfy(\.isNameByte) }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }

    var isAlphanumeric: Bool { isDigit || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }

    var isNameByte: Bool { isAlphanumeric || "_.-".utf8.contains(self) }
}
