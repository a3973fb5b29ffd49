internal import ModelVersions
internal import Planning

/// Whether the datasets of the project are there for those that are trained with them, and not for others: the service
/// refuses manifests in a project that has datasets.
enum DatasetCheck: PreflightCheck {
    static let rule = CheckRule(
        id: "datasets",
        summary: "the project's datasets are complete where they are used, and none where manifests are named"
    )

    static func results(_ subject: CheckSubject) -> [CheckResult] {
        guard let live = subject.live else { return [] }
        let users = subject.project.trainings.filter { $0.settings.datasets == .project }
        let others = subject.project.trainings.filter { $0.settings.datasets != .project }
        var results: [CheckResult] = []
        if !users.isEmpty {
            results += [LiveProject.Dataset.Kind.train, .test].map { check($0, of: live, for: users, subject) }
        }
        if !others.isEmpty, !live.datasets.isEmpty {  // D5
            results.append(
                result(
                    .fail,
                    subject,
                    "the project has datasets of its own, and the service refuses manifests there",
                    help: "write `datasets: project`, or use a project without datasets",
                    for: others
                )
            )
        }
        return results
    }

    private static func check(
        _ kind: LiveProject.Dataset.Kind,
        of live: LiveProject,
        for users: [PlannedTraining],
        _ subject: CheckSubject
    ) -> CheckResult {
        let word = kind == .train ? "training" : "test"
        let datasets = live.datasets.filter { $0.kind == kind }
        guard let dataset = datasets.first(where: { !$0.isReady }) ?? datasets.first else {  // D2
            return result(
                .fail,
                subject,
                "the project has no \(word) dataset",
                help: "make one, or name manifests under `datasets`",
                for: users
            )
        }
        if dataset.isReady {  // D1
            return result(.pass, subject, "the \(word) dataset is \(dataset.status)", for: users)
        }
        return result(
            .fail,
            subject,
            "the project's \(word) dataset is \(dataset.status)",
            help: dataset.status.hasSuffix("_IN_PROGRESS")  // D3, D4
                ? "wait until it is complete" : "look at the dataset in the console, and mend it",
            for: users
        )
    }
}
