package import AWSRuntime

/// Amazon Rekognition in one region.
///
/// API: AWS JSON 1.1, target `RekognitionService`, signing name `rekognition`, version 2016-06-27.
package struct RekognitionClient: RekognitionCreatingAPI {
    private let client: AWSClient

    package init(_ client: AWSClient) {
        self.client = client
    }

    /// - Throws: `ConfigurationError` for an endpoint that cannot be used.
    package init(_ connection: AWSConnection, region: String, partition: String) throws(ConfigurationError) {
        client = try connection.client(
            service: "rekognition",
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

    package func createProjectVersion(
        _ request: CreateProjectVersionRequest
    ) async throws -> CreateProjectVersionResponse {
        var (response, requestID) = try await client.callTellingRequestID(
            "CreateProjectVersion",
            request,
            as: CreateProjectVersionResponse.self,
            replay: .onlyIfNothingHappened
        )
        response.requestID = requestID
        return response
    }
}
