package import Manifests
import ModelVersions

/// The images that are to be looked for in S3, in little memory: the bytes of their keys, and 16 bytes for each line.
package struct ImageSet: Sendable {
    /// The service's quota of images: most manifests are one set.
    package static let limit = 250_000
    /// Of all keys together.
    private static let keyBytes = 32 * 1_048_576
    private static let bucketLimit = 1000

    struct Entry {
        var offset: UInt32
        var length: UInt16
        var bucket: UInt16
        var line: UInt32
        var column: UInt32
    }

    private(set) var buckets: [String] = []
    private(set) var entries: [Entry] = []
    private(set) var bytes: [UInt8] = []

    package init() {}

    package var count: Int { entries.count }
    package var isEmpty: Bool { entries.isEmpty }
    /// Whether it is time to look for them: memory is bounded by this, and by the piece of the manifest at hand.
    package var isFull: Bool {
        entries.count >= Self.limit || bytes.count >= Self.keyBytes || buckets.count >= Self.bucketLimit
    }

    package mutating func append(_ image: ImageReference) {
        let bucket = buckets.lastIndex(of: image.object.bucket) ?? buckets.count
        if bucket == buckets.count { buckets.append(image.object.bucket) }
        entries.append(
            Entry(
                offset: UInt32(clamping: bytes.count),
                length: UInt16(clamping: image.object.key.utf8.count),
                bucket: UInt16(clamping: bucket),
                line: UInt32(clamping: image.line),
                column: UInt32(clamping: image.column)
            )
        )
        bytes.append(contentsOf: image.object.key.utf8)
    }

    func key(_ entry: Entry) -> ArraySlice<UInt8> {
        bytes[Int(entry.offset)..<Int(entry.offset) + Int(entry.length)]
    }

    /// By bucket and key: what S3 answers is in this order.
    mutating func sort() {
        let bytes = bytes
        entries.sort { a, b in
            if a.bucket != b.bucket { return a.bucket < b.bucket }
            let order = compare(
                bytes[Int(a.offset)..<Int(a.offset) + Int(a.length)],
                bytes[Int(b.offset)..<Int(b.offset) + Int(b.length)]
            )
            return order == 0 ? a.line < b.line : order < 0
        }
    }
}

/// Distinct keys in the order of their bytes, as S3 lists them.
struct SortedKeys: Sendable {
    private let images: ImageSet
    /// Of each key, the first of its lines among the set's.
    let starts: [Int32]

    /// - Parameter entries: of one bucket, in a sorted set.
    init(_ images: ImageSet, _ entries: Range<Int>) {
        self.images = images
        starts = entries.compactMap { index in
            if index > entries.lowerBound,
                compare(images.key(images.entries[index - 1]), images.key(images.entries[index])) == 0
            {
                return nil
            }
            return Int32(clamping: index)
        }
    }

    var count: Int { starts.count }
    subscript(_ index: Int) -> ArraySlice<UInt8> { images.key(images.entries[Int(starts[index])]) }
    func text(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }

    /// The folder that all of them are in; empty where there is none. Who may list a bucket may often list only a folder.
    var folder: String {
        guard count > 0 else { return "" }
        let (first, last) = (Array(self[0]), Array(self[count - 1]))
        let common = zip(first, last).prefix { $0 == $1 }.count
        let end = first[..<common].lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        return String(decoding: first[..<end], as: UTF8.self)
    }
}

/// - Returns: less than 0 where the first comes first, 0 where they are equal.
func compare(_ a: some RandomAccessCollection<UInt8>, _ b: some RandomAccessCollection<UInt8>) -> Int {
    for (left, right) in zip(a, b) where left != right { return left < right ? -1 : 1 }
    return a.count - b.count
}
