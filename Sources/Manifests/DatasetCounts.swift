/// The rules that the counts of a dataset show, without its entries.
package enum DatasetCounts {
    /// - Parameters:
    ///   - entries: images; nil if unknown, as the others.
    ///   - labeled: images with labels.
    ///   - labels: labels that the entries declare.
    ///   - region: of the project.
    /// - Returns: findings about the whole dataset.
    package static func judge(
        _ dataset: Dataset,
        entries: Int?,
        labeled: Int?,
        labels: Int?,
        in region: String
    ) -> [ManifestFinding] {
        var findings: [ManifestFinding] = []
        func report(_ code: FindingCode, level: ManifestFinding.Level? = nil, _ message: String, help: String? = nil) {
            findings.append(ManifestFinding(code, level: level, in: dataset, message, help: help))
        }
        if entries == 0 {
            report(.emptyManifest, "the dataset has no entries")
            return findings
        }
        // Guide: limits.html. The limits are those of a manifest. The counts do not tell the format of the labels.
        let limit = ManifestChecker.imageLimit(of: dataset, splitsAutomatically: false, in: region)
        if let entries, let limit, entries > limit {
            report(
                .manifestRowsExceedsMaximum,
                "the dataset has \(entries) entries; the limit in \(region) is \(limit)",
                help: ManifestFinding.regionalLimitHelp
            )
        } else if let entries, entries > Limits.rows {
            report(
                .manifestRowsExceedsMaximum,
                level: entries > Limits.raisedRows ? .error : .warning,
                "the dataset has \(entries) entries; the limit is \(Limits.rows), unless AWS has raised the quota"
            )
        }
        if labeled == 0 || labels == 0 {
            report(.tooFewLabels, "no entry of the dataset has a label")
        } else if labels == 1 {
            report(.tooFewLabels, level: .warning, "the dataset has 1 label; image-level labels need two")
        }
        // A declared label may be without images, so that it does not count.
        if let labels, labels > Limits.labels {
            report(.tooManyLabels, level: .warning, "the dataset has \(labels) labels; the limit is \(Limits.labels)")
        }
        return findings
    }

    /// The rule for the two datasets of a project together (guide: tm-debugging-aggregate-errors): at least half of the
    /// training's labels must be in the test. A declared label may be without images, so this is a warning. Where the
    /// names of the labels are known, `LabelOverlap` compares them.
    package static func judge(trainingLabels: Int?, testLabels: Int?) -> ManifestFinding? {
        guard let trainingLabels, let testLabels, testLabels > 0, testLabels * 2 < trainingLabels else { return nil }
        return ManifestFinding(
            .insufficientLabelOverlap,
            level: .warning,
            in: .testing,
            """
            the training dataset has \(trainingLabels) labels and the test dataset \(testLabels); at least 50 % of the \
            training's labels must be in the test
            """
        )
    }
}
