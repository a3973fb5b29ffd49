import AWSRuntime
import DesiredState
import Diagnostics
import ModelVersions
import Planning
import Reconciler
import TestSupport
import Testing

@testable import Reports

struct TrainingReportTests {
    private static let now: Int64 = 1_795_000_000_000

    private func live(_ name: String, _ status: String, _ change: (inout LiveVersion) -> Void = { _ in }) -> LiveVersion
    {
        var version = LiveVersion(
            arn: try! VersionARN(
                "arn:aws:rekognition:us-east-1:111122223333:project/signs/version/\(name)/1794990000000"
            ),
            status: VersionStatus(status),
            settings: LiveSettings(output: LiveSettings.Output(bucket: "bucket", prefix: "out/")),
            training: LiveTraining(created: 1_794_990_000_000)
        )
        change(&version)
        return version
    }

    private func trained(_ name: String, f1: Double?) -> LiveVersion {
        live(name, "TRAINING_COMPLETED") {
            $0.training.ended = 1_794_994_500_000
            $0.training.billableSeconds = 4500
            $0.training.f1Score = f1
        }
    }

    private func item(
        _ name: String,
        _ result: TrainingResult,
        live: LiveVersion? = nil,
        minimum: Double? = nil,
        project: String = "signs"
    ) -> TrainingReport.Item {
        TrainingReport.Item(
            project: projectARN(project),
            name: try! VersionName(name),
            location: Diagnostics.SourceLocation(path: "models/a.yaml", line: 5, column: 5),
            live: live,
            minimumF1Score: minimum,
            result: result
        )
    }

    @Test("A later step gets the versions that are trained and serve, with their verdicts")
    func handedOn() {
        let expired = live("x", "EXPIRED") { $0.training.ended = 1_794_994_500_000 }
        var report = report
        report.items.append(item("x", .completed(.none), live: expired))
        #expect(report.trained.map(\.name.text) == ["a", "b", "c", "d"])
        #expect(report.trained.map(\.gate) == ["none", "passed", "missed", "unknown"])
        #expect(report.trained.map(\.f1Score) == [0.8765, 0.9, 0.83, nil])
        #expect(report.trained.map(\.arn) == report.items.prefix(4).map { $0.live?.arn })
    }

    private var report: TrainingReport {
        let failed = live("e", "TRAINING_FAILED") {
            $0.statusMessage = "The manifest\u{1B}[2J has too few labels."
            $0.training.ended = 1_794_991_000_000
            $0.training.manifestSummary = S3Object(bucket: "bucket", key: "out/e/manifest_summary.json")
        }
        let difference = Difference(setting: .output, desired: ["s3://x/"], live: ["s3://y/"])
        return TrainingReport(
            items: [
                item("a", .completed(.none), live: trained("a", f1: 0.8765)),
                item("b", .completed(.passed), live: trained("b", f1: 0.9), minimum: 0.85),
                item("c", .completed(.missed(by: 0.02)), live: trained("c", f1: 0.83), minimum: 0.85),
                item("d", .completed(.unknown), live: trained("d", f1: nil), minimum: 0.85),
                item("e", .failed, live: failed),
                item("f", .inProgress, live: live("f", "TRAINING_IN_PROGRESS"), project: "lights"),
                item("g", .notStarted, project: "lights"),
                item("h", .disappeared, live: live("h", "TRAINING_IN_PROGRESS"), project: "lights"),
                item("i", .deleting, live: live("i", "DELETING"), project: "lights"),
                item("j", .conflict([difference]), live: live("j", "TRAINING_COMPLETED"), project: "lights"),
                item("k", .unreadable(reason: "Refused\u{7}."), project: "lights"),
            ],
            problems: [
                TrainingReport.Problem(project: projectARN("gone"), problem: .absent),
                TrainingReport.Problem(project: projectARN("shut"), problem: .unreadable(reason: "AccessDenied.")),
            ],
            cut: .timedOut
        )
    }

    @Test("A copy is no training")
    func copy() {
        let items = [
            item("a", .inProgress, live: live("a", "TRAINING_IN_PROGRESS")),
            item("b", .inProgress, live: live("b", "COPYING_IN_PROGRESS")),
        ]
        #expect(items.map(\.headline) == ["still training", "still being copied"])
        #expect(TrainingReport(items: items).summary == "1 still training, 1 still being copied")
        func cut(_ items: [TrainingReport.Item]) -> String? {
            TrainingReport(items: items, cut: .timedOut).cutText(nil)
        }
        #expect(cut([items[0]]) == "The time limit was reached. The trainings continue in AWS.")
        #expect(cut([items[1]]) == "The time limit was reached. The copies continue in AWS.")
        #expect(cut(items) == "The time limit was reached. The trainings and copies continue in AWS.")
    }

    @Test func text() throws {
        let text = TrainingText(width: 100, resume: "rekon wait models/", now: Self.now)
        try expectGolden(text.render(report), "wait-text")
        #expect(
            TrainingText(now: Self.now).render(TrainingReport(items: [])) == "Wait: nothing to wait for.\n"
        )
    }

    @Test func json() throws {
        try expectGolden(TrainingJSON.render(report, price: Prices(try #require(HourlyPrice("1.25")))), "wait-json")
    }

    @Test("Times that no machine reaches do not end the report")
    func hugeTimes() {
        var items = [item("a", .completed(.none), live: trained("a", f1: 0.9))]
        items[0].live?.training.billableSeconds = .max
        items.append(items[0])
        let report = TrainingReport(items: items)
        #expect(report.billableTime { _ in true }?.seconds == .max)
        #expect(!TrainingText(now: Self.now).render(report).isEmpty)
    }

    @Test("The advice for a probably deleted version is plan, not apply")
    func recreation() {
        var item = item("a", .notStarted)
        #expect(item.explanation?.hasSuffix("`rekon plan`, which says whether apply trains it") == true)
        item.isRecreation = true
        #expect(item.explanation?.contains("rekon apply") == false && item.explanation?.contains("rekon plan") == true)
        item.result = .conflict([])
        #expect(item.explanation?.contains("existed before") == true)
    }

    @Test func applyThatWaited() throws {
        let applied = ApplyReport(
            items: [
                ApplyReport.Item(
                    project: projectARN("signs"),
                    name: try VersionName("c"),
                    location: nil,
                    result: .created(trained("c", f1: 0.83).arn)
                )
            ],
            trainings: TrainingReport(items: Array(report.items[0..<3]), cut: .stopped)
        )
        try expectGolden(ApplyJSON.render(Plan(projects: []), applied), "apply-json-waited")
        let text = ApplyText(trainings: TrainingText(width: 100, now: Self.now))
        try expectGolden(text.render(applied), "apply-text-waited")
    }

    @Test func lines() throws {
        let name = try VersionName("a")
        func line(_ event: TrainingEvent) -> String {
            TrainingLines.line(event, at: Self.now, ProjectNames([projectARN("signs")]))
        }
        let project = projectARN("signs")
        #expect(
            line(.following(project: project, name: name, created: Self.now - 5000, expected: .seconds(4210)))
                == "a: training in signs; it usually takes about 1h 10m there"
        )
        #expect(
            line(.following(project: project, name: name, created: Self.now - 720_000, expected: nil))
                == "a: training in signs for 12m"
        )
        #expect(
            line(.following(project: project, name: name, created: Self.now, expected: nil, isCopy: true))
                == "a: being copied to signs"
        )
        #expect(line(.ended(report.items[2])) == "c: trained, F1 0.830 is below the required 0.850")
        #expect(line(.ended(report.items[4])) == "e: training failed: The manifest␛[2J has too few labels.")
        #expect(
            line(.pollFailed(project: project, names: [name], reason: "Throttled."))
                == "signs: could not be read, will retry: Throttled."
        )
    }

    @Test("A score that misses its gate never looks equal to it")
    func smallMiss() {
        let item = item("a", .completed(.missed(by: 0.00001)), live: trained("a", f1: 0.84999), minimum: 0.85)
        #expect(item.headline == "trained, F1 0.84999 is below the required 0.850")
    }

    @Test(
        arguments: [
            (0, "0s"), (59, "59s"), (60, "1m"), (61, "1m 01s"), (600, "10m"), (659, "10m"), (3600, "1h 00m"),
            (86_399, "23h 59m"), (90_000, "1d 01h"), (-5, "0s"),
        ] as [(Int64, String)]
    )
    func spans(seconds: Int64, text: String) { #expect(span(seconds: seconds) == text) }

    @Test(
        arguments: [
            (0, 2, "0.00"), (0.005, 2, "0.01"), (0.8765, 3, "0.877"), (-0.5, 1, "-0.5"), (-0.001, 2, "0.00"),
            (12.5, 0, "13"), (1234.5, 2, "1234.50"),
        ] as [(Double, Int, String)]
    )
    func decimals(value: Double, places: Int, text: String) { #expect(decimal(value, places: places) == text) }

    @Test(arguments: [("1", "1.00"), ("1.25", "1.25"), ("0.9875", "0.9875"), ("0", "0.00")])
    func prices(given: String, shown: String) { #expect(HourlyPrice(given)?.text == shown) }
}
