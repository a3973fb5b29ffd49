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
