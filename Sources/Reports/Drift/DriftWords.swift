import Host
import ModelVersions
import Planning

extension Drift {
    /// What is so, in a few words.
    var label: String {
        switch self {
        case .missing(let recreation): recreation == nil ? "missing" : "probably deleted"
        case .settingsDiffer: "other settings"
        case .tagsDiffer: "other tags"
        case .failed: "training failed"
        case .deleting: "being deleted"
        case .expired: "expired"
        case .gateMissed: "below its gate"
        case .manifestsOverwritten: "manifests overwritten"
        }
    }

    /// What is so, in a sentence. Its texts are what they are, not yet made harmless.
    func message(of item: DriftItem) -> String {
        switch self {
        case .missing(nil): "no live version has the name"
        case .missing(let recreation?):
            """
            no live version has the name, and one probably had: `\(recreation.between.name)`, which is live, stands where \
            it must have been created later
            """
        case .settingsDiffer(let differences):
            "live with other settings: \(differences.map(\.text).joined(separator: "; "))"
        case .tagsDiffer(let drift): drift.text
        case .failed, .deleting: "live as \(item.entry.liveStatus)"
        case .expired: "live as \(item.entry.liveStatus): it can no longer be run"
        case .gateMissed(let gate): gate.sentence
        case .manifestsOverwritten(let manifests): manifests.map(\.sentence).joined(separator: "; ")
        }
    }

    /// What to do about it, in sentences.
    func help(for name: VersionName) -> String {
        switch self {
        case .missing(nil): "`rekon apply` trains it. If it was deleted on purpose, mark the entry `retired: true`."
        case .missing:
            """
            If it was deleted on purpose, mark the entry `retired: true`. To train it again, pass \
            `--allow-recreate \(name)` to `rekon apply`.
            """
        case .settingsDiffer:
            """
            A version cannot be changed after its training. Put the old settings back, or give the new ones a version \
            name of their own.
            """
        case .tagsDiffer: "Set them on the live version, or correct the file."
        case .failed: "The name is used up: give the entry another name, or mark it `retired: true`."
        case .deleting: "Mark the entry `retired: true` if that is meant."
        case .expired: "Mark the entry `retired: true`, and train its successor under a new name."
        case .gateMissed:
            "Improve the data and describe it under a new name, or lower what is required."
        case .manifestsOverwritten:
            """
            The version cannot be trained again from what is there now. Restore the manifests if S3 keeps their versions, \
            and pin them with `?versionId=...` from the next version on.
            """
        }
    }
}

extension Drift.Kind {
    /// The last line's word for this many versions.
    func counted(_ count: Int) -> String {
        switch self {
        case .missing: "\(count) missing"
        case .settingsDiffer: "\(count) with other settings"
        case .tagsDiffer: "\(count) with other tags"
        case .failed: "\(count) failed"
        case .deleting: "\(count) being deleted"
        case .expired: "\(count) expired"
        case .gateMissed: "\(count) below \(count == 1 ? "its gate" : "their gates")"
        case .manifestOverwritten: "\(count) with overwritten manifests"
        case .unmanaged: "\(count) unmanaged"
        }
    }
}

extension DriftItem.Problem {
    /// What could not be compared and why, as a sentence.
    var message: String {
        switch self {
        case .tags(let reason): "the tags could not be read: \(reason)"
        case .manifest(let object, let reason): "whether \(object) was overwritten could not be found out: \(reason)"
        }
    }
}

extension MissedGate {
    var sentence: String {
        let required = "at least \(decimal(minimum, places: 3)) is required"
        guard let score else { return "the service gives no F1 score, and \(required)" }
        // As many places as it takes to see that they are not the same.
        let places = (3...9).first { decimal(score, places: $0) != decimal(minimum, places: $0) } ?? 9
        return "the F1 score is \(decimal(score, places: places)), and \(required)"
    }
}

extension OverwrittenManifest {
    var sentence: String {
        switch change {
        case .written(let time):
            "\(object) was written on \(UnixTime(milliseconds: time).iso8601), after the training began"
        case .deleted: "\(object) is gone"
        }
    }
}
