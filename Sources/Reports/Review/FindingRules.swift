internal import Planning

// The kinds of findings that `validate` and `plan` have. Their identifiers are promised in specs/review-formats.md.
extension FindingRule {
    package static let invalid = FindingRule(
        id: "invalid-desired-state",
        summary: "The desired state is not valid."
    )
    package static let doubtful = FindingRule(
        id: "doubtful-desired-state",
        summary: "The desired state is valid, and something in it is probably not meant."
    )
    package static let create = FindingRule(id: "create", summary: "Apply will train the version.")
    package static let conflict = FindingRule(
        id: "conflict",
        summary: "The version is live with other settings, which cannot be changed."
    )
    package static let failed = FindingRule(
        id: "failed",
        summary: "The version's training failed, and its name is used up."
    )
    package static let deleting = FindingRule(
        id: "deleting",
        summary: "The version is being deleted, and its name is not free yet."
    )
    package static let recreate = FindingRule(
        id: "recreate",
        summary: "The version was probably trained once and deleted since."
    )
    package static let expired = FindingRule(id: "expired", summary: "The live version can no longer be run.")
    package static let tagDrift = FindingRule(id: "tag-drift", summary: "The live tags are not the desired ones.")
    package static let notCompared = FindingRule(
        id: "not-compared",
        summary: "The service does not say a setting, or not in a form that can be compared."
    )
    package static let limitExceeded = FindingRule(
        id: "limit-exceeded",
        summary: "The plan would do more than its limits allow."
    )
    package static let tagsUnreadable = FindingRule(
        id: "tags-unreadable",
        summary: "The live tags could not be read."
    )
    package static let projectAbsent = FindingRule(id: "project-absent", summary: "The project does not exist.")
    package static let projectUnreadable = FindingRule(
        id: "project-unreadable",
        summary: "The project's live state could not be read."
    )

    /// Whether an error of this kind says that something could not be checked, and not that it is wrong.
    var isUnchecked: Bool {
        [Self.tagsUnreadable, .projectAbsent, .projectUnreadable].contains(self)
    }
}

extension Note {
    var rule: FindingRule {
        let summary =
            switch self {
            case .unpinnedManifests: "A manifest has no object version."
            case .projectNotReady: "The project is not CREATED."
            case .datasetMissing: "The project lacks a dataset that the training needs."
            case .datasetNotReady: "A dataset that the training needs is not complete."
            case .datasetsAssociated: "Manifests are named, and the project has datasets of its own."
            case .featureMismatch: "A setting of content moderation is used in another project."
            case .unrecognizedStatus: "The service reports a status that is not known."
            case .growthUnknown: "It cannot be told whether the version is new or was deleted."
            case .recreationAllowed: "The version was probably trained and deleted before, and is trained again."
            }
        return FindingRule(id: code, summary: summary)
    }

    var level: Finding.Level {
        switch self {
        case .unrecognizedStatus, .growthUnknown: .note
        case .unpinnedManifests, .projectNotReady, .datasetMissing, .datasetNotReady, .datasetsAssociated,
            .featureMismatch, .recreationAllowed:
            .warning
        }
    }
}
