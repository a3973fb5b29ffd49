import DesiredState
import ModelVersions
import Planning
import SavedPlans
import TestSupport
import Testing

@testable import Reports

/// A plan for a project that is nearly full.
struct RoomReportTests {
    private let state = DesiredState(projects: [
        DesiredProject(arn: projectARN(), versions: [desired("new"), desired("m0")])
    ])

    private func plan(models: Int) -> Plan {
        let versions = (0..<models).map { live("m\($0)", "STOPPED", created: 1_700_000_000_000 + $0) }
        let project = LiveProject(
            datasets: [.init(kind: .train, status: "CREATE_COMPLETE"), .init(kind: .test, status: "CREATE_COMPLETE")],
            versions: versions
        )
        return Planner.plan(state, against: LiveState([projectARN(): .present(project)]))
    }

    private let warning = "90 models with this plan, and the documented quota is 100, unless raised"

    @Test("The text has one line about it")
    func text() {
        let line = "  warning: \(warning); `rekon status --cleanup` lists what can go\n"
        #expect(PlanText().render(plan(models: 89)).contains(line))
        #expect(!PlanText().render(plan(models: 88)).contains("--cleanup"))
    }

    @Test("A project with nothing else to say is shown, also among several")
    func quiet() {
        var quiet = plan(models: 90)
        quiet.projects[0].entries.removeFirst()
        var calm = quiet.projects[0]
        calm.scarceRoom = nil
        quiet.projects += [calm, calm]
        let text = PlanText().render(quiet)
        #expect(text.contains("= 2 projects with nothing to do") && text.contains("  warning: 91 models"))
    }

    @Test("JSON has the count, the quota and the message")
    func json() {
        let json = PlanJSON.render(plan(models: 89))
        for part in ["\"models\" : 90", "\"quota\" : 100", "\"message\" : \"\(warning)\""] {
            #expect(json.contains(part))
        }
        #expect(!PlanJSON.render(plan(models: 88)).contains("scarceRoom"))
    }

    @Test("So has every format for reviewers, as a warning", arguments: ReviewFormat.all.map(\.name))
    func review(format: String) throws {
        let format = try #require(ReviewFormat.all.first { $0.name == format })
        let full = Review(plan(models: 89), of: state, options: ReviewOptions(toolVersion: "1"))
        #expect(full.findings.filter { $0.rule == .scarceRoom }.map(\.level) == [.warning])
        let text = format.render(full)
        #expect(text.contains("90 models with this plan") && text.contains("rekon status --cleanup"))
        let calm = Review(plan(models: 88), of: state, options: ReviewOptions(toolVersion: "1"))
        #expect(!format.render(calm).contains("--cleanup"))
    }
}
