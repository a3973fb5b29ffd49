internal import ModelVersions
internal import Planning

/// Whether the project has room for the versions. The quota can be raised, and nobody can be asked what it is.
enum ModelQuotaCheck: PreflightCheck {
    static let rule = CheckRule(id: "model-quota", summary: "the project has room for the versions")

    /// Custom Labels guide, "Guidelines and quotas": models in a project, unless raised.
    static let quota = 100

    static func results(_ subject: CheckSubject) -> [CheckResult] {
        guard let live = subject.live, !subject.project.trainings.isEmpty else { return [] }
        let (there, more) = (live.versions.count, subject.project.trainings.count)
        guard there + more > quota else {  // Q1
            return [result(.pass, subject, "\(there) models and \(more) more are at most \(quota)")]
        }
        return [  // Q2
            result(
                .warning,
                subject,
                "the project has \(there) models, \(more) are to be added, and the quota is \(quota) unless it was raised",
                help: "delete models that nobody needs, or have the quota raised"
            )
        ]
    }
}
