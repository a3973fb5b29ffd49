import AWSRuntime
package import Rekognition

/// Doubles of the service without datasets: a call that a test does not expect fails.
extension RekognitionAPI {
    package func describeDataset(_ request: DescribeDatasetRequest) async throws -> DescribeDatasetResponse {
        throw AWSError(.unreadableResponse("the test has no datasets"), operation: "DescribeDataset", host: "test")
    }

    package func listDatasetEntries(_ request: ListDatasetEntriesRequest) async throws -> ListDatasetEntriesResponse {
        throw AWSError(.unreadableResponse("the test has no entries"), operation: "ListDatasetEntries", host: "test")
    }

    package func listDatasetLabels(_ request: ListDatasetLabelsRequest) async throws -> ListDatasetLabelsResponse {
        throw AWSError(.unreadableResponse("the test has no labels"), operation: "ListDatasetLabels", host: "test")
    }
}
