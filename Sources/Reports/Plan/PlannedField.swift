import DesiredState
import ModelVersions

/// A setting of a training, by its name in a plan, with its values.
struct PlannedField {
    var name: String
    var values: [String]
    /// Whether the values are the program's own words, and not from a file.
    var isWords = false

    init(_ name: String, _ values: [String]) {
        self.name = name
        self.values = values
    }

    init(_ name: String, words: String) {
        self.init(name, [words])
        isWords = true
    }
}

extension DesiredVersion {
    /// All settings of a training.
    var fields: [PlannedField] {
        guard case .trained(let settings) = intent else { return [] }
        var fields = settings.fields
        if !tags.isEmpty { fields.append(PlannedField("tags", tags.pairs)) }
        if let score = expectation.minimumF1Score {
            fields.append(PlannedField("expect", words: "F1 score of at least \(score)"))
        }
        return fields
    }
}

extension Tags {
    /// `key=value` for each tag.
    var pairs: [String] { all.map { "\($0.key)=\($0.value)" } }
}

extension TrainingSettings {
    fileprivate var fields: [PlannedField] {
        var fields = datasets.fields + [PlannedField("output", [output.description])]
        if let kmsKey { fields.append(PlannedField("kmsKey", [kmsKey.text])) }
        if let description { fields.append(PlannedField("description", [description.text])) }
        if let confidenceThreshold { fields.append(PlannedField("threshold", [confidenceThreshold.description])) }
        return fields
    }
}

extension Datasets {
    fileprivate var fields: [PlannedField] {
        switch self {
        case .project:
            [PlannedField("datasets", words: "project (the datasets associated with it)")]
        case .manifests(let training, .autoCreate):
            [
                PlannedField("training", training.map(\.description)),
                PlannedField("testing", words: "auto (a fifth of the training data)"),
            ]
        case .manifests(let training, .omitted):
            [
                PlannedField("training", training.map(\.description)),
                PlannedField("testing", words: "none (the request has no test data)"),
            ]
        case .manifests(let training, .manifests(let testing)):
            [
                PlannedField("training", training.map(\.description)),
                PlannedField("testing", testing.map(\.description)),
            ]
        }
    }
}
