/// Cuts lists into pages, newest first, with tokens that nobody needs to understand.
///
/// A token says where the page before it ended, not how many elements came before: what is created or deleted between
/// two pages neither hides nor repeats another element.
enum Pages {
    /// - Parameters:
    ///   - elements: from the newest to the oldest.
    ///   - token: of the page before; only good for the same request.
    ///   - limit: as it was asked for; 100 where it was not.
    ///   - request: what the list depends on.
    ///   - place: of an element in the list: when it was created, and its ARN.
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
            // Of those that were created at that time the last one is looked for. Where it is gone, nobody knows how
            // many of them were given: all are given again.
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

    /// FNV-1a, of 64 bits: the same in every process, which Swift's own hashes are not.
    private static func hash(_ parts: [String]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for part in parts {
            // A byte that is in no part keeps the parts apart.
            for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            hash = (hash ^ 0xFF) &* 0x100_0000_01B3
        }
        return hash
    }
}

/// Where a page ended.
private struct PageToken {
    /// The hash of the request that the page was an answer to.
    let scope: UInt64
    /// When the last element was created.
    let createdAt: Int64
    /// The hash of its ARN.
    let mark: UInt64

    init(scope: UInt64, createdAt: Int64, mark: UInt64) {
        (self.scope, self.createdAt, self.mark) = (scope, createdAt, mark)
    }

    private static let start = "rekon-"

    var text: String {
        Self.start
            + [scope, UInt64(bitPattern: createdAt), mark].map { number in
                let digits = String(number, radix: 16)
                return String(repeating: "0", count: 16 - digits.utf8.count) + digits
            }.joined()
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
    /// The first index whose element fulfils a condition that all the elements behind it fulfil too.
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
    /// Where in the state something with an ARN is.
    enum Position {
        case project(Int)
        case dataset(project: Int, Int)
        case version(project: Int, Int)
    }

    /// - Throws: `ServiceRefusal` where there is no such project in the region.
    func index(of arn: ResourceARN, in region: String) throws -> Int {
        guard arn.region == region, let index = projects.firstIndex(where: { $0.arn == arn.text }) else {
            throw ServiceRefusal.notFound(arn.text)
        }
        return index
    }

    /// - Throws: `ServiceRefusal` where there is nothing with this ARN in the region.
    func position(of text: String, in region: String) throws -> Position {
        guard let arn = ResourceARN(text), arn.region == region else { throw ServiceRefusal.notFound(text) }
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

    /// The number for the ARN of something new: its time, unless something deleted had that number, so that no two ARNs
    /// are ever the same.
    func number(at time: Int64) -> Int64 {
        max(time, (highestDeletedNumber ?? -1) + 1)
    }

    /// To be told of everything that is deleted.
    mutating func didDelete(_ arn: String) {
        guard let number = ResourceARN(arn)?.number, Self.times.contains(number) else { return }
        highestDeletedNumber = max(number, highestDeletedNumber ?? 0)
    }
}

extension SandboxState.Project {
    static let features = ["CUSTOM_LABELS", "CONTENT_MODERATION"]
    static let contentModeration = "CONTENT_MODERATION"

    /// As in `arn:aws:rekognition:us-east-1:111122223333`.
    var place: Substring {
        arn.utf8.lastIndex(of: UInt8(ascii: ":")).map { arn[..<$0] } ?? ""
    }

    /// The fourth part of the ARN.
    var region: Substring {
        let place = place
        let parts = place.split(separator: ":")
        return parts.count > 3 ? parts[3] : ""
    }

    /// As in `arn:...:project/NAME/`.
    var stem: Substring {
        arn.utf8.lastIndex(of: UInt8(ascii: "/")).map { arn[...$0] } ?? ""
    }

    var name: Substring { stem.split(separator: "/").last ?? "" }

    /// When something that is created now was created: a clock that is set back must not change the order.
    func creationTime(now: Int64) -> Int64 {
        max(now, versions.last?.createdAt ?? 0)
    }

    mutating func addDataset(
        _ type: String,
        at time: Int64,
        number: Int64,
        source: CreateDatasetRequest.Source? = nil,
        tags: [String: String] = [:]
    ) -> String {
        let arn = "\(stem)dataset/\(type.lowercased())/\(number)"
        datasets.append(SandboxState.Dataset(arn: arn, type: type, createdAt: time, tags: tags, source: source))
        return arn
    }
}
