import DesiredState
import JSON
import ModelVersions

extension DesiredVersion {
    /// The version with its defaults, under the names of the YAML.
    var json: JSONValue {
        guard case .trained(let settings) = intent else {
            return ["retired": true, "tags": tags.json, "minF1Score": expectation.minimumF1Score]
        }
        return [
            "retired": false,
            "description": settings.description?.text,
            "output": settings.output.description,
            "datasets": settings.datasets.json,
            "kmsKey": settings.kmsKey?.text,
            "confidenceThreshold": settings.confidenceThreshold?.percent,
            "tags": tags.json,
            "minF1Score": expectation.minimumF1Score,
        ]
    }
}

extension Datasets {
    fileprivate var json: JSONValue {
        switch self {
        case .project: .string("project")
        case .manifests(let training, .autoCreate):
            ["training": training.map(\.description), "autoCreate": true]
        case .manifests(let training, .manifests(let testing)):
            ["training": training.map(\.description), "testing": testing.map(\.description), "autoCreate": false]
        }
    }
}

extension Tags {
    var json: JSONObject { all.json }
}

extension [Tags.Tag] {
    var json: JSONObject { JSONObject(map { .init(name: $0.key, value: .string($0.value)) }) }
}
