package import DesiredState
package import Diagnostics
internal import ModelVersions
package import Planning
package import Reconciler

extension Review {
    package struct PlanOptions: Sendable {
        package var toolVersion: String
        package var price: TrainingPrice
        /// Whether versions that need nothing are listed, not only counted.
        package var showsUnchanged: Bool
        /// Whether live versions that nothing desires are listed, not only counted.
        package var showsUnmanaged: Bool
        /// Of the command line.
        package var paths: [String]

        package init(
            toolVersion: String,
            price: TrainingPrice = .assumed,
            showsUnchanged: Bool = false,
            showsUnmanaged: Bool = false,
            paths: [String] = []
        ) {
            self.toolVersion = toolVersion
            self.price = price
            self.showsUnchanged = showsUnchanged
            self.showsUnmanaged = showsUnmanaged
            self.paths = paths
        }
    }

    /// The review of a plan.
    ///
    /// - Parameters:
    ///   - desired: What was planned: of projects that could not be read, the plan does not know the versions.
    ///   - warnings: What the desired state was warned of.
    ///   - refusals: Why apply will not take the plan, beside what stands in it.
    package init(
        _ plan: Plan,
        of desired: DesiredState,
        warnings: DiagnosticList = DiagnosticList(),
        refusals: [Finding] = [],
        options: PlanOptions
    ) {
        let unread = UnreadProjects(
            Set(plan.projects.filter { $0.problem != nil }.map(\.project)),
            of: desired,
            omission: plan.omission
        )
        let besides = warnings.map { Finding($0) } + refusals
        var findings = besides
        var suites: [TestSuite] = []
        for project in plan.projects {
            var suite = TestSuite(name: project.project.text, cases: [])
            if let problem = project.problemFinding(at: unread.location(of: project.project)) {
                findings.append(problem)
                suite.cases = unread.names(of: project.project, count: project.desiredCount).map {
                    TestSuite.Case(className: project.project.name, name: $0, result: .error([problem]))
                }
            }
            for entry in project.entries {
                let found = entry.findings(in: project.project)
                findings += found
                suite.cases.append(entry.testCase(found, in: project.project))
            }
            suites.append(suite)
        }
        self.init(
            command: "plan",
            toolVersion: options.toolVersion,
            summary: PlanSummary.line(of: plan, isRefused: refusals.contains { $0.level == .error }),
            findings: findings,
            suites: suites + TestSuite.suites(ofFindings: besides),
            paths: options.paths
        )
        let markdown = PlanMarkdown(plan: plan, options: options)
        paragraphs = markdown.paragraphs
        sections = markdown.sections(findings: self.findings)
    }
}

extension PlanEntry {
    fileprivate func testCase(_ findings: [Finding], in project: ProjectARN) -> TestSuite.Case {
        var result = TestSuite.Case(className: project.name, name: name.text, findings)
        // A reason to fail counts for more than that there is nothing to compare yet.
        guard case .passed = result.result else { return result }
        switch outcome {
        case .create:
            result.result = .skipped("will be trained")
            result.remarks.removeAll { $0.rule == .create }
        case .retired: result.result = .skipped("kept as history")
        case .unchanged, .conflict, .failed, .deleting, .expired, .recreate: break
        }
        return result
    }
}
