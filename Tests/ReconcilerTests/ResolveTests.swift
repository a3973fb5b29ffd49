import AWSRuntime
import DesiredState
import ModelVersions
import Planning
import Rekognition
import Synchronization
import TestSupport
import Testing

@testable import Reconciler

/// Projects by name.
@Suite(.timeLimit(.minutes(30)))
struct ResolveTests {
    private func named(_ name: String, region: String = "us-east-1", account: String = "111122223333") throws
        -> ProjectARN
    {
        try ProjectARN(named: name, region: region, account: account, partition: "aws")
    }

    private func service(_ projects: ProjectARN...) -> FakeService {
        let service = FakeService()
        for project in projects { service.addProject(project.text) }
        return service
    }

    private func describeCalls(_ service: FakeService) -> Int {
        service.calls.count { $0.hasPrefix("DescribeProjects ") }
    }

    @Test("Nothing is asked where every project has its ARN")
    func nothingToResolve() async throws {
        let service = service(projectARN())
        let known = try await LiveStateReader(api: { _ in service }).resolve([projectARN()])
        #expect(known.arns.isEmpty && known.absent.isEmpty && known.problems.isEmpty)
        #expect(service.calls.isEmpty)
    }

    @Test(
        "One DescribeProjects for ten names, named or by ARN, and none again in the reading",
        arguments: [1, 9, 10, 11, 25]
    )
    func fewestCalls(count: Int) async throws {
        let service = FakeService()
        let projects = (0..<count).map { projectARN("p\($0)") }
        for project in projects {
            service.addProject(project.text)
            service.addVersion(project.text, "v1")
        }
        // In another region everything has its ARN: there is nothing to ask before the reading.
        let elsewhere = projectARN("x", region: "eu-west-1")
        service.addProject(elsewhere.text)
        let written = try projects.enumerated().map { try $0.offset % 2 == 0 ? named($0.element.name) : $0.element }
        let reader = LiveStateReader(api: { _ in service })
        let known = try await reader.resolve(written + [elsewhere])
        #expect(describeCalls(service) == (count + 9) / 10)
        #expect(written.map { known.arns[$0] ?? $0 } == projects)
        #expect(known.arns.count == (count + 1) / 2)
        let second = LiveStateReader(api: { _ in service }, known: known)
        let live = try await second.read(state((projects + [elsewhere]).map { ($0, []) }).projects)
        #expect(live.present.count == count + 1)
        #expect(describeCalls(service) == (count + 9) / 10 + 1)
        #expect(service.calls.count { $0.hasPrefix("DescribeProjectVersions ") } == count + 1)
    }

    @Test("A project that is named and written as an ARN is one name")
    func oneName() async throws {
        let service = service(projectARN())
        let known = try await LiveStateReader(api: { _ in service }).resolve([projectARN(), try named("signs")])
        #expect(known.arns == [try named("signs"): projectARN()])
        #expect(service.calls == ["DescribeProjects signs"])
    }

    @Test("A name without a project is absent; its versions are not asked for")
    func absent() async throws {
        let service = service(projectARN("other"))
        let missing = try named("signs")
        let known = try await LiveStateReader(api: { _ in service }).resolve([missing])
        #expect(known.absent == [missing] && known.arns.isEmpty && known.problems.isEmpty)
        let live = try await LiveStateReader(api: { _ in service }, known: known).read(state([(missing, [])]).projects)
        guard case .absent = live[missing] else {
            Issue.record("\(live[missing])")
            return
        }
        #expect(service.calls == ["DescribeProjects signs"])
    }

    @Test("Two projects of one name are a problem that lists both, also while one is being deleted")
    func twoOfOneName() async throws {
        let older = try ProjectARN(projectARN().text.replacing("1690556789012", with: "1590556789012"))
        let service = service(projectARN())
        service.addProject(older.text, status: "DELETING")
        let name = try named("signs")
        let known = try await LiveStateReader(api: { _ in service }).resolve([name])
        let reason = """
            2 projects are named `signs`: \(older) (DELETING), \(projectARN()) (CREATED). Write the ARN of one of them
            """
        #expect(known.problems == [name: reason])
        #expect(known.arns.isEmpty && known.absent.isEmpty)
        let live = try await LiveStateReader(api: { _ in service }, known: known).read(state([(name, [])]).projects)
        guard case .unreadable(reason: reason) = live[name] else {
            Issue.record("\(live[name])")
            return
        }
        #expect(service.calls == ["DescribeProjects signs"])
    }

    @Test("A refusal is a problem of the names of its call; the reading asks nothing again")
    func refused() async throws {
        let service = service(projectARN())
        service.state.withLock { _ = $0.denied.insert("signs") }
        let name = try named("signs")
        let other = try named("signs", account: "444455556666")
        let theirs = self.service(projectARN(account: "444455556666"))
        let api: @Sendable (ProjectARN) -> FakeService = { $0.account == "444455556666" ? theirs : service }
        let known = try await LiveStateReader(api: api).resolve([name, other])
        #expect(known.problems[name]?.contains("AccessDeniedException") == true)
        #expect(known.arns == [other: projectARN(account: "444455556666")])
        let live = try await LiveStateReader(api: api, known: known).read(state([(name, [])]).projects)
        guard case .unreadable(let reason) = live[name] else {
            Issue.record("\(live[name])")
            return
        }
        #expect(reason == known.problems[name] && service.calls == ["DescribeProjects signs"])
    }

    @Test("A named project that was not looked up is unreadable, never absent")
    func notLookedUp() async throws {
        let service = service(projectARN())
        let name = try named("signs")
        let live = try await LiveStateReader(api: { _ in service }).read(state([(name, [])]).projects)
        guard case .unreadable(let reason) = live[name] else {
            Issue.record("\(live[name])")
            return
        }
        #expect(reason.contains("was not looked up") && service.calls.isEmpty)
    }

    @Test("An answer about another name settles nothing")
    func foreignAnswer() async throws {
        let service = service(projectARN("signs"))
        service.state.withLock {
            $0.projects[projectARN("signs").text]?.projectARN = projectARN("signs", account: "999922223333").text
        }
        let name = try named("signs")
        let known = try await LiveStateReader(api: { _ in service }).resolve([name])
        #expect(known.arns.isEmpty && known.absent.isEmpty)
        #expect(known.problems[name]?.contains("of another project") == true)
    }

    @Test("Without the run's own credentials the look-up ends the run")
    func fatal() async throws {
        struct NoCredentials: RekognitionAPI {
            private let error = AWSError(.credentials("none"), operation: "DescribeProjects", host: "x")
            func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
                throw error
            }
            func describeProjectVersions(
                _ request: DescribeProjectVersionsRequest
            ) async throws -> DescribeProjectVersionsResponse { throw error }
            func listTagsForResource(
                _ request: ListTagsForResourceRequest
            ) async throws -> ListTagsForResourceResponse { throw error }
        }
        let names = [try named("signs")]
        await #expect(throws: AWSError.self) {
            try await LiveStateReader(api: { _ in NoCredentials() }).resolve(names)
        }
    }
}
