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

    func write(to json: inout JSONWriter) {
        json.member("arn", arn.text)
        json.member("counted", isCounted ? nil : false)
        json.member("f1Score", f1Score)
        json.member("gate", gate)
        json.member("minF1Score", minimumF1Score)
        json.member("name", name.text)
        json.member("project", project.text)
    }
}

extension TrainingReport {
    /// In the order of the desired state.
    package var trained: [TrainedVersion] { items.compactMap(TrainedVersion.init) }
}
