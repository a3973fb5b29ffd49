package import ModelVersions

/// The statistics of a manifest. Line counts have the names of the service's manifest summary.
package struct ManifestSummary: Sendable {
    package struct Label: Sendable, Equatable {
        package var name: String
        /// Usable images with the label.
        package var images: Int
        package var boxes: Int
        var imageLevelImages: Int
        var objectImages: Int
        var bytes: [UInt8]
    }

    package var dataset: Dataset
    /// Nil if no option and no line shows it.
    package internal(set) var feature: ProjectFeature?
    /// In bytes.
    package internal(set) var size = 0
    package internal(set) var totalLines = 0
    package internal(set) var validLines = 0
    package internal(set) var ignoredLines = 0
    package internal(set) var invalidLines = 0
    /// Lines with a well-formed `source-ref`.
    package internal(set) var images = 0
    /// Lines whose image an earlier line names.
    package internal(set) var duplicates = 0
    /// Whether all images were compared; see `ImageTable.limit`.
    package var comparedAllImages: Bool { !table.isFull }
    /// Images that both manifests name.
    package var sharedImages: Int { dataset == .testing ? table.sharedCount : 0 }
    /// Usable bounding boxes.
    package internal(set) var boxes = 0
    /// Bounding boxes that are left out of the training.
    package internal(set) var droppedBoxes = 0
    /// Lines with an image that could not be checked.
    package internal(set) var uncheckedImages = 0
    package internal(set) var imageLevelLines = 0
    package internal(set) var objectLines = 0
    /// By images, most first, then by name.
    package internal(set) var labels: [Label] = []
    /// Whether there are more labels than `LabelTable.limit`.
    package internal(set) var hasMoreLabels = false
    /// The bucket of the first image.
    package internal(set) var bucket: String?
    /// Findings of each code, by `FindingCode.index`.
    private var counts = [Int](repeating: 0, count: FindingCode.allCases.count)
    let table: SharedImageTable

    init(dataset: Dataset, feature: ProjectFeature?, table: SharedImageTable) {
        self.dataset = dataset
        self.feature = feature
        self.table = table
    }

    package var useCase: UseCase? { UseCase(imageLevelLines: imageLevelLines, objectLines: objectLines) }

    package var hasBothFormats: Bool { imageLevelLines > 0 && objectLines > 0 }

    package func count(_ code: FindingCode) -> Int { counts[code.index] }
    package private(set) var errorCount = 0
    package private(set) var warningCount = 0
    package private(set) var terminalErrorCount = 0

    /// - Returns: how many findings of the code there are now.
    @discardableResult
    mutating func add(_ code: FindingCode, _ level: ManifestFinding.Level, times: Int = 1) -> Int {
        counts[code.index] += times
        switch level {
        case .error:
            errorCount += times
            if code.effect == .terminal { terminalErrorCount += times }
        case .warning: warningCount += times
        }
        return counts[code.index]
    }

    /// Adds the counts of the lines that follow, except those of findings, duplicates and labels.
    mutating func addLines(of other: ManifestSummary) {
        totalLines += other.totalLines
        validLines += other.validLines
        ignoredLines += other.ignoredLines
        invalidLines += other.invalidLines
        images += other.images
        boxes += other.boxes
        droppedBoxes += other.droppedBoxes
        imageLevelLines += other.imageLevelLines
        objectLines += other.objectLines
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

/// An image that a manifest names, and its place.
package struct ImageReference: Sendable, Equatable {
    package var object: S3Object
    package var line: Int
    package var column: Int
}
