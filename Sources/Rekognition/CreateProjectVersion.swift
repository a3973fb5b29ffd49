package import ModelVersions

/// API: CreateProjectVersionRequest.
package struct CreateProjectVersionRequest: Codable, Sendable, Equatable {
    package var projectARN: String
    package var versionName: String
    package var outputConfig: OutputConfig
    package var trainingData: TrainingData?
    package var testingData: TestingData?
    package var tags: Tags?
    package var kmsKeyID: String?
    package var versionDescription: String?
    package var featureConfig: FeatureConfig?

    package init(
        projectARN: String,
        versionName: String,
        outputConfig: OutputConfig,
        trainingData: TrainingData? = nil,
        testingData: TestingData? = nil,
        tags: Tags? = nil,
        kmsKeyID: String? = nil,
        versionDescription: String? = nil,
        featureConfig: FeatureConfig? = nil
    ) {
        self.projectARN = projectARN
        self.versionName = versionName
        self.outputConfig = outputConfig
        self.trainingData = trainingData
        self.testingData = testingData
        self.tags = tags
        self.kmsKeyID = kmsKeyID
        self.versionDescription = versionDescription
        self.featureConfig = featureConfig
    }

    private enum CodingKeys: String, CodingKey {
        case projectARN = "ProjectArn"
        case versionName = "VersionName"
        case outputConfig = "OutputConfig"
        case trainingData = "TrainingData"
        case testingData = "TestingData"
        case tags = "Tags"
        case kmsKeyID = "KmsKeyId"
        case versionDescription = "VersionDescription"
        case featureConfig = "FeatureConfig"
    }
}

/// API: CreateProjectVersionResponse.
package struct CreateProjectVersionResponse: Codable, Sendable, Equatable {
    package var projectVersionARN: String
    /// `x-amzn-RequestId` of the answer, not part of its body. Nil where it is unknown.
    package var requestID: String? = nil

    package init(projectVersionARN: String, requestID: String? = nil) {
        self.projectVersionARN = projectVersionARN
        self.requestID = requestID
    }

    private enum CodingKeys: String, CodingKey {
        case projectVersionARN = "ProjectVersionArn"
    }
}

/// API: ListTagsForResourceRequest.
package struct ListTagsForResourceRequest: Codable, Sendable, Equatable {
    package var resourceARN: String

    package init(resourceARN: String) {
        self.resourceARN = resourceARN
    }

    private enum CodingKeys: String, CodingKey {
        case resourceARN = "ResourceArn"
    }
}

/// API: ListTagsForResourceResponse.
package struct ListTagsForResourceResponse: Codable, Sendable, Equatable {
    package var tags: Tags?

    package init(tags: Tags?) {
        self.tags = tags
    }

    private enum CodingKeys: String, CodingKey {
        case tags = "Tags"
    }
}
