/// Where the service writes a training's results (API: OutputConfig).
package struct OutputConfig: Codable, Sendable, Equatable {
    package var s3Bucket: String?
    package var s3KeyPrefix: String?

    package init(s3Bucket: String?, s3KeyPrefix: String?) {
        self.s3Bucket = s3Bucket
        self.s3KeyPrefix = s3KeyPrefix
    }

    private enum CodingKeys: String, CodingKey {
        case s3Bucket = "S3Bucket"
        case s3KeyPrefix = "S3KeyPrefix"
    }
}

/// API: TrainingData.
package struct TrainingData: Codable, Sendable, Equatable {
    package var assets: [Asset]?

    package init(assets: [Asset]?) {
        self.assets = assets
    }

    private enum CodingKeys: String, CodingKey {
        case assets = "Assets"
    }
}

/// API: TestingData.
package struct TestingData: Codable, Sendable, Equatable {
    package var assets: [Asset]?
    /// Whether the service splits the training data 80/20 for the test.
    package var autoCreate: Bool?

    package init(assets: [Asset]? = nil, autoCreate: Bool? = nil) {
        self.assets = assets
        self.autoCreate = autoCreate
    }

    private enum CodingKeys: String, CodingKey {
        case assets = "Assets"
        case autoCreate = "AutoCreate"
    }
}

/// API: Asset.
package struct Asset: Codable, Sendable, Equatable {
    package var groundTruthManifest: GroundTruthManifest?

    package init(groundTruthManifest: GroundTruthManifest?) {
        self.groundTruthManifest = groundTruthManifest
    }

    private enum CodingKeys: String, CodingKey {
        case groundTruthManifest = "GroundTruthManifest"
    }
}

/// API: GroundTruthManifest.
package struct GroundTruthManifest: Codable, Sendable, Equatable {
    package var s3Object: S3Object?

    package init(s3Object: S3Object?) {
        self.s3Object = s3Object
    }

    private enum CodingKeys: String, CodingKey {
        case s3Object = "S3Object"
    }
}

/// API: S3Object.
package struct S3Object: Codable, Sendable, Equatable {
    package var bucket: String?
    package var name: String?
    package var version: String?

    package init(bucket: String?, name: String?, version: String? = nil) {
        self.bucket = bucket
        self.name = name
        self.version = version
    }

    private enum CodingKeys: String, CodingKey {
        case bucket = "Bucket"
        case name = "Name"
        case version = "Version"
    }
}

/// API: CustomizationFeatureConfig.
package struct FeatureConfig: Codable, Sendable, Equatable {
    /// API: CustomizationFeatureContentModerationConfig.
    package struct ContentModeration: Codable, Sendable, Equatable {
        /// 0 to 100.
        package var confidenceThreshold: Double?

        package init(confidenceThreshold: Double?) {
            self.confidenceThreshold = confidenceThreshold
        }

        private enum CodingKeys: String, CodingKey {
            case confidenceThreshold = "ConfidenceThreshold"
        }
    }

    package var contentModeration: ContentModeration?

    package init(contentModeration: ContentModeration?) {
        self.contentModeration = contentModeration
    }

    private enum CodingKeys: String, CodingKey {
        case contentModeration = "ContentModeration"
    }
}
