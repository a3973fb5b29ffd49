import ModelVersions
import Planning
import SavedPlans
import Text

// The words for the facts of a plan, for every format of `plan`, `drift`, `status`, `report` and `wait`.

/// How a report marks a version.
struct Mark: Equatable {
    let symbol: String
    var paint: TextStyle.Paint?
}

extension PlanEntry {
    /// `+` apply trains it, `!` apply refuses it or it is unknown, `~` its tags differ, `=` nothing to do.
    var mark: Mark {
        switch outcome {
        case .create: Mark(symbol: "+", paint: .green)
        case .conflict, .failed, .deleting, .recreate: Mark(symbol: "!", paint: .red)
        case .deprecated, .expired: Mark(symbol: "=", paint: .yellow)
        case .unchanged, .retired:
            tagsProblem != nil
                ? Mark(symbol: "!", paint: .red)
                : tagDrift != nil ? Mark(symbol: "~", paint: .yellow) : Mark(symbol: "=")
        }
    }

    /// The reason of the outcome, as a clause; nil where the outcome says all.
    var explanation: String? {
        switch outcome {
        case .conflict: "live with other settings, which cannot be changed after the training"
        case .failed, .deleting: "live as \(liveStatus)"
        case .deprecated: "\(AdapterWords.deprecated); live as \(liveStatus)"
        case .expired: "\(AdapterWords.expired); live as \(liveStatus)"
        case .recreate: recreation?.explanation
        case .create, .unchanged, .retired: nil
        }
    }

    /// What to do about the outcome, in sentences; nil where there is nothing to do.
    var advice: String? {
        outcome == .recreate ? recreation?.advice(for: name) : outcome.advice
    }

    /// The status of the live version and the service's message.
    private var liveStatus: String {
        guard let live else { return "" }
        return "\(live.status)" + (live.statusMessage.map { ": \($0)" } ?? "")
    }
}

/// What the statuses at the end of an adapter's life mean (guide: managing-adapters.html). The service's own message
/// does not say it.
enum AdapterWords {
    static let deprecated = "still runs, and expires 60 to 90 days after the release of its base model's successor"
    static let expired =
        "no longer serves: the service ignores it and answers with its base model, without an error"
}

extension Outcome {
    /// What to do about it, in sentences; nil where there is nothing to do, or it depends on more.
    var advice: String? {
        switch self {
        case .conflict: "Give the new settings a new version name, or restore the old settings."
        case .failed:
            """
            The name is used up: give the entry another name. Or delete the failed version and plan again, or mark \
            the entry `retired: true`.
            """
        case .deleting:
            "The name is not free yet: plan again when the version is gone, or mark the entry `retired: true`."
        case .deprecated:
            // Guide: managing-adapters.html. No member of the API has the date.
            """
            Train its successor under a new name before that. The date is shown in the console only (Rekognition, \
            Custom Moderation).
            """
        case .expired:
            "Train its successor under a new name, use that in all callers, and mark the entry `retired: true`."
        case .create, .recreate, .unchanged, .retired: nil
        }
    }
}

extension Recreation {
    var explanation: String {
        switch self {
        case .trace(let trace): "not live, and trained before: \(trace.text)"
        case .order(let order):
            """
            not live, and probably trained and deleted before: `\(order.between.name)` is live and nearer to the \
            \(order.growingEnd.rawValue) of the list, where the list grows
            """
        }
    }

    func advice(for name: VersionName) -> String {
        switch self {
        case .trace(let trace):
            """
            If it is history, mark the entry `retired: true`. For another training, give it a new name, or pass \
            `--allow-recreate \(name)`.
            """
                + (trace.file.map { " If the object belongs to something else, move `\($0.uri)` to another place." }
                    ?? "")
        case .order(let order):
            """
            If it is history, mark the entry `retired: true`. To train it again, pass `--allow-recreate \(name)`. \
            If it was never trained, move it to the \(order.growingEnd.rawValue) of the list.
            """
        }
    }

    /// What `--allow-recreate` allows, as a clause.
    fileprivate var allowedText: String {
        switch self {
        case .trace(let trace):
            "trained before (\(trace.text)); `--allow-recreate` allows it to be trained again"
        case .order:
            "probably trained and deleted before; `--allow-recreate` allows it to be trained again"
        }
    }
}

extension UnansweredLook {
    /// Why there is no answer, as a clause.
    var text: String {
        let place =
            switch place {
            case .output(let output): "in \(output)"
            case .events(let region): "in CloudTrail in \(region)"
            }
        return switch problem {
        case .denied(let permission): "\(place): the permission \(permission) is missing"
        case .failed(let reason): "\(place): \(reason)"
        }
    }
}

extension ProjectPlan {
    /// Why apply does not create its new versions.
    var heldText: String {
        "not created, because \(refusal == nil ? "another" : "its") project is refused"
    }
}

extension ScarceRoom {
    /// As in `91 models with this plan, and the quota is 100`.
    var text: String { "\(counted(models, "model"))\(isPlanned ? " with this plan" : ""), and \(quota)" }

    static let advice = "`rekon status --cleanup` lists what can go"
}

extension RefusedProject.Reason {
    /// What to do about it, in sentences.
    var advice: String {
        switch self {
        case .incomplete: "Allow these credentials to read it, then run `rekon plan` again."
        case .stale: "Make a new plan and review it."
        case .blocked: "`rekon plan` says for each version what to do."
        case .checkFailed: "Correct what the check reports."
        case .overLimit: "Raise the limit, or \(LimitWords.selectFewer)."
        }
    }
}

extension ProjectPlan.Problem {
    /// Why the project's versions are unknown.
    func explanation(of project: ProjectARN) -> String {
        switch self {
        case .absent:
            """
            the project does not exist in \(project.region) of account \(project.account), or these credentials may \
            not see it. Check the ARN: the number at its end changes when a project is deleted and created again.
            """
        case .unreadable(let reason): "the live state could not be read: \(reason)"
        }
    }

    var rule: FindingRule { self == .absent ? .projectAbsent : .projectUnreadable }
}

extension Setting {
    /// For one version.
    var notComparedText: String { "`\(rawValue)` could not be compared" }

    /// For several versions together.
    func notComparedText(in names: [VersionName]) -> String {
        """
        `\(rawValue)` could not be compared in \(counted(names.count, "version")): the service does not return it, or \
        not in a form that can be compared (\(listed(names)))
        """
    }

    /// In plain words.
    var word: String {
        switch self {
        case .description: "description"
        case .output: "output"
        case .training: "training data"
        case .testing: "test data"
        case .kmsKey: "KMS key"
        case .confidenceThreshold: "threshold"
        }
    }
}

extension Difference {
    var text: String {
        "`\(setting.rawValue)` is \(Self.listed(live)), desired is \(Self.listed(desired))"
    }

    private static func listed(_ values: [String]) -> String {
        values.isEmpty ? "nothing" : values.map { "`\($0)`" }.joined(separator: ", ")
    }
}

/// The words for tags.
enum TagWords {
    static let differ = "the live tags differ from the desired ones; rekon does not change them"

    static func unreadable(_ reason: String) -> String { "the tags could not be read: \(reason)" }
}

extension TagDrift {
    var text: String {
        let parts =
            removed.map { "missing `\($0.key)=\($0.value)`" }
            + changed.map { "changed `\($0.key)=\($0.live)`, desired `\($0.key)=\($0.desired)`" }
            + added.map { "extra `\($0.key)=\($0.value)`" }
        return "\(TagWords.differ): \(parts.joined(separator: "; "))"
    }
}

extension Note {
    /// A stable word for programs.
    var code: String {
        switch self {
        case .unpinnedManifests: "unpinned-manifest"
        case .projectNotReady: "project-not-ready"
        case .datasetMissing: "dataset-missing"
        case .datasetNotReady: "dataset-not-ready"
        case .datasetUnreadable: "dataset-unreadable"
        case .datasetsAssociated: "datasets-associated"
        case .featureMismatch: "feature-mismatch"
        case .testDataRequired: "test-data-required"
        case .testDataOpen: "test-data-open"
        case .modelQuotaExceeded: "model-quota-exceeded"
        case .unrecognizedStatus: "unrecognized-status"
        case .copied: "copied"
        case .growthUnknown: "growth-unknown"
        case .recreationAllowed: "recreate-allowed"
        case .oddOrder: "odd-order"
        case .traceUnreadable: "trace-unreadable"
        }
    }

    /// A sentence for people.
    var text: String {
        switch self {
        case .unpinnedManifests(let manifests):
            """
            \(counted(manifests.count, "manifest")) without an object version: the training uses the content at its \
            start. `?versionId=...` pins a manifest
            """
        case .projectNotReady(let status):
            "the project is \(status), not CREATED: the service will probably refuse the training"
        case .datasetMissing(let kind, let hasOther):
            "the project has no \(kind.word) dataset: the service will refuse the training until it has one"
                + (hasOther ? "" : ", or until `datasets` names manifests")
        case .datasetNotReady(let kind, let status):
            "the project's \(kind.word) dataset is \(status): the service will probably refuse the training"
        case .datasetUnreadable(let kind, let reason):
            """
            the project's \(kind.word) dataset could not be described, so an apply does not notice if it changes: \
            \(reason)
            """
        case .datasetsAssociated:
            "the project has datasets of its own: the service refuses manifests there; write `datasets: project`"
        case .featureMismatch:
            "`featureConfig.contentModeration` is for content moderation projects: the service will refuse it here"
        case .testDataRequired:
            """
            `testing: none` is for adapters: the service will refuse it here; list the test manifests, or write \
            `testing: auto`
            """
        case .testDataOpen:
            "not settled by the guide: whether the service trains an adapter without test data (`testing: none`)"
        case .modelQuotaExceeded(let models, let quota):
            "the project has \(models) models with this training, and \(quota): the service may refuse it"
        case .unrecognizedStatus(let status):
            "the service reports the status \(status), which this version of rekon does not know"
        case .copied(let source):
            """
            the version is a copy of \(source ?? "a version of another project"). If it is deleted, apply trains it \
            here: mark the entry `retired: true` to prevent that
            """
        case .growthUnknown(let doubt):
            """
            the version may be new, or it was trained and deleted before: \(doubt.text). If it was deleted, mark it \
            `retired: true`
            """
        case .recreationAllowed(let recreation): recreation.allowedText
        case .oddOrder:
            "its place in the list is odd for a new version, but no trace of an earlier training was found"
        case .traceUnreadable(let look): "rekon could not look for an earlier training \(look.text)"
        }
    }

    /// Whether the text of a plan has one note for all versions of a project that have it.
    var isOfSeveral: Bool {
        switch self {
        case .growthUnknown, .oddOrder, .traceUnreadable: true
        default: false
        }
    }

    /// For several versions of a project together.
    func text(of names: [VersionName]) -> String {
        let versions = "\(counted(names.count, "version")) to create (\(listed(names)))"
        return switch self {
        case .growthUnknown(let doubt):
            """
            \(versions) may be new, or trained and deleted before: \(doubt.text). Mark deleted versions \
            `retired: true`
            """
        case .traceUnreadable(let look):
            """
            rekon could not look for earlier trainings of \(counted(names.count, "version")) (\(listed(names))) \
            \(look.text)
            """
        case .oddOrder where names.count > 1:
            """
            \(versions): their places in the list are odd for new versions, but no trace of an earlier training was \
            found
            """
        default: "\(versions): \(text)"
        }
    }
}

extension ListGrowth.UnknownReason {
    /// Why it is unknown where a list grows, as a clause.
    var text: String {
        switch self {
        case .oneLive: "only one version of the list is live, so it is unknown at which end the list grows"
        case .mixedOrder:
            "the live versions of the list were not created in its order, so it is unknown at which end the list grows"
        }
    }
}
