internal import Planning

/// Holds what a plan would create against what is known of the world: total, and without I/O.
///
/// The rows of specs/verify.md are the checks; their numbers stand beside the code and in the tests.
package enum Preflight {
    /// A new check is one file and one line here.
    static let checks: [any PreflightCheck.Type] = [
        CallerCheck.self, ProjectCheck.self, DatasetCheck.self, FeatureCheck.self, ModelQuotaCheck.self,
        TrainingSlotCheck.self, ManifestCheck.self, ManifestLinesCheck.self, OutputBucketCheck.self, KMSKeyCheck.self,
    ]

    package static var rules: [CheckRule] { checks.map { $0.rule } }

    package static func report(on projects: [ProjectTrainings], _ facts: OutsideFacts) -> PreflightReport {
        PreflightReport(
            results: projects.flatMap { project in
                let subject = CheckSubject(project: project, all: projects, facts: facts)
                return checks.flatMap { $0.results(subject) }
            },
            trainingCount: projects.reduce(0) { $0 + $1.trainings.count }
        )
    }
}

/// What a check is given.
struct CheckSubject {
    var project: ProjectTrainings
    /// Of the plan, this one among them.
    var all: [ProjectTrainings]
    var facts: OutsideFacts

    /// Nil where the project is not there, or could not be read.
    var live: LiveProject? {
        if case .present(let live) = project.reading { live } else { nil }
    }
}

protocol PreflightCheck: Sendable {
    static var rule: CheckRule { get }
    static func results(_ subject: CheckSubject) -> [CheckResult]
}

extension PreflightCheck {
    static func result(
        _ verdict: Verdict,
        _ subject: CheckSubject,
        of what: String? = nil,
        _ message: String,
        help: String? = nil,
        permission: String? = nil,
        for trainings: [PlannedTraining] = []
    ) -> CheckResult {
        CheckResult(
            rule: rule,
            verdict: verdict,
            project: subject.project.project,
            subject: what,
            message: message,
            help: help,
            permission: permission,
            trainings: trainings
        )
    }
}
