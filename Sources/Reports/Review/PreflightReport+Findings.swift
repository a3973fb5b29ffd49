internal import Diagnostics
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

extension Verdict {
    fileprivate var level: Finding.Level? {
        switch self {
        case .pass: nil
        case .warning, .unknown: .warning
        case .fail: .error
        }
    }
}
