import Storage

/// Which requests tell of each of some keys whether S3 has it: the fewest, as far as what was answered shows.
///
/// A page of a listing that begins at a key tells of this key, and of all that are wanted among the thousand objects from
/// there on; a HeadObject tells of the one. So a listing that skips what nobody wants never needs more requests. Where
/// pages bring no more than their one key, HeadObject is as good: it costs a twelfth, and sixteen can be under way. Then a
/// run of them comes, and the next page is tried behind it. Each request tells of a key at least, so that there are never
/// more than keys; and a run is never longer than 16, which is what a wrong guess can cost in the place of a page.
struct ObjectScan {
    enum Step: Equatable {
        /// The keys at these places.
        case heads(Range<Int>)
        /// A page of what comes after a key.
        case page(after: String)
    }

    /// Of the heads between two pages.
    static let longestRun = 16
    /// Of the heads of a scan that may not list.
    private static let batch = 128

    let keys: SortedKeys
    private let end: Int
    private(set) var position: Int
    /// Whether pages are asked for.
    var lists: Bool
    /// Of heads: how many the last one has, and how many of them are still to be asked.
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

    /// Scans that can go on beside each other, of at least as many keys as a page can have.
    static func all(of keys: SortedKeys, lists: Bool, width: Int, page: Int = 1000) -> [ObjectScan] {
        let size = lists ? max(page, (keys.count + width - 1) / width) : max(keys.count, 1)
        return stride(from: 0, to: keys.count, by: size).map {
            ObjectScan(keys, $0..<min($0 + size, keys.count), lists: lists)
        }
    }

    /// What to ask next; nil at the end.
    var next: Step? {
        guard position < end else { return nil }
        guard lists else { return .heads(position..<min(position + Self.batch, end)) }
        if runLeft > 0 { return .heads(position..<min(position + runLeft, end)) }
        // For one key, a page has nothing more to give.
        if position + 1 == end { return .heads(position..<end) }
        return .page(after: start)
    }

    /// To be called when the first of the heads that `next` named is answered.
    mutating func takeHead() {
        position = min(position + 1, end)
        runLeft = max(runLeft - 1, 0)
    }

    /// Ends it.
    ///
    /// - Returns: the places of the keys of which nothing is known.
    mutating func giveUp() -> Range<Int> {
        defer { position = end }
        return position..<end
    }

    /// Takes a page: what it does not tell of is asked for again.
    ///
    /// - Parameter found: called with the place of each key that is there, and the size in bytes.
    /// - Parameter missing: called with the place of each key that is not.
    mutating func take(
        _ page: ListObjectsV2Response,
        found: (Int, Int64?) -> Void,
        missing: (Int) -> Void
    ) {
        guard isInOrder(page) else {
            // Nothing can be told from what is not there.
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

    /// What a page that begins with the key at hand comes after.
    private var start: String {
        let before = keys.text(position).before
        return compare(listed, before.utf8.contiguous) > 0
            ? String(decoding: listed, as: UTF8.self) : before
    }
}

extension String {
    /// A text that comes before this one, with nothing between them that anyone would write.
    fileprivate var before: String {
        guard let last = unicodeScalars.last else { return "" }
        let stem = String(unicodeScalars.dropLast())
        // Of a key of S3.
        guard last.value > 0, utf8.count <= 1016 else { return stem }
        let value = last.value == 0xE000 ? 0xD7FF : last.value - 1
        guard let scalar = Unicode.Scalar(value) else { return stem }
        return stem + String(scalar) + "\u{10FFFF}"
    }
}

extension String.UTF8View {
    fileprivate var contiguous: [UInt8] { Array(self) }
}
