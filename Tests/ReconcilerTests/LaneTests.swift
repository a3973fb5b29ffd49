import DesiredState
import Host
import ModelVersions
import Planning
import Rekognition
import Synchronization
import TestSupport
import Testing

@testable import Reconciler

/// Accounts and regions that wait at the same time: none holds up another.
@Suite(.timeLimit(.minutes(30)))
struct LaneTests {
    private static let regions = (1...6).map { "us-east-\($0)" }
    private static let projects = regions.map { projectARN("signs-of-\($0)", region: $0) }

    private func service() -> FakeService {
        let service = FakeService()
        for project in Self.projects { service.addProject(project.text) }
        return service
    }

    private func wanted(_ names: String...) -> DesiredState {
        state(Self.projects.map { ($0, names.map { desired($0) }) })
    }

    /// The service, whose polls are answered only when something has happened in every region. After some time they
    /// are answered all the same, so that a lane that waits for another one is no endless test.
    private struct Gate: RekognitionCreatingAPI {
        let service: FakeService
        let region: String
        let arrived: Arrivals
        let opensAtCreates: Bool
        var clockOffset: Duration? { service.clockOffset }

        func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
            try await service.describeProjects(request)
        }
        func describeProjectVersions(
            _ request: DescribeProjectVersionsRequest
        ) async throws -> DescribeProjectVersionsResponse {
            if !opensAtCreates { arrived.add(region) }
            await arrived.wait(for: LaneTests.regions.count)
            return try await service.describeProjectVersions(request)
        }
        func listTagsForResource(_ request: ListTagsForResourceRequest) async throws -> ListTagsForResourceResponse {
            try await service.listTagsForResource(request)
        }
        func createProjectVersion(
            _ request: CreateProjectVersionRequest
        ) async throws -> CreateProjectVersionResponse {
            if opensAtCreates { arrived.add(region) }
            return try await service.createProjectVersion(request)
        }
    }

    private final class Arrivals: Sendable {
        private let regions = Mutex<Set<String>>([])
        private let missing = Mutex(false)

        /// Whether a wait has ended without all.
        var wasIncomplete: Bool { missing.withLock { $0 } }

        func add(_ region: String) { _ = regions.withLock { $0.insert(region) } }

        func wait(for count: Int) async {
            for _ in 0..<2000 {
                if regions.withLock({ $0.count }) >= count { return }
                try? await Task.sleep(for: .milliseconds(5))
            }
            missing.withLock { $0 = true }
        }
    }

    @Test("With --wait, the creates of six regions start although the trainings of none has ended")
    func apply() async throws {
        let service = service()
        service.state.withLock { $0.trainingTime = .seconds(60) }
        let live = try await LiveStateReader(api: { _ in service }).read(wanted("a").projects)
        var policy = ApplyPolicy()
        policy.waits = true
        #expect(policy.regionsAtATime < Self.regions.count)
        let arrived = Arrivals()
        let report = await Applier(
            api: { Gate(service: service, region: $0.region, arrived: arrived, opensAtCreates: true) },
            policy: policy,
            run: RunContext(service.process)
        ).apply(Planner.plan(wanted("a"), against: live), live: live)
        #expect(!arrived.wasIncomplete)
        #expect(report.items.map(\.result.kind) == Self.regions.map { _ in "created" })
        #expect(report.trainings?.count { $0.isCompleted } == Self.regions.count)
    }

    @Test("The trainings of six regions are followed at the same time")
    func wait() async throws {
        let service = service()
        service.state.withLock { $0.trainingTime = .seconds(60) }
        for project in Self.projects {
            _ = try await service.createProjectVersion(
                CreateProjectVersionRequest(
                    projectARN: project.text,
                    versionName: "a",
                    outputConfig: OutputConfig(s3Bucket: "bucket", s3KeyPrefix: "out/")
                )
            )
        }
        let live = try await LiveStateReader(api: { _ in service }).read(wanted("a").projects)
        let arrived = Arrivals()
        let report = await Waiter(
            api: { Gate(service: service, region: $0.region, arrived: arrived, opensAtCreates: false) },
            run: RunContext(service.process)
        ).wait(for: Planner.plan(wanted("a"), against: live), live: live)
        #expect(!arrived.wasIncomplete)
        #expect(report.count { $0.isCompleted } == Self.regions.count)
    }

    @Test("The trainings of another account take no slot")
    func otherAccounts() async throws {
        let service = FakeService()
        let mine = projectARN()
        let others = try ProjectARN(projectARN("lights").text.replacing("111122223333", with: "444455556666"))
        for project in [mine, others] { service.addProject(project.text) }
        for (project, name) in [(mine, "x"), (others, "y")] {
            service.addVersion(project.text, name) { $0.status = "TRAINING_IN_PROGRESS" }
        }
        let wanted = state([(mine, [desired("a")]), (others, [desired("b")])])
        let live = try await LiveStateReader(api: { _ in service }).read(wanted.projects)
        var policy = ApplyPolicy()
        policy.maxTrainings = 2
        let report = await Applier(api: { _ in service }, policy: policy, run: RunContext(service.process)).apply(
            Planner.plan(wanted, against: live),
            live: live
        )
        #expect(report.items.map(\.result.kind) == ["created", "created"], "each account has one in progress, of two")
    }
}
