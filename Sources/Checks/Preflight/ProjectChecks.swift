import AWSRuntime
import ModelVersions
import Planning

/// Whether the credentials belong to the project's account: other accounts cannot start a training.
enum CallerCheck: PreflightCheck {
    static let rule = CheckRule(id: "caller-account", summary: "the credentials are of the project's account")

    static func judgements(_ subject: CheckSubject) -> [Judgement] {
        let account = subject.arn.account
        switch subject.facts.callers[account] ?? .notAsked {
        case .notAsked:  // A4
            return []
        case .unreadable(let reason):  // A3
            return [.unknown("the owner of the credentials could not be read: \(reason)")]
        case .known(let caller) where caller.account == account:  // A1
            return [.pass("\(caller.arn)")]
        case .known(let caller):  // A2
            return [
                .fail(
                    "the project is in account \(account), and the credentials are of account \(caller.account) "
                        + "(\(caller.arn))",
                    help: "use credentials of the project's account, or correct the project's ARN"
                )
            ]
        }
    }
}

/// Whether the project has datasets for the versions that use them, and none for the others: the service refuses
/// manifests in a project with datasets.
enum DatasetCheck: PreflightCheck {
    static let rule = CheckRule(
        id: "datasets",
        summary: "the project's datasets are complete where they are used, and absent where manifests are named"
    )

    static func judgements(_ subject: CheckSubject) -> [Judgement] {
        guard let live = subject.live else { return [] }
        let users = subject.project.trainings.filter { $0.settings.datasets == .project }
        let others = subject.project.trainings.filter { $0.settings.datasets != .project }
        var judgements: [Judgement] = []
        if !users.isEmpty {
            judgements += [LiveProject.Dataset.Kind.train, .test].map { judge($0, of: live).about(for: users) }
        }
        if !others.isEmpty, !live.datasets.isEmpty {  // D5
            judgements.append(
                .fail(
                    "the project has datasets, and the service refuses manifests there",
                    help: "write `datasets: project`, or use a project without datasets"
                ).about(for: others)
            )
        }
        return judgements
    }

    private static func judge(_ kind: LiveProject.Dataset.Kind, of live: LiveProject) -> Judgement {
        let word = kind.word
        let datasets = live.datasets.filter { $0.kind == kind }
        guard let dataset = datasets.first(where: { !$0.isReady }) ?? datasets.first else {  // D2
            // The service refuses manifests in a project with datasets.
            let other = live.datasets.isEmpty ? ", or name manifests under `datasets`" : ""
            return .fail("the project has no \(word) dataset", help: "create one\(other)")
        }
        if dataset.isReady { return .pass("the \(word) dataset is \(dataset.status)") }  // D1
        return .fail(  // D3, D4
            "the project's \(word) dataset is \(dataset.status)",
            help: help(for: dataset.status)
        )
    }

    private static func help(for status: String) -> String {
        if status == "DELETE_IN_PROGRESS" { return "wait until it is deleted, and create another one" }
        return status.hasSuffix("_IN_PROGRESS")
            ? "wait until it is complete" : "open the dataset in the console and correct it"
    }
}

/// Whether the settings fit the feature of the project.
enum FeatureCheck: PreflightCheck {
    static let rule = CheckRule(
        id: "feature",
        summary: "`featureConfig` and `testing: none` are for a project of that feature"
    )

    static func judgements(_ subject: CheckSubject) -> [Judgement] {
        guard let live = subject.live else { return [] }
        let isCustomLabels = live.feature == .customLabels
        var judgements: [Judgement] = []
        let tuned = subject.project.trainings.filter { $0.settings.confidenceThreshold != nil }
        if isCustomLabels, !tuned.isEmpty {  // F1
            judgements.append(
                .fail(
                    "`featureConfig.contentModeration` is for content moderation, and the project is for custom labels",
                    help: "remove it, or use another project"
                ).about(for: tuned)
            )
        }
        let untested = subject.project.trainings.filter { $0.settings.datasets.isWithoutTestData }
        if !untested.isEmpty {
            let judgement: Judgement =
                isCustomLabels
                ? .fail(  // F2
                    "`testing: none` is for adapters, and the project is for custom labels",
                    help: "list the test manifests, or write `testing: auto`"
                )
                : .warning(  // F3
                    "not settled by the guide: whether the service trains an adapter without test data",
                    help: "if the service refuses it, list the test manifests, or write `testing: auto`"
                )
            judgements.append(judgement.about(for: untested))
        }
        return judgements
    }
}

/// Whether the project exists and accepts trainings.
enum ProjectCheck: PreflightCheck {
    static let rule = CheckRule(id: "project", summary: "the project exists and is CREATED")

    static func judgements(_ subject: CheckSubject) -> [Judgement] {
        switch subject.project.reading {
        case .absent:  // P2
            [
                .fail(
                    "the project does not exist in \(subject.arn.region)",
                    help: "check the ARN: a project that is created again has another number at its end"
                )
            ]
        case .unreadable(let reason):  // P4
            [.unknown("the project could not be read: \(reason)")]
        case .present(let project) where project.status == "CREATED":  // P1
            [.pass("CREATED")]
        case .present(let project):  // P3
            [
                .fail(
                    "the project is \(project.status), not CREATED",
                    help: "wait until it is CREATED, or describe the versions in another project"
                )
            ]
        }
    }
}
