import ModelVersions
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
    var tags: Tags?

    private enum CodingKeys: String, CodingKey {
        case projectARN = "ProjectArn"
        case datasetType = "DatasetType"
        case datasetSource = "DatasetSource"
        case tags = "Tags"
    }
}

/// API: CreateDatasetResponse, DeleteDatasetRequest.
struct DatasetReference: Codable, Sendable, Equatable {
    var datasetARN: String

    private enum CodingKeys: String, CodingKey {
        case datasetARN = "DatasetArn"
    }
}

/// API: UpdateDatasetEntriesRequest.
struct UpdateDatasetEntriesRequest: Codable, Sendable, Equatable {
    /// API: DatasetChanges.
    struct Changes: Codable, Sendable, Equatable {
        /// JSON Lines, in base64.
        var groundTruth: String

        private enum CodingKeys: String, CodingKey {
            case groundTruth = "GroundTruth"
        }
    }

    var datasetARN: String
    var changes: Changes

    private enum CodingKeys: String, CodingKey {
        case datasetARN = "DatasetArn"
        case changes = "Changes"
    }
}

/// API: CreateProjectRequest.
struct CreateProjectRequest: Codable, Sendable, Equatable {
    var projectName: String
    var feature: String?
    var autoUpdate: String?
    var tags: Tags?

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
    var tags: Tags

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
