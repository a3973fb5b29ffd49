internal import JSONBytes

// Each initializer gives nil for `null`.

extension OutputConfig {
    init?(_ json: inout JSONReader) throws(JSONError) {
        self.init(s3Bucket: nil, s3KeyPrefix: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            switch name {
            case "S3Bucket": s3Bucket = try json.string()
            case "S3KeyPrefix": s3KeyPrefix = try json.string()
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

extension S3Object {
    init?(_ json: inout JSONReader) throws(JSONError) {
        self.init(bucket: nil, name: nil)
        let isThere = try json.object { json, member throws(JSONError) in
            switch member {
            case "Bucket": bucket = try json.string()
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
