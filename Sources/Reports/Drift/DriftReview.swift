package import DesiredState
package import Diagnostics
import ModelVersions
package import Planning

extension DriftItem {
    /// The findings about a version; none where it is in sync.
    func findings(in project: NamedProject) -> [Finding] {
        func finding(_ rule: FindingRule, _ level: Finding.Level, _ message: String, _ help: String? = nil) -> Finding {
            Finding(rule, level, message, help: help, at: entry.location, project: project, version: name)
        }
        return drifts.map { drift in
            let acknowledgement = acknowledgement(of: drift)
            let texts = [drift.message(of: self), acknowledgement?.text].compactMap(\.self)
            var found = finding(
                drift.kind.rule,
                level(of: drift),
                texts.joined(separator: "; "),
                help(for: drift)
            )
            if isAcknowledged(drift) { found.acceptance = acknowledgement?.reason }
            return found
        }
            + problems.map { finding($0.rule, .error, $0.message) }
            + entry.unknown.map { finding(.notCompared, .note, $0.notComparedText) }
            + notes.map { finding($0.rule, $0.level, $0.text) }
    }
}

extension ProjectDrift {
    /// The findings about live versions that no file describes.
    func unmanagedFindings(_ policy: UnmanagedPolicy, in project: NamedProject) -> [Finding] {
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

    /// The findings about datasets.
    func datasetFindings(_ policy: StaleDataPolicy, in project: NamedProject) -> [Finding] {
        let level: Finding.Level = policy == .fail ? .error : .note
        let data = newData.map {
            Finding(.staleData, level, $0.message, help: DatasetWords.newDataHelp, project: project)
        }
        return [data].compactMap(\.self)
            + unreadDatasets.map { Finding(.datasetUnreadable, level, $0.message, project: project) }
    }

    /// The findings about `ignoreUnmanaged`.
    func patternFindings(in project: NamedProject) -> [Finding] {
        idlePatterns.map { pattern in
            Finding(
                .idlePattern,
                .note,
                pattern.message,
                help: "Remove it if it is no longer needed.",
                at: pattern.location,
                project: project
            )
        }
    }
}

// The rules of `drift` that `plan` does not have. Their identifiers are promised in specs/drift.md.
extension Drift.Kind {
    /// The identifier is that of the kind.
    var rule: FindingRule {
        switch self {
        case .failed: .failed
        case .deleting: .deleting
        case .deprecated: .deprecated
        case .expired: .expired
        case .missing: FindingRule(id: rawValue, summary: "A described version is not live.")
        case .settingsDiffer:
            FindingRule(id: rawValue, summary: "The version is live with other settings than described.")
        case .tagsDiffer:
            FindingRule(id: rawValue, summary: "The version is live with other tags than described.")
        case .gateMissed:
            FindingRule(id: rawValue, summary: "The F1 score is below the required one, or unknown.")
        case .manifestOverwritten:
            FindingRule(id: rawValue, summary: "A manifest was overwritten after the training.")
        case .manifestGone:
            FindingRule(id: rawValue, summary: "A manifest of the training does not exist any more.")
        case .unmanaged: FindingRule(id: rawValue, summary: "No file describes a live version.")
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
        summary: "It is unknown whether a manifest was overwritten, or still exists."
    )
    package static let staleData = FindingRule(
        id: "stale-data",
        summary: "A dataset of the project changed after the newest training on it."
    )
    package static let datasetUnreadable = FindingRule(
        id: "dataset-unreadable",
        summary: "A dataset of the project could not be described."
    )
    package static let idlePattern = FindingRule(
        id: "ignore-unmanaged-idle",
        summary: "A pattern of `ignoreUnmanaged` matches nothing."
    )
}

extension Review {
    /// The review of a drift report. An error makes the command fail.
    ///
    /// - Parameters:
    ///   - desired: It has the versions of projects that could not be read.
    ///   - warnings: Of the desired state.
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
        let names = report.names
        let besides = warnings.map { Finding($0) }
        var findings = besides
        var suites: [TestSuite] = []
        let parts = report.parts
        for project in parts.flatMap(\.part.projects) {
            let name = names[project.project]
            var suite = TestSuite(of: project.project)
            suite.credentials = report.access[project.project.account]?.readText
            if let problem = project.problem {
                let finding = unread.finding(problem, of: name)
                findings.append(finding)
                suite.cases = unread.cases(finding, of: name, count: project.desiredCount)
            }
            for item in project.items {
                let found = item.findings(in: name)
                findings += found
                suite.cases.append(item.testCase(found, in: name))
            }
            for finding in project.unmanagedFindings(report.unmanaged, in: name) {
                findings.append(finding)
                suite.cases.append(
                    TestSuite.Case(
                        className: name.name,
                        name: finding.version?.text ?? finding.rule.id,
                        [finding]
                    )
                )
            }
            let ofDatasets = project.datasetFindings(report.staleData, in: name)
            findings += ofDatasets
            if !ofDatasets.isEmpty {
                suite.cases.append(
                    TestSuite.Case(className: name.name, name: "datasets", ofDatasets)
                )
            }
            findings += project.patternFindings(in: name)
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
        if parts.count > 1 {
            let places = MarkdownSection(
                "Accounts and regions",
                columns: ["Account", "Region", "Drift", "Credentials"],
                count: parts.count
            ) { index in
                let (place, part) = parts[index]
                return Markdown.row([
                    Markdown.code(place.account), Markdown.code(place.region), DriftSummary.text(of: part),
                    report.access[place.account].map { Markdown.prose("\($0.read)") } ?? "",
                ])
            }
            sections = [places] + MarkdownReview.sections(of: briefFindings)
        }
        paragraphs = [report.omission?.text, DriftSummary.notCompared(report)].compactMap(\.self).map {
            Markdown.prose($0, limit: 1000)
        }
    }
}

extension DriftItem {
    fileprivate func testCase(_ findings: [Finding], in project: NamedProject) -> TestSuite.Case {
        var result = TestSuite.Case(className: project.name, name: name.text, findings)
        // A failure counts more than a reason to skip.
        guard case .passed = result.result else { return result }
        switch standing {
        case .inTraining: result.result = .skipped("in training")
        case .beingCopied: result.result = .skipped("being copied")
        case .retired: result.result = .skipped("kept as history")
        case .acknowledged:
            let texts = drifts.compactMap { acknowledgement(of: $0)?.text }
            result.result = .skipped(texts.joined(separator: "; "))
        case .drifted, .unverified, .deprecated, .expired, .inSync: break
        }
        return result
    }
}
