import JSON

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
    /// API: S3Object. An answer may leave out any member; ModelVersions has the object that rekon works with.
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

    package var s3Object: S3Object?

    package init(s3Object: S3Object?) {
        self.s3Object = s3Object
    }

    private enum CodingKeys: String, CodingKey {
        case s3Object = "S3Object"
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

// Each initializer gives nil for `null`.

extension OutputConfig {
    init?(_ json: inout JSONReader) throws(JSONError) {
        self.init(s3Bucket: nil, s3KeyPrefix: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            switch name {
            case "S3Bucket": s3Bucket = try json.repeatedString()
            case "S3KeyPrefix": s3KeyPrefix = try json.repeatedString()
            default: break
            }
        }
        if !isThere { return nil }
    }
}

extension TrainingData {
    init?(_ json: inout JSONReader) throws(JSONError) {
        self.init(assets: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            if case "Assets" = name { assets = try json.assets() }
        }
        if !isThere { return nil }
    }
}

extension TestingData {
    init?(_ json: inout JSONReader) throws(JSONError) {
        self.init()
        let isThere = try json.object { json, name throws(JSONError) in
            switch name {
            case "Assets": assets = try json.assets()
            case "AutoCreate": autoCreate = try json.bool()
            default: break
            }
        }
        if !isThere { return nil }
    }
}

extension ValidationData {
    init?(_ json: inout JSONReader) throws(JSONError) {
        self.init(assets: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            if case "Assets" = name { assets = try json.assets() }
        }
        if !isThere { return nil }
    }
}

extension JSONReader {
    fileprivate mutating func assets() throws(JSONError) -> [Asset]? {
        try list { json throws(JSONError) in try Asset(&json) }
    }
}

extension Asset {
    init?(_ json: inout JSONReader) throws(JSONError) {
        self.init(groundTruthManifest: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            if case "GroundTruthManifest" = name { groundTruthManifest = try GroundTruthManifest(&json) }
        }
        if !isThere { return nil }
    }
}

extension GroundTruthManifest {
    init?(_ json: inout JSONReader) throws(JSONError) {
        self.init(s3Object: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            if case "S3Object" = name { s3Object = try S3Object(&json) }
        }
        if !isThere { return nil }
    }
}

extension GroundTruthManifest.S3Object {
    init?(_ json: inout JSONReader) throws(JSONError) {
        self.init(bucket: nil, name: nil)
        let isThere = try json.object { json, member throws(JSONError) in
            switch member {
            case "Bucket": bucket = try json.repeatedString()
            case "Name": name = try json.string()
            case "Version": version = try json.string()
            default: break
            }
        }
        if !isThere { return nil }
    }
}

extension FeatureConfig {
    init?(_ json: inout JSONReader) throws(JSONError) {
        self.init(contentModeration: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            if case "ContentModeration" = name { contentModeration = try ContentModeration(&json) }
        }
        if !isThere { return nil }
    }
}

extension FeatureConfig.ContentModeration {
    init?(_ json: inout JSONReader) throws(JSONError) {
        self.init(confidenceThreshold: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            if case "ConfidenceThreshold" = name { confidenceThreshold = try json.double() }
        }
        if !isThere { return nil }
    }
}

extension JSONReader {
    /// Reads a whole answer, which must be an object.
    static func readAnswer(
        _ body: [UInt8],
        _ member: (inout JSONReader, JSONName) throws(JSONError) -> Void
    ) throws(JSONError) {
        var json = JSONReader(body)
        guard try json.object(member) else { throw json.error("`null` instead of an answer") }
        try json.end()
    }

    /// The elements that a list of an answer may have. A page has at most 100 (the highest MaxResults), and no other
    /// list is longer than that. An element takes hundreds of bytes where the answer has `{}`.
    static let listLimit = 200

    /// Reads a list without `null` elements; nil for `null` instead of the list.
    mutating func list<Element>(
        _ element: (inout JSONReader) throws(JSONError) -> Element?
    ) throws(JSONError) -> [Element]? {
        var elements: [Element] = []
        let isThere = try array { json throws(JSONError) in
            guard elements.count < Self.listLimit else {
                throw json.error("more than \(Self.listLimit) elements in a list")
            }
            guard let element = try element(&json) else { throw json.error("`null` in a list") }
            elements.append(element)
        }
        return isThere ? elements : nil
    }

    mutating func timestamp() throws(JSONError) -> Timestamp? {
        try double().map { Timestamp(epochSeconds: $0) }
    }
}

/// A point in time as AWS JSON carries it: seconds since 1970, possibly with a fraction.
package struct Timestamp: Codable, Sendable, Hashable, Comparable {
    package var epochSeconds: Double

    package init(epochSeconds: Double) {
        self.epochSeconds = epochSeconds
    }

    package init(from decoder: any Decoder) throws {
        epochSeconds = try decoder.singleValueContainer().decode(Double.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(epochSeconds)
    }

    package static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
        lhs.epochSeconds < rhs.epochSeconds
    }
}
