package import Manifests
import ModelVersions

/// The images to look for in S3, in little memory: the bytes of their keys, and 16 bytes for each line.
package struct ImageSet: Sendable {
    /// The service's quota of images: most manifests are one set.
    package static let limit = 250_000
    /// Bytes of all keys together.
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
    /// Whether to look for them now: this and the current piece of the manifest limit the memory.
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

    /// By bucket and key, as S3 lists objects.
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
    /// For each key, the index of its first line in the set.
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

    /// The folder of all keys; empty if they have none. A policy often allows listing of one folder only.
    var folder: String {
        guard count > 0 else { return "" }
        let (first, last) = (Array(self[0]), Array(self[count - 1]))
        let common = zip(first, last).prefix { $0 == $1 }.count
        let end = first[..<common].lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        return String(decoding: first[..<end], as: UTF8.self)
    }
}

/// - Returns: less than 0 if `a` comes first, 0 if they are equal.
func compare(_ a: some RandomAccessCollection<UInt8>, _ b: some RandomAccessCollection<UInt8>) -> Int {
    for (left, right) in zip(a, b) where left != right { return left < right ? -1 : 1 }
    return a.count - b.count
}
