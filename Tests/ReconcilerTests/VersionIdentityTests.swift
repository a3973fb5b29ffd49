import AWSRuntime
import DesiredState
import Host
import ModelVersions
import Planning
import Rekognition
import Synchronization
import TestSupport
import Testing

@testable import Reconciler

/// Which version of a name is meant: a name can be used again, and an answer can be about something else.
@Suite(.timeLimit(.minutes(30)))
struct VersionIdentityTests {
    private let key = TrainingKey(project: projectARN(), name: try! VersionName("v1"))
    private let start: (run: Duration, day: Int64) = (.zero, 1_700_000_000_000)

    private func service() -> FakeService {
        let service = FakeService()
        service.addProject(projectARN().text)
        return service
    }

    // MARK: Looking up

    @Test(
        "An answer with the ARN of another project is not the created version",
        arguments: [
            "arn:aws:rekognition:us-east-1:111122223333:project/lights/version/a/1700000000000",
            "arn:aws:rekognition:us-east-1:444455556666:project/signs/version/a/1700000000000",
            "arn:aws:rekognition:eu-west-1:111122223333:project/signs/version/a/1700000000000",
        ]
    )
    func otherProject(arn: String) async throws {
        let service = service()
        let plan = try await plan(state("a"), service)
        let report = await Applier(
            api: { _ in OtherARN(service: service, arn: arn) },
            run: RunContext(service.process)
        ).apply(plan)
        guard case .confirmed(let found) = report.items[0].result else {
            Issue.record("\(report.items[0].result)")
            return
        }
        #expect(projectARN().contains(partWithARN: found.text))
        #expect(report.items[0].lookup?.cause == .otherARN(arn) && service.createCalls == 1)
    }

    private struct OtherARN: RekognitionCreatingAPI {
        let service: FakeService
        let arn: String
        var clockOffset: Duration? { service.clockOffset }

        func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
            try await service.describeProjects(request)
        }
        func describeProjectVersions(
            _ request: DescribeProjectVersionsRequest
        ) async throws -> DescribeProjectVersionsResponse { try await service.describeProjectVersions(request) }
        func listTagsForResource(_ request: ListTagsForResourceRequest) async throws -> ListTagsForResourceResponse {
            try await service.listTagsForResource(request)
        }
        func createProjectVersion(
            _ request: CreateProjectVersionRequest
        ) async throws -> CreateProjectVersionResponse {
            _ = try await service.createProjectVersion(request)
            return CreateProjectVersionResponse(projectVersionARN: arn)
        }
    }

    @Test("Of several versions of a name, the newest is looked at, in any order of the list", arguments: [false, true])
    func newest(isListedLast: Bool) async throws {
        let service = service()
        let plan = try await plan(state("a"), service)
        // An older version with other settings, which is being deleted, and the one that another run made.
        service.addVersion(projectARN().text, "a", age: .seconds(5000)) {
            $0.outputConfig?.s3KeyPrefix = "elsewhere/"
            $0.status = "DELETING"
        }
        service.addVersion(projectARN().text, "a")
        if isListedLast { service.state.withLock { $0.versions[projectARN().text]?.reverse() } }
        let report = await apply(plan, service)
        guard case .alreadyThere(let arn) = report.items[0].result else {
            Issue.record("\(report.items[0].result)")
            return
        }
        #expect(arn.creationTime == VirtualWallClock.start.milliseconds)
    }

    @Test("A poll takes the newest version of a name, in any order of the list", arguments: [false, true])
    func newestInPoll(isListedLast: Bool) async throws {
        let service = service()
        service.addVersion(projectARN().text, "v1", age: .seconds(5000)) { $0.status = "TRAINING_FAILED" }
        service.addVersion(projectARN().text, "v1")
        if isListedLast { service.state.withLock { $0.versions[projectARN().text]?.reverse() } }
        let found = try await ProjectPoll(project: projectARN(), names: [key.name]).run { _ in service }
        #expect(found[key.name]?.status.isTrained == true)
    }

    // MARK: Following

    private func watch(_ status: String = "TRAINING_IN_PROGRESS", isCopy: Bool = false) -> TrainingWatch {
        var watch = TrainingWatch(grace: .seconds(30))
        let version = version(status, isCopy: isCopy)
        _ = watch.follow(target(), arn: version.arn, live: version, at: start)
        return watch
    }

    private func target(isWanted: Bool = true) -> TrainingWatch.Target {
        TrainingWatch.Target(key: key, isWanted: isWanted)
    }

    private func version(_ status: String, created: Int = 1_700_000_000_000, isCopy: Bool = false) -> LiveVersion {
        live("v1", status, of: projectARN(), created: created) { if isCopy { $0.source = "arn:source" } }
    }

    @Test(
        "A version that was deleted and made again while it is followed has disappeared; the new one is not its result"
    )
    func madeAgain() {
        var watch = watch()
        let again = version("TRAINING_COMPLETED", created: 1_700_000_500_000)
        #expect(watch.observe(projectARN(), [key.name: again], at: .seconds(10)).isEmpty)
        #expect(watch.items.isEmpty && !watch.isDone)
        #expect(watch.observe(projectARN(), [key.name: again], at: .seconds(39)).isEmpty)
        let events = watch.observe(projectARN(), [key.name: again], at: .seconds(40))
        #expect(events.count == 1 && watch.isDone)
        #expect(watch.items.map(\.result) == [.disappeared])
        #expect(watch.items.first?.live?.arn == version("").arn, "the one that was followed")
    }

    @Test("A version that is deleted while it is followed ends the waiting for it")
    func deleted() {
        var watch = watch()
        _ = watch.observe(projectARN(), [key.name: version("DELETING")], at: .seconds(10))
        #expect(watch.isDone && watch.items.map(\.result) == [.deleting])
    }

    @Test("A version that comes back within the grace period has not disappeared, and the period starts again")
    func back() {
        var watch = watch()
        let live = version("TRAINING_IN_PROGRESS")
        _ = watch.observe(projectARN(), [:], at: .seconds(10))
        _ = watch.observe(projectARN(), [key.name: live], at: .seconds(30))
        _ = watch.observe(projectARN(), [:], at: .seconds(50))
        #expect(watch.observe(projectARN(), [:], at: .seconds(79)).isEmpty && watch.items.isEmpty)
        _ = watch.observe(projectARN(), [:], at: .seconds(80))
        #expect(watch.items.map(\.result) == [.disappeared])
    }

    @Test("What has not been seen, and what has an unknown status, takes a slot; a copy takes none")
    func slots() {
        var unseen = TrainingWatch(grace: .seconds(30))
        _ = unseen.follow(target(), arn: version("").arn, live: nil, at: start)
        #expect(unseen.running == [key])
        var unresolved = TrainingWatch(grace: .seconds(30))
        _ = unresolved.follow(target(), arn: nil, live: nil, at: start)
        #expect(unresolved.running == [key])
        #expect(watch().running == [key])
        #expect(watch("QUANTUM_TRAINING").running == [key])
        #expect(watch("QUANTUM_TRAINING", isCopy: true).running.isEmpty && !watch("QUANTUM_TRAINING").isDone)
        #expect(watch("COPYING_IN_PROGRESS", isCopy: true).running.isEmpty)
        #expect(watch("TRAINING_COMPLETED").running.isEmpty && watch("TRAINING_FAILED").running.isEmpty)
        // A missing one keeps its slot until the grace period is over.
        var missing = watch()
        _ = missing.observe(projectARN(), [:], at: .seconds(10))
        #expect(missing.running == [key])
        _ = missing.observe(projectARN(), [:], at: .seconds(40))
        #expect(missing.running.isEmpty)
    }

    @Test("An unknown status with the end of a training, or its score, is a result")
    func unknownStatusThatEnded() {
        let ended = live("v1", "QUANTUM_TRAINED") { $0.training.ended = 1 }
        let scored = live("v1", "QUANTUM_TRAINED") { $0.training.f1Score = 0.5 }
        #expect(TrainingWatch.result(live("v1", "QUANTUM_TRAINING"), target()) == nil)
        for version in [ended, scored] { #expect(TrainingWatch.result(version, target()) == .completed(.none)) }
    }

    // MARK: The row of refusals that ends the waiting

    @Test("Only refusals in a row end the waiting for a project: an answer and other trouble start the row again")
    func rowOfRefusals() async throws {
        let service = service()
        service.addVersion(projectARN().text, "v1") { $0.status = "TRAINING_IN_PROGRESS" }
        let wanted = state("v1")
        let live = try await LiveStateReader(api: { _ in service }).read(wanted.projects)
        let denied = service.refusal("AccessDeniedException", "DescribeProjectVersions")
        let throttled = service.refusal("ThrottlingException", "DescribeProjectVersions")
        func polls(_ answers: [(any Error)?]) async -> (count: Int, result: TrainingResult?) {
            let number = Mutex(0)
            service.state.withLock { state in
                state.calls = []
                state.describeRefusal = { _ in
                    let next = number.withLock { number in
                        defer { number += 1 }
                        return number
                    }
                    return next < answers.count ? answers[next] as? AWSError : denied
                }
            }
            let report = await Waiter(api: { _ in service }, run: RunContext(service.process)).wait(
                for: Planner.plan(wanted, against: live),
                live: live
            )
            return (service.calls.count, report.items.first?.result)
        }
        for (answers, count) in [
            ([], 5), ([denied, denied, denied, denied, nil], 10), ([denied, denied, throttled], 8),
        ]
            as [([(any Error)?], Int)]
        {
            let outcome = await polls(answers)
            #expect(outcome.count == count)
            guard case .unreadable? = outcome.result else {
                Issue.record("\(String(describing: outcome.result))")
                continue
            }
        }
    }
}
