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
        if summary.invalidLines * 5 > summary.totalLines {
            let (invalid, total) = (summary.invalidLines, summary.totalLines)
            report(
                .tooManyInvalidRows,
                "\(invalid) of \(total) lines are invalid; a training ends at more than 20 %"
            )
        }
        judgeLabels()
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
                report(
                    .insufficientImagesPerLabelForAutosplit,
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

/// The rules for the two manifests of a training together.
package enum LabelOverlap {
    /// - Returns: at most one finding.
    package static func judge(training: ManifestSummary, testing: ManifestSummary) -> ManifestFinding? {
        let useCase = training.useCase ?? .objectLocalization
        if let percent = percent(training, testing, { $0.images > 0 }) {
            return ManifestFinding(
                .insufficientLabelOverlap,
                in: .testing,
                "\(percent) % of the training's labels are in the testing manifest; at least 50 % must be"
            )
        }
        if let percent = percent(training, testing, { $0.images(useCase) > 0 }) {
            return ManifestFinding(
                .insufficientUsableLabelOverlap,
                in: .testing,
                "\(percent) % of the training's labels are in the testing manifest in its format; at least 50 % must be"
            )
        }
        return nil
    }

    /// Nil if it is enough, or if there is nothing to compare: another rule reports that.
    private static func percent(
        _ training: ManifestSummary,
        _ testing: ManifestSummary,
        _ isUsed: (ManifestSummary.Label) -> Bool
    ) -> Int? {
        let trained = Set(training.labels.filter(isUsed).map(\.bytes))
        let tested = Set(testing.labels.filter(isUsed).map(\.bytes))
        let common = trained.intersection(tested).count
        guard !trained.isEmpty, common * 2 < trained.count else { return nil }
        return common * 100 / trained.count
    }
}
