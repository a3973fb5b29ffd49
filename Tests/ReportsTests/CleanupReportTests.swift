import DesiredState
import ModelVersions
import Planning
import TestSupport
import Testing
import Text

@testable import Reports

struct CleanupReportTests {
    private func report(_ sample: SampleStatus, hasFiles: Bool = true) -> CleanupReport {
        CleanupReport(Planner.plan(sample.desired, against: sample.live), against: sample.live, hasFiles: hasFiles)
    }

    /// Every reason to go and to stay.
    private var whole: SampleStatus {
        var sample = SampleStatus.everything
        let more = projectARN("more")
        let adapters = projectARN("adapters")
        func version(_ name: String, _ status: String, f1: Double?, _ project: String = "more") -> LiveVersion {
            SampleStatus.version(name, status, day: Int64(name.utf8.last ?? 0), f1: f1, project: project)
        }
        sample.live[more] = .present(
            LiveProject(versions: [
                version("v1", "STOPPED", f1: 0.7), version("v2", "STOPPED", f1: nil),
                version("v3", "RUNNING", f1: 0.91), version("v4", "STOPPED", f1: 0.8),
                version("v5", "STOPPED", f1: 0.9), version("v6", "STOPPED", f1: 0.5),
                version("others-7", "STOPPED", f1: 0.1), version("v8", "TRAINING_COMPLETED", f1: 0.85),
            ])
        )
        sample.live[adapters] = .present(
            LiveProject(
                feature: .contentModeration,
                versions: [version("a1", "TRAINING_COMPLETED", f1: nil, "adapters")]
            )
        )
        var described = DesiredProject(
            arn: more,
            versions: [
                SampleStatus.desired("v1", minimum: 0.75), SampleStatus.desired("v2"), SampleStatus.desired("v5"),
                SampleStatus.desired("v6") { $0.output = try! OutputLocation(uri: "s3://other/") },
                SampleStatus.desired("v8"),
            ]
        )
        described.ignoreUnmanaged(try! Glob("others-*"))
        sample.desired.projects += [described, DesiredProject(arn: adapters, versions: [])]
        return sample
    }

    @Test("The sample has every reason")
    func sampleIsWhole() {
        let versions = report(whole).projects.flatMap(\.versions)
        let reasons = Set(versions.flatMap(\.reasons).map(\.kind))
        #expect(reasons.count == 7, "\(reasons)")
        for stay in CleanupVersion.Stay.allCases {
            #expect(versions.contains { $0.verdict == .stays(stay) }, "\(stay)")
        }
    }

    @Test func text() throws { try expectGolden(CleanupText().render(report(whole)), "cleanup-text") }

    @Test func narrow() throws {
        try expectGolden(CleanupText(style: .coloured, width: 60).render(report(whole)), "cleanup-text-coloured-narrow")
    }

    @Test func json() throws { try expectGolden(CleanupJSON.render(report(whole)), "cleanup-json") }

    @Test func commands() throws {
        let text = CleanupCommands.render(report(whole), sandbox: SandboxNotice(path: "state\u{1B}.json"))
        try expectGolden(text, "cleanup-aws-cli")
    }

    @Test("Whatever the service says, each line is a comment, empty, or one command")
    func harmless() {
        let report = report(.hostile())
        for text in [CleanupText().render(report), CleanupJSON.render(report), CleanupCommands.render(report)] {
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || HarmlessText.isHarmless($0) })
        }
        let calm = CleanupCommands.render(self.report(.hostile(false))).split(separator: "\n")
        let lines = CleanupCommands.render(report).split(separator: "\n")
        #expect(lines.count == calm.count)
        #expect(lines.filter { !$0.hasPrefix("#") } == calm.filter { !$0.hasPrefix("#") })
        #expect(
            lines.filter { !$0.hasPrefix("#") }.allSatisfy {
                $0.hasPrefix("aws rekognition delete-project-version --region us-east-1 --project-version-arn arn:aws:")
            }
        )
    }
}
