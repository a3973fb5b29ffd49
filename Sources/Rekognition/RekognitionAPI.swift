/// The operations of Amazon Rekognition that only read.
///
/// Everything but `apply` is given no more than this, so that "plan changes nothing" is checked by the compiler.
/// Errors are `AWSError`, or `CancellationError`.
package protocol RekognitionAPI: Sendable {
    /// One page of projects (API: DescribeProjects; at most 10 names or 100 results).
    func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse

    /// One page of a project's model versions, newest first (API: DescribeProjectVersions; at most 10 names or
    /// 100 results).
    func describeProjectVersions(
        _ request: DescribeProjectVersionsRequest
    ) async throws -> DescribeProjectVersionsResponse

    /// All tags of one resource (API: ListTagsForResource).
    func listTagsForResource(_ request: ListTagsForResourceRequest) async throws -> ListTagsForResourceResponse
}

/// The operations that read, and the one that starts a training.
package protocol RekognitionCreatingAPI: RekognitionAPI {
    /// Starts the training of a new model version (API: CreateProjectVersion).
    ///
    /// The operation has no client token: an `AWSError` whose `mayHaveTakenEffect` is true must be resolved by reading
    /// the version back by name before anything is sent again.
    func createProjectVersion(_ request: CreateProjectVersionRequest) async throws -> CreateProjectVersionResponse
}
