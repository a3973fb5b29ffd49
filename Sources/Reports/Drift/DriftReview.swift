package import DesiredState
package import Diagnostics
import ModelVersions
package import Planning

extension DriftItem {
    /// What a reviewer should see of a version; nothing where it is in sync.
    func findings(in project: ProjectARN) -> [Finding] {
        func finding(_ rule: FindingRule, _ level: Finding.Level, _ message: String, _ help: String? = nil) -> Finding {
            Finding(rule, level, message, help: help, at: entry.location, project: project, version: name)
        }
        return drifts.map {
            finding($0.kind.rule, $0.countsAsDrift ? .error : .warning, $0.message(of: self), $0.help(for: name))
        }
            + problems.map { finding($0.rule, .error, $0.message) }
            + entry.unknown.map { finding(.notCompared, .note, $0.notComparedText) }
            + notes.map { finding($0.rule, $0.level, $0.text) }
    }
}

extension ProjectDrift {
    /// What a reviewer should see of the live versions that no file describes.
    func unmanagedFindings(_ policy: UnmanagedPolicy) -> [Finding] {
        unmanaged.map { version in
            Finding(
                Drift.Kind.unmanaged.rule,
                policy == .fail ? .error : .note,
                "live as \(version.status), and no file describes it",
                help: "Describe it, or name it in `ignoreUnmanaged`.",
                project: project,
                version: version.arn.name
            )
        }
    }

    /// What a reviewer should see of `ignoreUnmanaged`.
    var patternFindings: [Finding] {
        idlePatterns.map { pattern in
            Finding(
                .idlePattern,
                .note,
                "`\(pattern.glob)` of `ignoreUnmanaged` matches no live version that is not described",
                help: "Remove it if it is no longer needed.",
                at: pattern.location,
                project: project
            )
        }
    }
}

// The kinds of findings that `drift` has beside those of `plan`. Their identifiers are promised in specs/drift.md.
extension Drift.Kind {
    /// The identifier is that of the kind.
    var rule: FindingRule {
        switch self {
        case .failed: .failed
        case .deleting: .deleting
        case .expired: .expired
        case .missing: FindingRule(id: rawValue, summary: "A version that is described is not live.")
        case .settingsDiffer:
            FindingRule(id: rawValue, summary: "The version is live with other settings than those that are described.")
        case .tagsDiffer:
            FindingRule(id: rawValue, summary: "The version is live with other tags than those that are described.")
        case .gateMissed:
            FindingRule(id: rawValue, summary: "The F1 score is below what it must reach, or is not known.")
        case .manifestOverwritten:
            FindingRule(id: rawValue, summary: "A manifest was overwritten or deleted since the training.")
        case .unmanaged: FindingRule(id: rawValue, summary: "A live version is not described by any file.")
        }
    }
}

extension DriftItem.Problem {
    fileprivate var rule: FindingRule {
        switch self {
        case .tags: .tagsUnreadable
        case .manifest: .manifestUnreadable
        }
    }
}

extension FindingRule {
    package static let manifestUnreadable = FindingRule(
        id: "manifest-unreadable",
        summary: "Whether a manifest was overwritten could not be found out."
    )
    package static let idlePattern = FindingRule(
        id: "ignore-unmanaged-idle",
        summary: "A pattern of `ignoreUnmanaged` matches nothing."
    )
}

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
