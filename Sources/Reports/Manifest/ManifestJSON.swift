import Checks
import JSON
import Manifests
import ModelVersions

/// Findings and statistics of manifests, for programs; the format is specs/manifest-check.schema.json.
package enum ManifestJSON {
    package static func render(_ report: ManifestReport, sandbox: Bool = false) -> String {
        let findings = report.findings + [report.overlap].compactMap { $0 }
        return JSONText.render { json in
            json.member("errors", report.errors)
            json.objects("findings", findings) { finding, json in
                json.member("code", finding.code.rawValue)
                json.member("column", finding.column)
                json.member("dataset", finding.dataset.rawValue)
                json.member("effect", finding.level == .warning ? "none" : finding.code.effect.rawValue)
                json.member("file", report.name(of: finding.dataset))
                json.member("help", finding.help)
                json.member("level", finding.level.rawValue)
                json.member("line", finding.line)
                json.member("message", finding.message)
            }
            json.member("formatVersion", JSONText.formatVersion)
            json.objects("manifests", report.parts) { write($0, to: &$1) }
            json.member("sandbox", sandbox)
            json.member("terminalErrors", report.terminalErrors)
            json.member("verdict", report.verdict.rawValue)
            json.member("warnings", report.warnings)
        }
    }

    private static func write(_ part: ManifestReport.Part, to json: inout JSONWriter) {
        let summary = part.summary
        let counts = FindingCode.allCases.map { ($0.rawValue, summary.count($0)) }.filter { $0.1 > 0 }
        json.member("allImagesCompared", summary.comparedAllImages)
        json.member("boxes", summary.boxes)
        json.member("bucket", summary.bucket)
        json.member("dataset", summary.dataset.rawValue)
        json.member("droppedBoxes", summary.droppedBoxes)
        json.member("duplicateImages", summary.duplicates)
        json.member("feature", summary.feature?.rawValue)
        json.member("file", part.name)
        json.numbers("findingCounts", Dictionary(uniqueKeysWithValues: counts))
        json.member("ignoredLines", summary.ignoredLines)
        json.object("imageCheck", part.images) { images, json in
            json.member("depth", images.depth == .content ? "content" : "existence")
            json.member("images", images.images)
            json.member("rejectedLines", images.rejectedLines)
            json.member("requests", images.requests)
            json.member("uncheckedLines", summary.uncheckedImages)
        }
        json.member("imageLevelLines", summary.imageLevelLines)
        json.member("images", summary.images)
        json.member("invalidLines", summary.invalidLines)
        json.objects("labels", summary.labels) { label, json in
            json.member("boxes", label.boxes)
            json.member("images", label.images)
            json.member("name", label.name)
        }
        json.member("labelsComplete", !summary.hasMoreLabels)
        json.member("objectLocalizationLines", summary.objectLines)
        json.member("sharedImages", summary.dataset == .testing ? summary.sharedImages : nil)
        json.member("sizeBytes", summary.size)
        json.member("totalLines", summary.totalLines)
        json.member("useCase", summary.useCase?.name ?? "NOT_DETERMINED")
        json.member("validLines", summary.validLines)
    }
}
