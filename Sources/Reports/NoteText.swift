internal import ModelVersions
internal import Planning

extension Note {
    /// A stable word for programs.
    var code: String {
        switch self {
        case .unpinnedManifests: "unpinned-manifest"
        case .projectNotReady: "project-not-ready"
        case .datasetMissing: "dataset-missing"
        case .datasetNotReady: "dataset-not-ready"
        case .datasetsAssociated: "datasets-associated"
        case .featureMismatch: "feature-mismatch"
        case .unrecognizedStatus: "unrecognized-status"
        case .growthUnknown: "growth-unknown"
        case .recreationAllowed: "recreate-allowed"
        }
    }

    /// A sentence for people.
    var text: String {
        switch self {
        case .unpinnedManifests(let manifests):
            """
            \(counted(manifests.count, "manifest")) without an object version: what is trained is whatever is there when \
            the training starts. `?versionId=...` pins it
            """
        case .projectNotReady(let status):
            "the project is \(status), not CREATED: the service will probably refuse the training"
        case .datasetMissing(let kind):
            """
            the project has no \(kind.word) dataset: the service will refuse the training until it has one, or until \
            `datasets` names manifests
            """
        case .datasetNotReady(let kind, let status):
            "the project's \(kind.word) dataset is \(status): the service will probably refuse the training"
        case .datasetsAssociated:
            "the project has datasets of its own: the service refuses manifests there; write `datasets: project`"
        case .featureMismatch:
            "`featureConfig.contentModeration` is for content moderation projects: the service will refuse it here"
        case .unrecognizedStatus(let status):
            "the service reports the status \(status), which this version of rekon does not know"
        case .growthUnknown(let doubt):
            """
            it cannot be told whether the version is new or was trained and deleted: \(doubt.text). Mark it \
            `retired: true` if it was deleted
            """
        case .recreationAllowed:
            "it was probably trained and deleted before; `--allow-recreate` has it trained again"
        }
    }
}

extension ListGrowth.Doubt {
    /// Why it is unknown where a list grows, as a clause.
    var text: String {
        switch self {
        case .oneLive: "only one version of the list is live, which does not say at which end the list grows"
        case .mixedOrder:
            "the live versions of the list were not created in its order, which leaves open at which end it grows"
        }
    }
}

extension LiveProject.Dataset.Kind {
    fileprivate var word: String {
        switch self {
        case .train: "training"
        case .test: "test"
        }
    }
}

/// `1 version`, `2 versions`.
func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}

/// The first names of a list, and how many more there are.
func listed(_ names: [VersionName]) -> String {
    let shown = names.prefix(3).map(\.text).joined(separator: ", ")
    return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
}
