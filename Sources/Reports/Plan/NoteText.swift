import ModelVersions
package import Planning
package import Reconciler

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

extension ListGrowth.UnknownReason {
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

/// What trainings will probably be charged for, in words.
package struct EstimateWords: Sendable {
    private let price: TrainingPrice

    /// - Parameter price: what costs are reckoned with.
    package init(_ price: TrainingPrice) {
        self.price = price
    }

    /// Of one more training of a project, on one line.
    func line(of history: TrainingHistory) -> String {
        text(history.median, history.shortest, history.longest, separator: ", ")
            + (history.count > 1
                ? ", from \(history.count) trainings" : ", as the only training so far")
    }

    /// The same for a cell of a table in Markdown.
    func cell(of history: TrainingHistory?) -> String {
        guard let history else { return "no history" }
        return text(history.median, history.shortest, history.longest, separator: "<br>")
    }

    /// Of all trainings of a plan, of which there are some.
    func sentence(of estimate: PlanEstimate) -> String {
        guard estimate.estimated > 0 else {
            return "Estimate: no history to go by; a training typically takes from half an hour to a day."
        }
        var sentence = "Estimate: " + text(estimate.median, estimate.shortest, estimate.longest, separator: ", ")
        if estimate.withoutHistory > 0 {
            sentence += ", not counting \(counted(estimate.withoutHistory, "version")) in projects without history"
        }
        return sentence + "; assuming \(price.text) USD an hour (--training-price)."
    }

    /// What a plan could cost at most, as `--max-cost` takes it.
    package func upperLimit(of estimate: PlanEstimate) -> String {
        var parts: [String] = []
        if estimate.estimated > 0 {
            parts.append("\(estimate.estimated) taken to last as long as the longest of the project")
        }
        if estimate.withoutHistory > 0 {
            parts.append("\(estimate.withoutHistory) without history taken to last a day")
        }
        return """
            the plan's \(counted(estimate.trainings, "training")) could cost up to \(price.text(estimate.upperLimit)) \
            (\(parts.joined(separator: ", ")))
            """
    }

    private func text(_ median: Int64, _ shortest: Int64, _ longest: Int64, separator: String) -> String {
        func cost(_ seconds: Int64) -> String { dollars(cents: price.cents(forBillableSeconds: seconds)) }
        let isRange = shortest != longest
        let time = span(seconds: median) + (isRange ? " (\(span(seconds: shortest)) to \(span(seconds: longest)))" : "")
        let money = cost(median) + " USD" + (isRange ? " (\(cost(shortest)) to \(cost(longest)))" : "")
        return "about " + time + separator + money
    }
}

/// The entries that a reviewer need not look at, counted.
struct QuietEntries {
    var unchanged = 0
    var retired = 0
    /// Which versions have settings that could not be compared, by setting in the order of the cases.
    private var namesBySetting: [Setting: [VersionName]] = [:]

    /// `2 unchanged, 1 retired`; empty where there are none.
    var text: String {
        [(unchanged, "unchanged"), (retired, "retired")].filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    var unknown: [(setting: Setting, names: [VersionName])] {
        Setting.allCases.compactMap { setting in namesBySetting[setting].map { (setting, $0) } }
    }

    /// Counts an entry that needs no line of its own; false for every other.
    mutating func take(_ entry: PlanEntry) -> Bool {
        guard entry.tagDrift == nil, entry.tagsProblem == nil, entry.notes.isEmpty else { return false }
        switch entry.outcome {
        case .unchanged:
            unchanged += 1
            for setting in entry.unknown { namesBySetting[setting, default: []].append(entry.name) }
        case .retired:
            retired += 1
        case .create, .conflict, .failed, .deleting, .expired, .recreate:
            return false
        }
        return true
    }
}
