package import ModelVersions

/// What is in a manifest, and how much of it is wrong. Line counts are named as in the service's manifest summary.
package struct ManifestSummary {
    package struct Label: Sendable, Equatable {
        package var name: String
        /// Images that can be used and have the label.
        package var images: Int
        package var boxes: Int
        var imageLevelImages: Int
        var objectImages: Int
        var bytes: [UInt8]
    }

    package var dataset: Dataset
    /// In bytes.
    package internal(set) var size = 0
    package internal(set) var totalLines = 0
    package internal(set) var validLines = 0
    package internal(set) var ignoredLines = 0
    package internal(set) var invalidLines = 0
    /// Lines that have an image of a well-formed location.
    package internal(set) var images = 0
    /// Of these, the ones named before.
    package internal(set) var duplicates = 0
    /// Whether all images were compared; there is room for one and a half million.
    package var comparedAllImages: Bool { !table.isFull }
    /// Images of the training manifest that the testing manifest names, too.
    package var sharedImages: Int { dataset == .testing ? table.sharedCount : 0 }
    /// Bounding boxes that can be used.
    package internal(set) var boxes = 0
    /// Bounding boxes that are left out of the training.
    package internal(set) var droppedBoxes = 0
    /// Lines with an image of which nobody knows whether it can be used.
    package internal(set) var uncheckedImages = 0
    package internal(set) var imageLevelLines = 0
    package internal(set) var objectLines = 0
    /// By images, most first, then by name.
    package internal(set) var labels: [Label] = []
    /// Whether there are more labels than are told apart.
    package internal(set) var hasMoreLabels = false
    /// Of the first image; nil where there is none.
    package internal(set) var bucket: String?
    /// How often each code was found, in the order of `FindingCode`.
    private var counts = [Int](repeating: 0, count: FindingCode.allCases.count)
    private var errors = 0
    private var warnings = 0
    let table: SharedImageTable

    init(dataset: Dataset, table: SharedImageTable) {
        self.dataset = dataset
        self.table = table
    }

    /// The format that most lines have; the guide does not say how the service chooses where both occur.
    package var useCase: UseCase? {
        if imageLevelLines == 0, objectLines == 0 { return nil }
        return imageLevelLines > objectLines ? .imageLevelLabels : .objectLocalization
    }

    package var hasBothFormats: Bool { imageLevelLines > 0 && objectLines > 0 }

    package func count(_ code: FindingCode) -> Int { counts[code.index] }
    package var errorCount: Int { errors }
    package var warningCount: Int { warnings }
    package var terminalErrorCount: Int {
        FindingCode.allCases.filter { $0.effect == .terminal }.reduce(0) { $0 + terminal[$1.index] }
    }
    private var terminal = [Int](repeating: 0, count: FindingCode.allCases.count)

    /// - Returns: How many of the code there are by now.
    mutating func add(_ code: FindingCode, _ level: ManifestFinding.Level) -> Int {
        counts[code.index] += 1
        switch level {
        case .error:
            errors += 1
            if code.effect == .terminal { terminal[code.index] += 1 }
        case .warning: warnings += 1
        }
        return counts[code.index]
    }
}

extension ManifestSummary.Label {
    func images(_ useCase: UseCase) -> Int {
        switch useCase {
        case .imageLevelLabels: imageLevelImages
        case .objectLocalization: objectImages
        }
    }
}

/// An image that a manifest names, and where.
package struct ImageReference: Sendable, Equatable {
    package var object: S3Object
    package var line: Int
    package var column: Int
}
