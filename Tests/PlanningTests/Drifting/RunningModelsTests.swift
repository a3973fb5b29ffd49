import TestSupport
import Testing

@testable import Planning

struct RunningModelsTests {
    private func version(_ name: String, _ status: String = "RUNNING", _ units: (Int, Int)? = nil) -> LiveVersion {
        live(name, status) {
            $0.inferenceUnits = units.map { InferenceUnits(minimum: $0.0, maximum: $0.1) }
        }
    }

    @Test("C1: running versions are counted, described or not, with the range of their units")
    func units() {
        let versions = [version("a", "RUNNING", (1, 1)), version("console", "RUNNING", (2, 5))]
        let running = RunningModels(versions, in: project)
        #expect(running.count == 2 && running.withoutUnits == 0)
        #expect(running.units == InferenceUnits(minimum: 3, maximum: 6))
        let report = drift(desired("a"), versions)
        #expect(report.running == running && report.projects[0].running == running)
        #expect(report.isInSync)
        // A project that was not read has none.
        #expect(drift([desired("a")], nil).running.count == 0)
    }

    @Test("C2: a running version without units is counted, and adds no units")
    func withoutUnits() {
        let running = RunningModels([version("a"), version("b", "RUNNING", (4, 4))], in: project)
        #expect(running.count == 2 && running.withoutUnits == 1 && running.units.maximum == 4)
    }

    @Test("C3: no other status counts", arguments: ["STARTING", "STOPPING", "STOPPED", "FAILED", "DEPRECATED", ""])
    func others(status: String) {
        let version = version("a", status, (1, 2))
        #expect(RunningModels([version], in: project).count == 0)
        #expect(version.chargedUnits == nil && version.inferenceUnits != nil)
    }

    @Test("The cost of an hour is priced from the sum of the units and rounded once")
    func price() {
        #expect(Cost(hourOf: 3, at: .assumedForInference).cents == 1200)
        #expect(HourlyPrice("0.0015").map { Cost(hourOf: 10, at: $0).cents } == 2)
        #expect(HourlyPrice("10000").map { Cost(hourOf: .max, at: $0).cents } == .max)
        #expect(Cost(hourOf: 0, at: .assumedForInference).cents == 0)
    }
}
