import Host
import JSON
import ModelVersions
import Rekognition

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
        case .testingGroundTruth, .testingValidation: lines.prefix(4).joined(separator: "\n") + "\n"
        case .trainingValidation:
            lines.enumerated().map { isFailed ? Self.line($1, number: $0 + 1) : $1 }.joined(separator: "\n") + "\n"
        }
    }

    private var lines: [String] {
        SampleManifest.text(bucket: bucket, key: key, feature: version.feature).split(separator: "\n").map(String.init)
    }

    // MARK: Errors of a failed training

    /// The lines (from 1) whose image cannot be used: more than a fifth.
    private static let badImages = [3, 6, 9, 12, 15]
    /// The line whose metadata is wrong.
    private static let badMetadata = 18

    private static func line(_ text: String, number: Int) -> String {
        if badImages.contains(number) {
            let error = error("ERROR_INVALID_IMAGE", "The image cannot be used.")
            return text.dropLast() + #","errors":[\#(error)]}"#
        }
        if number == badMetadata {
            let error = error("ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT", "The metadata cannot be used.")
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
        return #"{"statistics":{"training":"# + statistics(20, bad, errors) + #","testing":"# + statistics(4, [], "")
            + #"},"errors":[]}"# + "\n"
    }

    private func statistics(_ total: Int, _ bad: [Int], _ errors: String) -> String {
        let isAdapter = version.feature == SandboxState.Project.contentModeration
        let useCase = isAdapter ? "" : #""use_case":"IMAGE_LEVEL_LABELS","#
        return #"{\#(useCase)"total_json_lines":\#(total),"valid_json_lines":\#(total - bad.count),"#
            + #""invalid_json_lines":\#(bad.count),"ignored_json_lines":0,"errors":[\#(errors)],"#
            + #""error_json_line_indices":[\#(bad.map(String.init).joined(separator: ","))]}"#
    }

    /// Custom Labels guide, im-summary-file-api.html.
    private var evaluation: String {
        let details: [JSONObject.Member] = [
            .init(
                name: "EvaluationEndTimestamp",
                // Without a time zone, as on the page.
                value: .string(String(UnixTime(milliseconds: time).iso8601.dropLast()))
            ),
            .init(name: "Labels", value: .array([.string("stop"), .string("yield")])),
            .init(name: "NumberOfTestingImages", value: .integer(4)),
            .init(name: "NumberOfTrainingImages", value: .integer(20)),
            .init(name: "ProjectVersionArn", value: .string(version.arn)),
        ]
        let results: [JSONObject.Member] = [
            .init(name: "F1Score", value: JSONValue(TrainingResults(of: version).f1Score))
        ]
        let document: [JSONObject.Member] = [
            .init(name: "Version", value: .integer(1)),
            .init(name: "AggregatedEvaluationResults", value: .object(JSONObject(results))),
            .init(name: "EvaluationDetails", value: .object(JSONObject(details))),
        ]
        return String(decoding: JSONValue.object(JSONObject(document)).bytes(), as: UTF8.self) + "\n"
    }
}

extension VersionLife {
    /// The files that a training or a copy has written: none before its end, and no evaluation after a failure.
    func files(of version: SandboxState.Version) -> [TrainingResult] {
        let status = status(of: version)
        let results = TrainingResults(of: version)
        guard status.hasFiles, let bucket = results.bucket else { return [] }
        return TrainingFiles.Kind.allCases.filter { status.hasModel || $0 != .evaluationSummary }.map { kind in
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
