import DesiredState
import Host
import JSON
import ModelVersions
import Planning
import TestSupport
import Testing
import Text

@testable import Reports

/// The datasets of a project in the reports of drift and status.
struct DatasetReportTests {
    /// - Parameter text: stands in every field of the service.
    private func live(_ text: String = "t") -> LiveState {
        let datasets = [
            LiveProject.Dataset(
                kind: .test,
                status: text,
                arn: text,
                reading: .unreadable(reason: "DescribeDataset was refused: \(text)", isDenied: true)
            ),
            LiveProject.Dataset(
                kind: .train,
                status: "UPDATE_COMPLETE",
                arn: "\(project)/train",
                reading: .read(
                    DatasetContent(
                        entries: 1234,
                        labeledEntries: 1230,
                        labels: 2,
                        errorEntries: 3,
                        updated: 1_700_000_100_000
                    )
                )
            ),
        ]
        return LiveState([project: .present(LiveProject(datasets: datasets, versions: [TestSupport.live()]))])
    }

    private let state = DesiredState(projects: [DesiredProject(arn: project, versions: [desired()])])

    private func drift(_ policy: StaleDataPolicy = .report, _ text: String = "t") -> DriftReport {
        let live = live(text)
        return DriftReport(
            Planner.plan(state, against: live),
            of: state,
            against: live,
            options: DriftOptions(staleData: policy)
        )
    }

    private func status(_ text: String = "t", hasFiles: Bool = true) -> StatusReport {
        let live = live(text)
        return StatusReport(
            Planner.plan(state, against: live),
            of: state,
            against: live,
            options: .init(hasFiles: hasFiles)
        )
    }

    private func review(_ policy: StaleDataPolicy) -> Review {
        Review(drift(policy), of: state, toolVersion: "1.2.3", paths: ["models"])
    }

    @Test(arguments: [StaleDataPolicy.report, .fail]) func driftText(policy: StaleDataPolicy) throws {
        try expectGolden(DriftText(width: 100).render(drift(policy)), "drift-new-data-text-\(policy.rawValue)")
    }

    @Test func driftJSON() throws { try expectGolden(DriftJSON.render(drift()), "drift-new-data-json") }

    @Test func statusText() throws {
        try expectGolden(StatusText(width: 100, now: SampleStatus.now).render(status()), "status-datasets-text")
    }

    @Test func statusJSON() throws { try expectGolden(StatusJSON.render(status()), "status-datasets-json") }

    @Test("The metrics have a number only where all datasets were described")
    func metrics() {
        let name = "rekon_drift_new_data_datasets"
        let now = UnixTime(milliseconds: 0)
        #expect(!DriftMetrics.render(drift(), now: now).contains(name))
        var report = drift()
        report.projects[0].unreadDatasets = []
        #expect(
            DriftMetrics.render(report, now: now).contains(
                "\(name){project=\"\(project)\",account=\"111122223333\",region=\"us-east-1\"} 1\n"
            )
        )
        report.projects[0].newData = nil
        #expect(
            DriftMetrics.render(report, now: now).contains(
                "\(name){project=\"\(project)\",account=\"111122223333\",region=\"us-east-1\"} 0\n"
            )
        )
    }

    @Test("A review has new data as a note, and as an error with `fail`; so has a test report")
    func reviews() {
        for (policy, level) in [(StaleDataPolicy.report, Finding.Level.note), (.fail, .error)] {
            let review = review(policy)
            #expect(review.findings.map(\.rule.id) == ["stale-data", "dataset-unreadable"])
            #expect(review.findings.allSatisfy { $0.level == level && $0.project?.arn == project })
            let test = review.suites[0].cases.first { $0.name == "datasets" }
            let hasPassed = if case .passed? = test?.result { true } else { false }
            #expect(test != nil && hasPassed == (policy == .report))
        }
        #expect(review(.ignore).findings.isEmpty)
    }

    @Test("The page has the counts, and new data once, with and without files")
    func page() {
        for hasFiles in [true, false] {
            let page = StatusPage(now: SampleStatus.now, generator: "test").render(status(hasFiles: hasFiles))
            #expect(page.contains("1,234 entries, 1,230 labelled, 3 with errors, 2 labels"), "\(page)")
            #expect(page.contains("it could not be described: DescribeDataset was refused: t"))
            #expect(page.ranges(of: "after the newest training on the datasets").count == 1)
        }
    }

    @Test("No text of the service about a dataset can act on a terminal or make a line")
    func harmless() {
        let now = SampleStatus.now
        for (text, calm) in [
            (DriftText().render(drift(.report, hostile)), DriftText().render(drift())),
            (DriftJSON.render(drift(.report, hostile)), DriftJSON.render(drift())),
            (StatusText(now: now).render(status(hostile)), StatusText(now: now).render(status())),
            (StatusJSON.render(status(hostile)), StatusJSON.render(status())),
        ] {
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || HarmlessText.isHarmless($0) })
            #expect(text.split(separator: "\n").count == calm.split(separator: "\n").count)
        }
        let page = StatusPage(now: now, generator: "test").render(status(hostile))
        #expect(!page.contains("<script>|") && !page.contains("\u{202E}"))
    }
}
