import Rekognition

/// API: CreateDatasetRequest.
struct CreateDatasetRequest: Codable, Sendable, Equatable {
    /// API: DatasetSource.
    struct Source: Codable, Sendable, Equatable {
        var groundTruthManifest: GroundTruthManifest?
        var datasetARN: String?

        private enum CodingKeys: String, CodingKey {
            case groundTruthManifest = "GroundTruthManifest"
            case datasetARN = "DatasetArn"
        }
    }

    var projectARN: String
    var datasetType: String
    var datasetSource: Source?
    var tags: [String: String]?

    private enum CodingKeys: String, CodingKey {
        case projectARN = "ProjectArn"
        case datasetType = "DatasetType"
        case datasetSource = "DatasetSource"
        case tags = "Tags"
    }
}

/// API: CreateDatasetResponse, DescribeDatasetRequest, DeleteDatasetRequest.
struct DatasetReference: Codable, Sendable, Equatable {
    var datasetARN: String

    private enum CodingKeys: String, CodingKey {
        case datasetARN = "DatasetArn"
    }
}

/// API: DescribeDatasetResponse.
struct DescribeDatasetResponse: Codable, Sendable, Equatable {
    /// API: DatasetDescription.
    struct Description: Codable, Sendable, Equatable {
        var creationTimestamp: Timestamp
        var lastUpdatedTimestamp: Timestamp
        var status: String
        var statusMessage: String
        var statusMessageCode: String
        var datasetStats: Stats?

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
    struct Stats: Codable, Sendable, Equatable {
        var labeledEntries = 0
        var totalEntries = 0
        var totalLabels = 0
        var errorEntries = 0

        private enum CodingKeys: String, CodingKey {
            case labeledEntries = "LabeledEntries"
            case totalEntries = "TotalEntries"
            case totalLabels = "TotalLabels"
            case errorEntries = "ErrorEntries"
        }
    }

    var datasetDescription: Description

    private enum CodingKeys: String, CodingKey {
        case datasetDescription = "DatasetDescription"
    }
}

/// API: CreateProjectRequest.
struct CreateProjectRequest: Codable, Sendable, Equatable {
    var projectName: String
    var feature: String?
    var autoUpdate: String?
    var tags: [String: String]?

    private enum CodingKeys: String, CodingKey {
        case projectName = "ProjectName"
        case feature = "Feature"
        case autoUpdate = "AutoUpdate"
        case tags = "Tags"
    }
}

/// API: CreateProjectResponse.
struct CreateProjectResponse: Codable, Sendable, Equatable {
    var projectARN: String

    private enum CodingKeys: String, CodingKey {
        case projectARN = "ProjectArn"
    }
}

/// API: DeleteProjectRequest.
struct DeleteProjectRequest: Codable, Sendable, Equatable {
    var projectARN: String

    private enum CodingKeys: String, CodingKey {
        case projectARN = "ProjectArn"
    }
}

/// API: DeleteProjectVersionRequest.
struct DeleteProjectVersionRequest: Codable, Sendable, Equatable {
    var projectVersionARN: String

    private enum CodingKeys: String, CodingKey {
        case projectVersionARN = "ProjectVersionArn"
    }
}

/// API: DeleteProjectResponse, DeleteProjectVersionResponse.
struct DeletionResponse: Codable, Sendable, Equatable {
    var status: String

    private enum CodingKeys: String, CodingKey {
        case status = "Status"
    }
}

/// The response of the operations that return nothing.
struct EmptyResponse: Codable, Sendable, Equatable {}

/// API: TagResourceRequest.
struct TagResourceRequest: Codable, Sendable, Equatable {
    var resourceARN: String
    var tags: [String: String]

    private enum CodingKeys: String, CodingKey {
        case resourceARN = "ResourceArn"
        case tags = "Tags"
    }
}

/// API: UntagResourceRequest.
struct UntagResourceRequest: Codable, Sendable, Equatable {
    var resourceARN: String
    var tagKeys: [String]

    private enum CodingKeys: String, CodingKey {
        case resourceARN = "ResourceArn"
        case tagKeys = "TagKeys"
    }
}
