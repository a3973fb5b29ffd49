import Checks
import JSON
import Manifests
import ModelVersions

/// Findings and statistics of manifests, for programs; the format is specs/manifest-check.schema.json.
package enum ManifestJSON {
    package static func render(_ report: ManifestReport, sandbox: Bool = false) -> String {
        let findings = report.findings + [report.overlap].compactMap { $0 }
        return JSONText.render(
            [
                "formatVersion": JSONText.formatVersion,
                "verdict": report.verdict.rawValue,
                "terminalErrors": report.terminalErrors,
                "errors": report.errors,
                "warnings": report.warnings,
                "manifests": report.parts.map(manifest),
                "findings": findings.map { finding -> JSONValue in
                    [
                        "code": finding.code.rawValue,
                        "level": finding.level.rawValue,
                        "effect": finding.level == .warning ? "none" : finding.code.effect.rawValue,
                        "dataset": finding.dataset.rawValue,
                        "file": report.name(of: finding.dataset),
                        "line": finding.line,
                        "column": finding.column,
                        "message": finding.message,
                        "help": finding.code.help,
                    ]
                },
            ],
            sandbox: sandbox
        )
    }

    private static func manifest(_ part: ManifestReport.Part) -> JSONValue {
        let summary = part.summary
        let counts = FindingCode.allCases.map { ($0.rawValue, summary.count($0)) }.filter { $0.1 > 0 }
        return [
            "dataset": summary.dataset.rawValue,
            "file": part.name,
            "feature": summary.feature?.rawValue,
            "sizeBytes": summary.size,
            "useCase": summary.useCase?.name ?? "NOT_DETERMINED",
            "totalLines": summary.totalLines,
            "validLines": summary.validLines,
            "ignoredLines": summary.ignoredLines,
            "invalidLines": summary.invalidLines,
            "imageLevelLines": summary.imageLevelLines,
            "objectLocalizationLines": summary.objectLines,
            "images": summary.images,
            "duplicateImages": summary.duplicates,
            "sharedImages": summary.dataset == .testing ? summary.sharedImages : nil,
            "allImagesCompared": summary.comparedAllImages,
            "boxes": summary.boxes,
            "droppedBoxes": summary.droppedBoxes,
            "bucket": summary.bucket,
            "labels": summary.labels.map { label -> JSONValue in
                ["name": label.name, "images": label.images, "boxes": label.boxes]
            },
            "labelsComplete": !summary.hasMoreLabels,
            "imageCheck": part.images.map { images -> JSONValue in
                [
                    "depth": images.depth == .content ? "content" : "existence",
                    "images": images.images,
                    "rejectedLines": images.rejectedLines,
                    "uncheckedLines": summary.uncheckedImages,
                    "requests": images.requests,
                ]
            },
            "findingCounts": Dictionary(uniqueKeysWithValues: counts),
        ]
    }
}
