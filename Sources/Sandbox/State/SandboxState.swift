package import Rekognition

/// All that an emulated account holds, as it stands in the state file. What follows from the time is not stored.
package struct SandboxState: Codable, Sendable, Equatable {
    /// The format of the file that this program writes and reads.
    static let formatVersion = 1

    package var formatVersion = SandboxState.formatVersion
    package var settings = SandboxSettings()
    package var projects: [Project] = []

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
    }

    package struct Version: Codable, Sendable, Equatable {
        package var arn: String
        package var createdAt: Int64
        /// As it was sent; its tags change with TagResource and UntagResource.
        package var request: CreateProjectVersionRequest
        package var feature: String
    }
}

/// How the emulated service behaves.
package struct SandboxSettings: Codable, Sendable, Equatable {
    /// The account's twelve digits.
    package var account = "111122223333"
    /// How long a training takes.
    package var trainingDurationSeconds = 5
    /// How many trainings run at the same time in one region.
    package var concurrentTrainings = 2
    package var projectsPerRegion = 100
    package var versionsPerProject = 100
    /// How long a new version stays out of the lists.
    package var consistencyDelayMilliseconds = 0

    package init() {}
}
