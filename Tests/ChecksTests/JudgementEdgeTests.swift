import DesiredState
import ModelVersions
import Planning
import Rekognition
import TestSupport
import Testing

@testable import Checks

/// What a check must not overlook, and whom a file of an earlier training belongs to.
struct JudgementEdgeTests {
    @Test("Two failures refuse their project, and name both")
    func twoFailures() {
        let arns = ["a", "b"].map { TestSupport.projectARN($0) }
        let plan = Planner.plan(
            DesiredState(projects: arns.map { DesiredProject(arn: $0, versions: [desired("v1")]) }),
            against: LiveState([
                arns[0]: .present(LiveProject(datasets: readyDatasets)),
                arns[1]: .present(LiveProject(datasets: readyDatasets)),
            ])
        )
        let results = ["caller-account", "project"].map { id in
            CheckResult(
                rule: CheckRule(id: id, summary: ""),
                verdict: .fail,
                project: arns[0],
                message: "no",
                trainings: []
            )
        }
        let judged = PreflightReport(results: results, trainingCount: 2).judge(plan)
        #expect(judged.refusals.map(\.project) == [arns[0]])
        #expect(
            judged.refusals[0].causes.map(\.text)
                == ["fails the check `caller-account`: no", "fails the check `project`: no"]
        )
    }

    @Test("Of two datasets of a kind, the one that is not ready decides")
    func twoDatasets() throws {
        let statuses = ["CREATE_COMPLETE", "UPDATE_FAILED"]
        for order in [statuses, statuses.reversed()] {
            let datasets = order.map { LiveProject.Dataset(kind: .train, status: $0) }
            let one = try trainings(["a": settings()], live: live(0, datasets: datasets))
            #expect(verdicts("datasets", of: one).map(\.verdict) == [.fail, .fail])
        }
    }

    @Test("A project without a version to create is not checked, unless it could not be planned")
    func checkedProjects() throws {
        let arns = ["a", "b", "c", "d"].map { TestSupport.projectARN($0) }
        let live = LiveState([
            arns[0]: .present(LiveProject(versions: [TestSupport.live("v1", of: arns[0])])),
            arns[1]: .present(LiveProject()), arns[2]: .absent, arns[3]: .unreadable(reason: "denied"),
        ])
        let plan = Planner.plan(
            DesiredState(projects: arns.map { DesiredProject(arn: $0, versions: [desired("v1")]) }),
            against: live
        )
        let checked = ProjectTrainings.all(of: plan, against: live)
        #expect(checked.map(\.project) == [arns[1], arns[2], arns[3]])
        #expect(checked.map(\.trainings.count) == [1, 0, 0])
    }

    @Test("Of two live versions that may have written a file, the older one counts, whichever is read last")
    func claims() throws {
        let (old, new) = (1_700_000_000_500, 1_700_000_900_500)
        for times in [[old, new], [new, old]] {
            let arns = ["us-east-1", "us-west-2"].map { TestSupport.projectARN(region: $0) }
            let live = LiveState(
                Dictionary(
                    uniqueKeysWithValues: zip(arns, times).map { arn, time in
                        let version = TestSupport.live("v1", of: arn, created: time)
                        return (arn, .present(LiveProject(versions: [version])))
                    }
                )
            )
            let names = TrainingFiles(prefix: "out/", project: "signs", version: "v1")
            let target = TraceList.Target(
                version: try VersionName("v1"),
                names: names,
                key: names.key(.manifestSummary),
                isFolder: false,
                start: "",
                evaluationKey: names.key(.evaluationSummary)
            )
            let claimed = ClaimedFiles(of: live, in: ["bucket"])
            func contains(_ time: Int) -> Bool {
                let file = TrainingTrace.File(bucket: "bucket", key: target.key, lastModified: Int64(time))
                return claimed.contains(file, of: target)
            }
            // S3 gives whole seconds.
            #expect(contains(new) && contains(old) && contains(old - 500) && !contains(old - 501), "\(times)")
        }
    }
}
