package import DesiredState
package import Diagnostics
import ModelVersions
package import Planning

extension PlanEntry {
    /// The findings about a version; none where it needs no change.
    func findings(in project: ProjectARN) -> [Finding] {
        func finding(_ rule: FindingRule, _ level: Finding.Level, _ message: String, _ help: String? = nil) -> Finding {
            Finding(rule, level, message, help: help, at: location, project: project, version: name)
        }
        var findings: [Finding] = []
        switch outcome {
        case .create:
            findings.append(finding(.create, .note, "will be trained"))
        case .conflict:
            let texts = differences.map(\.text).joined(separator: "; ")
            findings.append(finding(.conflict, .error, "\(explanation ?? ""): \(texts)", advice))
        case .failed: findings.append(finding(.failed, .error, explanation ?? "", advice))
        case .deleting: findings.append(finding(.deleting, .error, explanation ?? "", advice))
        case .recreate: findings.append(finding(.recreate, .error, explanation ?? "", advice))
        case .deprecated: findings.append(finding(.deprecated, .warning, explanation ?? "", advice))
        case .expired: findings.append(finding(.expired, .warning, explanation ?? "", advice))
        case .unchanged, .retired: break
        }
        if let tagsProblem {
            findings.append(finding(.tagsUnreadable, .error, TagWords.unreadable(tagsProblem)))
        }
        if let tagDrift { findings.append(finding(.tagDrift, .warning, tagDrift.text)) }
        findings += unknown.map { finding(.notCompared, .note, $0.notComparedText) }
        findings += notes.map { note in
            if case .unpinnedManifests = note, !pins.isEmpty {
                let uris = pins.map(\.description).joined(separator: ", ")
                return finding(note.rule, note.level, note.text, "At present, write \(uris)")
            }
            return finding(note.rule, note.level, note.text)
        }
        return findings
    }
}

/// How a plan is reviewed.
package struct ReviewOptions: Sendable {
    package var toolVersion: String
    package var price: HourlyPrice
    /// Whether versions that need no change are listed, not only counted.
    package var showsUnchanged: Bool
    /// Whether unmanaged versions are listed, not only counted.
    package var showsUnmanaged: Bool
    /// Of the command line.
    package var paths: [String]

    package init(
        toolVersion: String,
        price: HourlyPrice = .assumedForTraining,
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

extension Review {
    /// The review of a plan.
    ///
    /// - Parameters:
    ///   - desired: It has the versions of projects that could not be read.
    ///   - warnings: Of the desired state.
    ///   - refusals: The limits and checks that stand in the way.
    package init(
        _ plan: Plan,
        of desired: DesiredState,
        warnings: DiagnosticList = DiagnosticList(),
        refusals: [Finding] = [],
        options: ReviewOptions
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
            if let problem = project.problem {
                let finding = unread.finding(problem, of: project.project)
                findings.append(finding)
                suite.cases = unread.cases(finding, of: project.project, count: project.desiredCount)
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
        // A failure counts more than a reason to skip.
        guard case .passed = result.result else { return result }
        switch outcome {
        case .create:
            result.result = .skipped("will be trained")
            result.remarks.removeAll { $0.rule == .create }
        case .retired: result.result = .skipped("kept as history")
        case .unchanged, .conflict, .failed, .deleting, .deprecated, .expired, .recreate: break
        }
        return result
    }
}
