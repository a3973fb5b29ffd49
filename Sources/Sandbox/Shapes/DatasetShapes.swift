package import Rekognition

/// API: CreateDatasetRequest.
package struct CreateDatasetRequest: Codable, Sendable, Equatable {
    /// API: DatasetSource.
    package struct Source: Codable, Sendable, Equatable {
        package var groundTruthManifest: GroundTruthManifest?
        package var datasetARN: String?

        package init(groundTruthManifest: GroundTruthManifest? = nil, datasetARN: String? = nil) {
            self.groundTruthManifest = groundTruthManifest
            self.datasetARN = datasetARN
        }

        private enum CodingKeys: String, CodingKey {
            case groundTruthManifest = "GroundTruthManifest"
            case datasetARN = "DatasetArn"
        }
    }

    package var projectARN: String
    package var datasetType: String
    package var datasetSource: Source?
    package var tags: [String: String]?

    package init(
        projectARN: String,
        datasetType: String,
        datasetSource: Source? = nil,
        tags: [String: String]? = nil
    ) {
        self.projectARN = projectARN
        self.datasetType = datasetType
        self.datasetSource = datasetSource
        self.tags = tags
    }

    private enum CodingKeys: String, CodingKey {
        case projectARN = "ProjectArn"
        case datasetType = "DatasetType"
        case datasetSource = "DatasetSource"
        case tags = "Tags"
    }
}

/// API: CreateDatasetResponse, DescribeDatasetRequest, DeleteDatasetRequest.
package struct DatasetReference: Codable, Sendable, Equatable {
    package var datasetARN: String

    package init(datasetARN: String) {
        self.datasetARN = datasetARN
    }

    private enum CodingKeys: String, CodingKey {
        case datasetARN = "DatasetArn"
    }
}

/// API: DescribeDatasetResponse.
package struct DescribeDatasetResponse: Codable, Sendable, Equatable {
    /// API: DatasetDescription.
    package struct Description: Codable, Sendable, Equatable {
        package var creationTimestamp: Timestamp
        package var lastUpdatedTimestamp: Timestamp
        package var status: String
        package var statusMessage: String
        package var statusMessageCode: String
        package var datasetStats: Stats?

        private enum CodingKeys: String, CodingKey {
            case creationTimestamp = "CreationTimestamp"
            case lastUpdatedTimestamp = "LastUpdatedTimestamp"
            case status = "Status"
            case statusMessage = "StatusMessage"
            case statusMessageCode = "StatusMessageCode"
            case datasetStats = "DatasetStats"
        }
    }

    /// API: DatasetStats.
    package struct Stats: Codable, Sendable, Equatable {
        package var labeledEntries = 0
        package var totalEntries = 0
        package var totalLabels = 0
        package var errorEntries = 0

        private enum CodingKeys: String, CodingKey {
            case labeledEntries = "LabeledEntries"
            case totalEntries = "TotalEntries"
            case totalLabels = "TotalLabels"
            case errorEntries = "ErrorEntries"
        }
    }

    package var datasetDescription: Description

    private enum CodingKeys: String, CodingKey {
        case datasetDescription = "DatasetDescription"
    }
}
