import Text

/// The rules for a manifest as a whole.
extension ManifestRules {
    mutating func judgeManifest() {
        summary.bucket = bucket.map { String(decoding: $0, as: UTF8.self) }
        summary.hasMoreLabels = labels.isFull
        summary.labels = labels.labels
            .map { label in
                ManifestSummary.Label(
                    name: String(decoding: label.name, as: UTF8.self),
                    images: label.images,
                    boxes: label.boxes,
                    imageLevelImages: label.imageLevelImages,
                    objectImages: label.objectImages,
                    bytes: label.name
                )
            }
            .sorted { $0.images != $1.images ? $0.images > $1.images : $0.bytes.lexicographicallyPrecedes($1.bytes) }
        judgeSize()
        if summary.totalLines == 0 {
            report(.emptyManifest, "the manifest is empty")
            return
        }
        if isOfOtherFeature { return }
        // The guide has no rule for the invalid lines and the labels of an adapter.
        if summary.feature == .contentModeration { return judgeModerationCounts() }
        judgeInvalidLines()
        if let firstFraction {
            report(
                .fractionalBoundingBoxes,
                line: firstFraction,
                "bounding boxes have fractions of a pixel, from this line on; one page of the guide shows whole pixels"
            )
        }
        judgeLabels()
    }

    /// tm-debugging-scope-json-line: ignored lines do not count towards the 20 %. The guide does not say whether they
    /// count among all lines.
    private mutating func judgeInvalidLines() {
        let (invalid, total, ignored) = (summary.invalidLines, summary.totalLines, summary.ignoredLines)
        if invalid * 5 > total {
            report(
                .tooManyInvalidRows,
                "\(invalid) of \(total) lines are invalid; a training ends at more than 20 %"
            )
        } else if invalid * 5 > total - ignored {
            report(
                .tooManyInvalidRows,
                level: .warning,
                """
                \(invalid) of \(total - ignored) lines are invalid, without the \(counted(ignored, "ignored line")); a \
                training ends at more than 20 %, and the guide does not say whether ignored lines count
                """
            )
        }
    }

    private mutating func judgeSize() {
        let (size, lines) = (summary.size, summary.totalLines)
        if size > Limits.sizeInGB {
            report(
                .manifestSizeTooLarge,
                level: size > Limits.sizeInGiB ? .error : .warning,
                "the manifest has \(size) bytes; the limit is 1 GB"
            )
        }
        // The limits for lines are of custom labels.
        if summary.feature == .contentModeration { return }
        if let (region, limit) = regionalRows, lines > limit {
            report(
                .manifestRowsExceedsMaximum,
                "the manifest has \(lines) lines; the limit in \(region) is \(limit)"
            )
            return
        }
        guard lines > Limits.rows else { return }
        let canBeRaised = summary.useCase == .imageLevelLabels && lines <= Limits.raisedRows
        let limit =
            canBeRaised
            ? "250000, unless AWS has raised the quota" : "250000, or 500000 of image-level labels by request"
        report(
            .manifestRowsExceedsMaximum,
            level: canBeRaised ? .warning : .error,
            "the manifest has \(lines) lines; the limit is \(limit)"
        )
    }

    private var regionalRows: (region: String, limit: Int)? {
        guard let region = options.region,
            let limit = ManifestChecker.imageLimit(
                of: dataset,
                splitsAutomatically: options.splitsAutomatically,
                in: region
            )
        else { return nil }
        return (region, limit)
    }

    private mutating func judgeLabels() {
        let used = summary.labels.filter { $0.images > 0 }
        if used.count > Limits.labels {
            let count = "\(labels.isFull ? "more than " : "")\(used.count)"
            report(.tooManyLabels, "the manifest has \(count) labels; the limit is 250")
        }
        let fewest = Limits.fewestLabels(summary.useCase ?? .objectLocalization)
        let usable = used.filter { $0.images(summary.useCase ?? .objectLocalization) > 0 }
        if used.count < fewest {
            report(
                .tooFewLabels,
                "the manifest has \(counted(used.count, "label")) with images; the minimum is \(fewest)"
            )
        } else if usable.count < fewest {
            report(
                .tooFewUsableLabels,
                """
                \(counted(usable.count, "label")) can be used for the format of most lines; the minimum is \(fewest)
                """
            )
        }
        if options.splitsAutomatically, dataset == .training {
            let single = usable.filter { $0.images(summary.useCase ?? .objectLocalization) < 2 }
            if !single.isEmpty {
                // The page names no number of images, so this may not end the training.
                report(
                    .insufficientImagesPerLabelForAutosplit,
                    level: .warning,
                    "one image is too few to split, for \(Self.names(single))"
                )
            }
        }
        let unused = summary.labels.filter { $0.images == 0 }
        if !unused.isEmpty { report(.labelWithoutImages, "no usable image has \(Self.names(unused))") }
        if dataset == .testing {
            let many = used.filter { $0.images > Limits.testImagesPerLabel }
            if !many.isEmpty { report(.tooManyTestImagesPerLabel, "more than 1000 images have \(Self.names(many))") }
        }
    }

    private static func names(_ labels: [ManifestSummary.Label]) -> String {
        let shown = labels.prefix(5).map { "\"\($0.name)\"" }.joined(separator: ", ")
        return labels.count > 5 ? "\(shown) and \(labels.count - 5) more" : shown
    }
}

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

    /// As `ManifestSummary.useCase`.
    var useCase: UseCase? {
        if imageLevelLines == 0, objectLines == 0 { return nil }
        return imageLevelLines > objectLines ? .imageLevelLabels : .objectLocalization
    }

    func usable(in useCase: UseCase) -> Set<[UInt8]> {
        switch useCase {
        case .imageLevelLabels: imageLevel
        case .objectLocalization: objects
        }
    }
}

/// The rules for the training data and the testing data of a training together.
package enum LabelOverlap {
    /// - Returns: at most one finding.
    package static func judge(training: ManifestSummary, testing: ManifestSummary) -> ManifestFinding? {
        // The guide has no such rule for adapters.
        if training.feature == .contentModeration { return nil }
        return judge(training: DataLabels(training), testing: DataLabels(testing))
    }

    package static func judge(training: DataLabels, testing: DataLabels) -> ManifestFinding? {
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

    /// Nil if it is enough, or if there is nothing to compare: another rule reports that.
    private static func percent(_ trained: Set<[UInt8]>, _ tested: Set<[UInt8]>) -> Int? {
        let common = trained.intersection(tested).count
        guard !trained.isEmpty, common * 2 < trained.count else { return nil }
        return common * 100 / trained.count
    }
}
