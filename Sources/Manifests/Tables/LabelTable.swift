/// The labels of a manifest, each with a number, and how often they occur.
struct LabelTable {
    /// The service takes 250. Beyond this many, labels are no longer told apart.
    static let limit = 1000

    struct Label {
        var name: [UInt8]
        fileprivate var hash: UInt64
        /// Images that can be used, by use case; both once where an image has the label in both ways.
        var images = 0
        var imageLevelImages = 0
        var objectImages = 0
        var boxes = 0
        /// The last lines that counted.
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

    /// The number of a label; nil where there are too many.
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

    /// Counts a label of a line that can be used.
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

/// What a model finds: the guide's `use_case`.
package enum UseCase: Sendable, CaseIterable {
    case imageLevelLabels, objectLocalization

    package var name: String {
        switch self {
        case .imageLevelLabels: "IMAGE_LEVEL_LABELS"
        case .objectLocalization: "OBJECT_LOCALIZATION"
        }
    }
}
