import DesiredState
import Foundation
import ModelVersions
import Planning
import TestSupport
import Testing

@testable import Reports

/// The rules of specs/select.md. Those of its errors are in CommandsTests.
struct SelectTests {
    /// - Parameter desired: nil: without files.
    private func select(
        _ live: [LiveVersion],
        _ desired: [DesiredVersion]? = nil,
        by criterion: SelectReport.Criterion = .best,
        _ required: Double? = nil,
        targets: [Glob] = []
    ) -> SelectReport {
        let state = DesiredState(projects: [DesiredProject(arn: project, versions: desired ?? [])])
        let reading = LiveState([project: .present(LiveProject(datasets: readyDatasets, versions: live))])
        let status = StatusReport(
            Planner.plan(state, against: reading),
            of: state,
            against: reading,
            options: .init(targets: targets, hasFiles: desired != nil)
        )
        return SelectReport(status.projects[0], of: status, by: criterion, requiredF1Score: required)
    }

    private func measured(
        _ name: String,
        _ score: Double?,
        _ status: String = "TRAINING_COMPLETED",
        created: Int = 1_700_000_000_000,
        _ change: (inout LiveVersion) -> Void = { _ in }
    ) -> LiveVersion {
        live(name, status, created: created) {
            $0.training.f1Score = score
            change(&$0)
        }
    }

    private func name(_ report: SelectReport) -> String? { report.selected?.row.name.text }

    private func reason(_ report: SelectReport, _ name: String = "v1") -> SelectReport.Reason? {
        report.candidates.first { $0.row.name.text == name }?.reason
    }

    // MARK: Which versions qualify

    @Test(
        "S1: a trained version qualifies, whether it runs or not",
        arguments: ["TRAINING_COMPLETED", "STARTING", "RUNNING", "STOPPING", "STOPPED"]
    )
    func trained(status: String) {
        let report = select([measured("v1", 0.9, status)])
        #expect(name(report) == "v1" && report.selected?.warnings == [])
    }

    @Test("S2: a version whose last start failed qualifies, with a warning")
    func startFailed() {
        let report = select([measured("v1", 0.9, "FAILED") { $0.statusMessage = "no\u{1B}[31m capacity" }])
        #expect(name(report) == "v1")
        #expect(report.selected?.warnings == ["the last start of v1 failed: no\u{1B}[31m capacity"])
        #expect(!SelectText.reasons(report).contains("\u{1B}"))
        #expect(SelectText.reasons(report).contains("warning: the last start of v1 failed: no"))
    }

    @Test("S3: a copy qualifies with the score of its source", arguments: ["COPYING_COMPLETED", "RUNNING"])
    func copy(status: String) {
        let report = select([measured("v1", 0.9, status) { $0.source = "arn:aws:rekognition:source" }], nil, 0.9)
        #expect(name(report) == "v1")
        #expect(SelectJSON.render(report).contains("\"copiedFrom\" : \"arn:aws:rekognition:source\""))
    }

    @Test("S4: a deprecated version qualifies, with a warning")
    func deprecated() {
        let report = select([live("v1", "DEPRECATED")], [desired("v1")], by: .newest)
        #expect(name(report) == "v1" && report.selected?.warnings == ["v1 is deprecated: \(AdapterWords.deprecated)"])
    }

    @Test(
        "S5: what is not trained, failed, is being deleted or has expired does not qualify",
        arguments: [
            "TRAINING_IN_PROGRESS", "COPYING_IN_PROGRESS", "TRAINING_FAILED", "COPYING_FAILED", "DELETING", "EXPIRED",
        ],
        SelectReport.Criterion.allCases
    )
    func notUsable(status: String, criterion: SelectReport.Criterion) {
        let report = select([measured("v1", 0.9, status)], nil, by: criterion)
        #expect(report.selected == nil && reason(report) == .notUsable)
    }

    @Test("S6: an unknown status does not qualify")
    func unrecognized() {
        let report = select([measured("v1", 0.9, "HIBERNATING"), measured("v2", 0.8)], nil, by: .newest)
        #expect(name(report) == "v2" && reason(report) == .notUsable)
        #expect(SelectText.reasons(report).contains("  not v1: HIBERNATING\n"))
    }

    @Test("S7: a version that is not live does not qualify")
    func notLive() {
        let report = select([measured("v1", 0.8)], [desired("v1"), desired("v2")])
        #expect(name(report) == "v1" && reason(report, "v2") == .notUsable)
        #expect(SelectText.reasons(report).contains("  not v2: not trained\n"))
    }

    @Test("F1: with files, a version that none describes does not qualify; without files it does")
    func unmanaged() {
        let versions = [measured("v1", 0.9), measured("v2", 0.8)]
        #expect(name(select(versions, [desired("v2")])) == "v2")
        #expect(reason(select(versions, [desired("v2")])) == .unmanaged)
        #expect(name(select(versions)) == "v1")
        #expect(select(versions, []).selected == nil, "files that describe no version are files")
    }

    @Test("F2: a retired version does not qualify")
    func retiredVersion() {
        let report = select([measured("v1", 0.9), measured("v2", 0.8)], [retired("v1"), desired("v2")])
        #expect(name(report) == "v2" && reason(report) == .retired)
    }

    @Test("F3: a version that is live with other settings does not qualify")
    func conflict() {
        let described = [desired("v1", output: "s3://other/"), desired("v2")]
        let report = select([measured("v1", 0.9), measured("v2", 0.8)], described)
        #expect(name(report) == "v2" && reason(report) == .conflict)
    }

    @Test("F4: a setting that is not reported does not matter")
    func unknownSetting() {
        let report = select([measured("v1", 0.9) { $0.settings = LiveSettings() }], [desired("v1")])
        #expect(name(report) == "v1")
    }

    @Test("F5: --target leaves out other versions")
    func targets() throws {
        let versions = [measured("v1", 0.9), measured("w1", 0.8)]
        let report = select(versions, nil, targets: [try Glob("w*")])
        #expect(name(report) == "w1" && report.candidates.count == 1)
    }

    // MARK: The gate

    @Test("G1: without a gate every score qualifies")
    func noGate() {
        let report = select([measured("v1", 0.01)])
        #expect(name(report) == "v1" && report.selected?.gate == GateVerdict.none)
    }

    @Test(
        "G2: the higher one of the two gates counts",
        arguments: [(0.8, nil), (nil, 0.8), (0.7, 0.8), (0.8, 0.7)] as [(Double?, Double?)]
    )
    func higherGate(expected: Double?, required: Double?) {
        let versions = [desired("v1", minimumF1Score: expected), desired("v2", minimumF1Score: expected)]
        let report = select([measured("v1", 0.79), measured("v2", 0.8)], versions, required)
        #expect(name(report) == "v2" && reason(report) == .gateMissed)
        #expect(report.selected?.minimumF1Score == 0.8)
    }

    @Test("G3: scores and gates are compared as 32-bit numbers")
    func rounding() {
        let report = select([measured("v1", Double(Float(0.7)) - 1e-10)], nil, 0.7)
        #expect(name(report) == "v1" && report.selected?.gate == .passed)
    }

    @Test("G4: with a gate, a version without a score does not qualify", arguments: SelectReport.Criterion.allCases)
    func noScoreForGate(criterion: SelectReport.Criterion) {
        let report = select([measured("v1", nil)], nil, by: criterion, 0)
        #expect(report.selected == nil && reason(report) == .gateMissed)
    }

    // MARK: Which of them

    @Test("C1: the best score wins, whatever the order")
    func best() {
        let versions = [measured("v1", 0.8), measured("v2", 0.9, created: 1), measured("v3", 0.7, created: 2)]
        #expect(name(select(versions)) == "v2")
        #expect(name(select(versions.reversed())) == "v2")
    }

    @Test("C2: of equal scores the newest wins")
    func tie() {
        let near = Double(Float(0.9)) + 1e-12
        let versions = [
            measured("z", 0.9, created: 1), measured("a", near, created: 3), measured("m", 0.9, created: 2),
        ]
        #expect(name(select(versions)) == "a")
        #expect(name(select(versions.reversed())) == "a")
    }

    @Test("C3: of equal times the last name wins, by its bytes", arguments: SelectReport.Criterion.allCases)
    func tieOfTimes(criterion: SelectReport.Criterion) {
        let versions = [measured("b", 0.9), measured("B", 0.9), measured("a", 0.9)]
        #expect(name(select(versions, nil, by: criterion)) == "b")
        #expect(name(select(versions.reversed(), nil, by: criterion)) == "b")
    }

    @Test("C4: without a score a version is not the best")
    func noScore() {
        let report = select([measured("v1", nil, created: 2), measured("v2", 0, created: 1)])
        #expect(name(report) == "v2" && reason(report) == .noScore)
    }

    @Test("C5: the newest needs no score, and reaches its gate")
    func newest() {
        let versions = [
            measured("v1", 0.9, created: 1), measured("v2", nil, created: 2), measured("v3", 0.5, created: 3),
        ]
        #expect(name(select(versions, nil, by: .newest)) == "v3")
        #expect(name(select(Array(versions.prefix(2)), nil, by: .newest)) == "v2")
        #expect(name(select(versions, nil, by: .newest, 0.6)) == "v1")
    }

    @Test("C6: of two versions of a name the newer one counts")
    func twice() {
        let versions = [measured("v1", 0.5, created: 2), measured("v1", 0.9, created: 1)]
        let report = select(versions)
        #expect(report.candidates.count == 1 && report.selected?.row.f1Score == 0.5)
    }

    // MARK: Formats

    private var sample: SelectReport {
        let versions = [
            measured("v1", 0.79, created: 1_690_000_000_000),
            measured("v2", 0.91, "RUNNING", created: 1_700_000_000_000),
            measured("v3", 0.95, "STOPPED", created: 1_710_000_000_000),
            measured("v4", nil, created: 1_720_000_000_000),
            live("v5", "TRAINING_IN_PROGRESS", created: 1_730_000_000_000),
            measured("console", 0.99, created: 1_740_000_000_000),
        ]
        let described = ["v1", "v2", "v3", "v4", "v5", "v6"].map { desired($0, minimumF1Score: 0.7) }
        return select(versions, described, 0.8)
    }

    @Test func json() throws { try expectGolden(SelectJSON.render(sample), "select-json") }

    @Test func noneInJSON() throws {
        try expectGolden(SelectJSON.render(select([measured("v1", 0.5)], nil, by: .newest, 0.8)), "select-json-none")
    }

    @Test("The standard output has the ARN alone; the reasons name the newest versions first")
    func text() {
        #expect(SelectText.result(sample) == "\(sample.selected?.row.live?.arn.text ?? "")\n")
        #expect(
            SelectText.reasons(sample) == """
                v3 of signs: the best of 2 that qualify, F1 0.950, at least 0.800 required
                  not v6: not trained
                  not console: no file describes it
                  not v5: in training
                  not v4: the service gives no F1 score, and at least 0.800 is required
                  not v1: F1 0.790 is below the required 0.800

                """
        )
        let none = select([measured("v1", 0.5)], nil, 0.8)
        #expect(SelectText.result(none).isEmpty)
        #expect(SelectText.reasons(none).hasPrefix("No version of signs qualifies.\n  not v1: F1 0.500"))
        let many = select((1...15).map { live("v\($0)", "DELETING", created: $0) })
        #expect(SelectText.reasons(many).contains("not v6: ") && !SelectText.reasons(many).contains("not v5: "))
        #expect(SelectText.reasons(many).hasSuffix("  and 5 others that do not qualify; --format json lists all\n"))
    }

    @Test("Every row of specs/select.md has a test")
    func specification() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: tests.appending(path: "../specs/select.md").standardized, encoding: .utf8)
        let rows = Set(text.matches(of: #/(?m)^\| ([A-Z][0-9]+) \|/#).map { String($0.1) })
        var named: Set<String> = []
        for file in ["ReportsTests/SelectTests.swift", "CommandsTests/SelectTests.swift"] {
            let source = try String(contentsOf: tests.appending(path: file), encoding: .utf8)
            named.formUnion(source.matches(of: #/"([A-Z][0-9]+): /#).map { String($0.1) })
        }
        #expect(rows.count > 20 && rows == named)
    }
}
