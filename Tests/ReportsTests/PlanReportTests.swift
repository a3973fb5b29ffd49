import Diagnostics
import Planning
import Testing

@testable import Reports

struct PlanReportTests {
    @Test func text() throws {
        try expectGolden(PlanText().render(samplePlan()), "plan-text")
    }

    @Test func textOfEverything() throws {
        let options = PlanText.Options(showsUnchanged: true, showsUnmanaged: true)
        try expectGolden(PlanText(options).render(samplePlan()), "plan-text-everything")
    }

    @Test func textInColourAndNarrow() throws {
        let options = PlanText.Options(style: .coloured, width: 60)
        try expectGolden(PlanText(options).render(samplePlan()), "plan-text-coloured-narrow")
    }

    @Test func json() throws {
        try expectGolden(try PlanJSON.render(samplePlan()), "plan-json")
    }

    @Test("Nothing that the service or a file says can act on a terminal")
    func harmless() throws {
        for text in [PlanText().render(samplePlan()), try PlanJSON.render(samplePlan())] {
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x7F })
        }
    }

    @Test func emptyPlan() {
        #expect(PlanText().render(Plan(projects: [])) == "Plan: 0 to create, 0 unchanged. Nothing to do.\n")
    }
}
