package import AWSRuntime

/// AWS Key Management Service in one region.
///
/// API: AWS JSON 1.1, target `TrentService`, signing name `kms`, version 2014-11-01.
package struct KMSClient: KMSAPI {
    private let client: AWSClient

    /// - Throws: `ConfigurationError` for an endpoint that cannot be used.
    package init(_ connection: AWSConnection, region: String) throws(ConfigurationError) {
        client = try connection.client(service: "kms", targetPrefix: "TrentService", region: region)
    }

    package func describeKey(_ request: DescribeKeyRequest) async throws -> DescribeKeyResponse {
        try await client.call("DescribeKey", request, as: DescribeKeyResponse.self, replay: .safe)
    }
}
