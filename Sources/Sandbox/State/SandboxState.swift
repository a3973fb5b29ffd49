import JSON
import ModelVersions
import Rekognition

/// The content of an emulated account, as in the state file. Values that follow from the time are not stored.
struct SandboxState: Codable, Sendable, Equatable {
    /// The format of the file that this program writes and reads.
    static let formatVersion = 1

    var formatVersion = SandboxState.formatVersion
    var settings = SandboxSettings()
    /// In the order of their creation.
    var projects: [Project] = []
    /// In the order of their creation; nil when the account never had one.
    var buckets: [Bucket]?
    var keys: [Key]?
    /// What CloudTrail recorded, the oldest first; nil before the first event.
    var events: [Event]?
    /// The highest number at the end of a deleted ARN: new ARNs get higher numbers.
    var highestDeletedNumber: Int64?

    init() {}

    struct Project: Codable, Sendable, Equatable {
        var arn: String
        /// In milliseconds since 1970, like all times here.
        var createdAt: Int64
        var feature: String
        var autoUpdate: String?
        var tags: Tags
        var datasets: [Dataset]
        /// In the order of their creation.
        var versions: [Version]
        /// Of PutProjectPolicy, in the order of their creation; nil when the project never had one.
        var policies: [Policy]?
    }

    struct Dataset: Codable, Sendable, Equatable {
        var arn: String
        /// `TRAIN` or `TEST`.
        var type: String
        var createdAt: Int64
        var tags: Tags
        /// The source of CreateDataset; nil for an empty dataset.
        var source: CreateDatasetRequest.Source?
        /// Its JSON Lines; nil: unknown, because the source was not read.
        var entries: [String]?
        /// The last change of its entries; nil: none since it was created.
        var updatedAt: Int64?
        /// As the service returns it; nil: complete.
        var status: String?
        /// The actions that are refused, such as `rekognition:DescribeDataset`.
        var denied: [String]?
    }

    struct Version: Codable, Sendable, Equatable {
        var arn: String
        var createdAt: Int64
        /// As sent; TagResource and UntagResource change its tags. Of a copy: what CopyProjectVersion sent.
        var request: CreateProjectVersionRequest
        var feature: String
        /// The last start; nil when it was never started.
        var run: Run?
        /// Nil for a version that was trained here.
        var copy: Copy?
    }

    struct Run: Codable, Sendable, Equatable {
        var startedAt: Int64
        var minInferenceUnits: Int
        var maxInferenceUnits: Int?
        /// Nil: it was not stopped.
        var stoppedAt: Int64?
    }

    struct Copy: Codable, Sendable, Equatable {
        /// The ARN of the version that was copied. It may be deleted since.
        var source: String
        var f1Score: Double
    }

    struct Policy: Codable, Sendable, Equatable {
        var name: String
        var document: String
        var revision: String
        var createdAt: Int64
        var updatedAt: Int64
    }
}

/// The behaviour of the emulated service. A setting that is missing in a file has its default.
package struct SandboxSettings: Codable, Sendable, Equatable {
    /// The account of CreateProject: twelve digits.
    package var account = "111122223333"
    /// The duration of a training.
    package var trainingDurationSeconds = 5
    /// The number of concurrent trainings in one account and region.
    package var concurrentTrainings = 2
    package var projectsPerRegion = 100
    package var versionsPerProject = 100
    /// The duration of a start, a stop and a copy.
    package var transitionSeconds = 1
    /// The number of concurrent copies into one account and region.
    package var concurrentCopies = 5
    /// Of all models that run in one account and region.
    package var inferenceUnits = 10
    /// The time until the lists show a new version.
    package var consistencyDelayMilliseconds = 0

    /// The range of each number.
    package static let range = 0...10_000_000

    package init() {}

    package init(from decoder: any Decoder) throws {
        let file = try decoder.container(keyedBy: CodingKeys.self)
        func number(_ key: CodingKeys, _ value: inout Int) throws {
            value = try file.decodeIfPresent(Int.self, forKey: key) ?? value
        }
        account = try file.decodeIfPresent(String.self, forKey: .account) ?? account
        try number(.trainingDurationSeconds, &trainingDurationSeconds)
        try number(.concurrentTrainings, &concurrentTrainings)
        try number(.projectsPerRegion, &projectsPerRegion)
        try number(.versionsPerProject, &versionsPerProject)
        try number(.transitionSeconds, &transitionSeconds)
        try number(.concurrentCopies, &concurrentCopies)
        try number(.inferenceUnits, &inferenceUnits)
        try number(.consistencyDelayMilliseconds, &consistencyDelayMilliseconds)
    }
}

extension SandboxState {
    /// The first reason why a state cannot be used; nil for a usable state.
    ///
    /// A file may be written by hand. The rest of the target relies on these checks, also for sums of times.
    var problem: String? {
        let account = settings.account.utf8
        guard account.count == 12, account.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return "settings.account must have twelve digits"
        }
        for (name, value) in [
            ("trainingDurationSeconds", settings.trainingDurationSeconds),
            ("concurrentTrainings", settings.concurrentTrainings),
            ("projectsPerRegion", settings.projectsPerRegion),
            ("versionsPerProject", settings.versionsPerProject),
            ("transitionSeconds", settings.transitionSeconds),
            ("concurrentCopies", settings.concurrentCopies),
            ("inferenceUnits", settings.inferenceUnits),
            ("consistencyDelayMilliseconds", settings.consistencyDelayMilliseconds),
        ] where !SandboxSettings.range.contains(value) {
            return "settings.\(name) must be a number from 0 to \(SandboxSettings.range.upperBound)"
        }
        if let number = highestDeletedNumber, !Self.times.contains(number) {
            return "highestDeletedNumber is out of range"
        }
        return projects.lazy.compactMap(\.problem).first ?? recordProblem
    }

    /// Of the events, the keys and the buckets.
    private var recordProblem: String? {
        for event in events ?? [] {
            guard ResourceARN(event.version)?.kind == .version else {
                return "\(event.version) is not the ARN of a model version"
            }
            guard Self.times.contains(event.time) else { return "a time of an event is out of range" }
        }
        if let key = keys?.first(where: { $0.place == nil }) { return "\(key.arn) is not the ARN of a key" }
        for bucket in buckets ?? [] {
            let versions = bucket.objects.flatMap(\.versions)
            if versions.contains(where: { !Self.times.contains($0.lastModified) }) {
                return "a time of the bucket \(bucket.name) is out of range"
            }
        }
        return nil
    }

    /// From 1970 to the end of the year 9999, in milliseconds.
    static let times: ClosedRange<Int64> = 0...253_402_300_799_999

    /// Sorts by creation: files and pages have this order.
    mutating func sort() {
        projects.sortByCreation(\.createdAt)
        for index in projects.indices { projects[index].versions.sortByCreation(\.createdAt) }
        for index in (buckets ?? []).indices {
            buckets?[index].objects.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        }
    }
}

extension SandboxState.Project {
    fileprivate var problem: String? {
        guard ResourceARN(arn)?.kind == .project else { return "\(arn) is not the ARN of a project" }
        for dataset in datasets where ResourceARN(dataset.arn)?.kind != .dataset {
            return "\(dataset.arn) is not the ARN of a dataset"
        }
        for version in versions where ResourceARN(version.arn)?.kind != .version {
            return "\(version.arn) is not the ARN of a model version"
        }
        if let run = versions.lazy.compactMap(\.run).first(where: { !$0.hasUsableUnits }) {
            return "\(run.minInferenceUnits) to \(run.maxInferenceUnits ?? run.minInferenceUnits) inference units of "
                + "a version of \(arn) are out of range"
        }
        var times =
            [createdAt] + datasets.map(\.createdAt) + datasets.compactMap(\.updatedAt) + versions.map(\.createdAt)
        for run in versions.lazy.compactMap(\.run) { times += [run.startedAt, run.stoppedAt ?? run.startedAt] }
        for policy in policies ?? [] { times += [policy.createdAt, policy.updatedAt] }
        return times.allSatisfy(SandboxState.times.contains) ? nil : "a time of \(arn) is out of range"
    }
}

extension SandboxState.Run {
    /// The units that it may use.
    var units: Int { maxInferenceUnits ?? minInferenceUnits }

    fileprivate var hasUsableUnits: Bool {
        let range = 1...SandboxSettings.range.upperBound
        return range.contains(minInferenceUnits) && range.contains(units)
    }
}

extension Array {
    /// Stable: elements of the same time keep their order.
    fileprivate mutating func sortByCreation(_ time: (Element) -> Int64) {
        if zip(self, dropFirst()).allSatisfy({ time($0) <= time($1) }) { return }
        self = enumerated().sorted { (time($0.element), $0.offset) < (time($1.element), $1.offset) }.map(\.element)
    }
}

extension SandboxState {
    /// - Parameter path: for the messages.
    init(reading bytes: [UInt8], path: String) throws {
        do {
            let document = try JSONValue(parsing: bytes)
            if case .integer(let version)? = document["formatVersion"], version != Self.formatVersion {
                throw SandboxError(
                    """
                    the sandbox's state file \(path) has the format \(version), and this version of rekon reads \
                    \(Self.formatVersion): use the version that wrote it, or another file
                    """
                )
            }
            self = try document.decoded(as: SandboxState.self)
        } catch let error as SandboxError {
            throw error
        } catch {
            throw SandboxError(
                "\(path) is not a state of a sandbox, or it is damaged: remove it to start again, or use another file"
            )
        }
        if let problem { throw SandboxError("the sandbox's state file \(path) cannot be used: \(problem)") }
        sort()
    }

    /// The same bytes for the same state.
    func written() throws -> [UInt8] {
        try JSONCoding.encode(self, indented: true) + [UInt8(ascii: "\n")]
    }
}
