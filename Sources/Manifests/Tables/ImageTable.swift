/// Which images a manifest names, and which both do, by the hashes of their names, in bounded memory.
///
/// An entry takes 12 bytes. The table holds one and a half million, more than two manifests of the size that the service
/// takes at most, and needs 24 MiB then; what comes after that is not looked for.
struct ImageTable {
    /// Of both manifests together.
    static let limit = maximumCapacity / 4 * 3
    private static let maximumCapacity = 1 << 21
    private static let testingBit: UInt32 = 1 << 31
    /// In both.
    private static let sharedBit: UInt32 = 1 << 30
    private static let lineMask: UInt32 = sharedBit - 1

    private var hashes = [UInt64](repeating: 0, count: 1 << 10)
    /// Where the image was first named.
    private var lines = [UInt32](repeating: 0, count: 1 << 10)
    private var count = 0
    private(set) var isFull = false
    private(set) var sharedCount = 0

    enum Seen {
        case new
        /// Named before in the same manifest; the line is nil where it is not known.
        case before(line: Int?)
        /// Named in the training manifest, and now for the first time in the testing manifest.
        case inTraining(line: Int)
        case unknown
    }

    mutating func insert(_ hash: UInt64, line: Int, in dataset: Dataset) -> Seen {
        var index = Int(truncatingIfNeeded: hash) & (hashes.count - 1)
        while hashes[index] != 0 {
            if hashes[index] == hash { return found(at: index, in: dataset) }
            index = (index + 1) & (hashes.count - 1)
        }
        guard count < Self.limit else {
            isFull = true
            return .unknown
        }
        let mark = UInt32(truncatingIfNeeded: min(line, Int(Self.lineMask)))
        hashes[index] = hash
        lines[index] = dataset == .testing ? mark | Self.testingBit : mark
        count += 1
        if count > hashes.count / 2, hashes.count < Self.maximumCapacity { grow() }
        return .new
    }

    private mutating func found(at index: Int, in dataset: Dataset) -> Seen {
        let line = Int(lines[index] & Self.lineMask)
        let isOfTesting = lines[index] & Self.testingBit != 0
        if isOfTesting == (dataset == .testing) { return .before(line: line) }
        if lines[index] & Self.sharedBit != 0 { return .before(line: nil) }
        lines[index] |= Self.sharedBit
        sharedCount += 1
        return .inTraining(line: line)
    }

    private mutating func grow() {
        let (oldHashes, oldLines) = (hashes, lines)
        hashes = [UInt64](repeating: 0, count: 2 * oldHashes.count)
        lines = [UInt32](repeating: 0, count: 2 * oldLines.count)
        for (old, hash) in oldHashes.enumerated() where hash != 0 {
            var index = Int(truncatingIfNeeded: hash) & (hashes.count - 1)
            while hashes[index] != 0 { index = (index + 1) & (hashes.count - 1) }
            hashes[index] = hash
            lines[index] = oldLines[old]
        }
    }
}

/// The images of the manifests of one training, one after the other.
final class SharedImageTable {
    private var table = ImageTable()

    var isFull: Bool { table.isFull }
    var sharedCount: Int { table.sharedCount }

    func insert(_ hash: UInt64, line: Int, in dataset: Dataset) -> ImageTable.Seen {
        table.insert(hash, line: line, in: dataset)
    }
}
