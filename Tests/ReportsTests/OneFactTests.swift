import DesiredState
import ModelVersions
import Planning
import Reconciler
import TestSupport
import Testing

@testable import Reports

/// One fact has one value and one wording in every report that shows it.
struct OneFactTests {
    private static let signs = projectARN("signs")

    /// A version that is described and live, with its manifest.
    private func sample(
        _ desired: [DesiredVersion],
        _ live: [LiveVersion]
    ) -> SampleStatus {
        var sample = SampleStatus()
        sample.live[Self.signs] = .present(LiveProject(versions: live))
        sample.desired.projects = [
            DesiredProject(arn: Self.signs, versions: desired, lists: [desired.map(\.name)])
        ]
        return sample
    }

    private func drift(_ sample: SampleStatus, manifests: ManifestReadings? = nil) -> DriftReport {
        let plan = Planner.plan(sample.desired, against: sample.live)
        let options = DriftOptions(tags: false, manifests: manifests)
        return DriftReport(plan, of: sample.desired, against: sample.live, options: options)
    }

    private func page(_ sample: SampleStatus) -> String {
        StatusPage(now: SampleStatus.now, generator: "rekon test").render(sample.report())
    }

    @Test("The page has the drift report of `drift`: the same kinds, messages and severities")
    func driftOnThePage() throws {
        let other = SampleStatus.version("v1", "RUNNING", day: 1, f1: 0.5) { $0.settings.output?.prefix = "other/" }
        let weak = SampleStatus.version("v0", "RUNNING", f1: 0.5)
        let sample = sample(
            [
                SampleStatus.desired("v0", minimum: 0.9), SampleStatus.desired("v1", minimum: 0.9),
                SampleStatus.desired("v2"), SampleStatus.desired("v3"),
            ],
            [weak, other]
        )
        let report = drift(sample)
        let page = page(sample)
        #expect(report.hasDrift)
        for item in report.projects[0].items {
            #expect(item.drifts.count == 1)
            for drift in item.drifts {
                #expect(page.contains("<span class=\"tag bad\">\(drift.label)</span>"), "\(item.name)")
            }
        }
        #expect(page.contains(DriftSummary.line(of: report)))
        let gates =
            page.split(separator: "<span class=\"tag bad\">below its gate</span>", omittingEmptySubsequences: false)
            .count - 1
        #expect(gates == 1, "the gate of v1 is not looked at, because its settings differ")
    }

    @Test("A page that did not look at manifests says so, and is not green")
    func manifestsOnThePage() throws {
        let manifest = try ManifestLocation(uri: "s3://acme-data/day.manifest")
        let live = SampleStatus.version("v1", "RUNNING") {
            $0.settings.training = [.init(bucket: "acme-data", key: "day.manifest")]
            $0.settings.testingIsAutoCreated = true
        }
        let sample = sample(
            [SampleStatus.desired("v1") { $0.datasets = .manifests(training: [manifest], testing: .autoCreate) }],
            [live]
        )
        let object = ManifestObject(S3Object(bucket: "acme-data", key: "day.manifest"), of: AccountRegion(project))
        let readings = ManifestReadings([object: .present(modified: .max)])
        #expect(drift(sample, manifests: readings).hasDrift)
        #expect(page(sample).contains("Not compared: tags, manifests."))
        #expect(!page(sample).contains("<p class=\"ok\">"))
    }

    @Test("The marks of status are those of the plan")
    func marks() throws {
        let other = SampleStatus.version("v1", "RUNNING") { $0.settings.output?.prefix = "other/" }
        let sample = sample([SampleStatus.desired("v1"), SampleStatus.desired("v2")], [other])
        var made = Planner.plan(sample.desired, against: sample.live)
        // The status does not say what apply does with a refused project.
        made.projects[0].judgement = .sound
        let plan = PlanText().render(made)
        let status = StatusText(now: SampleStatus.now).render(sample.report())
        for mark in ["! v1", "+ v2"] {
            #expect(plan.contains("\n  \(mark)"))
            #expect(status.replacing("  ", with: " ").contains("\n \(mark)"), "\(status)")
        }
        #expect(page(sample).contains("<span class=\"state bad\"><bdi>running</bdi></span>"))
        #expect(StatusCSV.render(sample.report()).contains("conflict"))
    }

    @Test("A failed training has one advice, in every format")
    func usedUpName() throws {
        let failed = SampleStatus.version("v1", "TRAINING_FAILED") { $0.statusMessage = "Too few labels." }
        let sample = sample([SampleStatus.desired("v1")], [failed])
        let plan = Planner.plan(sample.desired, against: sample.live)
        let advice = try #require(plan.projects[0].entries[0].advice)
        let item = TrainingReport.Item(
            project: Self.signs,
            name: failed.arn.name,
            live: failed,
            result: .failed
        )
        let review = Review(plan, of: sample.desired, options: .init(toolVersion: "1"))
        let drifted = Review(drift(sample), of: sample.desired, toolVersion: "1", paths: [])
        for text in [
            PlanText().render(plan), DriftText().render(drift(sample)), DriftJSON.render(drift(sample)),
            TrainingText(now: SampleStatus.now).render(TrainingReport(items: [item])),
            TrainingJSON.render(TrainingReport(items: [item])),
            ReviewFormat.markdown.render(review), ReviewFormat.github.render(review),
            ReviewFormat.markdown.render(drifted), ReviewFormat.junit.render(drifted), page(sample),
        ] {
            #expect(text.contains(advice), "\(text)")
        }
    }

    @Test("Billable times are added up first, then priced and rounded once")
    func money() throws {
        let versions = (0..<6).map {
            SampleStatus.version("v\($0)", "RUNNING", day: Int64($0), f1: 0.9, seconds: 24)
        }
        let sample = sample(versions.map { SampleStatus.desired($0.arn.name.text) }, versions)
        let items = versions.map {
            TrainingReport.Item(project: Self.signs, name: $0.arn.name, live: $0, result: .completed(.none))
        }
        let charged = "Charged: 2m 24s of training, about 0.04 USD"
        #expect(TrainingText(now: SampleStatus.now).render(TrainingReport(items: items)).contains(charged))
        #expect(StatusText(now: SampleStatus.now).render(sample.report()).contains(charged))
        #expect(page(sample).contains(charged))
        #expect(page(sample).contains("<dd>0.04</dd>"))
        #expect(StatusJSON.render(sample.report()).contains("\"costUSD\" : 0.04"))
    }

    @Test("An apply that waited is charged for what it trained itself, and for nothing else")
    func charged() throws {
        let versions = (0..<3).map { SampleStatus.version("v\($0)", "RUNNING", day: Int64($0), seconds: 3600) }
        let trainings = TrainingReport(
            items: versions.map {
                TrainingReport.Item(project: Self.signs, name: $0.arn.name, live: $0, result: .completed(.none))
            }
        )
        let results: [ApplyResult] = [.created(versions[0].arn), .alreadyThere(versions[1].arn)]
        let report = ApplyReport(
            items: zip(versions, results).map {
                ApplyReport.Item(project: Self.signs, name: $0.arn.name, location: nil, result: $1)
            },
            trainings: trainings
        )
        let text = ApplyText(trainings: TrainingText(now: SampleStatus.now)).render(report)
        #expect(text.contains("Charged: 1h 00m of training, about 1.00 USD"))
        let json = ApplyJSON.render(Plan(projects: []), report)
        #expect(json.contains("\"billableSeconds\" : 3600,\n    \"costUSD\" : 1,"), "\(json)")
    }
}
