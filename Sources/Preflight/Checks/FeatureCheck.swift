internal import ModelVersions
internal import Planning

/// Whether the settings are for what the project is for.
enum FeatureCheck: PreflightCheck {
    static let rule = CheckRule(id: "feature", summary: "`featureConfig` is for a project of that feature")

    static func results(_ subject: CheckSubject) -> [CheckResult] {
        guard subject.live?.feature == .customLabels else { return [] }
        let wrong = subject.project.trainings.filter { $0.settings.confidenceThreshold != nil }
        guard !wrong.isEmpty else { return [] }
        return [  // F1
            result(
                .fail,
                subject,
                "`featureConfig.contentModeration` is for content moderation projects, and this is one of custom labels",
                help: "remove it, or use another project",
                for: wrong
            )
        ]
    }
}
