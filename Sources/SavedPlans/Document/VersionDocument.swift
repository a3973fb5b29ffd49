internal import DesiredState
internal import Diagnostics
internal import ModelVersions
internal import Planning
internal import Reconciler
internal import Rekognition

/// A version of a saved plan as it stands in its file.
struct VersionDocument: Codable {
    /// What is wanted.
    struct Desired: Codable {
        var name: String
        /// What CreateProjectVersion is sent, or was; nil for a version that is retired.
        var request: CreateProjectVersionRequest?
        var minF1Score: Double?

        init(_ version: DesiredVersion, in project: ProjectARN) {
            name = version.name.text
            minF1Score = version.expectation.minimumF1Score
            if case .trained(let settings) = version.intent {
                request = CreateProjectVersionRequest(version, settings, in: project)
            }
        }
    }

    struct Location: Codable {
        var path: String
        var line: Int
        var column: Int
    }

    struct Live: Codable {
        var arn: String
        var phase: String
        var settingsDigest: String
    }

    var desired: Desired
    var outcome: String
    var location: Location?
    var live: Live?

    init(_ version: SavedPlan.Version, in project: ProjectARN) {
        desired = Desired(version.desired, in: project)
        outcome = version.outcome.rawValue
        location = version.location.map { Location(path: $0.path, line: $0.line, column: $0.column) }
        live = version.live.map {
            Live(arn: $0.arn.text, phase: $0.phase.rawValue, settingsDigest: $0.settingsDigest)
        }
    }

    func version(in project: ProjectARN) throws(InvalidValue) -> SavedPlan.Version {
        guard let outcome = Outcome(rawValue: outcome), !outcome.isBlocking else {
            throw InvalidValue("gives `\(desired.name)` the outcome `\(self.outcome)`, which cannot be applied")
        }
        let version = try desired.version(in: project)
        let live = try self.live?.print()
        let isConsistent =
            switch outcome {
            case .retired: version.intent == .retired
            case .create: version.intent != .retired && live == nil
            default: version.intent != .retired && live?.arn.name == version.name
            }
        guard isConsistent else {
            throw InvalidValue("contradicts itself about the version `\(desired.name)`")
        }
        return SavedPlan.Version(
            desired: version,
            location: location.map { SourceLocation(path: $0.path, line: $0.line, column: $0.column) },
            outcome: outcome,
            live: live
        )
    }
}

extension VersionDocument.Desired {
    /// The version, through the same checks that a YAML file passes; and only if its request is, to the last member,
    /// the one that apply would send.
    fileprivate func version(in project: ProjectARN) throws(InvalidValue) -> DesiredVersion {
        let name = try VersionName(self.name)
        let expectation = Expectation(minimumF1Score: minF1Score)
        if let score = minF1Score, !(0...1).contains(score) {
            throw InvalidValue("expects of `\(name)` an F1 score that is not between 0 and 1")
        }
        guard let request else {
            return DesiredVersion(name: name, intent: .retired, expectation: expectation)
        }
        let settings: TrainingSettings
        let tags: Tags
        do throws(InvalidValue) {
            settings = try TrainingSettings(request)
            tags = try Tags(checking: request.tags ?? [:])
        } catch {
            throw InvalidValue("holds a request for `\(name)` that cannot be sent: something in it \(error)")
        }
        let version = DesiredVersion(name: name, intent: .trained(settings), tags: tags, expectation: expectation)
        guard CreateProjectVersionRequest(version, settings, in: project) == request else {
            throw InvalidValue("holds a request for `\(name)` that this version of rekon would not send")
        }
        return version
    }
}

extension VersionDocument.Live {
    fileprivate func print() throws(InvalidValue) -> VersionPrint {
        guard let phase = VersionStatus.Phase(rawValue: phase) else {
            throw InvalidValue("has a live version in an unknown phase, `\(self.phase)`")
        }
        return VersionPrint(arn: try VersionARN(arn), phase: phase, settingsDigest: settingsDigest)
    }
}
