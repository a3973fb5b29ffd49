/// API: DescribeProjectsRequest.
package struct DescribeProjectsRequest: Codable, Sendable, Equatable {
    /// At most 10 names (names, not ARNs).
    package var projectNames: [String]?
    package var features: [String]?
    /// 1 to 100.
    package var maxResults: Int?
    package var nextToken: String?

    package init(
        projectNames: [String]? = nil,
        features: [String]? = nil,
        maxResults: Int? = nil,
        nextToken: String? = nil
    ) {
        self.projectNames = projectNames
        self.features = features
        self.maxResults = maxResults
        self.nextToken = nextToken
    }

    private enum CodingKeys: String, CodingKey {
        case projectNames = "ProjectNames"
        case features = "Features"
        case maxResults = "MaxResults"
        case nextToken = "NextToken"
    }
}

/// API: DescribeProjectsResponse.
package struct DescribeProjectsResponse: Codable, Sendable, Equatable {
    package var projectDescriptions: [ProjectDescription]?
    package var nextToken: String?

    package init(projectDescriptions: [ProjectDescription]?, nextToken: String? = nil) {
        self.projectDescriptions = projectDescriptions
        self.nextToken = nextToken
    }

    private enum CodingKeys: String, CodingKey {
        case projectDescriptions = "ProjectDescriptions"
        case nextToken = "NextToken"
    }
}

/// API: ProjectDescription.
package struct ProjectDescription: Codable, Sendable, Equatable {
    package var projectARN: String?
    package var creationTimestamp: Timestamp?
    /// `CREATING`, `CREATED` or `DELETING`; others may come.
    package var status: String?
    package var datasets: [DatasetMetadata]?
    /// `CUSTOM_LABELS` or `CONTENT_MODERATION`; absent means `CUSTOM_LABELS`.
    package var feature: String?
    package var autoUpdate: String?

    package init(
        projectARN: String?,
        creationTimestamp: Timestamp? = nil,
        status: String? = nil,
        datasets: [DatasetMetadata]? = nil,
        feature: String? = nil,
        autoUpdate: String? = nil
    ) {
        self.projectARN = projectARN
        self.creationTimestamp = creationTimestamp
        self.status = status
        self.datasets = datasets
        self.feature = feature
        self.autoUpdate = autoUpdate
    }

    private enum CodingKeys: String, CodingKey {
        case projectARN = "ProjectArn"
        case creationTimestamp = "CreationTimestamp"
        case status = "Status"
        case datasets = "Datasets"
        case feature = "Feature"
        case autoUpdate = "AutoUpdate"
    }
}

/// A dataset associated with a project (API: DatasetMetadata).
package struct DatasetMetadata: Codable, Sendable, Equatable {
    package var creationTimestamp: Timestamp?
    /// `TRAIN` or `TEST`.
    package var datasetType: String?
    package var datasetARN: String?
    /// `CREATE_IN_PROGRESS`, `CREATE_COMPLETE`, `CREATE_FAILED`, the same of `UPDATE_`, or `DELETE_IN_PROGRESS`.
    package var status: String?
    package var statusMessage: String?
    package var statusMessageCode: String?

    package init(
        creationTimestamp: Timestamp? = nil,
        datasetType: String?,
        datasetARN: String?,
        status: String?,
        statusMessage: String? = nil,
        statusMessageCode: String? = nil
    ) {
        self.creationTimestamp = creationTimestamp
        self.datasetType = datasetType
        self.datasetARN = datasetARN
        self.status = status
        self.statusMessage = statusMessage
        self.statusMessageCode = statusMessageCode
    }

    private enum CodingKeys: String, CodingKey {
        case creationTimestamp = "CreationTimestamp"
        case datasetType = "DatasetType"
        case datasetARN = "DatasetArn"
        case status = "Status"
        case statusMessage = "StatusMessage"
        case statusMessageCode = "StatusMessageCode"
    }
}
