import ModelVersions
import Text

/// Cuts lists into pages, newest first, with opaque tokens.
///
/// A token holds the place where the page ended, not a number of elements. So a create or a delete between two pages
/// does not hide or repeat other elements.
enum Pages {
    /// - Parameters:
    ///   - elements: from the newest to the oldest.
    ///   - token: of the page before; only valid for the same request.
    ///   - limit: by default 100.
    ///   - request: the parameters that the list depends on.
    ///   - place: the place of an element in the list: its creation time and its ARN.
    static func page<Elements: RandomAccessCollection>(
        of elements: Elements,
        after token: String?,
        limit: Int?,
        request: [String],
        place: (Elements.Element) -> (createdAt: Int64, arn: String)
    ) throws -> (elements: [Elements.Element], next: String?) {
        let scope = hash(request)
        var start = elements.startIndex
        if let token {
            guard let last = PageToken(token), last.scope == scope else { throw ServiceRefusal.badToken }
            // Search the last element among those of its time. If it is deleted, all of that time are repeated.
            start = elements.partitionPoint { place($0).createdAt <= last.createdAt }
            let end = elements.partitionPoint { place($0).createdAt < last.createdAt }
            if let found = elements[start..<end].firstIndex(where: { hash([place($0).arn]) == last.mark }) {
                start = elements.index(after: found)
            }
        }
        let end = elements.index(start, offsetBy: limit ?? 100, limitedBy: elements.endIndex) ?? elements.endIndex
        let page = Array(elements[start..<end])
        guard end < elements.endIndex, let last = page.last.map(place) else { return (page, nil) }
        return (page, PageToken(scope: scope, createdAt: last.createdAt, mark: hash([last.arn])).text)
    }

    private static func hash(_ parts: [String]) -> UInt64 {
        var hash = FNV1a()
        for part in parts { hash.add(part: part) }
        return hash.value
    }
}

/// The place where a page ended.
private struct PageToken {
    /// The hash of the request.
    let scope: UInt64
    /// The creation time of the last element.
    let createdAt: Int64
    /// The hash of its ARN.
    let mark: UInt64

    init(scope: UInt64, createdAt: Int64, mark: UInt64) {
        (self.scope, self.createdAt, self.mark) = (scope, createdAt, mark)
    }

    private static let start = "rekon-"

    var text: String {
        Self.start
            + [scope, UInt64(bitPattern: createdAt), mark].map { $0.hexadecimal(digits: 16) }.joined()
    }

    init?(_ text: String) {
        guard text.hasPrefix(Self.start) else { return nil }
        let digits = Array(text.utf8.dropFirst(Self.start.utf8.count))
        guard digits.count == 48 else { return nil }
        let numbers = [0, 16, 32].compactMap {
            UInt64(String(decoding: digits[$0..<$0 + 16], as: UTF8.self), radix: 16)
        }
        guard numbers.count == 3 else { return nil }
        self.init(scope: numbers[0], createdAt: Int64(bitPattern: numbers[1]), mark: numbers[2])
        guard self.text == text else { return nil }
    }
}

extension RandomAccessCollection {
    /// The first index whose element meets a condition that all later elements meet too.
    func partitionPoint(_ condition: (Element) -> Bool) -> Index {
        var (low, count) = (startIndex, count)
        while count > 0 {
            let middle = index(low, offsetBy: count / 2)
            if condition(self[middle]) {
                count /= 2
            } else {
                low = index(after: middle)
                count -= count / 2 + 1
            }
        }
        return low
    }
}

extension SandboxState {
    /// The place of a resource in the state.
    enum Position {
        case project(Int)
        case dataset(project: Int, Int)
        case version(project: Int, Int)
    }

    /// - Throws: `ServiceRefusal` when the project is not in the account and region.
    func index(of arn: ResourceARN, in place: AccountRegion) throws -> Int {
        try place.checkAccess(to: arn)
        guard let index = projects.firstIndex(where: { $0.arn == arn.text }) else {
            throw ServiceRefusal.notFound(arn.text)
        }
        return index
    }

    /// - Throws: `ServiceRefusal` when the resource is not in the account and region.
    func position(of text: String, in place: AccountRegion) throws -> Position {
        guard let arn = ResourceARN(text) else { throw ServiceRefusal.notFound(text) }
        try place.checkAccess(to: arn)
        let stem = arn.projectStem.utf8
        for project in projects.indices where projects[project].arn.utf8.starts(with: stem) {
            switch arn.kind {
            case .project:
                if projects[project].arn == text { return .project(project) }
            case .dataset:
                if let index = projects[project].datasets.firstIndex(where: { $0.arn == text }) {
                    return .dataset(project: project, index)
                }
            case .version:
                if let index = projects[project].versions.firstIndex(where: { $0.arn == text }) {
                    return .version(project: project, index)
                }
            }
        }
        throw ServiceRefusal.notFound(text)
    }

    /// The number of a new ARN: the time, or a higher number when a deleted ARN had it. So an ARN is never used twice.
    func number(at time: Int64) -> Int64 {
        max(time, (highestDeletedNumber ?? -1) + 1)
    }

    /// Keeps the number of a deleted ARN. Call it for each delete.
    mutating func didDelete(_ arn: String) {
        guard let number = ResourceARN(arn)?.number, Self.times.contains(number) else { return }
        highestDeletedNumber = max(number, highestDeletedNumber ?? 0)
    }
}

extension AccountRegion {
    /// The start of the ARNs of its resources, as in `arn:aws:rekognition:us-east-1:111122223333:`.
    var arnStart: String { "arn:\(partition):rekognition:\(region):\(account):" }

    /// Another account's resource is denied, whether it exists or not: IAM looks at the ARN before the service does.
    ///
    /// - Throws: `ServiceRefusal` for a resource of another account or region.
    func checkAccess(to arn: ResourceARN) throws {
        guard arn.place.account == account, arn.place.partition == partition else {
            throw ServiceRefusal.ofAnotherAccount(arn.text, than: account)
        }
        guard arn.place.region == region else { throw ServiceRefusal.notFound(arn.text) }
    }
}

extension SandboxState.Project {
    static let features = ["CUSTOM_LABELS", "CONTENT_MODERATION"]
    static let contentModeration = "CONTENT_MODERATION"

    func isIn(_ place: AccountRegion) -> Bool { arn.utf8.starts(with: place.arnStart.utf8) }

    /// As in `arn:...:project/NAME/`.
    var stem: Substring {
        arn.utf8.lastIndex(of: UInt8(ascii: "/")).map { arn[...$0] } ?? ""
    }

    var name: Substring { stem.split(separator: "/").last ?? "" }

    /// The creation time of a new version. A clock that is set back must not change the order.
    func creationTime(now: Int64) -> Int64 {
        max(now, versions.last?.createdAt ?? 0)
    }

    mutating func addDataset(
        _ type: String,
        at time: Int64,
        number: Int64,
        source: CreateDatasetRequest.Source? = nil,
        entries: [String]?,
        tags: Tags = .none
    ) -> String {
        let arn = "\(stem)dataset/\(type.lowercased())/\(number)"
        datasets.append(
            SandboxState.Dataset(arn: arn, type: type, createdAt: time, tags: tags, source: source, entries: entries)
        )
        return arn
    }
}
