import Synchronization

/// A 64-bit hash of bytes: a full multiplication for each eight bytes, as in wyhash.
///
/// `FNV1a` takes one byte at a time: measured for a name of 61 bytes, 57 to 73 ns, against 10 to 15 ns for this hash.
/// A manifest has a million lines and a dozen names in each.
///
/// It has no key: an author who makes two image names collide misleads the check of that manifest only. By chance, two
/// of a million images have the same hash with a probability of 3 in 100 million (n² / 2⁶⁵).
struct ByteHash {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    static func of(_ bytes: LineBytes, _ start: Int, _ count: Int) -> UInt64 {
        var hash = ByteHash()
        var index = start
        let end = start + count
        while index + 8 <= end {
            hash.add(bytes.word(index))
            index += 8
        }
        let rest = end - index
        return hash.finished(rest == 0 ? 0 : bytes.word(index) & (~0 >> UInt64(64 - 8 * rest)), count)
    }

    static func of(_ bytes: [UInt8]) -> UInt64 {
        var hash = ByteHash()
        var (word, filled) = (UInt64(0), 0)
        for byte in bytes {
            word |= UInt64(byte) << UInt64(8 * filled)
            filled += 1
            if filled == 8 {
                hash.add(word)
                (word, filled) = (0, 0)
            }
        }
        return hash.finished(word, bytes.count)
    }

    private mutating func add(_ word: UInt64) { state = Self.fold(state ^ word, 0xA076_1D64_78BD_642F) }

    private func finished(_ rest: UInt64, _ count: Int) -> UInt64 {
        let hash = Self.fold(Self.fold(state ^ rest, 0xE703_7ED1_A0B4_28DB) ^ UInt64(count), 0x8EBC_6AF0_9C88_C6E3)
        // In the tables, 0 is a free slot.
        return hash == 0 ? 1 : hash
    }

    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}

/// The images that the manifests name, by the hashes of their names, in bounded memory.
///
/// An entry has 12 bytes. The table holds one and a half million entries in 24 MiB: more than two manifests of the
/// largest size that the service accepts. Further images are not compared.
struct ImageTable {
    /// Images of both manifests together.
    static let limit = maximumCapacity / 4 * 3
    private static let maximumCapacity = 1 << 21
    private static let testingBit: UInt32 = 1 << 31
    /// Set if both manifests name the image.
    private static let sharedBit: UInt32 = 1 << 30
    private static let lineMask: UInt32 = sharedBit - 1

    private var hashes = [UInt64](repeating: 0, count: 1 << 10)
    /// The first line that names the image.
    private var lines = [UInt32](repeating: 0, count: 1 << 10)
    private var count = 0
    private(set) var isFull = false
    private(set) var sharedCount = 0

    enum Seen {
        case new
        /// An earlier line of the same manifest names it; the line is nil if unknown.
        case before(line: Int?)
        /// The training manifest names it, and the testing manifest for the first time.
        case inTraining(line: Int)
        case unknown
    }

    /// The hashes of all images.
    var names: [UInt64] { hashes.filter { $0 != 0 } }

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

/// The table that the manifests of one training share.
final class SharedImageTable: Sendable {
    private let table = Mutex(ImageTable())

    var isFull: Bool { table.withLock { $0.isFull } }
    var sharedCount: Int { table.withLock { $0.sharedCount } }
    var names: [UInt64] { table.withLock { $0.names } }

    func insert(_ hash: UInt64, line: Int, in dataset: Dataset) -> ImageTable.Seen {
        table.withLock { $0.insert(hash, line: line, in: dataset) }
    }
}

/// The labels of a manifest, each with a number and its counts.
struct LabelTable {
    /// The service accepts 250. Further labels are not counted.
    static let limit = 1000

    struct Label {
        var name: [UInt8]
        fileprivate var hash: UInt64
        /// Usable images, by use case. `images` counts an image once that has the label in both formats.
        var images = 0
        var imageLevelImages = 0
        var objectImages = 0
        var boxes = 0
        /// The last lines that were counted.
        fileprivate var lastLine = 0
        fileprivate var lastImageLevelLine = 0
        fileprivate var lastObjectLine = 0

        func images(_ useCase: UseCase) -> Int {
            switch useCase {
            case .imageLevelLabels: imageLevelImages
            case .objectLocalization: objectImages
            }
        }
    }

    private(set) var labels: [Label] = []
    /// Whether there were more labels than the limit.
    private(set) var isFull = false
    private var slots = [Int16](repeating: -1, count: 4096)

    /// The number of a label; nil if the table is full.
    mutating func number(_ hash: UInt64, bytes: LineBytes, _ start: Int, _ count: Int) -> Int? {
        number(hash, isEqual: { bytes.equals($0, start, count) }, name: { bytes.copy(start, count) })
    }

    mutating func number(_ name: [UInt8]) -> Int? {
        number(ByteHash.of(name), isEqual: { $0 == name }, name: { name })
    }

    private mutating func number(_ hash: UInt64, isEqual: ([UInt8]) -> Bool, name: () -> [UInt8]) -> Int? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if labels[number].hash == hash, isEqual(labels[number].name) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard labels.count < Self.limit else {
            isFull = true
            return nil
        }
        slots[slot] = Int16(labels.count)
        labels.append(Label(name: name(), hash: hash))
        return labels.count - 1
    }

    /// Adds the labels and the counts of the lines that follow.
    ///
    /// - Returns: false, with no count changed, if a label has no number in one of the tables. Then check the lines
    ///   themselves: they give the same labels a number.
    mutating func add(_ other: LabelTable) -> Bool {
        guard !other.isFull else { return false }
        let numbers = other.labels.compactMap { label in
            number(label.hash, isEqual: { $0 == label.name }, name: { label.name })
        }
        guard numbers.count == other.labels.count else { return false }
        for (number, label) in zip(numbers, other.labels) {
            labels[number].images += label.images
            labels[number].imageLevelImages += label.imageLevelImages
            labels[number].objectImages += label.objectImages
            labels[number].boxes += label.boxes
        }
        return true
    }

    /// Counts a label of a valid line.
    mutating func count(_ number: Int, useCase: UseCase, boxes: Int, line: Int) {
        labels[number].boxes += boxes
        if labels[number].lastLine != line {
            labels[number].lastLine = line
            labels[number].images += 1
        }
        switch useCase {
        case .imageLevelLabels:
            guard labels[number].lastImageLevelLine != line else { return }
            labels[number].lastImageLevelLine = line
            labels[number].imageLevelImages += 1
        case .objectLocalization:
            guard labels[number].lastObjectLine != line else { return }
            labels[number].lastObjectLine = line
            labels[number].objectImages += 1
        }
    }
}

/// The format of labels: the guide's `use_case`.
package enum UseCase: Sendable, CaseIterable {
    case imageLevelLabels, objectLocalization

    /// The format that most lines have; the guide does not say how the service chooses where both occur. Nil without a
    /// line of either.
    init?(imageLevelLines: Int, objectLines: Int) {
        if imageLevelLines == 0, objectLines == 0 { return nil }
        self = imageLevelLines > objectLines ? .imageLevelLabels : .objectLocalization
    }

    package var name: String {
        switch self {
        case .imageLevelLabels: "IMAGE_LEVEL_LABELS"
        case .objectLocalization: "OBJECT_LOCALIZATION"
        }
    }
}
