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
