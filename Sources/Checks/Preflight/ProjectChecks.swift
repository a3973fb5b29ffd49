import AWSRuntime
import ModelVersions
import Planning

/// Whether the credentials are of the project's account: a training is started there or not at all.
enum CallerCheck: PreflightCheck {
    static let rule = CheckRule(id: "caller-account", summary: "the credentials are of the project's account")

    static func results(_ subject: CheckSubject) -> [CheckResult] {
        let account = subject.project.project.account
        switch subject.facts.caller {
        case .notAsked:
            return []
        case .unreadable(let reason):  // A3
            return [result(.unknown, subject, "who the credentials belong to could not be read: \(reason)")]
        case .known(let caller) where caller.account == account:  // A1
            return [result(.pass, subject, "\(caller.arn)")]
        case .known(let caller):  // A2
            return [
                result(
                    .fail,
                    subject,
                    "the project is in account \(account), and the credentials are of account \(caller.account) "
                        + "(\(caller.arn))",
                    help: "use credentials of the project's account, or correct the project's ARN"
                )
            ]
        }
    }
}

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

/// Whether the project is there and may be trained in.
enum ProjectCheck: PreflightCheck {
    static let rule = CheckRule(id: "project", summary: "the project exists and is CREATED")

    static func results(_ subject: CheckSubject) -> [CheckResult] {
        switch subject.project.reading {
        case .absent:  // P2
            return [
                result(
                    .fail,
                    subject,
                    "the project does not exist in \(subject.project.project.region)",
                    help: "check the ARN: the number at its end changes when a project is made anew"
                )
            ]
        case .unreadable(let reason):  // P4
            return [result(.unknown, subject, "the project could not be read: \(reason)")]
        case .present(let project) where project.status == "CREATED":  // P1
            return [result(.pass, subject, "CREATED")]
        case .present(let project):  // P3
            return [
                result(
                    .fail,
                    subject,
                    "the project is \(project.status), not CREATED",
                    help: "wait until it is, or describe the versions in another project"
                )
            ]
        }
    }
}
