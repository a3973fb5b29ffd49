import AWSRuntime
import Checks
import DesiredState
import Diagnostics
import Foundation
import Manifests
import ModelVersions
import Planning
import Reconciler
import SavedPlans
import Storage
import TestSupport
import Testing
import Text

@testable import Reports

/// The reviews of `apply` and `wait`.
struct RunReviewTests {
    private static let now: Int64 = 1_795_000_000_000
    private static let formats: [ReviewFormat] = [.markdown, .github, .junit]

    static func version(
        _ name: String,
        _ status: String,
        f1: Double? = nil,
        seconds: Int64? = nil,
        message: String? = nil,
        created: Int64 = 1_794_990_000_000,
        project: String = "signs"
    ) -> LiveVersion {
        LiveVersion(
            arn: try! VersionARN(
                "arn:aws:rekognition:us-east-1:111122223333:project/\(project)/version/\(name)/\(created)"
            ),
            status: VersionStatus(status),
            statusMessage: message,
            settings: LiveSettings(output: LiveSettings.Output(bucket: "bucket", prefix: "out/")),
            training: LiveTraining(
                created: created,
                ended: status.hasPrefix("TRAINING_IN") ? nil : created + 4_500_000,
                billableSeconds: seconds,
                f1Score: f1,
                manifestSummary: S3Object(bucket: "bucket", key: "out/\(name)-summary.json")
            )
        )
    }

    static func item(
        _ result: TrainingResult,
        _ live: LiveVersion,
        minimum: Double? = nil,
        before: LiveVersion? = nil,
        isCounted: Bool = true,
        isEarlier: Bool = false,
        project: String = "signs",
        path: String = "models/a.yaml"
    ) -> TrainingReport.Item {
        TrainingReport.Item(
            project: projectARN(project),
            name: live.arn.name,
            location: SourceLocation(path: path, line: 5, column: 5),
            live: result == .notStarted ? nil : live,
            minimumF1Score: minimum,
            result: result,
            isCounted: isCounted,
            isEarlier: isEarlier,
            before: before
        )
    }

    /// Every result, with a text in the place of those of services and files.
    static func trainings(_ text: String = "The manifest\u{1B}[2J has too few labels.") -> TrainingReport {
        let first = version("v1", "TRAINING_COMPLETED", f1: 0.85, seconds: 3600, created: 1_794_900_000_000)
        let old = version("old", "TRAINING_FAILED", message: text, created: 1_794_800_000_000)
        let best = version("v2", "TRAINING_COMPLETED", f1: 0.9, seconds: 4500)
        let low = version("v3", "TRAINING_COMPLETED", f1: 0.83, seconds: 4500)
        let difference = Difference(setting: .output, desired: ["s3://x/"], live: [text])
        func live(_ name: String, _ status: String = "TRAINING_IN_PROGRESS") -> LiveVersion {
            version(name, status, project: "lights")
        }
        var report = TrainingReport(
            items: [
                item(.failed, old, isCounted: false, isEarlier: true, path: text),
                item(.completed(.none), first, isEarlier: true),
                item(.completed(.passed), best, minimum: 0.85, before: first),
                item(.completed(.missed(by: 0.02)), low, minimum: 0.85, before: best),
                item(.failed, version("v4", "TRAINING_FAILED", message: text), path: text),
                item(.inProgress, live("v5"), project: "lights"),
                item(.notStarted, live("v6"), project: "lights"),
                item(.disappeared, live("v7"), project: "lights"),
                item(.deleting, live("v8", "DELETING"), project: "lights"),
                item(.conflict([difference]), live("v9", "TRAINING_COMPLETED"), project: "lights"),
                item(.unreadable(reason: text), live("v10"), project: "lights"),
            ],
            problems: [
                TrainingReport.Problem(project: projectARN("gone"), problem: .absent),
                TrainingReport.Problem(project: projectARN("shut"), problem: .unreadable(reason: text)),
            ],
            cut: .timedOut
        )
        report.projects = ["signs", "lights", "gone", "shut"].map { projectARN($0) }
        return report
    }

    static func explanation(_ text: String = "Negative \u{202E} values.") -> FailureExplanation {
        let quoted = String(decoding: try! JSONEncoder().encode(text), as: UTF8.self)
        let summary = """
            {"errors":[{"code":"ERROR_INSUFFICIENT_LABEL_OVERLAP","message":\(quoted)}],
             "statistics":{"training":{"total_json_lines":1500,"valid_json_lines":1000,"invalid_json_lines":498,
             "ignored_json_lines":2}}}
            """
        var tally = ValidationTally(.training, limit: 3)
        let line = "{\"errors\":[{\"code\":\"ERROR_INVALID_IMAGE\",\"message\":\(quoted)}]}\n"
        tally.feed(Array(String(repeating: line, count: 20).utf8))
        tally.finish()
        return .read(
            TrainingExplanation(
                project: projectARN("signs"),
                version: version("v4", "TRAINING_FAILED"),
                summary: .read(try! SummaryFile(Array(summary.utf8))),
                manifests: [
                    TrainingExplanation.ValidationManifest(location: "s3://bucket/out/training.json", tally: tally),
                    TrainingExplanation.ValidationManifest(
                        location: "s3://bucket/out/testing.json",
                        tally: ValidationTally(.testing, limit: 1),
                        problem: ObjectProblem(text, help: "allow s3:GetObject", permission: "s3:GetObject")
                    ),
                ]
            )
        )
    }

    static func options(_ explanation: FailureExplanation = explanation()) -> RunReviewOptions {
        RunReviewOptions(
            toolVersion: "1.2.3",
            now: now,
            resume: "rekon wait models/",
            paths: ["models"],
            explanations: [version("v4", "TRAINING_FAILED").arn: explanation]
        )
    }

    static var everything: Review {
        Review(
            trainings(),
            refused: [RefusedProject(projectARN("signs"), .blocked, [], heldCount: 1)],
            options: options()
        )
    }

    /// Every result of a create, without waiting.
    private static func applyReport(_ text: String = "AccessDenied\u{7}.") -> ApplyReport {
        func arn(_ name: String) -> VersionARN { version(name, "TRAINING_IN_PROGRESS").arn }
        let results: [(String, ApplyResult)] = [
            ("a", .created(arn("a"))), ("b", .confirmed(arn("b"))), ("c", .alreadyThere(arn("c"))),
            ("d", .conflict([Difference(setting: .output, desired: ["s3://x/"], live: [text])])),
            ("e", .deferred(reason: text)), ("f", .failed(reason: text)), ("g", .unresolved(reason: text)),
            ("h", .notStarted), ("i", .refused(.stale, [.init(nil, text)])),
        ]
        return ApplyReport(
            items: results.map { name, result in
                ApplyReport.Item(
                    project: projectARN("signs"),
                    name: try! VersionName(name),
                    location: SourceLocation(path: text, line: 3, column: 5),
                    result: result
                )
            },
            refused: [
                RefusedProject(projectARN("lamps"), .blocked, [.init(try! VersionName("x"), text)], heldCount: 2)
            ]
        )
    }

    private static let plan = Plan(
        projects: ["signs", "lamps"].map { ProjectPlan(project: projectARN($0), desiredCount: 1, entries: []) }
    )

    static var applied: Review { Review(applyReport(), of: plan, options: options()) }

    private static func waited(_ text: String = "Too few labels.") -> Review {
        let items = trainings(text).items.filter { ["v1", "v2", "v3", "v4"].contains($0.name.text) }
        var report = ApplyReport(
            items: items.dropFirst().map {
                ApplyReport.Item(
                    project: $0.project,
                    name: $0.name,
                    location: $0.location,
                    result: .created($0.live!.arn)
                )
            },
            trainings: TrainingReport(items: items)
        )
        report.trainings?.projects = [projectARN("signs")]
        return Review(report, of: plan, options: options(explanation(text)))
    }

    @Test("Every format of a wait with every result", arguments: formats)
    func wait(format: ReviewFormat) throws {
        try expectGolden(format.render(Self.everything), "review-wait-\(format.name)")
    }

    @Test("Every format of an apply with every result, and of one that waited", arguments: formats)
    func apply(format: ReviewFormat) throws {
        try expectGolden(format.render(Self.applied), "review-apply-\(format.name)")
        try expectGolden(format.render(Self.waited()), "review-apply-waited-\(format.name)")
    }

    @Test("A refused apply says why, that nothing was created, and what was not", arguments: formats)
    func refused(format: ReviewFormat) throws {
        var reason = Finding(.applyRefused, .error, "p.json is out of date", help: "make a new plan")
        reason.details = ["version `v1` of `signs` was created by another run"]
        let review = Review(
            refused: samplePlan(),
            of: DesiredState(),
            because: [reason],
            options: .init(toolVersion: "1.2.3")
        )
        let text = format.render(review)
        #expect(text.contains("apply-refused") && text.contains("was created by another run"), "\(text)")
        // The advice for a deleted version is no announcement.
        let announcement = text.replacing("To train it again", with: "")
        #expect(!announcement.contains("will be trained") && !announcement.contains("To train"))
        #expect(text.contains("not created, because the run was refused"))
        if format != .junit { #expect(text.contains("because") && text.contains("nothing was created")) }
    }

    @Test("What ended before the run is folded in Markdown, no annotation, and never a failure of a test report")
    func folded() throws {
        let markdown = ReviewFormat.markdown.render(Self.everything)
        let parts = markdown.components(separatedBy: "<details><summary>Ended before this run: 2</summary>")
        #expect(parts.count == 2 && parts[1].contains("| `signs` | `v1` | trained |"))
        #expect(!parts[0].contains("`old`") && !parts[0].contains("| `v1` |"))
        #expect(!ReviewFormat.github.render(Self.everything).contains("version old"))
        let junit = ReviewFormat.junit.render(Self.everything)
        #expect(junit.contains("name=\"v1\"/>"))
        #expect(junit.contains("<skipped message=\"training failed, before this run: it does not count\"/>"))
        // One that counts is shown in full.
        var report = Self.trainings()
        report.items[0].isCounted = true
        #expect(ReviewFormat.github.render(Review(report, options: Self.options())).contains("version old"))
    }

    @Test("Money is that of the trainings of this run")
    func money() throws {
        let report = Self.trainings()
        #expect(report.billableTime()?.seconds == 9000)
        let charged = "Charged: 2h 30m of training, about 2.50 USD"
        for text in [
            TrainingText(now: Self.now).render(report), ReviewFormat.markdown.render(Self.everything),
            ReviewFormat.markdown.render(Self.waited()),
        ] {
            #expect(text.contains(charged), "\(text)")
        }
        #expect(TrainingJSON.render(report).contains("\"billableSeconds\" : 9000"))
    }

    @Test("One change of an F1 score, in every format that has it")
    func change() throws {
        let change = "-0.070 from v2"
        for text in [
            TrainingText(now: Self.now).render(Self.trainings()),
            ReviewFormat.markdown.render(Self.everything).replacing("`", with: ""),
        ] {
            #expect(text.contains(change), "\(text)")
        }
        for text in Self.formats.dropFirst().map({ $0.render(Self.everything) }) {
            #expect(text.contains("+0.050 from v1"), "\(text)")
        }
        #expect(TrainingJSON.render(Self.trainings()).contains("\"comparedWith\" : \"v2\""))
    }

    @Test("Why a training failed has at most ten findings, and the rest is counted", arguments: formats)
    func explained(format: ReviewFormat) {
        let text = format.render(Self.everything)
        #expect(text.contains("ERROR_INSUFFICIENT_LABEL_OVERLAP") && text.contains("training.json:1"))
        #expect(text.contains("and 17 more") && text.contains("rekon status --explain v4"), "\(text)")
        for (explanation, expected) in [
            (FailureExplanation.unreadable(reason: "no credentials"), "no credentials"),
            (.leftOut, "rekon status --explain v4"),
        ] {
            #expect(format.render(Review(Self.trainings(), options: Self.options(explanation))).contains(expected))
        }
    }

    @Test("No text from outside acts on a terminal, begins a line or leaves its place", arguments: 0..<20)
    func hostile(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let text = HostileReviewTests.text(&random) + "x"
        func reviews(_ text: String) -> [Review] {
            [
                Review(Self.trainings(text), options: Self.options(Self.explanation(text))),
                Review(Self.applyReport(text), of: Self.plan, options: Self.options()),
                Self.waited(text),
            ]
        }
        for (hostile, clean) in zip(reviews(text), reviews("plain")) {
            for format in Self.formats {
                let lines = format.render(hostile).split(separator: "\n", omittingEmptySubsequences: false)
                let expected = format.render(clean).split(separator: "\n", omittingEmptySubsequences: false)
                #expect(lines.joined().unicodeScalars.allSatisfy(HarmlessText.isHarmless), "\(format.name)")
                #expect(lines.count == expected.count, "\(format.name): \(text)")
                for (line, other) in zip(lines, expected) {
                    let start = other.prefix { $0 != "`" && $0 != "p" && $0 != "\"" && $0 != "=" }
                    #expect(line.hasPrefix(start.prefix(6)), "\(format.name): \(line)")
                }
            }
        }
    }

    @Test("A comment of thousands of trainings has its limit, and shows how many there are")
    func size() {
        var report = Self.trainings()
        let (done, failed) = (report.items[2], report.items[4])
        report.items = Array(repeating: done, count: 3000) + Array(repeating: failed, count: 3000)
        let text = ReviewFormat.markdown.render(Review(report, options: Self.options()))
        #expect(text.utf8.count <= MarkdownDocument.commentLimit && text.utf8.count > 40_000)
        #expect(text.contains("Trainings: 6000") && text.contains("What failed: 3002"))
        #expect(text.contains("`--report json=FILE` has everything."))
    }

    @Test("Several accounts and regions have their part of the result")
    func places() {
        var report = Self.trainings()
        let west = projectARN("signs", region: "us-west-2")
        report.items[3].project = west
        report.items = Array(report.items[2...3])
        report.problems = []
        report.projects = [projectARN("signs"), west]
        var options = Self.options()
        options.access = ["111122223333": AccountAccess(read: .profile("audit"), create: .ofRun)]
        let review = Review(report, options: options)
        let text = ReviewFormat.markdown.render(review)
        #expect(text.contains("#### Accounts and regions: 2"))
        let row = "| `111122223333` | `us-west-2` | 1 below the required F1 | 1h 15m, 1.25 USD |"
        #expect(text.contains(row), "\(text)")
        #expect(text.contains("- `111122223333`: reads with profile audit"))
        #expect(ReviewFormat.junit.render(review).contains("<property name=\"credentials\" value=\"reads with profile"))
    }
}
