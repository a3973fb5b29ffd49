package import ModelVersions
package import Planning

/// Judges what a plan would create by the facts that are known. It does no I/O, and every fact has a judgement.
///
/// Each row of specs/verify.md is in the code of its check, and in a test.
package enum Preflight {
    /// A new check is one file and one line here.
    static let checks: [any PreflightCheck.Type] = [
        CallerCheck.self, ProjectCheck.self, DatasetCheck.self, DatasetEntriesCheck.self, FeatureCheck.self,
        ModelQuotaCheck.self, TrainingSlotCheck.self, ManifestCheck.self, ManifestLinesCheck.self,
        TrainingDataCheck.self, ImageBucketCheck.self, OutputBucketCheck.self, BucketOwnersCheck.self, KMSKeyCheck.self,
    ]

    package static var rules: [CheckRule] { checks.map { $0.rule } }

    package static func report(on projects: [ProjectTrainings], _ facts: CheckFacts) -> PreflightReport {
        PreflightReport(
            results: projects.flatMap { project in
                let subject = CheckSubject(project: project, all: projects, facts: facts)
                return checks.flatMap { check in
                    check.judgements(subject).map { CheckResult(rule: check.rule, project: project.project, $0) }
                }
            },
            trainingCount: projects.reduce(0) { $0 + $1.trainings.count }
        )
    }
}

protocol PreflightCheck: Sendable {
    static var rule: CheckRule { get }
    static func judgements(_ subject: CheckSubject) -> [Judgement]
}

/// The input of a check.
struct CheckSubject {
    var project: ProjectTrainings
    /// All projects of the plan.
    var all: [ProjectTrainings]
    var facts: CheckFacts

    var arn: ProjectARN { project.project }

    var live: LiveProject? { project.live }
}

/// What a check says about one thing.
struct Judgement {
    var verdict: Verdict
    var message: String
    var help: String?
    var permission: String?
    var subject: String?
    var trainings: [PlannedTraining] = []
    var findings: [EntryFinding] = []

    static func pass(_ message: String) -> Judgement { Judgement(verdict: .pass, message: message) }

    static func warning(_ message: String, help: String) -> Judgement {
        Judgement(verdict: .warning, message: message, help: help)
    }

    static func fail(_ message: String, help: String) -> Judgement {
        Judgement(verdict: .fail, message: message, help: help)
    }

    static func unknown(_ message: String, help: String? = nil, permission: String? = nil) -> Judgement {
        Judgement(verdict: .unknown, message: message, help: help, permission: permission)
    }

    /// - Parameter subject: as in `s3://bucket/key`; nil for the project.
    func about(_ subject: String? = nil, for trainings: [PlannedTraining]) -> Judgement {
        var judgement = self
        judgement.subject = subject
        judgement.trainings = trainings
        return judgement
    }
}

/// A kind of check. The identifiers are part of the promised output: users filter by them (specs/verify.md).
package struct CheckRule: Sendable, Hashable {
    /// Lower case with hyphens, as in `output-bucket`.
    package let id: String
    /// What is checked, in a clause.
    package let summary: String
}

package enum Verdict: String, Sendable, CaseIterable {
    case pass
    /// The training would probably run; a person should look.
    case warning
    /// The training would fail or be refused: apply must not start it.
    case fail
    /// The check could not be made.
    case unknown
}

/// The result of one check of one thing.
package struct CheckResult: Sendable, Equatable {
    package var rule: CheckRule
    package var verdict: Verdict
    package var project: ProjectARN
    /// The thing, as in `s3://bucket/key`; nil for the project.
    package var subject: String?
    /// A clause that says what is so.
    package var message: String
    /// A clause that says what to do.
    package var help: String?
    /// The action that a policy must allow for the check, as in `s3:ListBucket`; nil if it is not a matter of
    /// permissions.
    package var permission: String?
    /// The versions that it concerns; empty for the whole project.
    package var trainings: [PlannedTraining]
    /// The errors in entries of a dataset that it is about.
    package var findings: [EntryFinding] = []
}

extension CheckResult {
    /// A failure as a clause that follows the project.
    package var failureText: String {
        "fails the check `\(rule.id)`\(subject.map { " of \($0)" } ?? ""): \(message)"
    }

    fileprivate init(rule: CheckRule, project: ProjectARN, _ judgement: Judgement) {
        self.init(
            rule: rule,
            verdict: judgement.verdict,
            project: project,
            subject: judgement.subject,
            message: judgement.message,
            help: judgement.help,
            permission: judgement.permission,
            trainings: judgement.trainings,
            findings: judgement.findings
        )
    }
}

/// The results of all checks.
package struct PreflightReport: Sendable, Equatable {
    /// In the order of the projects; within a project in the order of the checks.
    package var results: [CheckResult]
    /// How many versions would be created.
    package var trainingCount: Int

    package init(results: [CheckResult], trainingCount: Int) {
        self.results = results
        self.trainingCount = trainingCount
    }

    package func count(_ verdict: Verdict) -> Int { results.count { $0.verdict == verdict } }

    /// Refuses the projects of a plan whose trainings would fail.
    package func judge(_ plan: Plan) -> Plan {
        let failures = results.filter { $0.verdict == .fail }
        guard !failures.isEmpty else { return plan }
        let byProject = Dictionary(grouping: failures, by: \.project)
        var plan = plan
        for index in plan.projects.indices where plan.projects[index].refusal == nil {
            guard let found = byProject[plan.projects[index].project] else { continue }
            plan.projects[index].judgement = .refused(.checkFailed, found.map { .init(nil, $0.failureText) })
        }
        return plan
    }

    /// Whether a training would fail.
    package var hasFailures: Bool { count(.fail) > 0 }
}
