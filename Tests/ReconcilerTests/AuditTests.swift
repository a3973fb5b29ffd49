import AWSRuntime
import ModelVersions
import Planning
import Reconciler
import Rekognition
import Synchronization
import TestSupport
import Testing

/// The calls of the auditor, and its refusals.
@Suite(.timeLimit(.minutes(30)))
struct AuditTests {
    private func run(
        _ service: FakeService,
        _ names: String...,
        room: Int = .max
    ) async throws -> (audit: SimulatedAudit.State, results: [ApplyResult]) {
        service.addProject(projectARN().text)
        let wanted = state([(projectARN(), names.map { desired($0) })])
        let audit = SimulatedAudit(room: room)
        var policy = ApplyPolicy()
        policy.maxTrainings = 100
        let applier = Applier(
            api: { _ in service },
            policy: policy,
            auditor: audit,
            run: RunContext(service.process)
        )
        let report = await applier.apply(try await plan(wanted, service))
        return (audit.record, report.items.map(\.result))
    }

    @Test func eachAttemptIsTold() async throws {
        let service = FakeService()
        service.state.withLock { $0.createFaults = [nil, .resetBefore, .resetAfter, .denied] }
        let (audit, results) = try await run(service, "a", "b", "c")
        #expect(results.map(\.kind) == ["created", "confirmed", "failed"])
        #expect(audit.sent.map { "\($0.name) \($0.number)" } == ["a 1", "b 1", "b 2", "c 1"])
        #expect(audit.answers.map(\.answer.outcome) == [.created, .lost, .lost, .refused])
        #expect(audit.resolutions.map(\.resolution.outcome) == [.absent, .confirmed])
        #expect(audit.answers.last?.answer.code == "AccessDeniedException")
        #expect(audit.sent.allSatisfy { $0.request.versionName == $0.name.text })
    }

    @Test("The numbers of attempts go on over the rounds of waiting for a slot")
    func attemptsOverRounds() async throws {
        let service = FakeService()
        service.state.withLock {
            $0.trainingTime = .seconds(600)
            $0.createFaults = [.throttled, nil]
        }
        service.addProject(projectARN().text)
        let audit = SimulatedAudit()
        var policy = ApplyPolicy()
        policy.waits = true
        let report = await Applier(
            api: { _ in service },
            policy: policy,
            auditor: audit,
            run: RunContext(service.process)
        ).apply(try await plan(state("a"), service))
        #expect(report.items.map(\.result.kind) == ["created"])
        #expect(audit.record.sent.map(\.number) == [1, 2])
    }

    @Test func aTakenNameIsResolved() async throws {
        let service = FakeService()
        service.state.withLock { $0.describeFaults = [] }
        service.addProject(projectARN().text)
        let desired = state("a")
        let plan = try await plan(desired, service)
        service.addVersion(projectARN().text, "a")
        let audit = SimulatedAudit()
        _ = await Applier(api: { _ in service }, auditor: audit, run: RunContext(service.process)).apply(plan)
        #expect(audit.record.answers.map(\.answer.outcome) == [.refused])
        #expect(audit.record.resolutions.map(\.resolution.outcome) == [.alreadyThere])
        #expect(audit.record.resolutions.first?.resolution.arn?.name.text == "a")
    }

    @Test func whatCannotBeRecordedIsNotSent() async throws {
        let service = FakeService()
        let (_, results) = try await run(service, "a", "b", "c", room: 1)
        #expect(results.map(\.kind) == ["created", "failed", "failed"])
        #expect(service.createCalls == 1)
    }

    @Test func aLostCreateStaysOpenWhereTheSecondCannotBeRecorded() async throws {
        let service = FakeService()
        service.state.withLock { $0.createFaults = [.resetBefore] }
        let (_, results) = try await run(service, "a", "b", room: 1)
        #expect(results.map(\.kind) == ["unresolved", "failed"])
        #expect(service.createCalls == 1)
    }

    @Test(arguments: [
        (AWSError.Cause.notConnected("refused"), false, CreateAnswer.Outcome.notSent),
        (.credentials("none"), false, .notSent),
        (.cancelled, true, .lost),
        (.connectionLost("reset"), true, .lost),
        (.timedOut("60 s"), true, .lost),
        (.unreadableResponse("<html>"), true, .lost),
        (.unreadableResponse("<html>"), false, .refused),
        (.service(code: "LimitExceededException", message: "no"), false, .refused),
        (.service(code: "InternalServerError", message: "no"), true, .lost),
    ])
    func outcomeOfAnError(cause: AWSError.Cause, mayHaveTakenEffect: Bool, outcome: CreateAnswer.Outcome) {
        let error = AWSError(
            cause,
            operation: "CreateProjectVersion",
            host: "h",
            mayHaveTakenEffect: mayHaveTakenEffect
        )
        #expect(CreateAnswer(error).outcome == outcome)
        #expect(CreateAnswer(error).message == error.description)
    }
}
