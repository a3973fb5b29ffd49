import ModelVersions
import Text

/// The rules for a manifest as a whole.
extension ManifestRules {
    mutating func judgeManifest() {
        reportUnlabelled()
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
        if let firstBareSize {
            // md-transform-coco shows an object, md-create-manifest-file-object-detection requires the list.
            report(
                .imageSizeWithoutList,
                line: firstBareSize,
                "`image_size` is an object, from this line on; one page of the guide requires a list of one"
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
                "the manifest has \(lines) lines; the limit in \(region) is \(limit)",
                help: ManifestFinding.regionalLimitHelp
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
        if let shortage = DataLabels(summary).shortage(in: dataset, "the manifest has") { report(shortage) }
        if options.splitsAutomatically, dataset == .training {
            let useCase = summary.useCase ?? .objectLocalization
            let single = used.filter { $0.images(useCase) == 1 }
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
