import DesiredState
import ModelVersions
import Planning
import TestSupport
import Testing

@testable import Checks

/// What failed checks mean for the projects of a plan.
struct JudgedPlanTests {
    private let arns = ["a", "b"].map { TestSupport.projectARN($0) }

    private func plan(_ second: LiveState.Reading = .present(LiveProject(datasets: readyDatasets))) -> Plan {
        let state = DesiredState(projects: arns.map { DesiredProject(arn: $0, versions: [desired("v1")]) })
        let live = LiveState([arns[0]: .present(LiveProject(datasets: readyDatasets)), arns[1]: second])
        return Planner.plan(state, against: live)
    }

    private func result(_ rule: CheckRule, _ verdict: Verdict, of index: Int) -> PreflightReport {
        let result = CheckResult(
            rule: rule,
            verdict: verdict,
            project: arns[index],
            message: "it is wrong",
            trainings: []
        )
        return PreflightReport(results: [result], trainingCount: 2)
    }

    private let rule = CheckRule(id: "caller-account", summary: "")

    @Test("A failed check refuses its project", arguments: [0, 1])
    func project(index: Int) {
        let judged = result(rule, .fail, of: index).judge(plan())
        #expect(judged.refusals.map(\.project) == [arns[index]])
        #expect(judged.refusals.map(\.reason) == [.checkFailed])
        #expect(judged.refusals[0].causes.map(\.text) == ["fails the check `caller-account`: it is wrong"])
        #expect(judged.creates.map(\.project) == [arns[1 - index]] && judged.refusal == nil)
    }

    @Test("A check that did not fail refuses nothing", arguments: [Verdict.pass, .warning, .unknown])
    func others(verdict: Verdict) {
        #expect(result(rule, verdict, of: 0).judge(plan()) == plan())
    }

    @Test("A project that is refused already keeps its reason")
    func refused() {
        let judged = result(rule, .fail, of: 0).judge(plan(.absent))
        #expect(judged.refusals.map(\.reason) == [.checkFailed, .incomplete])
        #expect(judged.refusal == .incomplete)
    }
}
