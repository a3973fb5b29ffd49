import Checks
import Diagnostics
import Manifests
import ModelVersions
import Planning
import Storage
import Testing

@testable import Reports

@Suite("Explanations of trainings")
struct ExplanationTests {
    private static let summary = #"""
        {"errors":[{"code":"ERROR_INSUFFICIENT_LABEL_OVERLAP","message":"Labels do not overlap.\u001b[31m"}],
         "statistics":{"training":{"use_case":"OBJECT_LOCALIZATION","total_json_lines":1500,"valid_json_lines":1000,
         "invalid_json_lines":498,"ignored_json_lines":2,"error_json_line_indices":[2,3,4,9],
         "errors":[{"code":"ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST","message":"Too many rows."}]},
         "testing":{"use_case":"TOMORROW","total_json_lines":12,"error_json_line_indices":[1,2,3,7,9,10]}}}
        """#
    private static let lines = #"""
        {"source-ref":"s3://acme/0.jpg"}
        {"source-ref":"s3://acme/1.jpg","boxes":{"annotations":[{"errors":[{"code":"ERROR_INVALID_BOUNDING_BOX","message":"Negative \u202e values."}]}]}}
        {"errors":[{"code":"ERROR_INVALID_IMAGE","message":"Not an image."}]}
        {"errors":[{"code":"ERROR_INVALID_IMAGE","message":"Not an image."}]}
        {"boxes":{"errors":[{"code":"WARNING_NO_ANNOTATIONS","message":""}]}}
        {"errors":[{"code":"ERROR_OF_TOMORROW","message":"Who knows?"}]}
        broken
        """#

    private func explanation(
        _ summary: TrainingExplanation.Summary,
        status: String = "TRAINING_FAILED",
        manifests: [TrainingExplanation.ValidationManifest] = []
    ) throws -> TrainingExplanation {
        var named = true
        if case .notNamed = summary { named = false }
        return TrainingExplanation(
            project: try ProjectARN("arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012"),
            version: LiveVersion(
                arn: try VersionARN(
                    "arn:aws:rekognition:us-east-1:111122223333:project/signs/version/v1/1690556789999"
                ),
                status: VersionStatus(status),
                statusMessage: "The manifest file contains too many invalid rows.\u{1B}[2J",
                settings: LiveSettings(training: [S3Object(bucket: "acme", key: "it's day 1.manifest")]),
                training: LiveTraining(
                    ended: 1_795_000_000_000,
                    manifestSummary: named ? S3Object(bucket: "acme", key: "out/summary.json") : nil
                )
            ),
            summary: summary,
            manifests: manifests
        )
    }

    private var full: TrainingExplanation {
        get throws {
            var tally = ValidationTally(.training, limit: 1)
            tally.feed(Array(Self.lines.utf8))
            tally.finish()
            return try explanation(
                .read(try SummaryFile(Array(Self.summary.utf8))),
                manifests: [
                    TrainingExplanation.ValidationManifest(location: "s3://acme/out/training.json", tally: tally),
                    TrainingExplanation.ValidationManifest(
                        location: "s3://acme/out/testing.json",
                        tally: ValidationTally(.testing, limit: 1),
                        problem: ObjectProblem("it is not there", help: "look", permission: "s3:GetObject")
                    ),
                ]
            )
        }
    }

    private let text = ExplanationText()

    @Test("text and JSON of a training that failed")
    func failed() throws {
        try expectGolden(text.render(full), "explain-text")
        try expectGolden(ExplanationJSON.render(full), "explain-json")
    }

    @Test("text where there is nothing to read, or it cannot be read")
    func nothing() throws {
        let texts = try [
            explanation(.notYet, status: "TRAINING_IN_PROGRESS"), explanation(.notNamed),
            explanation(.unreadable(ObjectProblem("it is not there", help: "look at the bucket"))),
        ].map(text.render)
        try expectGolden(texts.joined(separator: "\n"), "explain-text-nothing")
        try expectGolden(ExplanationJSON.render(explanation(.notYet)), "explain-json-not-yet")
        let problem = ObjectProblem("no", permission: "s3:GetObject")
        try expectGolden(ExplanationJSON.render(explanation(.unreadable(problem))), "explain-json-unreadable")
    }

    @Test("Numbers of lines are told as ranges")
    func ranges() {
        #expect(ExplanationWords.ranges([1, 2, 3, 7, 9, 10], of: 6) == "1-3, 7, 9-10")
        #expect(ExplanationWords.ranges([1, 3, 5], of: 1005, limit: 2) == "1, 3 and 1,003 more")
        #expect(ExplanationWords.ranges([5, 5, 4, .max], of: 4) == "5, 5, 4, \(Int.max)")
    }
}
