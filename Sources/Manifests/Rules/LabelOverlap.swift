import ModelVersions
import Text

/// The labels of the data on one side of a training, of one manifest or of several together.
package struct DataLabels: Sendable, Equatable {
    /// The names of the labels that usable images have, by the format of the lines.
    private(set) var imageLevel: Set<[UInt8]> = []
    private(set) var objects: Set<[UInt8]> = []
    private var imageLevelLines = 0
    private var objectLines = 0

    package init() {}

    package init(_ summary: ManifestSummary) {
        imageLevelLines = summary.imageLevelLines
        objectLines = summary.objectLines
        for label in summary.labels {
            if label.imageLevelImages > 0 { imageLevel.insert(label.bytes) }
            if label.objectImages > 0 { objects.insert(label.bytes) }
        }
    }

    package mutating func add(_ other: DataLabels) {
        imageLevel.formUnion(other.imageLevel)
        objects.formUnion(other.objects)
        imageLevelLines += other.imageLevelLines
        objectLines += other.objectLines
    }

    package var count: Int { all.count }

    var all: Set<[UInt8]> { imageLevel.union(objects) }

    var useCase: UseCase? { UseCase(imageLevelLines: imageLevelLines, objectLines: objectLines) }

    func usable(in useCase: UseCase) -> Set<[UInt8]> {
        switch useCase {
        case .imageLevelLabels: imageLevel
        case .objectLocalization: objects
        }
    }

    /// The rules for the fewest labels.
    ///
    /// - Parameter subject: as in `the manifest has`.
    package func shortage(in dataset: Dataset, _ subject: String) -> ManifestFinding? {
        let format = useCase ?? .objectLocalization
        let (fewest, usableCount) = (Limits.fewestLabels(format), usable(in: format).count)
        if count < fewest {
            return ManifestFinding(
                .tooFewLabels,
                in: dataset,
                "\(subject) \(counted(count, "label")) with images; the minimum is \(fewest)"
            )
        }
        guard usableCount < fewest else { return nil }
        return ManifestFinding(
            .tooFewUsableLabels,
            in: dataset,
            "\(counted(usableCount, "label")) can be used for the format of most lines; the minimum is \(fewest)"
        )
    }
}

/// The images of the data on one side of a training, of one manifest or of several together.
package struct DataImages: Sendable, Equatable {
    /// Hashes of their names.
    private var names: [UInt64] = []

    package init() {}

    /// - Parameter summary: of a manifest that was checked alone.
    package init(_ summary: ManifestSummary) { names = summary.table.names }

    package mutating func add(_ other: DataImages) { names += other.names }

    /// How many images are in both.
    package func common(with other: DataImages) -> Int { Set(names).intersection(other.names).count }
}

/// The rules for the training data and the testing data of a training together.
package enum LabelOverlap {
    /// - Returns: at most one finding.
    package static func judge(training: ManifestSummary, testing: ManifestSummary) -> ManifestFinding? {
        // The guide has no such rule for adapters.
        if training.feature == .contentModeration { return nil }
        return judge(training: DataLabels(training), testing: DataLabels(testing))
    }

    /// The datasets of a project, by the names of their labels in UTF-8. Names do not tell the formats of the lines.
    package static func judge(training: Set<[UInt8]>, testing: Set<[UInt8]>) -> ManifestFinding? {
        // Without a label in the test, another rule reports it.
        guard !testing.isEmpty, let percent = percent(training, testing) else { return nil }
        return ManifestFinding(
            .insufficientLabelOverlap,
            in: .testing,
            "\(percent) % of the training dataset's labels are in the test dataset; at least 50 % must be"
        )
    }

    package static func judge(training: DataLabels, testing: DataLabels) -> ManifestFinding? {
        // Nothing can be used, and a finding about the testing data says why: an empty manifest, or too few labels.
        if testing.all.isEmpty { return nil }
        if let percent = percent(training.all, testing.all) {
            return ManifestFinding(
                .insufficientLabelOverlap,
                in: .testing,
                "\(percent) % of the training's labels are in the testing data; at least 50 % must be"
            )
        }
        let useCase = training.useCase ?? .objectLocalization
        // md-dataset-purpose, brand locations: image-level labels are trained, and tested with bounding boxes.
        if useCase == .imageLevelLabels, testing.useCase == .objectLocalization { return nil }
        if let percent = percent(training.usable(in: useCase), testing.usable(in: useCase)) {
            return ManifestFinding(
                .insufficientUsableLabelOverlap,
                in: .testing,
                "\(percent) % of the training's labels are in the testing data in its format; at least 50 % must be"
            )
        }
        return nil
    }

    /// Nil if it is enough, or if the training has no label: another rule reports that.
    private static func percent(_ trained: Set<[UInt8]>, _ tested: Set<[UInt8]>) -> Int? {
        let common = trained.intersection(tested).count
        guard !trained.isEmpty, common * 2 < trained.count else { return nil }
        return common * 100 / trained.count
    }
}
