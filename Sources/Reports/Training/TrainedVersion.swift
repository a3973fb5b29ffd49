import JSON
package import ModelVersions
import Planning
package import Reconciler

/// A version that is trained, as `wait` and `apply --wait` hand it to later steps: the same in JSON and in outputs.
package struct TrainedVersion: Sendable {
    package let project: ProjectARN
    package let name: VersionName
    package let arn: VersionARN
    /// 0 to 1; nil where the service gives none.
    package let f1Score: Double?
    let minimumF1Score: Double?
    /// Whether it reaches its gate, as a stable word.
    package let gate: String
    let isCounted: Bool

    /// Nil for a version that is not trained, and for one that no longer serves.
    init?(_ item: TrainingReport.Item) {
        guard case .completed(let verdict) = item.result, let live = item.live, live.status.phase != .expired else {
            return nil
        }
        project = item.project
        name = item.name
        arn = live.arn
        f1Score = live.training.f1Score
        minimumF1Score = item.minimumF1Score
        gate = verdict.code
        isCounted = item.isCounted
    }

    var json: JSONValue {
        [
            "project": project.text,
            "name": name.text,
            "arn": arn.text,
            "f1Score": f1Score,
            "minF1Score": minimumF1Score,
            "gate": gate,
            "counted": isCounted ? nil : false,
        ]
    }
}

extension TrainingReport {
    /// In the order of the desired state.
    package var trained: [TrainedVersion] { items.compactMap(TrainedVersion.init) }
}
