import Foundation
import TestSupport
import Testing

@testable import Rekognition

/// Members of the API's shapes, by the kind of their values.
private let strings = [
    "ProjectVersionArn", "Status", "StatusMessage", "KmsKeyId", "SourceProjectVersionArn", "VersionDescription",
    "Feature", "BaseModelVersion", "S3Bucket", "S3KeyPrefix", "Bucket", "Name", "Version", "ProjectArn",
    "AutoUpdate", "DatasetType", "DatasetArn", "StatusMessageCode",
]
private let numbers = ["CreationTimestamp", "TrainingEndTimestamp", "F1Score", "ConfidenceThreshold"]
private let integers = ["MinInferenceUnits", "MaxInferenceUnits", "BillableTrainingTimeInSeconds"]
private let objects = [
    "OutputConfig", "TrainingDataResult", "TestingDataResult", "EvaluationResult", "ManifestSummary",
    "FeatureConfig", "Input", "Output", "Validation", "Summary", "S3Object", "ContentModeration",
    "GroundTruthManifest",
]
private let lists = ["Assets", "Datasets"]

/// The answers as this package reads them, against Foundation's decoder: refused alike, and with the same values.
struct ReadingTests {
    private struct Answers {
        var random: SplitMix64

        /// An object with members of all shapes, so that each has some that are its own and some that are not.
        mutating func object(depth: Int) -> String {
            var members: [String] = []
            for name in strings where random.chance {
                members.append("\"\(name)\":\(value("\"t\(random.below(9))é\""))")
            }
            for name in numbers where random.chance {
                members.append("\"\(name)\":\(value("1690556789.0\(random.below(9))"))")
            }
            for name in integers where random.chance { members.append("\"\(name)\":\(value("\(random.below(99))"))") }
            if random.chance { members.append("\"AutoCreate\":\(value("true"))") }
            if random.chance { members.append("\"Unknown\":[{\"a\":1}]") }
            if depth > 0 {
                for name in objects where random.chance {
                    members.append("\"\(name)\":\(value(object(depth: depth - 1)))")
                }
                for name in lists where random.chance { members.append("\"\(name)\":\(value(list(depth: depth - 1)))") }
            }
            members.shuffle(using: &random)
            return "{\(members.joined(separator: ","))}"
        }

        mutating func list(depth: Int) -> String {
            "[" + (0..<random.below(3)).map { _ in value(object(depth: depth)) }.joined(separator: ",") + "]"
        }

        /// Now and then something else than what should be there.
        private mutating func value(_ text: String) -> String {
            switch random.below(400) {
            case 0: ["7", "\"x\"", "{}", "[]", "[null]", "1.5"][random.below(6)]
            case 1..<20: "null"
            default: text
            }
        }
    }

    @Test(arguments: 0..<20)
    func versions(round: UInt64) {
        var answers = Answers(random: SplitMix64(seed: 0x7000 + round))
        for _ in 0..<40 {
            let list = answers.list(depth: 3)
            let body = "{\"NextToken\":\"t\",\"ProjectVersionDescriptions\":\(list)}"
            let mine = try? DescribeProjectVersionsResponse(body: Array(body.utf8), detail: .everything)
            let theirs = try? JSONDecoder().decode(DescribeProjectVersionsResponse.self, from: Data(body.utf8))
            #expect(mine == theirs, "\(body)")
            // What is not looked at does not matter, and all else is as it was.
            if let mine {
                let settings = try? DescribeProjectVersionsResponse(body: Array(body.utf8), detail: .settings)
                #expect(settings == mine.withoutWrittenObjects, "\(body)")
            }
        }
    }

    @Test(arguments: 0..<10)
    func projects(round: UInt64) {
        var answers = Answers(random: SplitMix64(seed: 0x8000 + round))
        for _ in 0..<40 {
            let body = "{\"ProjectDescriptions\":\(answers.list(depth: 2))}"
            let mine = try? DescribeProjectsResponse(body: Array(body.utf8))
            let theirs = try? JSONDecoder().decode(DescribeProjectsResponse.self, from: Data(body.utf8))
            #expect(mine == theirs, "\(body)")
        }
    }

    @Test("Answers that are not from the service", arguments: ["", "null", "[]", "7", "{}x", "{", "<html>"])
    func broken(body: String) {
        #expect(throws: (any Error).self) { try DescribeProjectsResponse(body: Array(body.utf8)) }
        #expect(throws: (any Error).self) {
            try DescribeProjectVersionsResponse(body: Array(body.utf8), detail: .settings)
        }
    }
}

extension DescribeProjectVersionsResponse {
    fileprivate var withoutWrittenObjects: Self {
        var response = self
        response.projectVersionDescriptions = projectVersionDescriptions?.map { version in
            var version = version
            version.trainingDataResult?.output = nil
            version.trainingDataResult?.validation = nil
            version.testingDataResult?.output = nil
            version.testingDataResult?.validation = nil
            version.evaluationResult?.summary = nil
            version.manifestSummary = nil
            return version
        }
        return response
    }
}
