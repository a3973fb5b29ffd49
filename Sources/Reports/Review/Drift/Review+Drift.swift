package import DesiredState
package import Diagnostics
internal import ModelVersions
package import Planning

extension Review {
    /// The review of a drift report. Errors are what makes the command fail.
    ///
    /// - Parameters:
    ///   - desired: What was compared: of projects that could not be read, the report does not know the versions.
    ///   - warnings: What the desired state was warned of.
    ///   - paths: Of the command line.
    package init(
        _ report: DriftReport,
        of desired: DesiredState,
        warnings: DiagnosticList = DiagnosticList(),
        toolVersion: String,
        paths: [String]
    ) {
        let unread = UnreadProjects(
            Set(report.projects.filter { $0.problem != nil }.map(\.project)),
            of: desired,
            omission: report.omission
        )
        let besides = warnings.map { Finding($0) }
        var findings = besides
        var suites: [TestSuite] = []
        for project in report.projects {
            var suite = TestSuite(name: project.project.text, cases: [])
            if let problem = project.problem {
                let finding = Finding(
                    problem.rule,
                    .error,
                    problem.explanation(of: project.project),
                    at: unread.location(of: project.project),
                    project: project.project
                )
                findings.append(finding)
                suite.cases = unread.names(of: project.project, count: project.desiredCount).map {
                    TestSuite.Case(className: project.project.name, name: $0, result: .error([finding]))
                }
            }
            for item in project.items {
                let found = item.findings(in: project.project)
                findings += found
                suite.cases.append(item.testCase(found, in: project.project))
            }
            for finding in project.unmanagedFindings(report.unmanaged) {
                findings.append(finding)
                suite.cases.append(
                    TestSuite.Case(
                        className: project.project.name,
                        name: finding.version?.text ?? finding.rule.id,
                        [finding]
                    )
                )
            }
            findings += project.patternFindings
            suites.append(suite)
        }
        self.init(
            command: "drift",
            toolVersion: toolVersion,
            summary: DriftSummary.line(of: report),
            findings: findings,
            suites: suites + TestSuite.suites(ofFindings: besides),
            paths: paths
        )
        paragraphs = [report.omission?.text, DriftSummary.notCompared(report)].compactMap(\.self).map {
            Markdown.prose($0, limit: 1000)
        }
    }
}

extension DriftItem {
    fileprivate func testCase(_ findings: [Finding], in project: ProjectARN) -> TestSuite.Case {
        var result = TestSuite.Case(className: project.name, name: name.text, findings)
        // A reason to fail counts for more than that there is nothing to compare yet.
        guard case .passed = result.result else { return result }
        switch standing {
        case .inTraining: result.result = .skipped("in training")
        case .retired: result.result = .skipped("kept as history")
        case .drifted, .unverified, .expired, .inSync: break
        }
        return result
    }
}
