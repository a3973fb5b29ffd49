package import DesiredState
package import Diagnostics
import ModelVersions
package import Planning
package import Reconciler
import Text

extension ApplyReport.Item {
    /// - Parameter project: as the report names it.
    fileprivate func finding(in project: NamedProject) -> Finding {
        let (rule, level): (FindingRule, Finding.Level) =
            switch result {
            case .created, .confirmed: (.created, .note)
            case .alreadyThere: (.alreadyThere, .note)
            case .conflict: (.conflict, .error)
            case .deferred: (.deferred, .warning)
            case .failed: (.createFailed, .error)
            case .refused: (.createRefused, .error)
            case .unresolved: (.createUnresolved, .error)
            case .notStarted: (.notStarted, .warning)
            }
        let message = [result.word, explanation].compactMap(\.self).joined(separator: ": ")
        var found = Finding(rule, level, message, at: location, project: project, version: name)
        if case .conflict(let differences) = result { found.details = differences.map(\.text) }
        return found
    }

    fileprivate func testCase(_ finding: Finding, in project: NamedProject) -> TestSuite.Case {
        var result = TestSuite.Case(className: project.name, name: name.text, [finding])
        switch self.result {
        case .deferred, .notStarted:
            result.result = .skipped(finding.message)
            result.remarks = []
        case .created, .confirmed, .alreadyThere, .conflict, .failed, .refused, .unresolved: break
        }
        return result
    }
}

extension RefusedProject {
    fileprivate func finding(in project: NamedProject) -> Finding {
        let held = heldCount > 0 ? "; \(counted(heldCount, "version")) not created" : ""
        var found = Finding(
            .projectRefused,
            .error,
            "apply refused the project\(held)",
            help: reason.advice,
            project: project
        )
        found.details = causes.prefix(FailureExplanation.most).map { cause in
            (cause.name.map { "`\($0)` " } ?? "") + cause.text
        }
        return found
    }
}

extension Review {
    /// The review of an apply.
    ///
    /// - Parameters:
    ///   - plan: with its refused projects.
    ///   - warnings: of the desired state.
    package init(
        _ report: ApplyReport,
        of plan: Plan,
        warnings: DiagnosticList = DiagnosticList(),
        options: RunReviewOptions
    ) {
        let names = plan.names
        let parts = report.parts
        var suites = SuiteList(options.access.mapValues(\.createText))
        let besides = warnings.map { Finding($0) }
        var findings = besides
        var created: [ApplyReport.Item] = []
        for (_, part) in parts {
            for refused in part.refused {
                let found = refused.finding(in: names[refused.project])
                findings.append(found)
                suites.add(found, name: found.rule.id, in: names[refused.project])
            }
            // The result of a training says more than that it started.
            for item in part.items where report.trainings?[item.project, item.name] == nil {
                let found = item.finding(in: names[item.project])
                findings.append(found)
                suites.add(item.testCase(found, in: names[item.project]), of: item.project)
                if item.result.isInPlace { created.append(item) }
            }
        }
        for (_, part) in report.trainings?.parts ?? [] { findings += suites.add(part, names, options.explanations) }
        let waited = report.trainings.map { " Wait: \($0.summary)." } ?? ""
        self.init(
            command: "apply",
            toolVersion: options.toolVersion,
            summary: "Apply: \(report.summary).\(waited)",
            findings: findings,
            suites: suites.all + TestSuite.suites(ofFindings: besides),
            paths: options.paths
        )
        hint = "`--report json=FILE` has everything."
        accounts = parts.map(\.place.account).accessTexts(options.access.mapValues(\.createText))
        let trainings = report.trainings.map {
            TrainingMarkdown(report: $0, charged: report.billableTime, names: names, options: options)
        }
        paragraphs = (trainings?.paragraphs ?? []) + [Markdown.accounts(accounts)].compactMap(\.self)
        let refusals = RefusalItem.all(parts.flatMap(\.part.refused), plan.unreadAccounts)
        let rows = created
        sections =
            [
                trainings?.places(report.places),
                MarkdownSection("Refused projects", count: refusals.count) { refusals[$0].markdown },
                trainings?.trainings,
                MarkdownSection(
                    "Created",
                    columns: ["Project", "Version", "Result"],
                    count: rows.count
                ) { index in
                    Markdown.row([
                        names[rows[index].project].markdown, Markdown.code(rows[index].name.text),
                        rows[index].result.word,
                    ])
                },
            ].compactMap(\.self) + Self.problemSections(of: briefFindings.filter { $0.rule != .projectRefused })
            + [trainings?.earlier].compactMap(\.self)
    }

    /// The review of an apply that created nothing: that of its plan, with the reason.
    ///
    /// - Parameters:
    ///   - desired: It has the versions of projects that could not be read.
    ///   - warnings: Of the desired state.
    ///   - findings: Why nothing was created.
    package init(
        refused plan: Plan,
        of desired: DesiredState,
        warnings: DiagnosticList = DiagnosticList(),
        because findings: [Finding],
        options: ReviewOptions
    ) {
        self.init(
            plan,
            of: desired,
            warnings: warnings,
            refusals: findings,
            heldText: "not created, because the run was refused",
            options: options
        )
        command = "apply"
        summary = "Apply: refused, because \(findings.first?.message ?? "the plan is refused"); nothing was created."
        hint = "`--report json=FILE` has everything."
    }
}

extension ApplyReport {
    /// The result in each account and region.
    fileprivate var places: [(place: AccountRegion, summary: String, charged: BillableTime?)] {
        let trainings = Dictionary(uniqueKeysWithValues: (trainings?.parts ?? []).map { ($0.place, $0.part) })
        let started = Set(items.compactMap { $0.result.isCreated ? $0.result.arn : nil })
        return parts.map { place, part in
            let charged = trainings[place]?.billableTime { started.contains($0.arn) }
            let waited = trainings[place].map { "; \($0.summary)" } ?? ""
            return (place, part.summary + waited, charged)
        }
    }
}
