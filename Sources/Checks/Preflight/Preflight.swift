import DesiredState
package import Diagnostics
package import ModelVersions
package import Planning

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

/// A kind of check. The identifiers are promised: people filter by them (specs/verify.md).
package struct CheckRule: Sendable, Hashable {
    /// Lower case with hyphens, as in `output-bucket`.
    package let id: String
    /// What is checked, in a clause.
    package let summary: String
}

package enum Verdict: String, Sendable, CaseIterable {
    case pass
    /// A training would probably be trained all the same, but somebody should look.
    case warning
    /// A training would fail, or be refused: apply must not start it.
    case fail
    /// It could not be found out: neither good nor bad.
    case unknown
}

/// What one check says of one thing.
package struct CheckResult: Sendable, Equatable {
    package var rule: CheckRule
    package var verdict: Verdict
    package var project: ProjectARN
    /// What was looked at, as in `s3://bucket/key`; nil for the project itself.
    package var subject: String?
    /// What is so, in a clause.
    package var message: String
    /// What to do about it, in a clause.
    package var help: String?
    /// The action that a policy must allow for the check to be made, as in `s3:ListBucket`; nil where it is no matter of
    /// rights.
    package var permission: String?
    /// What it is about; empty where it is the whole project.
    package var trainings: [PlannedTraining]
}

/// What all checks say.
package struct PreflightReport: Sendable, Equatable {
    /// In the order of the projects, and in each of the checks.
    package var results: [CheckResult]
    /// How many versions would be created.
    package var trainingCount: Int

    package init(results: [CheckResult], trainingCount: Int) {
        self.results = results
        self.trainingCount = trainingCount
    }

    package func count(_ verdict: Verdict) -> Int { results.count { $0.verdict == verdict } }

    /// Whether a training would fail.
    package var hasFailures: Bool { count(.fail) > 0 }
}

/// A version that a plan would create.
package struct PlannedTraining: Sendable, Equatable {
    package var name: VersionName
    /// Where it was written.
    package var location: SourceLocation?
    package var settings: TrainingSettings

    package init(name: VersionName, location: SourceLocation? = nil, settings: TrainingSettings) {
        self.name = name
        self.location = location
        self.settings = settings
    }
}

/// What a plan would create in one project, and what is live there.
package struct ProjectTrainings: Sendable {
    package var project: ProjectARN
    package var reading: LiveState.Reading
    /// In the order of the plan.
    package var trainings: [PlannedTraining]

    package init(project: ProjectARN, reading: LiveState.Reading, trainings: [PlannedTraining]) {
        self.project = project
        self.reading = reading
        self.trainings = trainings
    }

    /// The projects of a plan about which there is something to check: those in which something would be created, and
    /// those of which it is not known.
    package static func all(of plan: Plan, against live: LiveState) -> [ProjectTrainings] {
        plan.projects.compactMap { planned in
            let trainings = planned.entries.compactMap { entry -> PlannedTraining? in
                guard entry.outcome == .create, case .trained(let settings) = entry.desired.intent else { return nil }
                return PlannedTraining(name: entry.name, location: entry.location, settings: settings)
            }
            guard planned.problem != nil || !trainings.isEmpty else { return nil }
            return ProjectTrainings(project: planned.project, reading: live[planned.project], trainings: trainings)
        }
    }

    /// What the trainings have in common, each once and in the order in which it first comes, with those that do.
    func grouped<Subject: Hashable>(
        by subjects: (TrainingSettings) -> [Subject]
    ) -> [(subject: Subject, trainings: [PlannedTraining])] {
        var order: [Subject] = []
        var groups: [Subject: [PlannedTraining]] = [:]
        for training in trainings {
            var seen: Set<Subject> = []
            for subject in subjects(training.settings) where seen.insert(subject).inserted {
                if groups[subject] == nil { order.append(subject) }
                groups[subject, default: []].append(training)
            }
        }
        return order.map { ($0, groups[$0] ?? []) }
    }
}
