import DesiredState
import Host
import ModelVersions
import Planning
import Rekognition
import Synchronization
import TestSupport
import Testing

@testable import Reconciler

/// Applies that keep within the training slots, and that wait for them.
@Suite(.timeLimit(.minutes(30)))
final class SlotTests: Sendable {
    private let service = FakeService()
    private let most = Mutex(0)

    init() { service.addProject(projectARN().text) }

    private func apply(
        _ desired: DesiredState,
        maxTrainings: Int = 2,
        waits: Bool = true,
        timeout: Duration? = nil,
        stop: StopSignal = StopSignal(),
        observe: @escaping @Sendable (ApplyEvent) -> Void = { _ in },
        reviewsFirstCreates: Bool = false,
        review: DataReview? = nil
    ) async throws -> ApplyReport {
        let service = service
        let live = try await LiveStateReader(api: { _ in service }).read(desired.projects)
        var policy = ApplyPolicy()
        policy.maxTrainings = maxTrainings
        policy.waits = waits
        policy.reviewsFirstCreates = reviewsFirstCreates
        policy.waiting.timeout = timeout
        service.state.withLock { state in
            state.afterCreateCall = {
                let now = service.clock.elapsed
                let running = service.state.withLock { state in
                    state.versions.values.joined().count { stored in
                        guard let started = stored.started, let time = state.trainingTime else { return true }
                        return now < started + time
                    }
                }
                self.most.withLock { $0 = max($0, running) }
            }
        }
        return await Applier(
            api: { _ in service },
            policy: policy,
            review: review,
            run: RunContext(service.process, stop: stop, observe: observe)
        ).apply(Planner.plan(desired, against: live), live: live)
    }

    private func kinds(_ report: ApplyReport) -> [String] { report.items.map { "\($0.name) \($0.result.kind)" } }

    private var created: [String] { service.calls.filter { $0.hasPrefix("Create") }.map { String($0.suffix(1)) } }

    @Test("Trainings of others in the account and region count, wanted or not")
    func othersCount() async throws {
        service.addVersion(projectARN().text, "x") { $0.status = "TRAINING_IN_PROGRESS" }
        service.addProject(projectARN("lights").text)
        let wanted = state([(projectARN(), [desired("a"), desired("b")]), (projectARN("lights"), [desired("c")])])
        let report = try await apply(wanted, waits: false)
        #expect(kinds(report) == ["a created", "b deferred", "c deferred"])
        guard case .deferred(let reason) = report.items[1].result else { return }
        #expect(reason.hasPrefix("2 trainings are in progress"))
        #expect(report.trainings == nil)
    }

    @Test("With waiting the next starts as a slot frees: all are trained, in order, and never more than allowed")
    func queued() async throws {
        service.state.withLock {
            $0.trainingTime = .seconds(3600)
            $0.failing = ["b"]
        }
        let report = try await apply(state("a", "b", "c", "d", "e"))
        #expect(kinds(report) == ["a created", "b created", "c created", "d created", "e created"])
        #expect(created == ["a", "b", "c", "d", "e"])
        #expect(most.withLock { $0 } == 2)
        let trainings = try #require(report.trainings)
        #expect(trainings.items.map(\.name.text) == ["a", "b", "c", "d", "e"])
        #expect(trainings.count { $0.isCompleted } == 4 && trainings.items[1].result == .failed)
        // Three rounds of an hour, and the time until an end is seen.
        #expect(service.clock.elapsed < .seconds(3 * 3600 + 400))
    }

    @Test("A service with fewer slots gets the create again, and no later version overtakes")
    func refusedByTheService() async throws {
        service.state.withLock {
            $0.trainingTime = .seconds(1800)
            $0.concurrency = 1
        }
        let queued = Mutex<[String]>([])
        let report = try await apply(state("a", "b", "c"), maxTrainings: 3) { event in
            if case .queued(_, let name, _) = event { queued.withLock { $0.append(name.text) } }
        }
        #expect(kinds(report) == ["a created", "b created", "c created"])
        #expect(report.trainings?.count { $0.isCompleted } == 3)
        #expect(most.withLock { $0 } == 1)
        #expect(created.filter { $0 == "c" }.count < 40, "asked at the poll interval, not in a loop")
        #expect(created.first == "a" && created.last == "c")
        #expect(Set(queued.withLock { $0 }) == ["b", "c"])
    }

    @Test("A create that waited is compared with the review first: a refused project gets no more, and others go on")
    func reviewed() async throws {
        let lights = projectARN("lights")
        service.addProject(lights.text)
        service.state.withLock { $0.trainingTime = .seconds(900) }
        let asked = Mutex<[String]>([])
        let wanted = state([(projectARN(), ["a", "b", "c", "d"].map { desired($0) }), (lights, [desired("e")])])
        let causes = [RefusedProject.Cause(nil, "has another training dataset")]
        let report = try await apply(
            wanted,
            review: { project, name in
                asked.withLock { $0.append(name.text) }
                return project == lights ? nil : RefusedProject(project, .stale, causes, heldCount: 1)
            }
        )
        #expect(kinds(report) == ["a created", "b created", "c refused", "d refused", "e created"])
        #expect(report.items[3].result == .refused(.stale, causes))
        #expect(created == ["a", "b", "e"])
        #expect(asked.withLock { $0 } == ["c", "e"], "the first creates were compared before, and signs once")
        #expect(report.trainings?.items.map(\.name.text) == ["a", "b", "e"])
    }

    @Test("A create that the service refused at first is compared before it is sent again; a signal asks no more")
    func reviewedAgain() async throws {
        service.state.withLock {
            $0.trainingTime = .seconds(1800)
            $0.concurrency = 1
        }
        let asked = Mutex<[String]>([])
        let stop = StopSignal()
        let report = try await apply(
            state("a", "b", "c"),
            maxTrainings: 3,
            stop: stop,
            review: { _, name in
                asked.withLock { $0.append(name.text) }
                if name.text == "c" { stop.raise() }
                return nil
            }
        )
        #expect(kinds(report) == ["a created", "b created", "c notStarted"])
        #expect(Set(asked.withLock { $0 }) == ["b", "c"])
        #expect(created.filter { $0 == "c" }.isEmpty)
    }

    @Test("After checks that took their time, the first creates are compared too", arguments: [false, true])
    func reviewedFromTheStart(waits: Bool) async throws {
        let lights = projectARN("lights")
        service.addProject(lights.text)
        service.state.withLock { $0.trainingTime = .seconds(900) }
        let causes = [RefusedProject.Cause(nil, "has another training dataset")]
        let report = try await apply(
            state([(projectARN(), [desired("a")]), (lights, [desired("b")])]),
            waits: waits,
            reviewsFirstCreates: true,
            review: { project, _ in project == lights ? nil : RefusedProject(project, .stale, causes, heldCount: 1) }
        )
        #expect(kinds(report) == ["a refused", "b created"])
        #expect(created == ["b"])
    }

    @Test("A slot that an unwanted training takes is waited for")
    func unwantedTraining() async throws {
        service.state.withLock { $0.trainingTime = .seconds(900) }
        _ = try await service.createProjectVersion(
            CreateProjectVersionRequest(
                projectARN: projectARN().text,
                versionName: "x",
                outputConfig: OutputConfig(s3Bucket: "x", s3KeyPrefix: nil)
            )
        )
        let report = try await apply(state("a"), maxTrainings: 1)
        #expect(kinds(report) == ["a created"])
        #expect(most.withLock { $0 } == 1)
        #expect(report.trainings?.items.map(\.name.text) == ["a"], "unwanted versions are not reported")
    }

    @Test("Copies in progress take no slot, described or not, when they start early or late")
    func copies() async throws {
        let service = service
        func addCopy(_ name: String) {
            service.addVersion(projectARN().text, name) {
                $0.status = "COPYING_IN_PROGRESS"
                $0.sourceProjectVersionARN = "\(projectARN("dev").text)/version/v1/1"
            }
        }
        service.state.withLock { $0.trainingTime = .seconds(900) }
        for name in ["x", "y", "z"] { addCopy(name) }
        let now = try await apply(state("a", "x"), maxTrainings: 1, waits: false)
        #expect(kinds(now) == ["a created"])
        let late = Mutex(["l", "m"])
        let later = try await apply(state("a", "b", "c"), maxTrainings: 1) { event in
            guard case .queued = event, let name = late.withLock({ $0.popLast() }) else { return }
            service.addVersion(projectARN().text, name) { $0.status = "COPYING_IN_PROGRESS" }
        }
        #expect(kinds(later) == ["b created", "c created"])
        #expect(service.clock.elapsed < .seconds(4 * 900))
    }

    @Test("Trainings that others start while a slot is waited for count too, in any project that was read")
    func othersStartLater() async throws {
        service.addProject(projectARN("lights").text)
        service.state.withLock { $0.trainingTime = .seconds(3600) }
        let intrusions = Mutex([projectARN(), projectARN("lights")])
        let service = service
        let wanted = state([(projectARN(), [desired("a"), desired("b")]), (projectARN("lights"), [])])
        let report = try await apply(wanted, maxTrainings: 1) { event in
            // Each time a version waits, another user starts a training.
            guard case .queued = event, let project = intrusions.withLock({ $0.popLast() }) else { return }
            service.state.withLock { state in
                let stem = project.text.split(separator: "/").dropLast().joined(separator: "/")
                var description = ProjectVersionDescription(
                    projectVersionARN: "\(stem)/version/x/\(VirtualWallClock.start.milliseconds)",
                    status: "TRAINING_IN_PROGRESS"
                )
                description.outputConfig = OutputConfig(s3Bucket: "x", s3KeyPrefix: nil)
                state.versions[project.text, default: []].insert(
                    .init(description: description, visibleFrom: .zero, started: service.clock.elapsed + .seconds(600)),
                    at: 0
                )
            }
        }
        #expect(kinds(report) == ["a created", "b created"])
        let last = service.state.withLock { $0.versions[projectARN().text]?.first?.started }
        #expect(last! >= .seconds(4200), "b waits for the end of the training that another user started after a")
        #expect(report.trainings?.items.map(\.name.text) == ["a", "b"])
    }

    @Test("A create that is refused because of too many calls is tried again")
    func throttled() async throws {
        service.state.withLock {
            $0.trainingTime = .seconds(600)
            $0.createFaults = [.throttled, .throttled]
        }
        let report = try await apply(state("a", "b"))
        #expect(kinds(report) == ["a created", "b created"])
        #expect(created == ["a", "a", "a", "b"])
    }

    @Test(
        "An unresolved create is not held to be any version of its name that appears",
        arguments: [
            (false, Duration.zero, "completed"), (true, .zero, "conflict"), (false, .seconds(2000), "conflict"),
        ]
    )
    func adoption(isOther: Bool, age: Duration, result: String) async throws {
        let service = service
        service.state.withLock { state in
            state.createFaults = [.resetBefore, .denied]
            state.afterCreateCall = {}
        }
        let isAdded = Mutex(false)
        var policy = ApplyPolicy()
        policy.waits = true
        let desired = state("a")
        let live = try await LiveStateReader(api: { _ in service }).read(desired.projects)
        let report = await Applier(
            api: { _ in service },
            policy: policy,
            run: RunContext(
                service.process,
                observe: { event in
                    guard case .finished = event, !isAdded.withLock({ $0 }) else { return }
                    isAdded.withLock { $0 = true }
                    service.addVersion(projectARN().text, "a", age: age) {
                        if isOther { $0.outputConfig?.s3KeyPrefix = "elsewhere/" }
                    }
                }
            )
        ).apply(Planner.plan(desired, against: live), live: live)
        #expect(kinds(report) == ["a unresolved"])
        #expect(report.trainings?.items.count == 1)
        switch report.trainings?.items.first?.result {
        case .completed: #expect(result == "completed")
        case .conflict(let differences): #expect(result == "conflict" && differences.isEmpty != isOther)
        case let other: #expect(Bool(false), "\(String(describing: other))")
        }
    }

    @Test("A training that was started before is followed too, with nothing to create")
    func existing() async throws {
        service.state.withLock { $0.trainingTime = .seconds(900) }
        _ = try await apply(state("a"), waits: false)
        let report = try await apply(state("a"))
        #expect(report.items.isEmpty)
        #expect(report.trainings?.items.map(\.result) == [.completed(.none)])
    }

    @Test("A stop while queued: nothing more is started, and the report says what goes on")
    func stopped() async throws {
        let stop = StopSignal()
        let service = service
        service.state.withLock { state in
            state.describeRefusal = { now in
                if now > .seconds(100) { stop.raise() }
                return nil
            }
        }
        let report = try await apply(state("a", "b", "c"), maxTrainings: 1, stop: stop)
        #expect(kinds(report) == ["a created", "b notStarted", "c notStarted"])
        #expect(report.trainings?.items.map(\.result) == [.inProgress])
        #expect(report.trainings?.cut == .stopped)
    }

    @Test("The time is up while queued: deferred")
    func timedOut() async throws {
        let report = try await apply(state("a", "b"), maxTrainings: 1, timeout: .seconds(600))
        #expect(kinds(report) == ["a created", "b deferred"])
        #expect(report.trainings?.items.map(\.result) == [.inProgress])
        #expect(service.clock.elapsed == .seconds(600))
    }

    @Test("A create whose answer was lost, and that appears late, is followed all the same")
    func lateAppearance() async throws {
        let service = FakeService(appearsAfter: .seconds(100))
        service.addProject(projectARN().text)
        service.state.withLock {
            $0.trainingTime = .seconds(900)
            $0.createFaults = [.resetAfter, .denied]
        }
        let desired = state("a")
        let live = try await LiveStateReader(api: { _ in service }).read(desired.projects)
        var policy = ApplyPolicy()
        policy.waits = true
        policy.waiting.grace = .seconds(60)
        let report = await Applier(
            api: { _ in service },
            policy: policy,
            run: RunContext(service.process)
        ).apply(Planner.plan(desired, against: live), live: live)
        #expect(kinds(report) == ["a unresolved"])
        #expect(report.trainings?.items.map(\.result) == [.completed(.none)])
    }
}
