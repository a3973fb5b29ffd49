import Host
import JSON
import ModelVersions
import Rekognition
import Text

/// The places of the files of a training, as DescribeProjectVersions gives them.
struct TrainingResults {
    let bucket: String?
    let files: TrainingFiles
    private let name: String
    /// Of the version that was copied; nil for a training.
    private let copiedScore: Double?

    init(of version: SandboxState.Version) {
        let output = version.request.outputConfig
        bucket = output.s3Bucket
        name = version.request.versionName
        copiedScore = version.copy?.f1Score
        files = TrainingFiles(
            prefix: output.s3KeyPrefix ?? "",
            project: ResourceARN(version.arn).map { String($0.projectName) } ?? "",
            version: name
        )
    }

    var evaluation: EvaluationResult {
        EvaluationResult(f1Score: f1Score, summary: .init(s3Object: object(.evaluationSummary)))
    }

    func manifest(_ kind: TrainingFiles.Kind) -> GroundTruthManifest {
        GroundTruthManifest(s3Object: object(kind))
    }

    func asset(_ kind: TrainingFiles.Kind) -> Asset { Asset(groundTruthManifest: manifest(kind)) }

    private func object(_ kind: TrainingFiles.Kind) -> GroundTruthManifest.S3Object {
        GroundTruthManifest.S3Object(bucket: bucket, name: files.key(kind))
    }

    /// 0.7 to 0.99, the same for equal names. A copy has that of its source.
    var f1Score: Double {
        if let copiedScore { return copiedScore }
        let sum = name.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) % 30 }
        return Double(70 + sum) / 100
    }
}

/// A file that an ended training wrote. While the version exists, it follows from the version and is not stored.
///
/// A training of the sandbox reads no manifest. Its files describe a manifest of twenty lines. For a failed training,
/// that manifest has errors in each place that the guide lists.
struct TrainingResult {
    let kind: TrainingFiles.Kind
    let bucket: String
    let key: String
    /// The end of the training.
    let time: Int64
    let version: SandboxState.Version
    let isFailed: Bool

    /// As the bucket stores it.
    var object: SandboxState.ObjectVersion { SandboxState.ObjectVersion(content: content, number: 0, at: time) }

    private var content: String {
        switch kind {
        case .manifestSummary: summary
        case .evaluationSummary: evaluation
        case .trainingGroundTruth: lines.joined(separator: "\n") + "\n"
        case .testingGroundTruth: testLines.map { isAdapter ? predicted($0) : $0 }.joined(separator: "\n") + "\n"
        case .testingValidation: testLines.joined(separator: "\n") + "\n"
        case .trainingValidation:
            lines.enumerated().map { isFailed ? line($1, number: $0 + 1) : $1 }.joined(separator: "\n") + "\n"
        }
    }

    private var isAdapter: Bool { version.feature == SandboxState.Project.contentModeration }

    private var testLines: ArraySlice<String> { lines.prefix(4) }

    private var lines: [String] {
        SampleManifest.text(bucket: bucket, key: key, feature: version.feature).split(separator: "\n").map(String.init)
    }

    // MARK: Errors of a failed training

    /// The lines (from 1) whose image cannot be used: more than a fifth.
    private static let badImages = [3, 6, 9, 12, 15]
    /// The line whose metadata, or label of an adapter, is wrong.
    private static let badMetadata = 18

    private func line(_ text: String, number: Int) -> String {
        if Self.badImages.contains(number) {
            let error = Self.error("ERROR_INVALID_IMAGE", "The image cannot be used.")
            return text.dropLast() + #","errors":[\#(error)]}"#
        }
        if number == Self.badMetadata {
            // The lines of an adapter have no metadata.
            let error =
                isAdapter
                ? Self.error("ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT", "The label attribute cannot be used.")
                : Self.error("ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT", "The metadata cannot be used.")
            return text.dropLast(2) + #","errors":[\#(error)]}}"#
        }
        return text
    }

    private static func error(_ code: String, _ message: String) -> String {
        #"{"code":"\#(code)","message":"\#(message)"}"#
    }

    // MARK: Summaries

    private var summary: String {
        let bad = isFailed ? (Self.badImages + [Self.badMetadata]) : []
        let errors =
            isFailed
            ? Self.error("ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST", "More than a fifth of the lines are invalid.") : ""
        let testing = version.request.hasTestData ? #","testing":"# + statistics(4, [], "") : ""
        return #"{"statistics":{"training":"# + statistics(20, bad, errors) + testing + #"},"errors":[]}"# + "\n"
    }

    private func statistics(_ total: Int, _ bad: [Int], _ errors: String) -> String {
        let useCase = isAdapter ? "" : #""use_case":"IMAGE_LEVEL_LABELS","#
        return #"{\#(useCase)"total_json_lines":\#(total),"valid_json_lines":\#(total - bad.count),"#
            + #""invalid_json_lines":\#(bad.count),"ignored_json_lines":0,"errors":[\#(errors)],"#
            + #""error_json_line_indices":[\#(bad.map(String.init).joined(separator: ","))]}"#
    }

    /// Custom Labels guide, im-summary-file-api.html; for an adapter developer guide,
    /// using-adapters-manifest-files.html.
    private var evaluation: String {
        let details: [JSONObject.Member] = [
            .init(
                name: "EvaluationEndTimestamp",
                // Without a time zone, as on the page.
                value: .string(String(UnixTime(milliseconds: time).iso8601.dropLast()))
            ),
            .init(name: "Labels", value: .array(SampleManifest.labels(of: version.feature).map { .string($0) })),
            .init(name: "NumberOfTestingImages", value: .integer(4)),
            .init(name: "NumberOfTrainingImages", value: .integer(20)),
            .init(name: "ProjectVersionArn", value: .string(version.arn)),
        ]
        let results: [JSONObject.Member] = [
            .init(name: "F1Score", value: JSONValue(TrainingResults(of: version).f1Score))
        ]
        let document: [JSONObject.Member] = [
            isAdapter
                ? .init(name: "ContentModeration", value: moderation) : .init(name: "Version", value: .integer(1)),
            .init(name: "AggregatedEvaluationResults", value: .object(JSONObject(results))),
            .init(name: "EvaluationDetails", value: .object(JSONObject(details))),
        ]
        return String(decoding: JSONValue.object(JSONObject(document)).bytes(), as: UTF8.self) + "\n"
    }
}

// MARK: Adapters

/// Developer guide, using-adapters-manifest-files.html. The adapter finds the label of each test image, and the base
/// model takes one image for another.
extension TrainingResult {
    /// A line of the output manifest: with predictions, which only the testing data has.
    fileprivate func predicted(_ line: String) -> String {
        let isLabelled = line.utf8.holds(#""Name""#)
        // The first test image is safe, and the second is not.
        let isMistaken = line == testLines.first || line == testLines.dropFirst().first
        return line.dropLast() + #","detect-moderation-labels":\#(prediction(isLabelled, by: version.arn)),"#
            + #""detect-moderation-labels-base-model":\#(prediction(isLabelled != isMistaken, by: nil))}"#
    }

    private func prediction(_ hasLabel: Bool, by adapter: String?) -> String {
        let labels = SampleManifest.labels(of: version.feature)
            .map { #"{"Confidence":90.5,"Name":"\#($0)","ParentName":""}"# }
        return
            #"{"ModerationLabels":[\#(hasLabel ? labels.joined(separator: ",") : "")],"ModerationModelVersion":"7.0""#
            + (adapter.map { #","ProjectVersion":"\#($0)""# } ?? "") + "}"
    }

    fileprivate var moderation: JSONValue {
        let threshold = version.request.featureConfig?.contentModeration?.confidenceThreshold ?? 50
        func results(at threshold: Double) -> JSONValue {
            let counts: [JSONObject.Member] = [
                .init(name: "BaseModel", value: Self.counts(right: 1, wrong: 1)),
                .init(name: "Adapter", value: Self.counts(right: 2, wrong: 0)),
            ]
            let labels = SampleManifest.labels(of: version.feature).map { label -> JSONValue in
                .object(JSONObject([.init(name: "Label", value: .string(label))] + counts))
            }
            return .object(
                JSONObject([
                    .init(name: "ConfidenceThreshold", value: JSONValue(threshold)),
                    .init(name: "AggregatedEvaluationResults", value: .object(JSONObject(counts))),
                    .init(name: "LabelEvaluationResults", value: .array(labels)),
                ])
            )
        }
        return .object(
            JSONObject([
                .init(name: "InputConfidenceThresholdEvalResults", value: results(at: threshold)),
                .init(
                    name: "AllConfidenceThresholdsEvalResults",
                    value: .array(stride(from: 5, through: 100, by: 5).map { results(at: Double($0)) })
                ),
            ])
        )
    }

    /// Two test images have the label, and two are safe.
    private static func counts(right: Int64, wrong: Int64) -> JSONValue {
        .object(
            JSONObject([
                .init(name: "TruePositive", value: .integer(right)),
                .init(name: "TrueNegative", value: .integer(right)),
                .init(name: "FalsePositive", value: .integer(wrong)),
                .init(name: "FalseNegative", value: .integer(wrong)),
            ])
        )
    }
}

extension VersionLife {
    /// The files that a training or a copy has written: none before its end, and no evaluation after a failure.
    func files(of version: SandboxState.Version) -> [TrainingResult] {
        let status = status(of: version)
        let results = TrainingResults(of: version)
        guard status.hasFiles, let bucket = results.bucket else { return [] }
        let kinds = TrainingFiles.Kind.allCases.filter { kind in
            switch kind {
            case .evaluationSummary: status.hasModel
            case .testingGroundTruth, .testingValidation: version.request.hasTestData
            case .manifestSummary, .trainingGroundTruth, .trainingValidation: true
            }
        }
        return kinds.map { kind in
            TrainingResult(
                kind: kind,
                bucket: bucket,
                key: results.files.key(kind),
                time: end(of: version),
                version: version,
                isFailed: !status.hasModel
            )
        }
    }
}
