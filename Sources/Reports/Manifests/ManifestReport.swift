package import Manifests

/// What was found in the manifests of a training.
package struct ManifestReport {
    package struct Part {
        package var name: String
        package var summary: ManifestSummary

        package init(name: String, summary: ManifestSummary) {
            self.name = name
            self.summary = summary
        }
    }

    package enum Verdict: String {
        /// The training would fail.
        case fails
        /// The training would run without some lines, or parts of them.
        case excludesLines
        case passes
    }

    /// The training manifest, and the testing manifest where there is one.
    package var parts: [Part]
    /// The first of each code, in the order in which they were found.
    package var findings: [ManifestFinding]
    /// Whether the labels of the two fit together.
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

    package var verdict: Verdict {
        if terminalErrors > 0 { return .fails }
        return errors > 0 ? .excludesLines : .passes
    }

    func name(of dataset: Dataset) -> String {
        parts.first { $0.summary.dataset == dataset }?.name ?? dataset.rawValue
    }
}
