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
