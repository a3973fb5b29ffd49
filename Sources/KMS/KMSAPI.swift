/// The operation of AWS Key Management Service that this program calls: it only reads.
///
/// Errors are `AWSError`, or `CancellationError`.
package protocol KMSAPI: Sendable {
    /// What a key is, by its id, its ARN, or an alias (API: DescribeKey).
    func describeKey(_ request: DescribeKeyRequest) async throws -> DescribeKeyResponse
}
