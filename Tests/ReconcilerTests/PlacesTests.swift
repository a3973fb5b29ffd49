import AWSRuntime
import DesiredState
import ModelVersions
import Planning
import Rekognition
import Synchronization
import TestSupport
import Testing

@testable import Reconciler

/// Runs over several accounts and regions.
@Suite(.timeLimit(.minutes(30)))
struct PlacesTests {
    /// An account that cannot be entered; it counts its calls.
    private final class Barred: RekognitionCreatingAPI {
        private let count = Mutex(0)
        let account: String

        init(account: String) { self.account = account }

        var calls: Int { count.withLock { $0 } }
        var clockOffset: Duration? { nil }

        private func refuse(_ operation: String) -> AWSError {
            count.withLock { $0 += 1 }
            return AWSError(.account("account \(account): no role"), operation: operation, host: "h")
        }

        func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
            throw refuse("DescribeProjects")
        }
        func describeProjectVersions(
            _ request: DescribeProjectVersionsRequest
        ) async throws -> DescribeProjectVersionsResponse { throw refuse("DescribeProjectVersions") }
        func listTagsForResource(_ request: ListTagsForResourceRequest) async throws -> ListTagsForResourceResponse {
            throw refuse("ListTagsForResource")
        }
        func createProjectVersion(_ request: CreateProjectVersionRequest) async throws -> CreateProjectVersionResponse {
            throw refuse("CreateProjectVersion")
        }
    }

    private static let accounts = (0..<12).map { "11112222\(3000 + $0)" }
    private static let barred: Set<String> = [accounts[3], accounts[11]]

    @Test("Twelve accounts, two of which cannot be entered: the other ten are read with the fewest calls")
    func twelveAccounts() async throws {
        var services: [String: FakeService] = [:]
        var closed: [String: Barred] = [:]
        var projects: [ProjectARN] = []
        for account in Self.accounts {
            let names = (0..<25).map { projectARN("p\($0)", account: account) }
            projects += names
            if Self.barred.contains(account) { closed[account] = Barred(account: account) }
            let service = FakeService()
            for project in names {
                service.addProject(project.text)
                service.addVersion(project.text, "v1")
            }
            services[account] = service
        }
        let asked = Mutex(0)
        let reader = LiveStateReader(
            api: { [services, closed] project -> any RekognitionAPI in
                if let barred = closed[project.account] { return barred }
                return services[project.account]!
            },
            caller: { _ in
                asked.withLock { $0 += 1 }
                return nil
            }
        )
        let live = try await reader.read(state(projects.map { ($0, []) }).projects)
        for project in projects {
            switch live[project] {
            case .present(let found): #expect(found.versions.count == 1 && !Self.barred.contains(project.account))
            case .unreadable(let reason):
                #expect(reason == "account \(project.account): no role.")
                #expect(Self.barred.contains(project.account))
            case .absent: Issue.record("\(project)")
            }
        }
        #expect(live.present.count == 250)
        for account in Self.accounts {
            if let service = closed[account] {
                // Those that were under way with the first one.
                #expect((1...2 * PlaceReader.concurrency).contains(service.calls))
            } else {
                #expect(services[account]!.calls.count { $0.hasPrefix("DescribeProjects ") } == 3)
                #expect(services[account]!.calls.count == 3 + 25)
            }
        }
        #expect(asked.withLock { $0 } == 0, "the reason is known")
    }

    @Test("A create for an account that cannot be entered fails for certain, and is not sent again")
    func createInABarredAccount() async throws {
        let service = FakeService()
        let (mine, other) = (projectARN(), projectARN("theirs", account: Self.accounts[0]))
        for project in [mine, other] { service.addProject(project.text) }
        let wanted = state([(other, [desired("a")]), (mine, [desired("b")])])
        let plan = try await plan(wanted, service)
        let barred = Barred(account: other.account)
        let audit = SimulatedAudit()
        let report = await Applier(
            api: { $0 == other ? barred : service as any RekognitionCreatingAPI },
            auditor: audit,
            run: RunContext(service.process)
        ).apply(plan)
        #expect(report.items.map(\.result.kind) == ["failed", "created"])
        #expect(report.items.first?.result == .failed(reason: "account \(other.account): no role."))
        #expect(barred.calls == 1)
        #expect(Set(audit.record.answers.map(\.answer.outcome)) == [.notSent, .created])
        #expect(audit.record.resolutions.isEmpty && service.clock.elapsed == .zero)
    }

    @Test("After the first call for an account that cannot be entered, no other is sent")
    func barrier() async {
        let barred = Barred(account: "111122223333")
        let client = FailFastClient(barred)
        for _ in 0..<3 {
            let error = await #expect(throws: AWSError.self) {
                try await client.describeProjectVersions(.init(projectARN: projectARN().text))
            }
            #expect(error?.description == "account 111122223333: no role.")
        }
        #expect(barred.calls == 1)
    }

    @Test("The owner of the credentials is asked for the account of the projects that are not visible")
    func caller() async throws {
        let service = FakeService()
        let (mine, other) = (projectARN(), projectARN("theirs", account: "444455556666"))
        service.addProject(mine.text)
        let asked = Mutex<[String]>([])
        let reader = LiveStateReader(
            api: { _ in service },
            caller: { project in
                asked.withLock { $0.append(project.account) }
                return CallerIdentity(account: mine.account, arn: "arn:aws:iam::\(mine.account):user/me", userID: "A")
            }
        )
        let live = try await reader.read(state([(mine, []), (other, [])]).projects)
        guard case .unreadable(let reason) = live[other], case .present = live[mine] else {
            Issue.record("\(live[other])")
            return
        }
        #expect(reason.contains("in account 444455556666") && reason.contains("to account 111122223333"))
        #expect(asked.withLock { $0 } == ["444455556666"])
    }

    @Test("The progress names each account and region, and counts its projects")
    func progress() async throws {
        let service = FakeService()
        let projects = [
            projectARN("a"), projectARN("b"), projectARN("c", region: "eu-west-1"),
            projectARN("d", account: "444455556666"),
        ]
        for project in projects.dropLast() { service.addProject(project.text) }
        let events = Mutex<[LiveReadingProgress]>([])
        let reader = LiveStateReader(
            api: { _ in service },
            progress: { progress in events.withLock { $0.append(progress) } }
        )
        _ = try await reader.read(state(projects.map { ($0, []) }).projects)
        let all = events.withLock { $0 }
        #expect(all.count == 4)
        #expect(all.map { $0.places.map(\.read).reduce(0, +) } == [1, 2, 3, 4])
        #expect(all.allSatisfy { $0.places.map(\.total) == [1, 2, 1] && $0.accounts == 2 })
        #expect(
            all[0].places.map(\.place) == [
                AccountRegion(projects[2]), AccountRegion(projects[0]), AccountRegion(projects[3]),
            ]
        )
        #expect(all.last?.accountsDone == 2 && all.last?.places.allSatisfy(\.isDone) == true)
        #expect(all[0].accountsDone == (all[0].latest == 2 ? 1 : 0))
    }

    @Test("A version is looked for with one client for each account and region")
    func versionFinder() async throws {
        let service = FakeService()
        let projects = [projectARN("a"), projectARN("b"), projectARN("c", account: "444455556666")]
        for project in projects {
            service.addProject(project.text)
            service.addVersion(project.text, "v1")
        }
        let made = Mutex<[String]>([])
        let barred = Barred(account: "444455556666")
        let finder = VersionFinder { project in
            made.withLock { $0.append(project.account) }
            return project.account == "444455556666" ? barred : service as any RekognitionAPI
        }
        let found = try await finder.find(try VersionName("v1"), in: projects)
        #expect(made.withLock { $0 } == ["111122223333", "444455556666"])
        #expect(found.map(\.project) == projects)
        guard case .found = found[0].answer, case .found = found[1].answer, case .unreadable = found[2].answer else {
            Issue.record("\(found)")
            return
        }
    }

    @Test("Elements of several places are transformed so many at a time in each place, and come back in their order")
    func widths() async {
        struct State {
            var now: [String: Int] = [:]
            var most: [String: Int] = [:]
        }
        let state = Mutex(State())
        let elements = (0..<40).map { projectARN("p\($0)", account: Self.accounts[$0 % 3]) }
        let outputs = await concurrently(elements, width: 2, of: { AccountRegion($0) }) { project in
            state.withLock {
                $0.now[project.account, default: 0] += 1
                $0.most[project.account] = max($0.most[project.account] ?? 0, $0.now[project.account] ?? 0)
            }
            for _ in 0..<10 { await Task.yield() }
            state.withLock { $0.now[project.account, default: 0] -= 1 }
            return project.name
        }
        #expect(outputs == elements.map(\.name))
        #expect(state.withLock { $0.most.count == 3 && $0.most.values.allSatisfy { $0 <= 2 } })
    }
}
