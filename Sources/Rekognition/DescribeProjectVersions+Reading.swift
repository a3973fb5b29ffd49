package import JSON

extension DescribeProjectVersionsResponse {
    package init(body: [UInt8], detail: DescriptionDetail) throws(JSONError) {
        self.init(projectVersionDescriptions: nil)
        var hasOtherMembers = false
        try JSONReader.readAnswer(body) { json, name throws(JSONError) in
            switch name {
            case "ProjectVersionDescriptions":
                projectVersionDescriptions = try json.list { json throws(JSONError) in
                    try ProjectVersionDescription(&json, detail)
                }
            case "NextToken": nextToken = try json.string()
            default: hasOtherMembers = true
            }
        }
        // The list is not required. But JSON of a proxy must not count as an empty list: rekon would create all.
        if projectVersionDescriptions == nil, hasOtherMembers {
            throw JSONError("expected `ProjectVersionDescriptions`", at: body.count)
        }
    }
}

extension ProjectVersionDescription {
    /// Nil for `null`.
    fileprivate init?(_ json: inout JSONReader, _ detail: DescriptionDetail) throws(JSONError) {
        self.init(projectVersionARN: nil, status: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            switch name {
            case "ProjectVersionArn": projectVersionARN = try json.string()
            case "CreationTimestamp": creationTimestamp = try json.timestamp()
            case "MinInferenceUnits": minInferenceUnits = try json.int()
            case "Status": status = try json.repeatedString()
            case "StatusMessage": statusMessage = try json.repeatedString()
            case "BillableTrainingTimeInSeconds": billableTrainingTimeInSeconds = try json.int64()
            case "TrainingEndTimestamp": trainingEndTimestamp = try json.timestamp()
            case "OutputConfig": outputConfig = try OutputConfig(&json)
            case "TrainingDataResult": trainingDataResult = try TrainingDataResult(&json, detail)
            case "TestingDataResult": testingDataResult = try TestingDataResult(&json, detail)
            case "EvaluationResult": evaluationResult = try EvaluationResult(&json, detail)
            case "ManifestSummary":
                if detail == .everything { manifestSummary = try GroundTruthManifest(&json) }
            case "KmsKeyId": kmsKeyID = try json.repeatedString()
            case "MaxInferenceUnits": maxInferenceUnits = try json.int()
            case "SourceProjectVersionArn": sourceProjectVersionARN = try json.string()
            case "VersionDescription": versionDescription = try json.string()
            case "Feature": feature = try json.repeatedString()
            case "BaseModelVersion": baseModelVersion = try json.repeatedString()
            case "FeatureConfig": featureConfig = try FeatureConfig(&json)
            default: break
            }
        }
        if !isThere { return nil }
    }
}

// `DescriptionDetail.settings` skips the objects that a training wrote.

extension TrainingDataResult {
    /// Nil for `null`.
    fileprivate init?(_ json: inout JSONReader, _ detail: DescriptionDetail) throws(JSONError) {
        self.init(input: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            switch name {
            case "Input": input = try TrainingData(&json)
            case "Output":
                if detail == .everything { output = try TrainingData(&json) }
            case "Validation":
                if detail == .everything { validation = try ValidationData(&json) }
            default: break
            }
        }
        if !isThere { return nil }
    }
}

extension TestingDataResult {
    /// Nil for `null`.
    fileprivate init?(_ json: inout JSONReader, _ detail: DescriptionDetail) throws(JSONError) {
        self.init(input: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            switch name {
            case "Input": input = try TestingData(&json)
            case "Output":
                if detail == .everything { output = try TestingData(&json) }
            case "Validation":
                if detail == .everything { validation = try ValidationData(&json) }
            default: break
            }
        }
        if !isThere { return nil }
    }
}

extension EvaluationResult {
    /// Nil for `null`.
    fileprivate init?(_ json: inout JSONReader, _ detail: DescriptionDetail) throws(JSONError) {
        self.init(f1Score: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            switch name {
            case "F1Score": f1Score = try json.double()
            case "Summary":
                if detail == .everything { summary = try Summary(&json) }
            default: break
            }
        }
        if !isThere { return nil }
    }
}

extension EvaluationResult.Summary {
    /// Nil for `null`.
    fileprivate init?(_ json: inout JSONReader) throws(JSONError) {
        self.init(s3Object: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            if case "S3Object" = name { s3Object = try GroundTruthManifest.S3Object(&json) }
        }
        if !isThere { return nil }
    }
}
