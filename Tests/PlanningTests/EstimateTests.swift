import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// Estimates from the history of a project.
struct EstimateTests {
    private func charged(_ seconds: Int64?, _ status: String = "TRAINING_COMPLETED", _ name: String = "v")
        -> LiveVersion
    {
        live(name, status) { $0.training.billableSeconds = seconds }
    }

    @Test(
        "Median and range",
        arguments: [
            ([60], 60, 60, 60), ([60, 90], 60, 75, 90), ([90, 30, 60], 30, 60, 90), ([1, 2, 4, 100], 1, 3, 100),
            ([.max, .max - 2], .max - 2, .max - 1, .max),
        ] as [([Int64], Int64, Int64, Int64)]
    )
    func history(seconds: [Int64], shortest: Int64, median: Int64, longest: Int64) {
        #expect(
            TrainingHistory(of: seconds.map { charged($0) })
                == TrainingHistory(count: seconds.count, shortest: shortest, median: median, longest: longest)
        )
    }

    @Test(
        "A training that was not charged for does not count",
        arguments: [
            (nil, "TRAINING_COMPLETED"), (0, "TRAINING_COMPLETED"), (-5, "RUNNING"), (60, "TRAINING_FAILED"),
            (60, "TRAINING_IN_PROGRESS"), (60, "COPYING_COMPLETED"), (60, "DELETING"), (60, "HIBERNATING"),
        ] as [(Int64?, String)]
    )
    func noHistory(seconds: Int64?, status: String) {
        #expect(TrainingHistory(of: [charged(seconds, status)]) == nil)
    }

    @Test(
        "A trained version that is running, stopped or expired counts",
        arguments: ["RUNNING", "STOPPED", "EXPIRED"]
    )
    func trained(status: String) {
        #expect(TrainingHistory(of: [charged(60, status)])?.count == 1)
    }

    @Test("A plan's estimate adds up its trainings by project")
    func estimate() throws {
        let lights = try ProjectARN(project.text.replacing("signs", with: "lights"))
        let state = DesiredState(
            projects: [
                DesiredProject(arn: project, versions: [desired("done"), desired("new"), desired("newer")]),
                DesiredProject(arn: lights, versions: [desired("first")]),
            ]
        )
        let reading = LiveState([
            project: .present(
                LiveProject(
                    datasets: readyDatasets,
                    versions: [charged(100, "RUNNING", "done"), charged(300, "RUNNING", "other")]
                )
            ),
            lights: .present(LiveProject(datasets: readyDatasets)),
        ])
        let estimate = PlanEstimate(Planner.plan(state, against: reading))
        #expect(estimate.trainings == 3 && estimate.estimated == 2 && estimate.withoutHistory == 1)
        #expect((estimate.shortest.seconds, estimate.median.seconds, estimate.longest.seconds) == (200, 400, 600))
        #expect(estimate.upperLimit.seconds == 600 + 86_400)
        #expect(PlanEstimate(Plan(projects: [])).upperLimit.seconds == 0)
    }

    @Test("A value of the service never causes a trap")
    func extremes() {
        let reading = LiveState.Reading.present(
            LiveProject(datasets: readyDatasets, versions: [charged(.max, "RUNNING", "done")])
        )
        let estimate = PlanEstimate(plan([desired("done"), desired("a"), desired("b")], reading))
        #expect((estimate.shortest.seconds, estimate.longest.seconds) == (.max, .max))
        #expect(estimate.upperLimit.seconds == .max)
    }

    @Test("Each of several trainings without history counts as a day, in one project and in several")
    func withoutHistory() {
        let lights = projectARN("lights")
        let state = DesiredState(
            projects: [
                DesiredProject(arn: project, versions: [desired("a"), desired("b"), desired("c")]),
                DesiredProject(arn: lights, versions: [desired("d"), desired("e")]),
            ]
        )
        let empty = LiveState.Reading.present(LiveProject(datasets: readyDatasets))
        let estimate = PlanEstimate(Planner.plan(state, against: LiveState([project: empty, lights: empty])))
        #expect(estimate.withoutHistory == 5 && estimate.estimated == 0 && estimate.trainings == 5)
        #expect(estimate.longest.seconds == 0 && estimate.upperLimit.seconds == 5 * 86_400)
    }

    @Test("Sums that are too large stay the largest number, also where each product is small enough")
    func largeSums() {
        let arns = [project, projectARN("lights"), projectARN("new")]
        let state = DesiredState(
            projects: arns.map { DesiredProject(arn: $0, versions: [desired("done"), desired("a")]) }
        )
        func reading(_ arn: ProjectARN) -> LiveState.Reading {
            let version = live("done", "RUNNING", of: arn) { $0.training.billableSeconds = .max / 2 + 1 }
            return .present(LiveProject(datasets: readyDatasets, versions: arn == arns[2] ? [] : [version]))
        }
        let readings = LiveState(Dictionary(uniqueKeysWithValues: arns.map { ($0, reading($0)) }))
        let estimate = PlanEstimate(Planner.plan(state, against: readings))
        #expect((estimate.shortest.seconds, estimate.median.seconds, estimate.longest.seconds) == (.max, .max, .max))
        #expect(estimate.withoutHistory == 2 && estimate.upperLimit.seconds == .max)
        // A product of which only the low bits are small.
        let reading = LiveState.Reading.present(
            LiveProject(datasets: readyDatasets, versions: [charged(1 << 61, "RUNNING", "done")])
        )
        let names = ["done"] + (0..<8).map { "v\($0)" }
        #expect(PlanEstimate(plan(names.map { desired($0) }, reading)).upperLimit.seconds == .max)
    }

    @Test("Versions of a refused project are not in the estimate")
    func refused() {
        let versions = [live("v1", "TRAINING_FAILED"), charged(60, "RUNNING", "old")]
        let reading = LiveState.Reading.present(LiveProject(datasets: readyDatasets, versions: versions))
        #expect(PlanEstimate(plan([desired("v1"), desired("v2")], reading)).trainings == 0)
    }
}
