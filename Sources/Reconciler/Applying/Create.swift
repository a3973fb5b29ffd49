internal import DesiredState
internal import Diagnostics
internal import ModelVersions
internal import Planning

/// One version to create.
struct Create: Sendable {
    let project: ProjectARN
    let version: DesiredVersion
    let settings: TrainingSettings
    let location: SourceLocation?

    /// Nil for an entry that describes no training.
    init?(_ entry: PlanEntry, in project: ProjectARN) {
        guard case .trained(let settings) = entry.desired.intent else { return nil }
        self.project = project
        version = entry.desired
        self.settings = settings
        location = entry.location
    }
}

/// What came of the create of one version.
enum CreateOutcome: Sendable {
    case settled(ApplyResult)
    /// The service refused it because too many trainings run: it can be created when one has ended.
    case noSlot(reason: String)
}
