import Diagnostics
import ModelVersions
import Planning
import Testing
import Text

@testable import Checks
@testable import Reports

struct PreflightReportTests {
    private func training(_ name: String, line: Int) throws -> PlannedTraining {
        PlannedTraining(
            name: try VersionName(name),
            location: SourceLocation(path: "models/signs.yaml", line: line, column: 5),
            settings: TrainingSettings(output: try OutputLocation(uri: "s3://out/"), datasets: .project)
        )
    }

    private func report() throws -> PreflightReport {
        let signs = try ProjectARN("arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012")
        let shelves = try ProjectARN("arn:aws:rekognition:eu-west-1:111122223333:project/shelves/7")
        let (one, two) = (try training("one", line: 6), try training("two", line: 9))
        return PreflightReport(
            results: [
                CheckResult(
                    rule: ProjectCheck.rule,
                    verdict: .pass,
                    project: signs,
                    subject: nil,
                    message: "CREATED",
                    help: nil,
                    permission: nil,
                    trainings: []
                ),
                CheckResult(
                    rule: ManifestCheck.rule,
                    verdict: .fail,
                    project: signs,
                    // What comes from outside may try to act on the terminal.
                    subject: "s3://data/day\u{1B}[31m.manifest",
                    message: "there is no object of this key",
                    help: "upload it, or correct the key",
                    permission: nil,
                    trainings: [one, two]
                ),
                CheckResult(
                    rule: OutputBucketCheck.rule,
                    verdict: .unknown,
                    project: signs,
                    subject: "s3://out",
                    message: "S3 does not let these credentials see the bucket",
                    help: "allow them s3:ListBucket on it",
                    permission: "s3:ListBucket",
                    trainings: [one]
                ),
                CheckResult(
                    rule: TrainingSlotCheck.rule,
                    verdict: .warning,
                    project: shelves,
                    subject: nil,
                    message: "2 trainings are running, and the quota is 2 at a time unless it was raised",
                    help: "`rekon apply --wait` starts each when a slot is free",
                    permission: nil,
                    trainings: []
                ),
            ],
            trainingCount: 3
        )
    }

    @Test func text() throws {
        try expectGolden(PreflightText(style: .plain, width: 80, showsPassed: true).render(try report()), "verify")
    }

    @Test("Beneath a plan stands only what is not as it should be")
    func problems() throws {
        let all = PreflightText(style: .plain, width: nil, showsPassed: false).render(try report())
        #expect(!all.contains("CREATED") && all.contains("1 passed, 1 failed, 1 warning, 1 not possible"))
    }

    @Test func json() throws {
        try expectGolden(PreflightJSON.render(try report()), "verify-json")
    }

    @Test("One finding for each version that a check is about, at its place")
    func findings() throws {
        let findings = try report().findings(ProjectNames([]))
        #expect(
            findings.map { "\($0.rule.id) \($0.level) \($0.version?.text ?? "-") \($0.location?.line ?? 0)" } == [
                "verify-manifest error one 6", "verify-manifest error two 9", "verify-output-bucket warning one 6",
                "verify-training-slots warning - 0",
            ]
        )
        let review = Review(try report(), toolVersion: "1.0.0", paths: ["models"])
        #expect(review.summary.hasPrefix("Checks of 3 versions to create: 1 passed, 1 failed"))
        #expect(review.suites.map(\.cases.count) == [3, 1])
    }
}
