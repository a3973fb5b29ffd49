import AWSProfiles
package import AWSRuntime

/// Amazon Rekognition in one region.
///
/// API: AWS JSON 1.1, target `RekognitionService`, signing name `rekognition`, version 2016-06-27.
package struct RekognitionClient: RekognitionCreatingAPI {
    private let client: AWSClient

    package var clockOffset: Duration? { client.clockOffset }

    package init(_ client: AWSClient) {
        self.client = client
    }

    /// - Throws: `ConfigurationError` for an endpoint that cannot be used.
    package init(_ connection: AWSConnection, region: String, partition: String) throws(ConfigurationError) {
        client = try connection.client(
            service: .rekognition,
            targetPrefix: "RekognitionService",
            region: region,
            partition: partition
        )
    }

    package func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
        try await client.call("DescribeProjects", body: request.json, replay: .safe) {
            try DescribeProjectsResponse(body: $0)
        }
    }

    package func describeProjectVersions(
        _ request: DescribeProjectVersionsRequest
    ) async throws -> DescribeProjectVersionsResponse {
        try await client.call("DescribeProjectVersions", body: request.json, replay: .safe) {
            try DescribeProjectVersionsResponse(body: $0, detail: request.detail)
        }
    }

    package func listTagsForResource(
        _ request: ListTagsForResourceRequest
    ) async throws -> ListTagsForResourceResponse {
        try await client.call("ListTagsForResource", request, as: ListTagsForResourceResponse.self, replay: .safe)
    }

    package func describeDataset(_ request: DescribeDatasetRequest) async throws -> DescribeDatasetResponse {
        try await client.call("DescribeDataset", request, as: DescribeDatasetResponse.self, replay: .safe)
    }

    package func listDatasetEntries(_ request: ListDatasetEntriesRequest) async throws -> ListDatasetEntriesResponse {
        try await client.call("ListDatasetEntries", request, as: ListDatasetEntriesResponse.self, replay: .safe)
    }

    package func listDatasetLabels(_ request: ListDatasetLabelsRequest) async throws -> ListDatasetLabelsResponse {
        try await client.call("ListDatasetLabels", request, as: ListDatasetLabelsResponse.self, replay: .safe)
    }

    package func createProjectVersion(
        _ request: CreateProjectVersionRequest
    ) async throws -> CreateProjectVersionResponse {
        var (response, requestID) = try await client.callWithRequestID(
            "CreateProjectVersion",
            request,
            as: CreateProjectVersionResponse.self,
            replay: .onlyIfNothingHappened
        )
        response.requestID = requestID
        return response
    }
}

/// The operations of Amazon Rekognition that only read.
///
/// Only `apply` gets more than this protocol: the compiler checks that a plan changes nothing.
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

    /// The counts and the last change of a dataset (API: DescribeDataset).
    func describeDataset(_ request: DescribeDatasetRequest) async throws -> DescribeDatasetResponse

    /// One page of a dataset's entries (API: ListDatasetEntries; at most 100).
    func listDatasetEntries(_ request: ListDatasetEntriesRequest) async throws -> ListDatasetEntriesResponse

    /// One page of a dataset's labels (API: ListDatasetLabels; at most 100).
    func listDatasetLabels(_ request: ListDatasetLabelsRequest) async throws -> ListDatasetLabelsResponse
}

/// The operations that read, and the one that starts a training.
package protocol RekognitionCreatingAPI: RekognitionAPI {
    /// How far the service's clock is ahead of this machine's; nil where no answer has shown it.
    var clockOffset: Duration? { get }

    /// Starts the training of a new model version (API: CreateProjectVersion).
    ///
    /// The operation has no client token: after an `AWSError` with `mayHaveTakenEffect`, read the version by its name
    /// before another attempt.
    func createProjectVersion(_ request: CreateProjectVersionRequest) async throws -> CreateProjectVersionResponse
}

/// The error codes of the service that rekon handles (API: the errors of each operation).
package enum RekognitionErrorCode {
    /// The name exists, or the resource is being changed.
    package static let resourceInUse = "ResourceInUseException"
    package static let resourceNotFound = "ResourceNotFoundException"
    /// The dataset is being made or changed.
    package static let resourceNotReady = "ResourceNotReadyException"
    /// Too many trainings at the same time: a quota, not a throttle.
    package static let limitExceeded = "LimitExceededException"
    package static let serviceQuotaExceeded = "ServiceQuotaExceededException"
}
