import AWSRuntime
import DesiredState
import ModelVersions
import Planning
import Rekognition
import Synchronization
import TestSupport
import Testing

@testable import Reconciler

/// A service whose answers follow the rules of a test, and else those of the fake service.
private struct RuledService: RekognitionCreatingAPI {
    let base: FakeService
    var projects: (@Sendable (DescribeProjectsRequest) throws -> DescribeProjectsResponse)?
    var versions: (@Sendable (DescribeProjectVersionsRequest) throws -> DescribeProjectVersionsResponse)?
    var create: (@Sendable (CreateProjectVersionRequest) throws -> CreateProjectVersionResponse)?

    var clockOffset: Duration? { base.clockOffset }

    func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
        let answer = try await base.describeProjects(request)
        return try projects?(request) ?? answer
    }

    func describeProjectVersions(
        _ request: DescribeProjectVersionsRequest
    ) async throws -> DescribeProjectVersionsResponse {
        let answer = try await base.describeProjectVersions(request)
        return try versions?(request) ?? answer
    }

    func listTagsForResource(_ request: ListTagsForResourceRequest) async throws -> ListTagsForResourceResponse {
        try await base.listTagsForResource(request)
    }

    func describeDataset(_ request: DescribeDatasetRequest) async throws -> DescribeDatasetResponse {
        try await base.describeDataset(request)
    }

    func listDatasetEntries(_ request: ListDatasetEntriesRequest) async throws -> ListDatasetEntriesResponse {
        try await base.listDatasetEntries(request)
    }

    func listDatasetLabels(_ request: ListDatasetLabelsRequest) async throws -> ListDatasetLabelsResponse {
        try await base.listDatasetLabels(request)
    }

    func createProjectVersion(_ request: CreateProjectVersionRequest) async throws -> CreateProjectVersionResponse {
        guard let create else { return try await base.createProjectVersion(request) }
        base.state.withLock { $0.calls.append("CreateProjectVersion \(request.versionName)") }
        return try create(request)
    }
}

/// Answers that are not documented, and must neither hide a project nor pay twice.
@Suite(.timeLimit(.minutes(30)))
struct OddAnswerTests {
    private let lamps = projectARN("lamps")

    private func service() -> FakeService {
        let service = FakeService()
        service.addProject(project.text)
        return service
    }

    private func read(_ service: RuledService, _ projects: ProjectARN...) async throws -> LiveState {
        try await LiveStateReader(api: { _ in service }).read(state(projects.map { ($0, []) }).projects)
    }

    @Test("Where one unknown name fails the call, each name is asked for alone")
    func unknownName() async throws {
        let base = service()
        let ruled = RuledService(base: base) { request in
            if request.projectNames?.contains("lamps") == true {
                throw base.refusal("ResourceNotFoundException", "DescribeProjects")
            }
            return DescribeProjectsResponse(
                projectDescriptions: [ProjectDescription(projectARN: project.text, status: "CREATED")]
            )
        }
        let live = try await read(ruled, project, lamps)
        guard case .present = live[project], case .absent = live[lamps] else {
            Issue.record("\(live[project]), \(live[lamps])")
            return
        }
    }

    @Test("An answer about a project that was not asked for says nothing about those that were")
    func otherProject() async throws {
        let ruled = RuledService(base: service()) { [lamps] _ in
            DescribeProjectsResponse(
                projectDescriptions: [ProjectDescription(projectARN: lamps.text, status: "CREATED")]
            )
        }
        guard case .unreadable = try await read(ruled, project)[project] else {
            Issue.record("taken for absent")
            return
        }
    }

    @Test("A service that ignores the names of a question does not give another version for the one that was asked for")
    func finder() async throws {
        let base = service()
        for name in ["a", "b"] { base.addVersion(project.text, name) }
        let all = try await base.describeProjectVersions(DescribeProjectVersionsRequest(projectARN: project.text))
        let ruled = RuledService(base: base, versions: { _ in all })
        let finder = VersionFinder(api: { _ in ruled })
        for name in ["a", "b"] {
            let answers = try await finder.find(try VersionName(name), in: [project])
            guard case .found(let found)? = answers.first?.answer else {
                Issue.record("\(answers)")
                continue
            }
            #expect(found.version.arn.name.text == name)
        }
        guard case .absent? = try await finder.find(try VersionName("c"), in: [project]).first?.answer else {
            Issue.record("found")
            return
        }
    }

    @Test("A poll reads further pages until all names are found")
    func pages() async throws {
        let base = service()
        let names = (0..<11).map { "v\($0)" }
        for name in names { base.addVersion(project.text, name) }
        for index in 0..<150 { base.addVersion(project.text, "new\(index)") }
        let found = try await ProjectPoll(project: project, names: names.map { try! VersionName($0) })
            .run { _ in base }
        #expect(found.count == 11)
        #expect(base.calls.count == 2)
    }

    @Test("A name that is taken is not sent again, also where the answer does not show that nothing was done")
    func takenName() async throws {
        let base = service()
        let plan = try await plan(state("a"), base)
        let ruled = RuledService(
            base: base,
            create: { _ in
                throw AWSError(
                    .service(code: "ResourceInUseException", message: "taken"),
                    operation: "CreateProjectVersion",
                    host: "fake",
                    statusCode: 500,
                    mayHaveTakenEffect: true
                )
            }
        )
        let report = await Applier(api: { _ in ruled }, run: RunContext(base.process)).apply(plan)
        #expect(report.items.map(\.result.kind) == ["unresolved"] && base.createCalls == 1)
    }

    @Test(
        "A version that is being deleted leaves open what a lost create did",
        arguments: [(100, Duration?.some(.zero), false), (1000, nil, true), (1000, nil, false)]
    )
    func deleting(age: Int, offset: Duration?, isOther: Bool) async throws {
        let base = service()
        let plan = try await plan(state("a"), base)
        base.addVersion(project.text, "a", age: .seconds(age)) {
            $0.status = "DELETING"
            if isOther { $0.outputConfig?.s3KeyPrefix = "elsewhere/" }
        }
        base.state.withLock {
            $0.clockOffset = offset
            $0.createFaults = [.resetBefore]
        }
        let report = await apply(plan, base)
        #expect(report.items.map(\.result.kind) == ["unresolved"] && base.createCalls == 1)
    }

    @Test("A training of another project takes its slot from the start, however late that project is polled")
    func unwantedTraining() async throws {
        let base = service()
        base.addProject(lamps.text)
        base.state.withLock { $0.trainingTime = .seconds(7200) }
        func start(_ name: String, in arn: ProjectARN) async throws {
            let output = OutputConfig(s3Bucket: "bucket", s3KeyPrefix: "out/")
            _ = try await base.createProjectVersion(
                CreateProjectVersionRequest(projectARN: arn.text, versionName: name, outputConfig: output)
            )
        }
        // Polled each two minutes, and not for two minutes.
        try await start("x", in: lamps)
        try await base.clock.sleep(for: .seconds(3600))
        try await start("a", in: project)
        let desired = state([(project, [desired("a"), desired("b")]), (lamps, [])])
        let live = try await LiveStateReader(api: { _ in base }).read(desired.projects)
        var policy = ApplyPolicy()
        policy.maxTrainings = 2
        policy.waits = true
        let report = await Applier(api: { _ in base }, policy: policy, run: RunContext(base.process))
            .apply(Planner.plan(desired, against: live), live: live)
        #expect(report.items.map(\.result.kind) == ["created"])
        let started = base.state.withLock { $0.versions[project.text]?.first?.started }
        #expect(started.map { $0 >= .seconds(7200) } == true, "\(String(describing: started))")
    }
}
