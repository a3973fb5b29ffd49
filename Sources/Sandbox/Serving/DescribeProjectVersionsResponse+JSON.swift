import JSON
import Rekognition

extension DescribeProjectVersionsResponse {
    /// Equal to the result of a JSON encoder, but for the order of the members.
    var json: [UInt8] {
        var writer = JSONWriter(capacity: 64 + 2048 * (projectVersionDescriptions?.count ?? 0))
        writer.object { json in
            json.member("ProjectVersionDescriptions", projectVersionDescriptions) { json, descriptions in
                json.array(descriptions) { $1.write(to: &$0) }
            }
            json.member("NextToken", nextToken)
        }
        return writer.bytes
    }
}

extension ProjectVersionDescription {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("ProjectVersionArn", projectVersionARN)
            json.member("CreationTimestamp", creationTimestamp?.epochSeconds)
            json.member("MinInferenceUnits", minInferenceUnits)
            json.member("Status", status)
            json.member("StatusMessage", statusMessage)
            json.member("BillableTrainingTimeInSeconds", billableTrainingTimeInSeconds)
            json.member("TrainingEndTimestamp", trainingEndTimestamp?.epochSeconds)
            json.member("OutputConfig", outputConfig) { $1.write(to: &$0) }
            json.member("TrainingDataResult", trainingDataResult) { $1.write(to: &$0) }
            json.member("TestingDataResult", testingDataResult) { $1.write(to: &$0) }
            json.member("EvaluationResult", evaluationResult) { $1.write(to: &$0) }
            json.member("ManifestSummary", manifestSummary) { $1.write(to: &$0) }
            json.member("KmsKeyId", kmsKeyID)
            json.member("MaxInferenceUnits", maxInferenceUnits)
            json.member("SourceProjectVersionArn", sourceProjectVersionARN)
            json.member("VersionDescription", versionDescription)
            json.member("Feature", feature)
            json.member("BaseModelVersion", baseModelVersion)
            json.member("FeatureConfig", featureConfig) { $1.write(to: &$0) }
        }
    }
}

extension OutputConfig {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("S3Bucket", s3Bucket)
            json.member("S3KeyPrefix", s3KeyPrefix)
        }
    }
}

extension TrainingDataResult {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("Input", input) { $1.write(to: &$0) }
            json.member("Output", output) { $1.write(to: &$0) }
            json.member("Validation", validation) { $1.write(to: &$0) }
        }
    }
}

extension TestingDataResult {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("Input", input) { $1.write(to: &$0) }
            json.member("Output", output) { $1.write(to: &$0) }
            json.member("Validation", validation) { $1.write(to: &$0) }
        }
    }
}

extension TrainingData {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { $0.member("Assets", assets) { $0.array($1) { $1.write(to: &$0) } } }
    }
}

extension TestingData {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("Assets", assets) { $0.array($1) { $1.write(to: &$0) } }
            json.member("AutoCreate", autoCreate)
        }
    }
}

extension ValidationData {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { $0.member("Assets", assets) { $0.array($1) { $1.write(to: &$0) } } }
    }
}

extension Asset {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { $0.member("GroundTruthManifest", groundTruthManifest) { $1.write(to: &$0) } }
    }
}

extension GroundTruthManifest {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { $0.member("S3Object", s3Object) { $1.write(to: &$0) } }
    }
}

extension GroundTruthManifest.S3Object {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("Bucket", bucket)
            json.member("Name", name)
            json.member("Version", version)
        }
    }
}

extension EvaluationResult {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("F1Score", f1Score)
            json.member("Summary", summary) { json, summary in
                json.object { $0.member("S3Object", summary.s3Object) { $1.write(to: &$0) } }
            }
        }
    }
}

extension FeatureConfig {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("ContentModeration", contentModeration) { json, moderation in
                json.object { $0.member("ConfidenceThreshold", moderation.confidenceThreshold) }
            }
        }
    }
}

// Here, as nothing generic is inlined across targets: looking up the type of each value at run time takes as long as
// writing it.
extension JSONWriter {
    fileprivate mutating func array<Element>(_ elements: [Element], _ write: (inout JSONWriter, Element) -> Void) {
        array { json in
            for element in elements { write(&json, element) }
        }
    }

    /// Writes a member of an object, or nothing without a value.
    @inline(__always)
    fileprivate mutating func member<Value>(
        _ name: StaticString,
        _ value: Value?,
        _ write: (inout JSONWriter, Value) -> Void
    ) {
        guard let value else { return }
        self.name(name)
        write(&self, value)
    }
}
