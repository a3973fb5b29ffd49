/// API: DescribeProjectVersionsRequest.
package struct DescribeProjectVersionsRequest: Codable, Sendable, Equatable {
    package var projectARN: String
    /// 1 to 10 names.
    package var versionNames: [String]?
    /// 1 to 100.
    package var maxResults: Int?
    package var nextToken: String?
    /// Not sent: the part of the answer to decode.
    package var detail = DescriptionDetail.everything

    package init(
        projectARN: String,
        versionNames: [String]? = nil,
        maxResults: Int? = nil,
        nextToken: String? = nil,
        detail: DescriptionDetail = .everything
    ) {
        self.projectARN = projectARN
        self.versionNames = versionNames
        self.maxResults = maxResults
        self.nextToken = nextToken
        self.detail = detail
    }

    private enum CodingKeys: String, CodingKey {
        case projectARN = "ProjectArn"
        case versionNames = "VersionNames"
        case maxResults = "MaxResults"
        case nextToken = "NextToken"
    }
}

/// API: DescribeProjectVersionsResponse.
package struct DescribeProjectVersionsResponse: Codable, Sendable, Equatable {
    package var projectVersionDescriptions: [ProjectVersionDescription]?
    package var nextToken: String?

    package init(projectVersionDescriptions: [ProjectVersionDescription]?, nextToken: String? = nil) {
        self.projectVersionDescriptions = projectVersionDescriptions
        self.nextToken = nextToken
    }

    private enum CodingKeys: String, CodingKey {
        case projectVersionDescriptions = "ProjectVersionDescriptions"
        case nextToken = "NextToken"
    }
}

/// API: ProjectVersionDescription. The version's name is not a member: it is part of the ARN.
package struct ProjectVersionDescription: Codable, Sendable, Equatable {
    package var projectVersionARN: String?
    package var creationTimestamp: Timestamp?
    package var minInferenceUnits: Int?
    /// As in the API model's ProjectVersionStatus; others may come.
    package var status: String?
    package var statusMessage: String?
    /// Seconds; successful trainings only.
    package var billableTrainingTimeInSeconds: Int64?
    package var trainingEndTimestamp: Timestamp?
    package var outputConfig: OutputConfig?
    package var trainingDataResult: TrainingDataResult?
    package var testingDataResult: TestingDataResult?
    package var evaluationResult: EvaluationResult?
    package var manifestSummary: GroundTruthManifest?
    package var kmsKeyID: String?
    package var maxInferenceUnits: Int?
    /// For copies: the version that was copied.
    package var sourceProjectVersionARN: String?
    package var versionDescription: String?
    package var feature: String?
    package var baseModelVersion: String?
    package var featureConfig: FeatureConfig?

    package init(projectVersionARN: String?, status: String?) {
        self.projectVersionARN = projectVersionARN
        self.status = status
    }

    private enum CodingKeys: String, CodingKey {
        case projectVersionARN = "ProjectVersionArn"
        case creationTimestamp = "CreationTimestamp"
        case minInferenceUnits = "MinInferenceUnits"
        case status = "Status"
        case statusMessage = "StatusMessage"
        case billableTrainingTimeInSeconds = "BillableTrainingTimeInSeconds"
        case trainingEndTimestamp = "TrainingEndTimestamp"
        case outputConfig = "OutputConfig"
        case trainingDataResult = "TrainingDataResult"
        case testingDataResult = "TestingDataResult"
        case evaluationResult = "EvaluationResult"
        case manifestSummary = "ManifestSummary"
        case kmsKeyID = "KmsKeyId"
        case maxInferenceUnits = "MaxInferenceUnits"
        case sourceProjectVersionARN = "SourceProjectVersionArn"
        case versionDescription = "VersionDescription"
        case feature = "Feature"
        case baseModelVersion = "BaseModelVersion"
        case featureConfig = "FeatureConfig"
    }
}

/// API: TrainingDataResult.
package struct TrainingDataResult: Codable, Sendable, Equatable {
    package var input: TrainingData?
    package var output: TrainingData?
    package var validation: ValidationData?

    package init(input: TrainingData?, output: TrainingData? = nil, validation: ValidationData? = nil) {
        self.input = input
        self.output = output
        self.validation = validation
    }

    private enum CodingKeys: String, CodingKey {
        case input = "Input"
        case output = "Output"
        case validation = "Validation"
    }
}

/// API: TestingDataResult.
package struct TestingDataResult: Codable, Sendable, Equatable {
    package var input: TestingData?
    package var output: TestingData?
    package var validation: ValidationData?

    package init(input: TestingData?, output: TestingData? = nil, validation: ValidationData? = nil) {
        self.input = input
        self.output = output
        self.validation = validation
    }

    private enum CodingKeys: String, CodingKey {
        case input = "Input"
        case output = "Output"
        case validation = "Validation"
    }
}

/// API: ValidationData.
package struct ValidationData: Codable, Sendable, Equatable {
    package var assets: [Asset]?

    package init(assets: [Asset]?) {
        self.assets = assets
    }

    private enum CodingKeys: String, CodingKey {
        case assets = "Assets"
    }
}

/// API: EvaluationResult; successful trainings only.
package struct EvaluationResult: Codable, Sendable, Equatable {
    /// API: Summary.
    package struct Summary: Codable, Sendable, Equatable {
        package var s3Object: GroundTruthManifest.S3Object?

        package init(s3Object: GroundTruthManifest.S3Object?) {
            self.s3Object = s3Object
        }

        private enum CodingKeys: String, CodingKey {
            case s3Object = "S3Object"
        }
    }

    /// 0 to 1.
    package var f1Score: Double?
    package var summary: Summary?

    package init(f1Score: Double?, summary: Summary? = nil) {
        self.f1Score = f1Score
        self.summary = summary
    }

    private enum CodingKeys: String, CodingKey {
        case f1Score = "F1Score"
        case summary = "Summary"
    }
}

/// How much of a model version's description is read.
///
/// A plan reads every version of its projects, and needs a small part of each description.
package enum DescriptionDetail: Sendable, Equatable {
    /// Without the objects that a training wrote: `Output` and `Validation` of the data results, `ManifestSummary`, and
    /// `Summary` of the evaluation.
    case settings
    case everything
}
