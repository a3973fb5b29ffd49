package import DesiredState
package import Diagnostics
import ModelVersions
package import Planning
package import Reconciler

extension PlanEntry {
    /// What a reviewer should see of a version; nothing where nothing is to be done.
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
            findings.append(finding(.conflict, .error, "\(explanation ?? ""): \(texts)", wayOut))
        case .failed: findings.append(finding(.failed, .error, explanation ?? "", wayOut))
        case .deleting: findings.append(finding(.deleting, .error, explanation ?? "", wayOut))
        case .recreate: findings.append(finding(.recreate, .error, explanation ?? "", wayOut))
        case .expired: findings.append(finding(.expired, .warning, explanation ?? ""))
        case .unchanged, .retired: break
        }
        if let tagsProblem {
            findings.append(finding(.tagsUnreadable, .error, "the tags could not be read: \(tagsProblem)"))
        }
        if let tagDrift { findings.append(finding(.tagDrift, .warning, tagDrift.text)) }
        findings += unknown.map { finding(.notCompared, .note, $0.notComparedText) }
        findings += notes.map { note in
            if case .unpinnedManifests = note, !pins.isEmpty {
                let uris = pins.map(\.description).joined(separator: ", ")
                return finding(note.rule, note.level, note.text, "as of now, write \(uris)")
            }
            return finding(note.rule, note.level, note.text)
        }
        return findings
    }
}

extension ProjectPlan {
    /// What keeps the project from being planned.
    func problemFinding(at location: SourceLocation?) -> Finding? {
        guard let problem, let explanation else { return nil }
        return Finding(problem.rule, .error, explanation, at: location, project: project)
    }
}

extension Difference {
    var text: String {
        "`\(setting.rawValue)` is \(Self.listed(live)), desired is \(Self.listed(desired))"
    }

    private static func listed(_ values: [String]) -> String {
        values.isEmpty ? "nothing" : values.map { "`\($0)`" }.joined(separator: ", ")
    }
}

extension TagDrift {
    var text: String {
        let parts =
            removed.map { "missing `\($0.key)=\($0.value)`" }
            + changed.map { "changed `\($0.key)=\($0.live)`, wanted `\($0.key)=\($0.desired)`" }
            + added.map { "extra `\($0.key)=\($0.value)`" }
        return "the live tags are not the desired ones; rekon does not change them: \(parts.joined(separator: "; "))"
    }
}

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
