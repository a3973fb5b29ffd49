package import Checks
package import Manifests

/// The findings in the manifests of a training.
package struct ManifestReport {
    package struct Part {
        package var name: String
        package var summary: ManifestSummary
        /// Nil where the images were not checked.
        package var images: ImageCounts?

        package init(name: String, summary: ManifestSummary, images: ImageCounts? = nil) {
            self.name = name
            self.summary = summary
            self.images = images
        }
    }

    /// The images that S3 was asked about.
    package struct ImageCounts: Sendable, Equatable {
        package var depth: ImageInspection.Depth
        /// Distinct images; in a very long manifest an image may count twice.
        package var images = 0
        /// Lines with an unusable image.
        package var rejectedLines = 0
        package var requests = 0

        package init(depth: ImageInspection.Depth) { self.depth = depth }
    }

    package enum Verdict: String {
        /// The training would fail.
        case fails
        /// The training would leave out some lines or parts of them.
        case excludesLines
        /// No errors, but some images could not be checked.
        case unknown
        case passes
    }

    /// The training manifest, and the testing manifest where there is one.
    package var parts: [Part]
    /// The first of each code, in the order of the manifests.
    package var findings: [ManifestFinding]
    /// The finding about labels that the two manifests do not share.
    package var overlap: ManifestFinding?

    package init(parts: [Part], findings: [ManifestFinding], overlap: ManifestFinding?) {
        self.parts = parts
        self.findings = findings
        self.overlap = overlap
    }

    package var terminalErrors: Int {
        parts.reduce(overlap == nil ? 0 : 1) { $0 + $1.summary.terminalErrorCount }
    }
    package var errors: Int { parts.reduce(overlap == nil ? 0 : 1) { $0 + $1.summary.errorCount } }
    package var warnings: Int { parts.reduce(0) { $0 + $1.summary.warningCount } }

    /// Lines whose image could not be checked.
    package var uncheckedImages: Int { parts.reduce(0) { $0 + $1.summary.uncheckedImages } }

    package var verdict: Verdict {
        if terminalErrors > 0 { return .fails }
        if errors > 0 { return .excludesLines }
        return uncheckedImages > 0 ? .unknown : .passes
    }

    func name(of dataset: Dataset) -> String {
        parts.first { $0.summary.dataset == dataset }?.name ?? dataset.rawValue
    }
}
