import JSON
package import Rekognition

/// All that an emulated account holds, as it stands in the state file. What follows from the time is not stored.
package struct SandboxState: Codable, Sendable, Equatable {
    /// The format of the file that this program writes and reads.
    static let formatVersion = 1

    package var formatVersion = SandboxState.formatVersion
    package var settings = SandboxSettings()
    /// In the order of their creation.
    package var projects: [Project] = []
    /// In the order in which they were made; nil where the account never had any.
    package var buckets: [Bucket]?
    package var keys: [Key]?
    /// The highest number that an ARN of something deleted ended with: later ARNs get higher ones.
    var highestDeletedNumber: Int64?

    package init() {}

    package struct Project: Codable, Sendable, Equatable {
        package var arn: String
        /// Milliseconds since 1970, as all times here.
        package var createdAt: Int64
        package var feature: String
        package var autoUpdate: String?
        package var tags: [String: String]
        package var datasets: [Dataset]
        /// In the order of their creation.
        package var versions: [Version]
    }

    package struct Dataset: Codable, Sendable, Equatable {
        package var arn: String
        /// `TRAIN` or `TEST`.
        package var type: String
        package var createdAt: Int64
        package var tags: [String: String]
        /// What CreateDataset was given; nil for an empty dataset.
        var source: CreateDatasetRequest.Source?
    }

    package struct Version: Codable, Sendable, Equatable {
        package var arn: String
        package var createdAt: Int64
        /// As it was sent; its tags change with TagResource and UntagResource.
        package var request: CreateProjectVersionRequest
        package var feature: String
    }
}

/// How the emulated service behaves. What a file leaves out has the value of a new state.
package struct SandboxSettings: Codable, Sendable, Equatable {
    /// The twelve digits of the account that CreateProject makes projects in.
    package var account = "111122223333"
    /// How long a training takes.
    package var trainingDurationSeconds = 5
    /// How many trainings run at the same time in one account and region.
    package var concurrentTrainings = 2
    package var projectsPerRegion = 100
    package var versionsPerProject = 100
    /// How long a new version stays out of the lists.
    package var consistencyDelayMilliseconds = 0

    /// What each of the numbers may be.
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
        try number(.consistencyDelayMilliseconds, &consistencyDelayMilliseconds)
    }
}

extension SandboxState {
    /// What of a state that was read cannot be worked with, in words; nil where everything can.
    ///
    /// A file may be written by hand: what is taken for granted elsewhere, sums of times included, is made sure here.
    var flaw: String? {
        let account = settings.account.utf8
        guard account.count == 12, account.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return "settings.account must have twelve digits"
        }
        for (name, value) in [
            ("trainingDurationSeconds", settings.trainingDurationSeconds),
            ("concurrentTrainings", settings.concurrentTrainings),
            ("projectsPerRegion", settings.projectsPerRegion),
            ("versionsPerProject", settings.versionsPerProject),
            ("consistencyDelayMilliseconds", settings.consistencyDelayMilliseconds),
        ] where !SandboxSettings.range.contains(value) {
            return "settings.\(name) must be a number from 0 to \(SandboxSettings.range.upperBound)"
        }
        if let number = highestDeletedNumber, !Self.times.contains(number) {
            return "highestDeletedNumber is out of range"
        }
        return projects.lazy.compactMap(\.flaw).first ?? storageFlaw
    }

    private var storageFlaw: String? {
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

    /// Puts everything in the order of creation, which is how it is written, and how the lists are cut.
    mutating func sort() {
        projects.sortByCreation(\.createdAt)
        for index in projects.indices { projects[index].versions.sortByCreation(\.createdAt) }
        for index in (buckets ?? []).indices {
            buckets?[index].objects.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        }
    }
}

extension SandboxState.Project {
    fileprivate var flaw: String? {
        guard ResourceARN(arn)?.kind == .project else { return "\(arn) is not the ARN of a project" }
        for dataset in datasets where ResourceARN(dataset.arn)?.kind != .dataset {
            return "\(dataset.arn) is not the ARN of a dataset"
        }
        for version in versions where ResourceARN(version.arn)?.kind != .version {
            return "\(version.arn) is not the ARN of a model version"
        }
        let times = [createdAt] + datasets.map(\.createdAt) + versions.map(\.createdAt)
        return times.allSatisfy(SandboxState.times.contains) ? nil : "a time of \(arn) is out of range"
    }
}

extension Array {
    /// What was created at the same time keeps its order.
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
                "\(path) is no state of a sandbox, or it is damaged: remove it to begin anew, or name another file"
            )
        }
        if let flaw { throw SandboxError("the sandbox's state file \(path) cannot be used: \(flaw)") }
        sort()
    }

    /// The same bytes for the same state.
    func written() throws -> [UInt8] {
        try JSONCoding.encode(self, indented: true) + [UInt8(ascii: "\n")]
    }
}
