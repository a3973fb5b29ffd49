internal import ModelVersions
package import Planning

extension DriftReport {
    /// What a reviewer should see of the report, in its order.
    package var findings: [Finding] {
        projects.flatMap { project in
            var findings: [Finding] = []
            if let problem = project.problem {
                findings.append(
                    Finding(
                        .unreadable,
                        .error,
                        "\(project.project.name): \(problem.message(of: project.project))",
                        help:
                            "Nothing is known of \(counted(project.desiredCount, "version")) that the files describe.",
                        project: project.project
                    )
                )
            }
            for item in project.items { findings += item.findings(in: project) }
            for version in project.unmanaged {
                findings.append(
                    Finding(
                        FindingRule(.unmanaged),
                        unmanaged == .fail ? .error : .note,
                        "\(version.arn.name) of \(project.project.name) is live (\(version.status)), and no file describes it",
                        help: "Describe it, or name it in `ignoreUnmanaged`. rekon never touches it.",
                        project: project.project,
                        version: version.arn.name
                    )
                )
            }
            for pattern in project.idlePatterns {
                findings.append(
                    Finding(
                        .idlePattern,
                        .note,
                        "`\(pattern.glob)` of `ignoreUnmanaged` matches no live version that is not described",
                        help: "Remove it if it is no longer needed.",
                        at: pattern.location,
                        project: project.project
                    )
                )
            }
            return findings
        }
    }

    /// Every rule that a finding may have.
    package static var findingRules: [FindingRule] {
        Drift.Kind.allCases.map(FindingRule.init) + [.unreadable, .idlePattern]
    }
}

extension DriftItem {
    fileprivate func findings(in project: ProjectDrift) -> [Finding] {
        drifts.map { drift in
            Finding(
                FindingRule(drift.kind),
                drift.counts ? .error : .warning,
                "\(name) of \(project.project.name): \(drift.message(of: self))",
                help: drift.help(for: name),
                at: entry.location,
                project: project.project,
                version: name
            )
        }
            + problems.map { problem in
                Finding(
                    .unreadable,
                    .error,
                    "\(name) of \(project.project.name): \(problem.message)",
                    help: "What could not be read is never in sync.",
                    at: entry.location,
                    project: project.project,
                    version: name
                )
            }
    }
}

extension FindingRule {
    init(_ kind: Drift.Kind) {
        let id =
            switch kind {
            case .failed: "training-failed"
            default: kind.rawValue
            }
        self.init(id: id, summary: kind.summary)
    }

    static let unreadable = FindingRule(
        id: "unreadable",
        summary: "A part of the live state could not be read, so that nothing is known of it."
    )
    static let idlePattern = FindingRule(
        id: "ignore-unmanaged-idle",
        summary: "A pattern of `ignoreUnmanaged` matches nothing."
    )
}
