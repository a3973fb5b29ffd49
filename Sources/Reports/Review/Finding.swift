package import Diagnostics
package import ModelVersions
import Planning

/// A message for a reviewer: an annotation at a line, a result of code scanning, a failed test case. Every review
/// format is made from findings.
///
/// The texts are not yet harmless: each format makes them so in its own way.
package struct Finding: Sendable, Equatable {
    package enum Level: String, Sendable {
        /// Apply refuses it, or the command fails because of it.
        case error
        /// It needs attention.
        case warning
        /// For information.
        case note
    }

    package var rule: FindingRule
    package var level: Level
    /// In a clause or sentences.
    package var message: String
    /// What to do about it, in sentences.
    package var help: String?
    /// Lines below the message, such as why a training failed.
    package var details: [String] = []
    /// Nil for a subject that no file describes.
    package var location: SourceLocation?
    package var project: NamedProject?
    package var version: VersionName?
    /// Why the files accept it for now; nil for a finding that they do not acknowledge.
    var acceptance: String?

    package init(
        _ rule: FindingRule,
        _ level: Level,
        _ message: String,
        help: String? = nil,
        at location: SourceLocation? = nil,
        project: NamedProject? = nil,
        version: VersionName? = nil
    ) {
        self.rule = rule
        self.level = level
        self.message = message
        self.help = help
        self.location = location
        self.project = project
        self.version = version
    }
}

/// A kind of finding. The identifiers are promised: users filter by them.
package struct FindingRule: Sendable, Hashable {
    /// Lower case with hyphens, as in `settings-differ`.
    package let id: String
    /// In a sentence.
    package let summary: String

    package init(id: String, summary: String) {
        self.id = id
        self.summary = summary
    }
}

// The rules of `validate` and `plan`. Their identifiers are promised in specs/review-formats.md.
extension FindingRule {
    package static let invalid = FindingRule(id: "invalid-desired-state", summary: "The desired state is not valid.")
    package static let doubtful = FindingRule(
        id: "doubtful-desired-state",
        summary: "The desired state is valid, but a part of it is probably a mistake."
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
        summary: "The version was trained before, or probably was, and is not live."
    )
    package static let deprecated = FindingRule(
        id: "deprecated",
        summary: "The live version still runs, and will expire."
    )
    package static let expired = FindingRule(id: "expired", summary: "The live version no longer serves.")
    package static let tagDrift = FindingRule(id: "tag-drift", summary: "The live tags differ from the desired ones.")
    package static let notCompared = FindingRule(
        id: "not-compared",
        summary: "The service does not return a setting, or not in a form that can be compared."
    )
    package static let limitExceeded = FindingRule(
        id: "limit-exceeded",
        summary: "The plan would do more than its limits allow."
    )
    package static let runFailed = FindingRule(
        id: "run-failed",
        summary: "The command ended with an error before it had a result."
    )
    package static let projectRefused = FindingRule(
        id: "project-refused",
        summary: "Apply creates nothing in the project."
    )
    package static let scarceRoom = FindingRule(
        id: "few-models-left",
        summary: "The project has room for few more models, or for none."
    )
    package static let notCreated = FindingRule(
        id: "not-created",
        summary: "Apply does not train the new version, because a project is refused."
    )
    package static let tagsUnreadable = FindingRule(id: "tags-unreadable", summary: "The live tags could not be read.")
    package static let projectAbsent = FindingRule(id: "project-absent", summary: "The project does not exist.")
    package static let projectUnreadable = FindingRule(
        id: "project-unreadable",
        summary: "The project's live state could not be read."
    )

    /// Whether an error of this kind means that a part could not be checked.
    var isUnchecked: Bool {
        [
            Self.tagsUnreadable, .manifestUnreadable, .datasetUnreadable, .projectAbsent, .projectUnreadable,
            .trainingUnreadable,
        ].contains(self)
    }
}

// The rules of `apply` and `wait` that `plan` and `drift` do not have.
extension FindingRule {
    package static let applyRefused = FindingRule(id: "apply-refused", summary: "Apply creates nothing.")
    static let created = FindingRule(id: "created", summary: "This run started the version's training.")
    static let alreadyThere = FindingRule(id: "already-there", summary: "Another run started the version's training.")
    static let deferred = FindingRule(id: "deferred", summary: "The version was not started; the next run continues.")
    static let createFailed = FindingRule(id: "create-failed", summary: "The version could not be created.")
    static let createRefused = FindingRule(
        id: "create-refused",
        summary: "The data of the version is not the reviewed one, so it was not created."
    )
    static let createUnresolved = FindingRule(
        id: "create-unresolved",
        summary: "It is unknown whether the training of the version started."
    )
    static let notStarted = FindingRule(id: "not-started", summary: "The training of the version was not started.")
    static let trained = FindingRule(id: "trained", summary: "The version is trained, and passes its gate.")
    static let gateMissed = Drift.Kind.gateMissed.rule
    static let inTraining = FindingRule(id: "in-training", summary: "The training had not ended when the run did.")
    static let disappeared = FindingRule(id: "disappeared", summary: "The version was deleted during the run.")
    static let trainingUnreadable = FindingRule(
        id: "training-unreadable",
        summary: "The result of the training could not be read."
    )
}

extension Note {
    var rule: FindingRule {
        let summary =
            switch self {
            case .unpinnedManifests: "A manifest has no object version."
            case .projectNotReady: "The project is not CREATED."
            case .datasetMissing: "The project lacks a dataset that the training needs."
            case .datasetNotReady: "A dataset that the training needs is not complete."
            case .datasetUnreadable: FindingRule.datasetUnreadable.summary
            case .datasetsAssociated: "The entry names manifests, but the project has datasets of its own."
            case .featureMismatch: "A setting of content moderation is used in another project."
            case .testDataRequired: "An entry in a project for custom labels has no test data."
            case .testDataOpen: "The guide leaves open whether an adapter can be trained without test data."
            case .modelQuotaExceeded: "With the training, the project has more models than its quota allows."
            case .unrecognizedStatus: "The service reports an unknown status."
            case .copied: "The version was copied from another project, and the entry describes a training."
            case .growthUnknown: "It is unknown whether the version is new or was deleted."
            case .recreationAllowed: "The version was trained before, or probably was, and will be trained again."
            case .oddOrder: "The place in the list is odd for a new version, but no trace of a training was found."
            case .traceUnreadable: "rekon could not look for an earlier training."
            }
        return FindingRule(id: code, summary: summary)
    }

    var level: Finding.Level {
        switch self {
        case .unrecognizedStatus, .copied, .growthUnknown, .oddOrder, .testDataOpen: .note
        case .unpinnedManifests, .projectNotReady, .datasetMissing, .datasetNotReady, .datasetUnreadable,
            .datasetsAssociated, .featureMismatch, .testDataRequired, .modelQuotaExceeded, .recreationAllowed,
            .traceUnreadable:
            .warning
        }
    }
}
