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
    /// How many times this run has sent it before, and was refused for the time being.
    var earlierAttempts = 0

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
    /// - Parameter unknown: of a version that was found by name, the settings that could not be compared.
    case settled(ApplyResult, unknown: [Setting] = [])
    /// The service refused it for the time being: too many trainings run, or there were too many calls.
    ///
    /// - Parameter attempts: how many times it was sent.
    case postponed(reason: String, attempts: Int)
}
