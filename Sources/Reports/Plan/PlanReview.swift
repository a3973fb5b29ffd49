package import DesiredState
package import Diagnostics
import ModelVersions
package import Planning
import Text

extension PlanEntry {
    /// The findings about a version; none where it needs no change.
    ///
    /// - Parameter heldText: why apply does not create it; nil where it does.
    func findings(in project: NamedProject, heldText: String?) -> [Finding] {
        func finding(_ rule: FindingRule, _ level: Finding.Level, _ message: String, _ help: String? = nil) -> Finding {
            Finding(rule, level, message, help: help, at: location, project: project, version: name)
        }
        var findings: [Finding] = []
        switch outcome {
        case .create:
            if let heldText { return [finding(.notCreated, .note, heldText)] }
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
    package var price: Prices
    /// Whether versions that need no change are listed, not only counted.
    package var showsUnchanged: Bool
    /// Whether unmanaged versions are listed, not only counted.
    package var showsUnmanaged: Bool
    /// Of the command line.
    package var paths: [String]

    package init(
        toolVersion: String,
        price: Prices = .assumedForTraining,
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
    ///   - heldText: Why an apply created none of the versions; nil for a plan.
    package init(
        _ plan: Plan,
        of desired: DesiredState,
        warnings: DiagnosticList = DiagnosticList(),
        refusals: [Finding] = [],
        heldText: String? = nil,
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
        let sound = Set(plan.sound.map(\.project))
        let inOrder = plan.parts.flatMap { _, part in
            part.projects.filter { !sound.contains($0.project) } + part.sound
        }
        for project in inOrder {
            let isHeld = !sound.contains(project.project)
            let name = plan.names[project.project]
            var suite = TestSuite(of: project.project)
            suite.credentials = plan.access[project.project.account]?.text
            if let problem = project.problem {
                let finding = unread.finding(problem, of: name)
                findings.append(finding)
                suite.cases = unread.cases(finding, of: name, count: project.desiredCount)
            }
            // A refused apply creates nothing in any project.
            if project.problem == nil, heldText == nil { findings += project.refusalFindings(of: plan, name) }
            if let room = project.scarceRoom {
                let finding = Finding(.scarceRoom, .warning, room.text, help: ScarceRoom.advice + ".", project: name)
                findings.append(finding)
                suite.cases.append(TestSuite.Case(className: name.name, name: "models", [finding]))
            }
            for entry in project.entries {
                let heldText = heldText ?? (isHeld ? project.heldText : nil)
                let found = entry.findings(in: name, heldText: heldText)
                findings += found
                suite.cases.append(entry.testCase(found, in: name, heldText: heldText))
            }
            suites.append(suite)
        }
        self.init(
            command: "plan",
            toolVersion: options.toolVersion,
            summary: PlanSummary.line(of: plan, isOverLimit: refusals.contains { $0.rule == .limitExceeded }),
            findings: findings,
            suites: suites + TestSuite.suites(ofFindings: besides),
            paths: options.paths
        )
        accounts = plan.accounts.map { ($0.account, $0.access.text) }
        let markdown = PlanMarkdown(plan: plan, isRefused: heldText != nil, options: options)
        paragraphs = markdown.paragraphs
        sections = markdown.sections(findings: briefFindings)
    }
}

extension ProjectPlan {
    /// That the project is refused, where its versions do not say so or other projects are applied.
    fileprivate func refusalFindings(of plan: Plan, _ name: NamedProject) -> [Finding] {
        guard let refusal, refusal.heldCount > 0 || plan.refusal == nil else { return [] }
        let held = refusal.heldCount > 0 ? "; \(counted(refusal.heldCount, "version")) not created" : ""
        let others = plan.hasChanges ? "; apply creates the versions of the other projects" : ""
        return [
            Finding(
                .projectRefused,
                .error,
                "apply refuses the project\(held)\(others)",
                // The findings of its versions say what to do.
                help: refusal.reason == .blocked ? nil : refusal.reason.advice,
                at: entries.compactMap(\.location).min(),
                project: name
            )
        ]
    }
}

extension PlanEntry {
    fileprivate func testCase(
        _ findings: [Finding],
        in project: NamedProject,
        heldText: String?
    ) -> TestSuite.Case {
        var result = TestSuite.Case(className: project.name, name: name.text, findings)
        // A failure counts more than a reason to skip.
        guard case .passed = result.result else { return result }
        switch outcome {
        case .create:
            result.result = .skipped(heldText ?? "will be trained")
            result.remarks.removeAll { $0.rule == .create || $0.rule == .notCreated }
        case .retired: result.result = .skipped("kept as history")
        case .unchanged, .conflict, .failed, .deleting, .deprecated, .expired, .recreate: break
        }
        return result
    }
}
