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
final class WaiterTests: Sendable {
    private let service = FakeService()
    private let events = Mutex<[TrainingEvent]>([])

    init() { service.addProject(projectARN().text) }

    private func create(_ names: [String]) async throws {
        for name in names {
            _ = try await service.createProjectVersion(
                CreateProjectVersionRequest(
                    projectARN: projectARN().text,
                    versionName: name,
                    outputConfig: OutputConfig(s3Bucket: "bucket", s3KeyPrefix: "out/")
                )
            )
        }
    }

    private func wait(
        _ names: [String],
        expecting minimum: Double? = nil,
        timeout: Duration? = nil,
        required: Double? = nil,
        earlier: WaitPolicy.Earlier = .all,
        stop: StopSignal = StopSignal(),
        before: () -> Void = {}
    ) async throws -> TrainingReport {
        let wanted = state([
            (
                projectARN(),
                names.map { name in
                    var version = desired(name)
                    version.expectation.minimumF1Score = minimum
                    return version
                }
            )
        ])
        let live = try await LiveStateReader(api: { _ in self.service }).read(wanted.projects)
        let plan = Planner.plan(wanted, against: live)
        service.state.withLock { $0.calls = [] }
        before()
        var policy = WaitPolicy()
        policy.timeout = timeout
        policy.requiredF1Score = required
        policy.earlier = earlier
        return await Waiter(
            api: { _ in self.service },
            policy: policy,
            run: RunContext(
                service.process,
                stop: stop,
                observe: { event in if case .training(let event) = event { self.events.withLock { $0.append(event) } } }
            )
        ).wait(for: plan, live: live)
    }

    private func results(_ report: TrainingReport) -> [TrainingResult] { report.items.map(\.result) }

    @Test("Thirty hours with one-hour credentials: the wait outlives every token")
    func thirtyHours() async throws {
        try await create(["a", "b"])
        let refused = Mutex(0)
        service.state.withLock { state in
            state.trainingTime = .seconds(30 * 3600)
            state.failing = ["b"]
        }
        let report = try await wait(["a", "b"]) {
            let start = service.clock.elapsed
            let last = Mutex(0)
            let service = service
            service.state.withLock { state in
                state.describeRefusal = { now in
                    // The first call of each hour finds the token expired.
                    let hour = Int((now - start).components.seconds / 3600)
                    guard
                        last.withLock({ last in
                            defer { last = hour }
                            return hour > last
                        })
                    else { return nil }
                    refused.withLock { $0 += 1 }
                    return service.refusal("ExpiredTokenException", "DescribeProjectVersions")
                }
            }
        }
        #expect(results(report) == [.completed(.none), .failed])
        #expect(refused.withLock { $0 } >= 29)
        // The token has just expired when the training ends: the next poll but one sees it.
        #expect(service.clock.elapsed >= .seconds(30 * 3600) && service.clock.elapsed <= .seconds(30 * 3600 + 240))
        let calls = service.calls
        #expect(calls.allSatisfy { $0 == "DescribeProjectVersions a,b " }, "one call for a poll, by name")
        // Every two minutes, and a few more at the start.
        #expect(calls.count > 900 && calls.count < 1000)
        let troubles = events.withLock { $0 }.filter { if case .pollFailed = $0 { true } else { false } }
        let recoveries = events.withLock { $0 }.filter { if case .pollRecovered = $0 { true } else { false } }
        #expect(troubles.count == refused.withLock { $0 } && recoveries.count == troubles.count)
    }

    @Test("A training that ended before the run does not count, unless it is the plan's own; one that ends in it does")
    func endedBefore() async throws {
        let names = ["failed", "mine", "low"]
        try await create(names)
        service.state.withLock { state in
            state.trainingTime = .seconds(60)
            state.failing = ["failed", "mine"]
        }
        try await service.clock.sleep(for: .seconds(120))
        let mine: WaitPolicy.Earlier = .created([projectARN(): [try VersionName("mine")]])
        let report = try await wait(names, required: 1, earlier: mine)
        #expect(results(report).map(\.missesGate) == [true, true, true])
        #expect(report.items.map(\.isCounted) == [false, true, false])
        #expect(try await wait(names, required: 1).items.allSatisfy(\.isCounted), "all")
        try await create(["later"])
        service.state.withLock { $0.failing = ["later"] }
        let later = try await wait(["later"], earlier: .created([:]))
        #expect(results(later) == [.failed] && later.items[0].isCounted, "it ended in the run")
        #expect(report.items.map(\.isEarlier) == [true, false, true], "the plan's own is no earlier one")
        #expect(try await wait(names).items.allSatisfy(\.isEarlier), "also where all count")
        #expect(!later.items[0].isEarlier)
    }

    @Test("A trained version is compared with the one before it, which may have ended in the same run, or be unmanaged")
    func comparedVersions() async throws {
        try await create(["unmanaged"])
        service.state.withLock { $0.trainingTime = .seconds(60) }
        try await service.clock.sleep(for: .seconds(120))
        try await create(["a"])
        try await service.clock.sleep(for: .seconds(1))
        try await create(["b"])
        let report = try await wait(["a", "b"])
        #expect(report.items.map { $0.before?.arn.name.text } == ["unmanaged", "a"])
        #expect(report.items.allSatisfy { $0.before?.training.f1Score != nil })
    }

    @Test("A failed version without a known end counts")
    func unknownEnd() async throws {
        try await create(["a"])
        service.addVersion(projectARN().text, "b") { $0.status = "TRAINING_FAILED" }
        let report = try await wait(["b"], earlier: .created([:]))
        #expect(results(report) == [.failed] && report.items[0].isCounted)
    }

    @Test("More than ten names are looked for in the list, from the newest on, and no further than needed")
    func manyNames() async throws {
        for index in 0..<250 { service.addVersion(projectARN().text, "old\(index)") }
        let names = (0..<11).map { "v\($0)" }
        try await create(names)
        service.state.withLock { $0.trainingTime = .seconds(60) }
        let report = try await wait(names)
        #expect(report.count { $0.isCompleted } == 11)
        #expect(Set(service.calls) == ["DescribeProjectVersions * "], "the first page of three has them all")
    }

    @Test(
        "Trouble that passes does not end a wait",
        arguments: ["ThrottlingException", "InternalServerError", "ExpiredToken", "LimitExceededException"]
    )
    func passingTrouble(code: String) async throws {
        try await create(["a"])
        service.state.withLock { $0.trainingTime = .seconds(3600) }
        let service = service
        let report = try await wait(["a"]) {
            service.state.withLock { state in
                state.describeRefusal = { now in
                    now < .seconds(5000) ? service.refusal(code, "DescribeProjectVersions") : nil
                }
            }
        }
        #expect(results(report) == [.completed(.none)])
        #expect(events.withLock { $0 }.count { if case .pollFailed = $0 { true } else { false } } == 1)
    }

    @Test(
        "A refusal that stays ends the wait after some tries",
        arguments: ["AccessDeniedException", "ResourceNotFoundException"]
    )
    func lastingTrouble(code: String) async throws {
        try await create(["a"])
        let service = service
        let report = try await wait(["a"]) {
            service.state.withLock { $0.describeRefusal = { _ in service.refusal(code, "DescribeProjectVersions") } }
        }
        guard case .unreadable(let reason) = results(report)[0] else { return #expect(Bool(false)) }
        #expect(reason.contains(code))
        #expect(service.calls.count == 5)
    }

    @Test("An account that cannot be entered any more ends the wait after some tries")
    func lostAccount() async throws {
        try await create(["a"])
        let service = service
        let report = try await wait(["a"]) {
            service.state.withLock {
                $0.describeRefusal = { _ in
                    var refusal = service.refusal("AccessDenied", "DescribeProjectVersions")
                    refusal.cause = .account("account 111122223333: the role was refused")
                    return refusal
                }
            }
        }
        guard case .unreadable(let reason) = results(report)[0] else { return #expect(Bool(false)) }
        #expect(reason.contains("the role was refused"))
    }

    @Test("Trouble in the network does not count as a refusal")
    func network() async throws {
        try await create(["a"])
        service.state.withLock { $0.trainingTime = .seconds(600) }
        let report = try await wait(["a"]) {
            service.state.withLock { $0.describeFaults = Array(repeating: .notConnected, count: 20) }
        }
        #expect(results(report) == [.completed(.none)])
    }

    @Test("The time is up: what is still training is said")
    func timeout() async throws {
        try await create(["a"])
        let start = service.clock.elapsed
        let report = try await wait(["a", "b"], timeout: .seconds(5400))
        #expect(results(report) == [.inProgress, .notStarted])
        #expect(report.cut == .timedOut)
        #expect(service.clock.elapsed - start == .seconds(5400))
        #expect(report.items[0].live?.training.created != nil)
    }

    @Test("A poll in flight does not outlast the time")
    func timeoutDuringPoll() async throws {
        struct Hanging: RekognitionAPI {
            let clock: VirtualClock

            func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
                throw CancellationError()
            }
            func describeProjectVersions(
                _ request: DescribeProjectVersionsRequest
            ) async throws -> DescribeProjectVersionsResponse {
                while true {
                    try await clock.sleep(for: .seconds(1))
                    await Task.yield()
                }
            }
            func listTagsForResource(
                _ request: ListTagsForResourceRequest
            ) async throws -> ListTagsForResourceResponse { throw CancellationError() }
        }
        try await create(["a"])
        let desired = state("a")
        let live = try await LiveStateReader(api: { _ in self.service }).read(desired.projects)
        var policy = WaitPolicy()
        policy.timeout = .seconds(600)
        let report = await Waiter(
            api: { _ in Hanging(clock: self.service.clock) },
            policy: policy,
            run: RunContext(service.process)
        ).wait(for: Planner.plan(desired, against: live), live: live)
        #expect(results(report) == [.inProgress])
        #expect(report.cut == .timedOut)
    }

    @Test("Numbers that cannot be are not said", arguments: [-1, 2_000_000_000, Int64.max])
    func implausible(seconds: Int64) throws {
        var description = ProjectVersionDescription(
            projectVersionARN: projectARN().text.split(separator: "/").dropLast().joined(separator: "/")
                + "/version/a/1700000000000",
            status: "TRAINING_COMPLETED"
        )
        description.billableTrainingTimeInSeconds = seconds
        for score in [Double.nan, .infinity, -0.1, 1.1] {
            description.evaluationResult = EvaluationResult(f1Score: score)
            #expect(try LiveVersion(description, of: projectARN()).training == LiveTraining())
        }
        description.billableTrainingTimeInSeconds = 1_000_000_000
        description.evaluationResult = EvaluationResult(f1Score: 1)
        #expect(
            try LiveVersion(description, of: projectARN()).training
                == LiveTraining(billableSeconds: 1_000_000_000, f1Score: 1)
        )
    }

    @Test("A version that is deleted while it is waited for")
    func disappears() async throws {
        try await create(["a", "b"])
        service.state.withLock { $0.trainingTime = .seconds(600) }
        let service = service
        let report = try await wait(["a", "b"]) {
            service.state.withLock { state in
                state.describeRefusal = { _ in nil }
                state.versions[projectARN().text]?.removeAll {
                    $0.description.projectVersionARN!.contains("/version/a/")
                }
            }
        }
        #expect(results(report) == [.disappeared, .completed(.none)])
    }

    @Test("A stop ends the wait at once, also in the middle of a call")
    func stopped() async throws {
        try await create(["a"])
        let stop = StopSignal()
        let service = service
        let report = try await wait(["a"], stop: stop) {
            service.state.withLock { state in
                state.describeRefusal = { now in
                    if now > .seconds(300) { stop.raise() }
                    return nil
                }
            }
        }
        #expect(results(report) == [.inProgress])
        #expect(report.cut == .stopped)
    }

    @Test("A version that is already trained is compared with its gate at once, without a call")
    func alreadyTrained() async throws {
        for (name, score) in [("good", 0.9), ("bad", 0.7)] {
            service.addVersion(projectARN().text, name) { $0.evaluationResult = EvaluationResult(f1Score: score) }
        }
        service.addVersion(projectARN().text, "unmeasured")
        service.addVersion(projectARN().text, "broken") { $0.status = "TRAINING_FAILED" }
        service.addVersion(projectARN().text, "going") { $0.status = "DELETING" }
        service.addVersion(projectARN().text, "old") {
            $0.status = "EXPIRED"
            $0.evaluationResult = EvaluationResult(f1Score: 0.8)
        }
        service.addVersion(projectARN().text, "older") { $0.status = "EXPIRED" }
        service.addVersion(projectARN().text, "oldest") {
            $0.status = "EXPIRED"
            $0.evaluationResult = EvaluationResult(f1Score: 0.5)
        }
        let names = ["good", "bad", "unmeasured", "broken", "going", "old", "older", "oldest", "new"]
        let report = try await wait(names, expecting: 0.75)
        #expect(report.items.map(\.name.text) == names)
        guard case .completed(.missed(let distance)) = results(report)[1] else { return #expect(Bool(false)) }
        #expect(abs(distance - 0.05) < 1e-9)
        #expect(results(report)[0] == .completed(.passed))
        #expect(
            results(report)[2...] == [
                .completed(.unknown), .failed, .deleting, .completed(.passed), .completed(.none),
                .completed(.missed(by: 0.25)), .notStarted,
            ]
        )
        #expect(service.calls.isEmpty)
        #expect(events.withLock { $0.isEmpty })
        let strict = try await wait(["good"], expecting: 0.75, required: 0.95)
        #expect(strict.items[0].minimumF1Score == 0.95 && strict.items[0].result.missesGate)
    }

    @Test("The report distinguishes a version that was probably deleted from one that was never started")
    func recreation() async throws {
        service.addVersion(projectARN().text, "b")
        let desired = state("a", "b", "c")
        let live = try await LiveStateReader(api: { _ in self.service }).read(desired.projects)
        var plan = Planner.plan(desired, against: live)
        plan.projects[0].entries[0].outcome = .recreate
        let report = await Waiter(api: { _ in self.service }, run: RunContext(service.process)).wait(
            for: plan,
            live: live
        )
        #expect(report.items.map(\.name.text) == ["a", "b", "c"])
        #expect(report.items.map(\.isRecreation) == [true, false, false])
    }

    @Test("A version with other settings is not a training of this desired state")
    func conflict() async throws {
        service.addVersion(projectARN().text, "a") { $0.outputConfig?.s3KeyPrefix = "elsewhere/" }
        guard case .conflict = results(try await wait(["a"]))[0] else { return #expect(Bool(false)) }
    }

    @Test("A copy is followed as a copy")
    func copy() async throws {
        service.addVersion(projectARN().text, "a") { $0.status = "COPYING_IN_PROGRESS" }
        #expect(results(try await wait(["a"], timeout: .seconds(60))) == [.inProgress])
        guard case .following(_, _, _, nil, true)? = events.withLock({ $0.first }) else {
            return #expect(Bool(false))
        }
    }

    @Test("The estimate comes from the project's past")
    func estimate() async throws {
        service.state.withLock { $0.trainingTime = .seconds(600) }
        try await create(["past"])
        try await service.clock.sleep(for: .seconds(700))
        try await create(["a"])
        _ = try await wait(["a"])
        guard case .following(_, _, _, let expected, false)? = events.withLock({ $0.first }) else {
            return #expect(Bool(false))
        }
        #expect(expected == .seconds(600))
    }
}
