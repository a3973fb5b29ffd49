import AWSRuntime
package import ModelVersions
package import Planning
package import Rekognition

/// A live version, and where its training wrote its findings on each line of the manifests.
package struct VersionResults: Sendable, Equatable {
    package var version: LiveVersion
    /// API: TrainingDataResult.Validation; empty where the service names none.
    package var training: [S3Object]
    /// API: TestingDataResult.Validation.
    package var testing: [S3Object]

    package init(
        version: LiveVersion,
        training: [S3Object] = [],
        testing: [S3Object] = []
    ) {
        self.version = version
        self.training = training
        self.testing = testing
    }
}

/// Finds one version by name: one DescribeProjectVersions for each project.
package struct VersionFinder: Sendable {
    package enum Answer: Sendable {
        case found(VersionResults)
        case absent
        /// The reason is a sentence.
        case unreadable(reason: String)
    }

    private let api: @Sendable (ProjectARN) throws -> any RekognitionAPI

    /// - Parameter api: the client for a project's region.
    package init(api: @escaping @Sendable (ProjectARN) throws -> any RekognitionAPI) {
        self.api = api
    }

    /// - Returns: the answer of each project, in their order.
    /// - Throws: `AWSError` for missing credentials, what `api` throws, and `CancellationError`.
    package func find(
        _ name: VersionName,
        in projects: [ProjectARN]
    ) async throws -> [(project: ProjectARN, answer: Answer)] {
        var clients: [AccountRegion: FailFastClient] = [:]
        for project in projects where clients[AccountRegion(project)] == nil {
            clients[AccountRegion(project)] = FailFastClient(try api(project))
        }
        return try await concurrently(
            projects,
            width: PlaceReader.concurrency,
            of: { AccountRegion($0) }
        ) { [clients] project in
            do {
                let client = try clients[AccountRegion(project)] ?? FailFastClient(api(project))
                let request = DescribeProjectVersionsRequest(projectARN: project.text, versionNames: [name.text])
                let found = try await client.describeProjectVersions(request).projectVersionDescriptions ?? []
                for description in found {
                    let version = try LiveVersion(description, of: project)
                    guard version.arn.name == name else { continue }
                    return (
                        project,
                        .found(
                            VersionResults(
                                version: version,
                                training: description.trainingDataResult?.validation?.assets?.manifests ?? [],
                                testing: description.testingDataResult?.validation?.assets?.manifests ?? []
                            )
                        )
                    )
                }
                return (project, .absent)
            } catch {
                return (project, .unreadable(reason: try ReadingProblem(error).reason))
            }
        }
    }
}
