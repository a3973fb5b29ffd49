import ModelVersions
import Rekognition

/// API: StartProjectVersionRequest.
struct StartProjectVersionRequest: Codable, Sendable, Equatable {
    var projectVersionARN: String
    var minInferenceUnits: Int
    var maxInferenceUnits: Int?

    private enum CodingKeys: String, CodingKey {
        case projectVersionARN = "ProjectVersionArn"
        case minInferenceUnits = "MinInferenceUnits"
        case maxInferenceUnits = "MaxInferenceUnits"
    }
}

/// API: StopProjectVersionRequest.
struct StopProjectVersionRequest: Codable, Sendable, Equatable {
    var projectVersionARN: String

    private enum CodingKeys: String, CodingKey {
        case projectVersionARN = "ProjectVersionArn"
    }
}

/// API: StartProjectVersionResponse, StopProjectVersionResponse.
struct VersionStatusResponse: Codable, Sendable, Equatable {
    var status: String

    private enum CodingKeys: String, CodingKey {
        case status = "Status"
    }
}

/// API: CopyProjectVersionRequest. The answer is that of CreateProjectVersion.
struct CopyProjectVersionRequest: Codable, Sendable, Equatable {
    var sourceProjectARN: String
    var sourceProjectVersionARN: String
    var destinationProjectARN: String
    var versionName: String
    var outputConfig: OutputConfig
    var tags: Tags?
    var kmsKeyID: String?

    private enum CodingKeys: String, CodingKey {
        case sourceProjectARN = "SourceProjectArn"
        case sourceProjectVersionARN = "SourceProjectVersionArn"
        case destinationProjectARN = "DestinationProjectArn"
        case versionName = "VersionName"
        case outputConfig = "OutputConfig"
        case tags = "Tags"
        case kmsKeyID = "KmsKeyId"
    }
}

/// API: PutProjectPolicyRequest.
struct PutProjectPolicyRequest: Codable, Sendable, Equatable {
    var projectARN: String
    var policyName: String
    var policyRevisionID: String?
    var policyDocument: String

    private enum CodingKeys: String, CodingKey {
        case projectARN = "ProjectArn"
        case policyName = "PolicyName"
        case policyRevisionID = "PolicyRevisionId"
        case policyDocument = "PolicyDocument"
    }
}

/// API: PutProjectPolicyResponse.
struct PutProjectPolicyResponse: Codable, Sendable, Equatable {
    var policyRevisionID: String

    private enum CodingKeys: String, CodingKey {
        case policyRevisionID = "PolicyRevisionId"
    }
}

/// API: DeleteProjectPolicyRequest.
struct DeleteProjectPolicyRequest: Codable, Sendable, Equatable {
    var projectARN: String
    var policyName: String
    var policyRevisionID: String?

    private enum CodingKeys: String, CodingKey {
        case projectARN = "ProjectArn"
        case policyName = "PolicyName"
        case policyRevisionID = "PolicyRevisionId"
    }
}

/// API: ListProjectPoliciesRequest.
struct ListProjectPoliciesRequest: Codable, Sendable, Equatable {
    var projectARN: String
    /// 1 to 5.
    var maxResults: Int?
    var nextToken: String?

    private enum CodingKeys: String, CodingKey {
        case projectARN = "ProjectArn"
        case maxResults = "MaxResults"
        case nextToken = "NextToken"
    }
}

/// API: ListProjectPoliciesResponse.
struct ListProjectPoliciesResponse: Codable, Sendable, Equatable {
    /// API: ProjectPolicy.
    struct Policy: Codable, Sendable, Equatable {
        var projectARN: String
        var policyName: String
        var policyRevisionID: String
        var policyDocument: String
        var creationTimestamp: Timestamp
        var lastUpdatedTimestamp: Timestamp

        private enum CodingKeys: String, CodingKey {
            case projectARN = "ProjectArn"
            case policyName = "PolicyName"
            case policyRevisionID = "PolicyRevisionId"
            case policyDocument = "PolicyDocument"
            case creationTimestamp = "CreationTimestamp"
            case lastUpdatedTimestamp = "LastUpdatedTimestamp"
        }
    }

    var projectPolicies: [Policy]
    var nextToken: String?

    private enum CodingKeys: String, CodingKey {
        case projectPolicies = "ProjectPolicies"
        case nextToken = "NextToken"
    }
}
