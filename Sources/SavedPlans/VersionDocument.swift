import DesiredState
import Diagnostics
import JSON
import ModelVersions
import Planning
import Reconciler
import Rekognition
import Text

/// A version in the file of a saved plan.
struct VersionDocument: Codable {
    struct Desired: Codable {
        var name: String
        /// The body of CreateProjectVersion; nil for a retired version.
        var request: JSONValue?
        var minF1Score: Double?

        init(_ version: DesiredVersion, in project: ProjectARN) throws {
            name = version.name.text
            minF1Score = version.expectation.minimumF1Score
            if case .trained(let settings) = version.intent {
                request = try JSONValue(encoding: CreateProjectVersionRequest(version, settings, in: project))
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
    /// Whether a version to create was trained before, and the plan has the permission to train it again. Absent: no.
    var recreates: Bool?
    var location: Location?
    var live: Live?

    init(_ version: SavedPlan.Version, in project: ProjectARN) throws {
        desired = try Desired(version.desired, in: project)
        outcome = version.outcome.rawValue
        recreates = version.isRecreation ? true : nil
        location = version.location.map { Location(path: $0.path, line: $0.line, column: $0.column) }
        live = version.live.map {
            Live(arn: $0.arn.text, phase: $0.phase.rawValue, settingsDigest: $0.settingsDigest)
        }
    }

    func version(in project: ProjectARN) throws -> SavedPlan.Version {
        guard let outcome = Outcome(rawValue: outcome), !outcome.isBlocking else {
            throw InvalidValue("gives `\(desired.name)` the outcome `\(self.outcome.excerpt)`, which cannot be applied")
        }
        let version = try desired.version(in: project)
        let live = try self.live?.snapshot()
        let isConsistent =
            switch outcome {
            case .retired: version.intent == .retired
            case .create: version.intent != .retired && live == nil
            default: version.intent != .retired && live?.arn.name == version.name
            }
        guard isConsistent, recreates == nil || outcome == .create else {
            throw InvalidValue("has contradictory facts about the version `\(desired.name)`")
        }
        return SavedPlan.Version(
            desired: version,
            location: location.map { SourceLocation(path: $0.path, line: $0.line, column: $0.column) },
            outcome: outcome,
            isRecreation: recreates ?? false,
            live: live
        )
    }
}

extension VersionDocument.Desired {
    /// The version, checked like one of a YAML file. Its request must be the one that apply would send, without other
    /// members.
    func version(in project: ProjectARN) throws -> DesiredVersion {
        let name = try VersionName(self.name)
        let expectation = Expectation(minimumF1Score: minF1Score)
        if let score = minF1Score, !(0...1).contains(score) {
            throw InvalidValue("requires an F1 score of `\(name)` that is not between 0 and 1")
        }
        guard let request else {
            return DesiredVersion(name: name, intent: .retired, expectation: expectation)
        }
        let decoded = try request.decoded(as: CreateProjectVersionRequest.self)
        let settings: TrainingSettings
        let tags: Tags
        do throws(InvalidValue) {
            settings = try TrainingSettings(decoded)
            tags = decoded.tags ?? .none
            try tags.check()
        } catch {
            throw InvalidValue("holds a request for `\(name)` that cannot be sent: a value in it \(error)")
        }
        let version = DesiredVersion(name: name, intent: .trained(settings), tags: tags, expectation: expectation)
        guard try JSONValue(encoding: CreateProjectVersionRequest(version, settings, in: project)) == request else {
            throw InvalidValue("holds a request for `\(name)` that this version of rekon would not send")
        }
        return version
    }
}

extension VersionDocument.Live {
    fileprivate func snapshot() throws(InvalidValue) -> VersionSnapshot {
        guard let phase = VersionStatus.Phase(rawValue: phase) else {
            throw InvalidValue("has a live version in an unknown phase, `\(self.phase.excerpt)`")
        }
        return VersionSnapshot(arn: try VersionARN(arn), phase: phase, settingsDigest: settingsDigest)
    }
}

// MARK: From the API's members to checked values

extension TrainingSettings {
    init(_ request: CreateProjectVersionRequest) throws(InvalidValue) {
        guard let bucket = request.outputConfig.s3Bucket else { throw InvalidValue("has an output without a bucket") }
        self.init(
            output: try OutputLocation(bucket: S3Bucket(bucket), prefix: request.outputConfig.s3KeyPrefix ?? ""),
            datasets: try Datasets(request.trainingData, request.testingData)
        )
        if let text = request.kmsKeyID { kmsKey = try KMSKey(text) }
        if let text = request.versionDescription { description = try VersionDescription(text) }
        if let percent = request.featureConfig?.contentModeration?.confidenceThreshold {
            confidenceThreshold = try ConfidenceThreshold(percent: percent)
        }
    }
}

extension Datasets {
    fileprivate init(_ training: TrainingData?, _ testing: TestingData?) throws(InvalidValue) {
        switch (training, testing) {
        case (nil, nil):
            self = .project
        case (let training?, let testing?):
            let manifests = try [ManifestLocation](training.assets)
            self = .manifests(
                training: manifests,
                testing: testing.autoCreate == true ? .autoCreate : .manifests(try [ManifestLocation](testing.assets))
            )
        case (let training?, nil):
            self = .manifests(training: try [ManifestLocation](training.assets), testing: .omitted)
        case (nil, _?):
            throw InvalidValue("has testing data without training data")
        }
    }
}

extension [ManifestLocation] {
    fileprivate init(_ assets: [Asset]?) throws(InvalidValue) {
        guard let assets, !assets.isEmpty else { throw InvalidValue("has an empty list of manifests") }
        self = []
        for asset in assets {
            guard let object = asset.groundTruthManifest?.s3Object.flatMap({ S3Object($0) }) else {
                throw InvalidValue("has a manifest without a bucket or without a name")
            }
            append(try ManifestLocation(object))
        }
    }
}

extension Tags {
    fileprivate func check() throws(InvalidValue) {
        guard count <= Tags.limit else { throw InvalidValue("has more than \(Tags.limit) tags") }
        for tag in all {
            try Tags.check(key: tag.key)
            try Tags.check(value: tag.value)
        }
    }
}
