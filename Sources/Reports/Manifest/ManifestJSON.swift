import Checks
import Manifests

/// Findings and statistics of manifests, for programs; the format is specs/manifest-check.schema.json.
package enum ManifestJSON {
    private struct Document: Encodable {
        let formatVersion: String
        let verdict: String
        let terminalErrors: Int
        let errors: Int
        let warnings: Int
        let manifests: [Manifest]
        let findings: [Item]
    }

    private struct Manifest: Encodable {
        let dataset: String
        let file: String
        let sizeBytes: Int
        let useCase: String
        let totalLines: Int
        let validLines: Int
        let ignoredLines: Int
        let invalidLines: Int
        let imageLevelLines: Int
        let objectLocalizationLines: Int
        let images: Int
        let duplicateImages: Int
        let sharedImages: Int?
        let allImagesCompared: Bool
        let boxes: Int
        let droppedBoxes: Int
        let bucket: String?
        let labels: [Label]
        let labelsComplete: Bool
        let imageCheck: ImageCheck?
        let findingCounts: [String: Int]
    }

    private struct ImageCheck: Encodable {
        let depth: String
        let images: Int
        let rejectedLines: Int
        let uncheckedLines: Int
        let requests: Int
    }

    private struct Label: Encodable {
        let name: String
        let images: Int
        let boxes: Int
    }

    private struct Item: Encodable {
        let code: String
        let level: String
        let effect: String
        let dataset: String
        let file: String
        let line: Int?
        let column: Int?
        let message: String
        let help: String
    }

    package static func render(_ report: ManifestReport) throws -> String {
        let findings = report.findings + [report.overlap].compactMap { $0 }
        return try JSONText.render(
            Document(
                formatVersion: JSONText.formatVersion,
                verdict: report.verdict.rawValue,
                terminalErrors: report.terminalErrors,
                errors: report.errors,
                warnings: report.warnings,
                manifests: report.parts.map(manifest),
                findings: findings.map { finding in
                    Item(
                        code: finding.code.rawValue,
                        level: finding.level.rawValue,
                        effect: finding.level == .warning ? "none" : finding.code.effect.rawValue,
                        dataset: finding.dataset.rawValue,
                        file: report.name(of: finding.dataset),
                        line: finding.line,
                        column: finding.column,
                        message: finding.message,
                        help: finding.code.help
                    )
                }
            )
        )
    }

    private static func manifest(_ part: ManifestReport.Part) -> Manifest {
        let summary = part.summary
        let counts = FindingCode.allCases.map { ($0.rawValue, summary.count($0)) }.filter { $0.1 > 0 }
        return Manifest(
            dataset: summary.dataset.rawValue,
            file: part.name,
            sizeBytes: summary.size,
            useCase: summary.useCase?.name ?? "NOT_DETERMINED",
            totalLines: summary.totalLines,
            validLines: summary.validLines,
            ignoredLines: summary.ignoredLines,
            invalidLines: summary.invalidLines,
            imageLevelLines: summary.imageLevelLines,
            objectLocalizationLines: summary.objectLines,
            images: summary.images,
            duplicateImages: summary.duplicates,
            sharedImages: summary.dataset == .testing ? summary.sharedImages : nil,
            allImagesCompared: summary.comparedAllImages,
            boxes: summary.boxes,
            droppedBoxes: summary.droppedBoxes,
            bucket: summary.bucket,
            labels: summary.labels.map { Label(name: $0.name, images: $0.images, boxes: $0.boxes) },
            labelsComplete: !summary.hasMoreLabels,
            imageCheck: part.images.map { images in
                ImageCheck(
                    depth: images.depth == .content ? "content" : "existence",
                    images: images.images,
                    rejectedLines: images.rejectedLines,
                    uncheckedLines: summary.uncheckedImages,
                    requests: images.requests
                )
            },
            findingCounts: Dictionary(uniqueKeysWithValues: counts)
        )
    }
}
