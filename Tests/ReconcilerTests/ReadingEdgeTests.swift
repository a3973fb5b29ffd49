import AWSRuntime
import DesiredState
import ModelVersions
import Planning
import Rekognition
import Synchronization
import TestSupport
import Testing

@testable import Reconciler

/// What a reader must not leave out, and what it must not believe.
@Suite(.timeLimit(.minutes(30)))
struct ReadingEdgeTests {
    @Test(
        "Every project is asked for, by name and for its versions, whatever their number",
        arguments: [1, 9, 10, 11, 19, 20, 21, 25, 101]
    )
    func everyProject(count: Int) async throws {
        let service = FakeService()
        let projects = (0..<count).map { projectARN("p\($0)") }
        for project in projects {
            service.addProject(project.text)
            service.addVersion(project.text, "of-\(project.name)")
        }
        let live = try await LiveStateReader(api: { _ in service }).read(state(projects.map { ($0, []) }).projects)
        for project in projects {
            guard case .present(let found) = live[project] else {
                Issue.record("\(project.name) of \(count) was not read")
                continue
            }
            #expect(found.versions.map(\.arn.name.text) == ["of-\(project.name)"])
        }
        let asked = service.calls.filter { $0.hasPrefix("DescribeProjects ") }
            .map { $0.dropFirst("DescribeProjects ".count).split(separator: ",").map(String.init) }
        #expect(asked.flatMap(\.self).sorted() == projects.map(\.name).sorted())
        // API: DescribeProjects takes ten names.
        #expect(asked.allSatisfy { $0.count <= 10 } && asked.count == (count + 9) / 10)
    }

    @Test("Projects of one name in two accounts, and two projects of one name over time, are told apart")
    func sameNames() async throws {
        let service = FakeService()
        let mine = projectARN("a")
        let other = try ProjectARN(mine.text.replacing("111122223333", with: "444455556666"))
        let earlier = try ProjectARN(mine.text.replacing("1690556789012", with: "1590556789012"))
        service.addProject(mine.text)
        let live = try await LiveStateReader(api: { _ in service }).read(
            state([mine, earlier].map { ($0, []) }).projects
        )
        guard case .present = live[mine], case .absent = live[earlier] else {
            Issue.record("\(live[mine]), \(live[earlier])")
            return
        }
        #expect(service.calls.count { $0.hasPrefix("DescribeProjects ") } == 1)
        let both = FakeService()
        for project in [mine, other] { both.addProject(project.text) }
        _ = try await LiveStateReader(api: { _ in both }).read(state([mine, other].map { ($0, []) }).projects)
        #expect(both.calls.count { $0 == "DescribeProjects a" } == 2, "a call for each account")
    }

    @Test("Tags that cannot be read are unreadable, not none, and nothing else is lost")
    func unreadableTags() async throws {
        let service = FakeService()
        service.addProject(projectARN().text)
        for name in ["a", "b", "c"] { service.addVersion(projectARN().text, name) }
        let refusing = TagRefusal(service: service, refused: "/version/b/")
        let live = try await LiveStateReader(api: { _ in refusing }).read(state("a", "b", "c").projects, tags: true)
        guard case .present(let project) = live[projectARN()] else {
            Issue.record("not read")
            return
        }
        let tags = Dictionary(uniqueKeysWithValues: project.versions.map { ($0.arn.name.text, $0.tags) })
        #expect(tags["a"] == .read(.none) && tags["c"] == .read(.none))
        guard case .unreadable(let reason)? = tags["b"] else {
            Issue.record("\(String(describing: tags["b"]))")
            return
        }
        #expect(reason.contains("AccessDeniedException"))
    }

    private struct TagRefusal: RekognitionAPI {
        let service: FakeService
        let refused: String

        func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
            try await service.describeProjects(request)
        }
        func describeProjectVersions(
            _ request: DescribeProjectVersionsRequest
        ) async throws -> DescribeProjectVersionsResponse { try await service.describeProjectVersions(request) }
        func listTagsForResource(_ request: ListTagsForResourceRequest) async throws -> ListTagsForResourceResponse {
            if request.resourceARN.contains(refused) {
                throw service.refusal("AccessDeniedException", "ListTagsForResource")
            }
            return try await service.listTagsForResource(request)
        }
    }

    @Test(
        "A list of manifests with one that is not described is unknown, not shorter",
        arguments: [
            nil, GroundTruthManifest(s3Object: nil), GroundTruthManifest(s3Object: .init(bucket: nil, name: "n")),
            GroundTruthManifest(s3Object: .init(bucket: "b", name: nil)),
        ]
    )
    func incompleteManifests(other: GroundTruthManifest?) throws {
        let good = Asset(
            groundTruthManifest: GroundTruthManifest(s3Object: .init(bucket: "b", name: "n", version: "1"))
        )
        for assets in [[good, Asset(groundTruthManifest: other)], [Asset(groundTruthManifest: other), good]] {
            var description = description()
            description.trainingDataResult = TrainingDataResult(input: TrainingData(assets: assets))
            description.testingDataResult = TestingDataResult(input: TestingData(assets: assets))
            let settings = try LiveVersion(description, of: projectARN()).settings
            #expect(settings.training == nil && settings.testing == nil)
        }
        #expect([good, good].manifests?.count == 2)
    }

    @Test("A number that is no time is none; others are rounded to milliseconds")
    func timestamps() throws {
        func created(_ seconds: Double) throws -> Int64? {
            var description = description()
            description.creationTimestamp = Timestamp(epochSeconds: seconds)
            description.trainingEndTimestamp = Timestamp(epochSeconds: seconds)
            let training = try LiveVersion(description, of: projectARN()).training
            #expect(training.created == training.ended)
            return training.created
        }
        for absurd in [Double.nan, .infinity, -.infinity, 1e14, -1e14, 1e300, .greatestFiniteMagnitude] {
            #expect(try created(absurd) == nil, "\(absurd)")
        }
        #expect(try created(9.9e13) == 99_000_000_000_000_000)
        #expect(try created(1.5) == 1500 && created(1.0004) == 1000 && created(1.0006) == 1001 && created(-2) == -2000)
        let changed = DatasetDescription(lastUpdatedTimestamp: Timestamp(epochSeconds: 1e300), status: "X")
        #expect(DatasetContent(changed).updated == nil)
    }

    @Test("A feature that is not known is no feature; none is that of old projects")
    func features() throws {
        func feature(_ text: String?) throws -> ProjectFeature? {
            var description = ProjectDescription(projectARN: projectARN().text)
            description.feature = text
            return try LiveProject(description, of: projectARN(), versions: []).feature
        }
        #expect(try feature(nil) == .customLabels && feature("CUSTOM_LABELS") == .customLabels)
        #expect(try feature("CONTENT_MODERATION") == .contentModeration)
        #expect(try feature("FACE_PAINTING") == nil && feature("") == nil && feature("custom_labels") == nil)
    }

    private func description() -> ProjectVersionDescription {
        ProjectVersionDescription(
            projectVersionARN: "arn:aws:rekognition:us-east-1:111122223333:project/signs/version/a/1",
            status: "TRAINING_COMPLETED"
        )
    }

    // MARK: The row of timeouts that ends the reading

    private func timeout(_ attempts: Int = 1) -> AWSError {
        AWSError(.timedOut("60 s"), operation: "DescribeProjectVersions", host: "h", attempts: attempts)
    }

    /// How many of these calls are sent, by their results.
    private func sent(_ results: [AWSError?]) async -> Int {
        let service = FakeService()
        service.addProject(projectARN().text)
        let client = FailFastClient(service)
        for failure in results {
            service.state.withLock { $0.describeRefusal = { _ in failure } }
            _ = try? await client.describeProjectVersions(.init(projectARN: projectARN().text))
        }
        return service.calls.count
    }

    @Test("The third timeout in a row ends the reading, however the attempts are spread over calls")
    func rowOfTimeouts() async {
        #expect(await sent([timeout(), timeout(), timeout(), nil]) == 3)
        #expect(await sent([timeout(2), timeout(), nil]) == 2)
        #expect(await sent([timeout(), timeout(), nil, timeout(), timeout(), nil]) == 6)
        // Without a connection nothing is known about the service: the row goes on.
        let unconnected = AWSError(.notConnected("refused"), operation: "D", host: "h")
        #expect(await sent([timeout(), timeout(), unconnected, timeout(), nil]) == 4)
        #expect(await sent([unconnected, unconnected, unconnected, unconnected]) == 4)
    }
}
