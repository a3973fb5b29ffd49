package import Checks
package import Diagnostics
import ModelVersions

extension PreflightReport {
    /// One finding for each version that a check is about.
    ///
    /// - Parameter names: of all projects of the review.
    package func findings(_ names: ProjectNames) -> [Finding] {
        results.flatMap { $0.reviewFindings(names[$0.project]) }
    }

    fileprivate var names: ProjectNames { ProjectNames(results.lazy.map(\.project)) }

    /// A suite for each project, and a case for each check of each thing.
    var suites: [TestSuite] {
        let names = names
        var suites: [TestSuite] = []
        for result in results {
            if suites.last?.name != result.project.text {
                suites.append(TestSuite(of: result.project))
            }
            suites[suites.count - 1].cases.append(result.testCase(names[result.project]))
        }
        return suites
    }
}

extension CheckResult {
    fileprivate func reviewFindings(_ project: NamedProject) -> [Finding] {
        guard let level = verdict.level else { return [] }
        let subject = subject.map { "\($0): " } ?? ""
        let example = findings.first.map { "; first: \($0.text)" } ?? ""
        func finding(_ training: PlannedTraining?) -> Finding {
            Finding(
                FindingRule(id: "verify-\(rule.id)", summary: "Whether \(rule.summary)."),
                level,
                subject + message + example,
                help: help,
                at: training?.location,
                project: project,
                version: training?.name
            )
        }
        return trainings.isEmpty ? [finding(nil)] : trainings.map(finding)
    }

    fileprivate func testCase(_ project: NamedProject) -> TestSuite.Case {
        let name = subject.map { "\(rule.id) \($0)" } ?? rule.id
        let result: TestSuite.Case.Result =
            switch verdict {
            case .pass, .warning: .passed
            case .fail: .failed(reviewFindings(project))
            case .unknown: .error(reviewFindings(project))
            }
        return TestSuite.Case(
            className: project.name,
            name: name,
            result: result,
            remarks: verdict == .warning ? reviewFindings(project) : []
        )
    }
}

extension Review {
    /// - Parameter warnings: Of the desired state.
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
            findings: warnings.map { Finding($0) } + report.findings(report.names),
            suites: report.suites + TestSuite.suites(ofFindings: warnings.map { Finding($0) }),
            paths: paths
        )
        paragraphs = [report.names.summary].compactMap { $0.map { Markdown.prose($0) } }
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
