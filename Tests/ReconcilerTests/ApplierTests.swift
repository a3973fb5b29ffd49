import AWSRuntime
import DesiredState
import ModelVersions
import Planning
import Rekognition
import Synchronization
import TestSupport
import Testing

@testable import Reconciler

@Suite(.timeLimit(.minutes(30)))
struct ApplierTests {
    private func service(appearsAfter: Duration = .zero) -> FakeService {
        let service = FakeService(appearsAfter: appearsAfter)
        service.addProject(projectARN().text)
        return service
    }

    private func kinds(_ report: ApplyReport) -> [String] {
        report.items.map { "\($0.name) \($0.result.kind)" }
    }

    @Test func createsInTheOrderOfThePlan() async throws {
        let service = service()
        service.addVersion(projectARN().text, "b")
        let report = await apply(try await plan(state("c", "b", "a"), service), service)
        // Outwards from the only live version.
        #expect(kinds(report) == ["a created", "c created"])
        #expect(
            service.calls.filter { $0.hasPrefix("Create") } == ["CreateProjectVersion a", "CreateProjectVersion c"]
        )
        #expect(try await plan(state("c", "b", "a"), service).hasChanges == false)
    }

    @Test("Nothing is created in a project by name whose ARN is not known, whatever the plan says")
    func unresolvedProject() async throws {
        let service = service()
        var plan = try await plan(state("a"), service)
        let arn = projectARN()
        plan.projects[0].project = try ProjectARN(
            named: arn.name,
            region: arn.region,
            account: arn.account,
            partition: arn.partition
        )
        let report = await apply(plan, service)
        #expect(kinds(report) == ["a failed"])
        #expect(service.createCalls == 0)
    }

    @Test(
        "A create that was lost before it arrived is sent again",
        arguments: [
            FakeService.Fault.resetBefore, .timeoutBefore, .errorBefore,
        ]
    )
    func lostBefore(fault: FakeService.Fault) async throws {
        let service = service()
        service.state.withLock { $0.createFaults = [fault] }
        let report = await apply(try await plan(state("a"), service), service)
        #expect(kinds(report) == ["a created"])
        #expect(service.createCalls == 2)
        #expect(service.clock.elapsed >= .seconds(30), "absence is believed only after the grace period")
        #expect(service.state.withLock { $0.creations } == ["a": 1])
    }

    @Test(
        "A create whose answer was lost is found by name, and not sent again",
        arguments: [
            FakeService.Fault.resetAfter, .timeoutAfter, .errorAfter,
        ]
    )
    func lostAfter(fault: FakeService.Fault) async throws {
        let service = service()
        service.state.withLock { $0.createFaults = [fault] }
        let report = await apply(try await plan(state("a"), service), service)
        #expect(kinds(report) == ["a confirmed"])
        #expect(service.createCalls == 1)
    }

    @Test("A version that takes seconds to appear is waited for")
    func appearsLate() async throws {
        let service = service(appearsAfter: .seconds(9))
        service.state.withLock { $0.createFaults = [.resetAfter] }
        let report = await apply(try await plan(state("a"), service), service)
        #expect(kinds(report) == ["a confirmed"])
        #expect(service.createCalls == 1)
    }

    @Test("A version that appears after the grace period is not trained twice, nor reported as failed")
    func appearsTooLate() async throws {
        let service = service(appearsAfter: .seconds(45))
        service.state.withLock { $0.createFaults = [.timeoutAfter] }
        let report = await apply(try await plan(state("a"), service), service)
        #expect(kinds(report) == ["a confirmed"])
        #expect(service.createCalls == 2, "the second create was refused: the name is the token")
        #expect(service.state.withLock { $0.creations } == ["a": 1])
    }

    @Test("A name that is taken but never appears after a lost answer is unresolved")
    func neverAppears() async throws {
        let service = service(appearsAfter: .seconds(3600))
        service.state.withLock { $0.createFaults = [.resetAfter] }
        let report = await apply(try await plan(state("a"), service), service)
        #expect(kinds(report) == ["a unresolved"])
    }

    @Test("Answers that are lost again and again leave the version unresolved, not failed")
    func alwaysLost() async throws {
        let service = service()
        service.state.withLock { $0.createFaults = [.resetBefore, .timeoutBefore, .errorBefore, nil] }
        let report = await apply(try await plan(state("a"), service), service)
        #expect(kinds(report) == ["a unresolved"])
        #expect(service.createCalls == 3)
    }

    @Test(
        "After a lost answer a refusal proves nothing: the version is looked up again, and found",
        arguments: [FakeService.Fault.denied, .notConnected]
    )
    func refusedAfterLostAnswer(refusal: FakeService.Fault) async throws {
        let service = service(appearsAfter: .seconds(45))
        service.state.withLock { $0.createFaults = [.timeoutAfter, refusal] }
        #expect(kinds(await apply(try await plan(state("a"), service), service)) == ["a confirmed"])
        #expect(service.createCalls == 2)
    }

    @Test("After a lost answer a refused create that stays absent is unresolved, never failed or deferred")
    func refusedAndAbsent() async throws {
        for refusal in [FakeService.Fault.denied, .notConnected] {
            let service = service()
            service.state.withLock { $0.createFaults = [.resetBefore, refusal] }
            #expect(kinds(await apply(try await plan(state("a"), service), service)) == ["a unresolved"])
        }
        let service = service()
        service.state.withLock {
            $0.createFaults = [.resetBefore]
            $0.slots = 0
        }
        #expect(kinds(await apply(try await plan(state("a"), service), service)) == ["a unresolved"])
    }

    @Test("A lost answer that cannot be looked for is unresolved")
    func cannotLook() async throws {
        let service = service()
        let plan = try await plan(state("a"), service)
        service.state.withLock {
            $0.createFaults = [.resetAfter]
            $0.describeFaults = Array(repeating: .notConnected, count: 100)
        }
        #expect(kinds(await apply(plan, service)) == ["a unresolved"])
        #expect(service.createCalls == 1)
    }

    @Test("A name that another run took with the same settings is already there")
    func takenAlike() async throws {
        let service = service()
        let plan = try await plan(state("a"), service)
        service.addVersion(projectARN().text, "a")
        #expect(kinds(await apply(plan, service)) == ["a alreadyThere"])
    }

    @Test(
        "A name that another run took with other settings is a conflict, also after a lost answer",
        arguments: [
            nil, FakeService.Fault.resetBefore,
        ]
    )
    func takenOtherwise(fault: FakeService.Fault?) async throws {
        let service = service()
        let plan = try await plan(state("a"), service)
        service.addVersion(projectARN().text, "a") { $0.outputConfig?.s3KeyPrefix = "elsewhere/" }
        service.state.withLock { $0.createFaults = [fault] }
        #expect(kinds(await apply(plan, service)) == ["a conflict"])
    }

    @Test("A name that a failed training holds is a failure")
    func takenByFailure() async throws {
        let service = service()
        let plan = try await plan(state("a"), service)
        service.addVersion(projectARN().text, "a") { $0.status = "TRAINING_FAILED" }
        #expect(kinds(await apply(plan, service)) == ["a failed"])
    }

    @Test("A resource in use that is not a version of the name is the service's refusal")
    func inUse() async throws {
        let service = service(appearsAfter: .seconds(3600))
        let plan = try await plan(state("a"), service)
        _ = try await service.createProjectVersion(
            CreateProjectVersionRequest(
                projectARN: projectARN().text,
                versionName: "a",
                outputConfig: OutputConfig(s3Bucket: "x", s3KeyPrefix: nil)
            )
        )
        let report = await apply(plan, service)
        #expect(kinds(report) == ["a failed"])
        #expect(service.clock.elapsed == .seconds(5), "nothing is ambiguous")
    }

    @Test("One create that fails does not hide the others")
    func failureInBetween() async throws {
        let service = service()
        service.state.withLock { $0.createFaults = [nil, .denied, .notConnected] }
        let report = await apply(try await plan(state("a", "b", "c", "d"), service), service)
        #expect(kinds(report) == ["a created", "b failed", "c failed", "d created"])
    }

    @Test("Without a free slot the rest of the account and region is deferred, in order; other places go on")
    func noSlot() async throws {
        let service = service()
        let other = FakeService(clock: service.clock)
        other.addProject(projectARN("eu", region: "eu-west-1").text)
        service.state.withLock { $0.slots = 1 }
        let state = state([
            (projectARN(), [desired("a"), desired("b"), desired("c")]),
            (projectARN("eu", region: "eu-west-1"), [desired("d")]),
        ])
        let api: @Sendable (ProjectARN) -> FakeService = { $0.region == "eu-west-1" ? other : service }
        let live = try await LiveStateReader(api: api).read(state.projects)
        let report = await Applier(
            api: api,
            run: RunContext(service.process)
        ).apply(Planner.plan(state, against: live))
        #expect(kinds(report) == ["a created", "b deferred", "c deferred", "d created"])
        #expect(service.createCalls == 2, "c must not take the slot that b did not get")
    }

    @Test("A stop lets the create under way end and starts no other")
    func stopped() async throws {
        let service = service()
        let stop = StopSignal()
        let plan = try await plan(state("a", "b", "c"), service)
        service.state.withLock {
            $0.createFaults = [nil, .resetAfter]
            $0.afterCreateCall = { if service.createCalls == 2 { stop.raise() } }
        }
        let report = await apply(plan, service, stop: stop)
        #expect(kinds(report) == ["a created", "b confirmed", "c notStarted"])
    }

    @Test("After a stop nothing is sent again")
    func stoppedBeforeRetry() async throws {
        let service = service()
        let stop = StopSignal()
        let plan = try await plan(state("a"), service)
        service.state.withLock {
            $0.createFaults = [.resetBefore]
            $0.afterCreateCall = { stop.raise() }
        }
        #expect(kinds(await apply(plan, service, stop: stop)) == ["a unresolved"])
        #expect(service.createCalls == 1)
    }

    @Test("A quota that no end of a training frees is a failure of its version alone, not a wait for a slot")
    func otherQuota() async throws {
        let service = service()
        service.state.withLock { $0.createFaults = [.quota] }
        let report = await apply(try await plan(state("a", "b"), service), service)
        #expect(kinds(report) == ["a failed", "b created"])
    }

    @Test("A create that is refused because of too many calls is deferred, and all behind it")
    func throttled() async throws {
        let service = service()
        service.state.withLock { $0.createFaults = [nil, .throttled] }
        let report = await apply(try await plan(state("a", "b", "c"), service), service)
        #expect(kinds(report) == ["a created", "b deferred", "c deferred"])
        guard case .deferred(let reason) = report.items[1].result else { return }
        #expect(reason.contains("ThrottlingException"))
        #expect(service.createCalls == 2)
    }

    @Test(
        "After a lost answer a version that is older than the first send belongs to another run",
        arguments: [
            ("TRAINING_COMPLETED", false, "alreadyThere"), ("TRAINING_IN_PROGRESS", false, "alreadyThere"),
            ("EXPIRED", false, "alreadyThere"), ("DEPRECATED", false, "alreadyThere"),
            ("TRAINING_FAILED", false, "failed"),
            ("TRAINING_COMPLETED", true, "conflict"), ("TRAINING_FAILED", true, "conflict"),
            ("DELETING", false, "unresolved"), ("DELETING", true, "unresolved"),
        ]
    )
    func olderVersion(status: String, isOther: Bool, kind: String) async throws {
        let service = service()
        let plan = try await plan(state("a"), service)
        service.addVersion(projectARN().text, "a", age: .seconds(1000)) {
            $0.status = status
            $0.statusMessage = "of old"
            if isOther { $0.outputConfig?.s3KeyPrefix = "elsewhere/" }
        }
        service.state.withLock { $0.createFaults = [.resetBefore] }
        let report = await apply(plan, service)
        #expect(kinds(report) == ["a \(kind)"])
        #expect(service.createCalls == 1)
        #expect((service.clock.elapsed >= .seconds(30)) == (status == "DELETING"), "what is being deleted makes room")
        if case .failed(let reason) = report.items[0].result {
            #expect(reason.contains("TRAINING_FAILED") && reason.contains("of old"))
        }
    }

    @Test("The clocks may be some minutes apart, and a training that failed meanwhile is this run's")
    func youngVersion() async throws {
        for (status, kind) in [("TRAINING_COMPLETED", "confirmed"), ("TRAINING_FAILED", "confirmed")] {
            let service = service()
            let plan = try await plan(state("a"), service)
            service.addVersion(projectARN().text, "a", age: .seconds(800)) { $0.status = status }
            service.state.withLock { $0.createFaults = [.resetBefore] }
            #expect(kinds(await apply(plan, service)) == ["a \(kind)"])
        }
    }

    @Test(
        "The window of this run's versions follows the service's clock, not this machine's",
        arguments: [
            (Duration.seconds(1200), Duration.seconds(-1200), false, "confirmed"),
            (.seconds(1200), .seconds(-1200), true, "confirmed"), (.seconds(-5000), .seconds(5000), false, "confirmed"),
            (.seconds(1200), nil, false, "unresolved"), (.seconds(1200), nil, true, "unresolved"),
            (.seconds(600), nil, false, "confirmed"),
        ] as [(Duration, Duration?, Bool, String)]
    )
    func wrongClock(ahead: Duration, offset: Duration?, fails: Bool, kind: String) async throws {
        let service = service()
        service.state.withLock {
            $0.clockOffset = offset
            $0.createFaults = [.resetAfter]
            $0.trainingTime = .zero
            if fails { $0.failing = ["a"] }
        }
        let report = await Applier(
            api: { _ in service },
            run: RunContext(
                .test(clock: service.clock, wallClock: ShiftedWallClock(clock: service.clock, ahead: ahead))
            )
        ).apply(try await plan(state("a"), service))
        #expect(kinds(report) == ["a \(kind)"])
        if case .unresolved(let reason) = report.items[0].result { #expect(reason.contains("clock")) }
    }

    @Test("A machine's clock that is behind does not make an older version this run's")
    func clockBehind() async throws {
        let service = service()
        let plan = try await plan(state("a"), service)
        service.addVersion(projectARN().text, "a", age: .seconds(1000))
        service.state.withLock {
            $0.clockOffset = .seconds(5000)
            $0.createFaults = [.resetBefore]
        }
        let clock = ShiftedWallClock(clock: service.clock, ahead: .seconds(-5000))
        let report = await Applier(
            api: { _ in service },
            run: RunContext(.test(clock: service.clock, wallClock: clock))
        ).apply(plan)
        #expect(kinds(report) == ["a alreadyThere"])
    }

    @Test("The report has the settings that were not compared")
    func lookup() async throws {
        let service = service()
        let plan = try await plan(state("a", "b"), service)
        service.addVersion(projectARN().text, "a") { $0.outputConfig = nil }
        let report = await apply(plan, service)
        #expect(report.items[0].lookup == ApplyReport.Lookup(.takenName, unknown: [.output], usesProjectDatasets: true))
        #expect(report.items[1].lookup == nil)
    }

    @Test(
        "A create that is accepted with the ARN of something else is looked for by name, and not sent again",
        arguments: ["/version/other/1", "/version/a/1x", ""],
        [true, false]
    )
    func answersWithAnotherARN(end: String, isThere: Bool) async throws {
        final class OddAnswers: RekognitionCreatingAPI {
            let service: FakeService
            var clockOffset: Duration? { service.clockOffset }
            let arn: String
            let isThere: Bool
            let creates = Mutex(0)

            init(service: FakeService, arn: String, isThere: Bool) {
                self.service = service
                self.arn = arn
                self.isThere = isThere
            }

            func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
                try await service.describeProjects(request)
            }
            func describeProjectVersions(
                _ request: DescribeProjectVersionsRequest
            ) async throws -> DescribeProjectVersionsResponse { try await service.describeProjectVersions(request) }
            func listTagsForResource(
                _ request: ListTagsForResourceRequest
            ) async throws -> ListTagsForResourceResponse { try await service.listTagsForResource(request) }
            func createProjectVersion(
                _ request: CreateProjectVersionRequest
            ) async throws -> CreateProjectVersionResponse {
                creates.withLock { $0 += 1 }
                if isThere { _ = try await service.createProjectVersion(request) }
                return CreateProjectVersionResponse(projectVersionARN: arn)
            }
        }
        let service = service()
        let stem = projectARN().text.split(separator: "/").dropLast().joined(separator: "/")
        let plan = try await plan(state("a"), service)
        let odd = OddAnswers(service: service, arn: end.isEmpty ? "" : stem + end, isThere: isThere)
        let report = await Applier(
            api: { _ in odd },
            run: RunContext(service.process)
        ).apply(plan)
        #expect(kinds(report) == ["a \(isThere ? "confirmed" : "unresolved")"])
        #expect(odd.creates.withLock { $0 } == 1, "what was accepted is never sent again")
        if isThere { #expect(report.items[0].lookup?.cause == .otherARN(odd.arn)) }
        guard case .unresolved(let reason) = report.items[0].result else { return }
        #expect(reason.contains("`\(odd.arn)`"))
        #expect(service.clock.elapsed >= .seconds(30))
    }
}
