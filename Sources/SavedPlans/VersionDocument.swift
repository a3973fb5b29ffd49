import DesiredState
import Diagnostics
import ModelVersions
import Planning
import Reconciler
import Rekognition

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

// From the API's members back to checked values.

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
        case (nil, _?), (_?, nil):
            throw InvalidValue("has training data or testing data alone")
        }
    }
}

extension [ManifestLocation] {
    fileprivate init(_ assets: [Asset]?) throws(InvalidValue) {
        guard let assets, !assets.isEmpty else { throw InvalidValue("has a list of manifests that is empty") }
        self = []
        for asset in assets {
            guard let object = asset.groundTruthManifest?.s3Object.flatMap({ S3Object($0) }) else {
                throw InvalidValue("has a manifest without bucket or name")
            }
            append(try ManifestLocation(object))
        }
    }
}

extension Tags {
    init(checking tags: [String: String]) throws(InvalidValue) {
        guard tags.count <= Tags.limit else { throw InvalidValue("has more than \(Tags.limit) tags") }
        self.init(unchecked: tags)
        for tag in all {
            try Tags.check(key: tag.key)
            try Tags.check(value: tag.value)
        }
    }
}
