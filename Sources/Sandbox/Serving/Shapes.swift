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

/// API: CreateProjectRequest.
package struct CreateProjectRequest: Codable, Sendable, Equatable {
    package var projectName: String
    package var feature: String?
    package var autoUpdate: String?
    package var tags: [String: String]?

    package init(
        projectName: String,
        feature: String? = nil,
        autoUpdate: String? = nil,
        tags: [String: String]? = nil
    ) {
        self.projectName = projectName
        self.feature = feature
        self.autoUpdate = autoUpdate
        self.tags = tags
    }

    private enum CodingKeys: String, CodingKey {
        case projectName = "ProjectName"
        case feature = "Feature"
        case autoUpdate = "AutoUpdate"
        case tags = "Tags"
    }
}

/// API: CreateProjectResponse.
package struct CreateProjectResponse: Codable, Sendable, Equatable {
    package var projectARN: String

    private enum CodingKeys: String, CodingKey {
        case projectARN = "ProjectArn"
    }
}

/// API: DeleteProjectRequest.
package struct DeleteProjectRequest: Codable, Sendable, Equatable {
    package var projectARN: String

    package init(projectARN: String) {
        self.projectARN = projectARN
    }

    private enum CodingKeys: String, CodingKey {
        case projectARN = "ProjectArn"
    }
}

/// API: DeleteProjectVersionRequest.
package struct DeleteProjectVersionRequest: Codable, Sendable, Equatable {
    package var projectVersionARN: String

    package init(projectVersionARN: String) {
        self.projectVersionARN = projectVersionARN
    }

    private enum CodingKeys: String, CodingKey {
        case projectVersionARN = "ProjectVersionArn"
    }
}

/// API: DeleteProjectResponse, DeleteProjectVersionResponse.
package struct DeletionResponse: Codable, Sendable, Equatable {
    package var status: String

    private enum CodingKeys: String, CodingKey {
        case status = "Status"
    }
}

/// The answer of operations that answer nothing.
package struct EmptyResponse: Codable, Sendable, Equatable {}

/// API: TagResourceRequest.
package struct TagResourceRequest: Codable, Sendable, Equatable {
    package var resourceARN: String
    package var tags: [String: String]

    package init(resourceARN: String, tags: [String: String]) {
        self.resourceARN = resourceARN
        self.tags = tags
    }

    private enum CodingKeys: String, CodingKey {
        case resourceARN = "ResourceArn"
        case tags = "Tags"
    }
}

/// API: UntagResourceRequest.
package struct UntagResourceRequest: Codable, Sendable, Equatable {
    package var resourceARN: String
    package var tagKeys: [String]

    package init(resourceARN: String, tagKeys: [String]) {
        self.resourceARN = resourceARN
        self.tagKeys = tagKeys
    }

    private enum CodingKeys: String, CodingKey {
        case resourceARN = "ResourceArn"
        case tagKeys = "TagKeys"
    }
}
