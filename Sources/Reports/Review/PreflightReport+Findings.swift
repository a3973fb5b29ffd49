package import Diagnostics
package import Preflight

extension PreflightReport {
    /// What a reviewer should see of it: one finding for each version that a check is about.
    package var findings: [Finding] {
        results.flatMap { result -> [Finding] in
            guard let level = result.verdict.level else { return [] }
            let subject = result.subject.map { "\($0): " } ?? ""
            func finding(_ training: PlannedTraining?) -> Finding {
                Finding(
                    FindingRule(id: "verify-\(result.rule.id)", summary: "Whether \(result.rule.summary)."),
                    level,
                    subject + result.message,
                    help: result.help,
                    at: training?.location,
                    project: result.project,
                    version: training?.name
                )
            }
            return result.trainings.isEmpty ? [finding(nil)] : result.trainings.map(finding)
        }
    }
}

extension Review {
    /// The review of what the checks say.
    ///
    /// - Parameter warnings: What the desired state was warned of.
    package init(
        _ report: PreflightReport,
        warnings: DiagnosticList = DiagnosticList(),
        toolVersion: String,
        paths: [String]
    ) {
        self.init(
            command: "verify",
            toolVersion: toolVersion,
            summary: PreflightText.summary(of: report),
            findings: warnings.map { Finding($0) } + report.findings,
            paths: paths
        )
    }
}

extension Verdict {
    fileprivate var level: Finding.Level? {
        switch self {
        case .pass: nil
        case .warning, .unknown: .warning
        case .fail: .error
        }
    }
}
