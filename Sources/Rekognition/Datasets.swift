/// API: DescribeDatasetRequest.
package struct DescribeDatasetRequest: Codable, Sendable, Equatable {
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
    package var datasetDescription: DatasetDescription?

    package init(datasetDescription: DatasetDescription?) {
        self.datasetDescription = datasetDescription
    }

    private enum CodingKeys: String, CodingKey {
        case datasetDescription = "DatasetDescription"
    }
}

/// API: DatasetDescription.
package struct DatasetDescription: Codable, Sendable, Equatable {
    package var creationTimestamp: Timestamp?
    package var lastUpdatedTimestamp: Timestamp?
    /// As in `DatasetMetadata`.
    package var status: String?
    package var statusMessage: String?
    package var statusMessageCode: String?
    package var datasetStats: DatasetStats?

    package init(
        creationTimestamp: Timestamp? = nil,
        lastUpdatedTimestamp: Timestamp? = nil,
        status: String?,
        statusMessage: String? = nil,
        statusMessageCode: String? = nil,
        datasetStats: DatasetStats? = nil
    ) {
        self.creationTimestamp = creationTimestamp
        self.lastUpdatedTimestamp = lastUpdatedTimestamp
        self.status = status
        self.statusMessage = statusMessage
        self.statusMessageCode = statusMessageCode
        self.datasetStats = datasetStats
    }

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
package struct DatasetStats: Codable, Sendable, Equatable {
    /// Images with labels.
    package var labeledEntries: Int?
    /// Images.
    package var totalEntries: Int?
    /// Labels that the entries declare.
    package var totalLabels: Int?
    /// Entries with at least one error.
    package var errorEntries: Int?

    package init(
        labeledEntries: Int? = nil,
        totalEntries: Int? = nil,
        totalLabels: Int? = nil,
        errorEntries: Int? = nil
    ) {
        self.labeledEntries = labeledEntries
        self.totalEntries = totalEntries
        self.totalLabels = totalLabels
        self.errorEntries = errorEntries
    }

    private enum CodingKeys: String, CodingKey {
        case labeledEntries = "LabeledEntries"
        case totalEntries = "TotalEntries"
        case totalLabels = "TotalLabels"
        case errorEntries = "ErrorEntries"
    }
}

/// API: ListDatasetEntriesRequest.
package struct ListDatasetEntriesRequest: Codable, Sendable, Equatable {
    package var datasetARN: String
    /// 1 to 10 labels. An entry with one of them is listed.
    package var containsLabels: [String]?
    package var labeled: Bool?
    /// A part of `source-ref`.
    package var sourceRefContains: String?
    package var hasErrors: Bool?
    package var nextToken: String?
    /// 1 to 100.
    package var maxResults: Int?

    package init(
        datasetARN: String,
        containsLabels: [String]? = nil,
        labeled: Bool? = nil,
        sourceRefContains: String? = nil,
        hasErrors: Bool? = nil,
        nextToken: String? = nil,
        maxResults: Int? = nil
    ) {
        self.datasetARN = datasetARN
        self.containsLabels = containsLabels
        self.labeled = labeled
        self.sourceRefContains = sourceRefContains
        self.hasErrors = hasErrors
        self.nextToken = nextToken
        self.maxResults = maxResults
    }

    private enum CodingKeys: String, CodingKey {
        case datasetARN = "DatasetArn"
        case containsLabels = "ContainsLabels"
        case labeled = "Labeled"
        case sourceRefContains = "SourceRefContains"
        case hasErrors = "HasErrors"
        case nextToken = "NextToken"
        case maxResults = "MaxResults"
    }
}

/// API: ListDatasetEntriesResponse.
package struct ListDatasetEntriesResponse: Codable, Sendable, Equatable {
    /// JSON Lines, as in a manifest, with the service's findings in lists named `errors`.
    package var datasetEntries: [String]?
    package var nextToken: String?

    package init(datasetEntries: [String]?, nextToken: String? = nil) {
        self.datasetEntries = datasetEntries
        self.nextToken = nextToken
    }

    private enum CodingKeys: String, CodingKey {
        case datasetEntries = "DatasetEntries"
        case nextToken = "NextToken"
    }
}

/// API: ListDatasetLabelsRequest.
package struct ListDatasetLabelsRequest: Codable, Sendable, Equatable {
    package var datasetARN: String
    package var nextToken: String?
    /// 1 to 100.
    package var maxResults: Int?

    package init(datasetARN: String, nextToken: String? = nil, maxResults: Int? = nil) {
        self.datasetARN = datasetARN
        self.nextToken = nextToken
        self.maxResults = maxResults
    }

    private enum CodingKeys: String, CodingKey {
        case datasetARN = "DatasetArn"
        case nextToken = "NextToken"
        case maxResults = "MaxResults"
    }
}

/// API: ListDatasetLabelsResponse.
package struct ListDatasetLabelsResponse: Codable, Sendable, Equatable {
    package var datasetLabelDescriptions: [DatasetLabelDescription]?
    package var nextToken: String?

    package init(datasetLabelDescriptions: [DatasetLabelDescription]?, nextToken: String? = nil) {
        self.datasetLabelDescriptions = datasetLabelDescriptions
        self.nextToken = nextToken
    }

    private enum CodingKeys: String, CodingKey {
        case datasetLabelDescriptions = "DatasetLabelDescriptions"
        case nextToken = "NextToken"
    }
}

/// API: DatasetLabelDescription.
package struct DatasetLabelDescription: Codable, Sendable, Equatable {
    package var labelName: String?
    package var labelStats: DatasetLabelStats?

    package init(labelName: String?, labelStats: DatasetLabelStats? = nil) {
        self.labelName = labelName
        self.labelStats = labelStats
    }

    private enum CodingKeys: String, CodingKey {
        case labelName = "LabelName"
        case labelStats = "LabelStats"
    }
}

/// API: DatasetLabelStats.
package struct DatasetLabelStats: Codable, Sendable, Equatable {
    /// Images that use the label.
    package var entryCount: Int?
    /// Images that have the label at a bounding box.
    package var boundingBoxCount: Int?

    package init(entryCount: Int? = nil, boundingBoxCount: Int? = nil) {
        self.entryCount = entryCount
        self.boundingBoxCount = boundingBoxCount
    }

    private enum CodingKeys: String, CodingKey {
        case entryCount = "EntryCount"
        case boundingBoxCount = "BoundingBoxCount"
    }
}
