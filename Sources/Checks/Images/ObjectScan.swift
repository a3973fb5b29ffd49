import Storage

/// Finds out which of some keys S3 has, with few requests.
///
/// A page that starts at a wanted key tells about all wanted keys among the next thousand objects. A HeadObject tells
/// about one key. So a listing that skips the other objects never needs more requests than HeadObject. If a page tells
/// about one key only, HeadObject is better: it costs a twelfth, and sixteen run at the same time. Then a run of
/// HeadObject follows before the next page. Each request tells about at least one key, so there are never more requests
/// than keys. A run has at most 16 requests: that is the cost of a wrong guess instead of one page.
struct ObjectScan {
    enum Step: Equatable {
        /// A HeadObject for each of these keys.
        case heads(Range<Int>)
        /// A page of the objects after a key.
        case page(after: String)
    }

    /// Heads between two pages.
    static let longestRun = 16
    /// Heads of one step without the permission to list.
    private static let batch = 128

    let keys: SortedKeys
    private let end: Int
    private(set) var position: Int
    /// Whether pages are requested.
    var lists: Bool
    /// The length of the last run of heads, and how many of it are left.
    private var run = 0
    private var runLeft = 0
    /// The last key of the last page.
    private var listed: [UInt8] = []

    init(_ keys: SortedKeys, _ range: Range<Int>, lists: Bool) {
        self.keys = keys
        self.lists = lists
        position = range.lowerBound
        end = range.upperBound
    }

    /// Scans that can run at the same time, each of at least as many keys as a page.
    static func all(of keys: SortedKeys, lists: Bool, width: Int, page: Int = 1000) -> [ObjectScan] {
        let size = lists ? max(page, (keys.count + width - 1) / width) : max(keys.count, 1)
        return stride(from: 0, to: keys.count, by: size).map {
            ObjectScan(keys, $0..<min($0 + size, keys.count), lists: lists)
        }
    }

    /// The next request; nil at the end.
    var next: Step? {
        guard position < end else { return nil }
        guard lists else { return .heads(position..<min(position + Self.batch, end)) }
        if runLeft > 0 { return .heads(position..<min(position + runLeft, end)) }
        // For the last key, a page tells no more than a head.
        if position + 1 == end { return .heads(position..<end) }
        return .page(after: start)
    }

    /// Call it for each answer to a head of `next`, in their order.
    mutating func takeHead() {
        position = min(position + 1, end)
        runLeft = max(runLeft - 1, 0)
    }

    /// Ends it.
    ///
    /// - Returns: the indices of the keys without an answer.
    mutating func giveUp() -> Range<Int> {
        defer { position = end }
        return position..<end
    }

    /// Takes a page. Keys that it does not tell about are requested again.
    ///
    /// - Parameter found: called with the index of each key that S3 has, and the size in bytes.
    /// - Parameter missing: called with the index of each key that S3 does not have.
    mutating func take(
        _ page: ListObjectsV2Response,
        found: (Int, Int64?) -> Void,
        missing: (Int) -> Void
    ) {
        guard isInOrder(page) else {
            // Without the order, a gap does not mean that a key is missing.
            lists = false
            return
        }
        let start = position
        for object in page.contents {
            while position < end {
                let order = compare(keys[position], object.key.utf8.contiguous)
                guard order <= 0 else { break }
                if order == 0 { found(position, object.size) } else { missing(position) }
                position += 1
            }
        }
        if page.nextContinuationToken == nil {
            while position < end {
                missing(position)
                position += 1
            }
        }
        if let last = page.contents.last { listed = Array(last.key.utf8) }
        run = position - start < 2 ? min(max(1, 2 * run), Self.longestRun) : 0
        runLeft = run
    }

    private func isInOrder(_ page: ListObjectsV2Response) -> Bool {
        var last = Array(start.utf8)
        for object in page.contents {
            let key = Array(object.key.utf8)
            guard compare(last, key) < 0 else { return false }
            last = key
        }
        return true
    }

    /// The text after which a page starts that begins with the current key.
    private var start: String {
        let before = keys.text(position).before
        return compare(listed, before.utf8.contiguous) > 0
            ? String(decoding: listed, as: UTF8.self) : before
    }
}

extension String {
    /// A text that sorts before this one, with no realistic key between them.
    fileprivate var before: String {
        guard let last = unicodeScalars.last else { return "" }
        let stem = String(unicodeScalars.dropLast())
        // A key of S3 has at most 1024 bytes.
        guard last.value > 0, utf8.count <= 1016 else { return stem }
        let value = last.value == 0xE000 ? 0xD7FF : last.value - 1
        guard let scalar = Unicode.Scalar(value) else { return stem }
        return stem + String(scalar) + "\u{10FFFF}"
    }
}

extension String.UTF8View {
    fileprivate var contiguous: [UInt8] { Array(self) }
}
