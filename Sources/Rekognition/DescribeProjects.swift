package import JSON

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

extension DescribeProjectsResponse {
    package init(body: [UInt8]) throws(JSONError) {
        self.init(projectDescriptions: nil)
        var hasOtherMembers = false
        try JSONReader.readAnswer(body) { json, name throws(JSONError) in
            switch name {
            case "ProjectDescriptions":
                projectDescriptions = try json.list { json throws(JSONError) in try ProjectDescription(&json) }
            case "NextToken": nextToken = try json.string()
            default: hasOtherMembers = true
            }
        }
        // The list is not required. But JSON of a proxy must not count as an empty list: rekon would create all.
        if projectDescriptions == nil, hasOtherMembers {
            throw JSONError("expected `ProjectDescriptions`", at: body.count)
        }
    }
}

extension ProjectDescription {
    /// Nil for `null`.
    fileprivate init?(_ json: inout JSONReader) throws(JSONError) {
        self.init(projectARN: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            switch name {
            case "ProjectArn": projectARN = try json.string()
            case "CreationTimestamp": creationTimestamp = try json.timestamp()
            case "Status": status = try json.string()
            case "Datasets": datasets = try json.list { json throws(JSONError) in try DatasetMetadata(&json) }
            case "Feature": feature = try json.string()
            case "AutoUpdate": autoUpdate = try json.string()
            default: break
            }
        }
        if !isThere { return nil }
    }
}

extension DatasetMetadata {
    /// Nil for `null`.
    fileprivate init?(_ json: inout JSONReader) throws(JSONError) {
        self.init(datasetType: nil, datasetARN: nil, status: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            switch name {
            case "CreationTimestamp": creationTimestamp = try json.timestamp()
            case "DatasetType": datasetType = try json.string()
            case "DatasetArn": datasetARN = try json.string()
            case "Status": status = try json.string()
            case "StatusMessage": statusMessage = try json.string()
            case "StatusMessageCode": statusMessageCode = try json.string()
            default: break
            }
        }
        if !isThere { return nil }
    }
}

// The members in byte order of their names, as an encoder with sorted keys writes them.

extension DescribeProjectsRequest {
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { json in
            json.member("Features", features)
            json.member("MaxResults", maxResults)
            json.member("NextToken", nextToken)
            json.member("ProjectNames", projectNames)
        }
        return writer.bytes
    }
}

extension DescribeProjectVersionsRequest {
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { json in
            json.member("MaxResults", maxResults)
            json.member("NextToken", nextToken)
            json.member("ProjectArn", projectARN)
            json.member("VersionNames", versionNames)
        }
        return writer.bytes
    }
}
