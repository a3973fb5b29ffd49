package import ModelVersions

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
