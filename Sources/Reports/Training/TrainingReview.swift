package import Diagnostics
import ModelVersions
package import Planning
package import Reconciler

extension TrainingReport.Item {
    /// The finding about a training that is not folded.
    func finding(in project: NamedProject, _ explanations: [VersionARN: FailureExplanation]) -> Finding {
        func finding(_ rule: FindingRule, _ level: Finding.Level, _ message: String, _ help: String? = nil) -> Finding {
            Finding(rule, level, message, help: help, at: location, project: project, version: name)
        }
        switch result {
        case .completed where result.missesGate: return finding(.gateMissed, .error, headline, explanation)
        case .completed:
            return finding(.trained, .note, [headline, changeText()].compactMap(\.self).joined(separator: ", "))
        case .failed:
            let message = live?.statusMessage.map { ": \($0)" } ?? ""
            var found = finding(.failed, .error, headline + message, explanation)
            found.details = live.flatMap { explanations[$0.arn] }?.lines(of: name) ?? []
            return found
        case .inProgress: return finding(.inTraining, .warning, headline)
        case .notStarted: return finding(.notStarted, .warning, explanation ?? headline)
        case .disappeared: return finding(.disappeared, .error, explanation ?? headline)
        case .deleting: return finding(.deleting, .error, headline, explanation)
        case .conflict(let differences):
            var found = finding(.conflict, .error, explanation ?? headline)
            found.details = differences.map(\.text)
            return found
        case .unreadable: return finding(.trainingUnreadable, .error, explanation ?? headline)
        }
    }

    func testCase(_ finding: Finding, in project: NamedProject) -> TestSuite.Case {
        var result = TestSuite.Case(className: project.name, name: name.text, [finding])
        switch self.result {
        case .inProgress, .notStarted: result.result = .skipped(finding.message)
        case .completed, .failed, .disappeared, .deleting, .conflict, .unreadable: break
        }
        // What a skipped case says is its reason.
        if case .skipped = result.result { result.remarks = [] }
        return result
    }

    /// Of a training that is folded.
    func foldedTestCase(in project: NamedProject) -> TestSuite.Case {
        let reason = "\(headline), before this run: it does not count"
        return TestSuite.Case(
            className: project.name,
            name: name.text,
            result: result.missesGate ? .skipped(reason) : .passed
        )
    }
}

extension Review {
    /// The review of a wait.
    ///
    /// - Parameters:
    ///   - warnings: of the desired state.
    ///   - refused: the projects whose versions the saved plan does not hold.
    package init(
        _ report: TrainingReport,
        warnings: DiagnosticList = DiagnosticList(),
        refused: [RefusedProject] = [],
        options: RunReviewOptions
    ) {
        let parts = report.parts
        let names = ProjectNames(parts.flatMap { $0.part.problems.map(\.project) + $0.part.items.map(\.project) })
        var suites = SuiteList(options.access.mapValues(\.readText))
        var findings = warnings.map { Finding($0) }
        let besides = findings
        for (_, part) in parts {
            for problem in part.problems {
                let found = Finding(
                    problem.problem.rule,
                    .error,
                    problem.problem.explanation(of: problem.project),
                    project: names[problem.project]
                )
                findings.append(found)
                suites.add(found, name: found.rule.id, in: names[problem.project])
            }
            findings += suites.add(part, names, options.explanations)
        }
        findings += refused.map { refusal in
            Finding(
                .notCreated,
                .note,
                "the saved plan does not hold the project's versions, because apply refuses it",
                project: names[refusal.project]
            )
        }
        self.init(
            command: "wait",
            toolVersion: options.toolVersion,
            summary: "Wait: \(report.summary).",
            findings: findings,
            suites: suites.all + TestSuite.suites(ofFindings: besides),
            paths: options.paths
        )
        hint = "`--report json=FILE` has everything."
        let markdown = TrainingMarkdown(report: report, charged: report.billableTime(), names: names, options: options)
        accounts = parts.map(\.place.account).accessTexts(options.access.mapValues(\.readText))
        paragraphs = markdown.paragraphs + [Markdown.accounts(accounts)].compactMap(\.self)
        sections =
            [markdown.places(parts.map { ($0.place, $0.part.summary, $0.part.billableTime()) }), markdown.trainings]
            + Self.problemSections(of: briefFindings) + [markdown.earlier]
    }
}
