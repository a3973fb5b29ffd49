import AWSRuntime
import ModelVersions
import Rekognition
import TestSupport
import Testing

@testable import Sandbox

/// The sandbox in process, as `plan` and `apply` see it.
@Suite(.timeLimit(.minutes(30)))
struct SandboxClientTests {
    private func error(_ work: () async throws -> some Any) async throws -> AWSError? {
        do {
            _ = try await work()
            return nil
        } catch let error as AWSError {
            return error
        }
    }

    @Test func operations() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        let client = SandboxClient(account.engine, region: region)
        #expect(try await client.describeProjects(named: ["signs"]).map(\.projectARN) == [project])
        let arn = try await client.createProjectVersion(training("v1", of: project)).projectVersionARN
        var seen: [String?] = []
        try await client.forEachProjectVersionPage(of: project) { seen += $0.map(\.projectVersionARN) }
        #expect(seen == [arn])
        #expect(try await client.listTagsForResource(ListTagsForResourceRequest(resourceARN: arn)).tags == [:])
    }

    @Test("Refusals are errors of the service")
    func refusals() async throws {
        let account = try await Account { $0.concurrentTrainings = 1 }
        let project = try await account.project("signs")
        let client = SandboxClient(account.engine, region: region)
        _ = try await client.createProjectVersion(training("v1", of: project))
        let taken = try await error { try await client.createProjectVersion(training("v1", of: project)) }
        #expect(taken?.code == "ResourceInUseException")
        #expect(taken?.statusCode == 400)
        #expect(taken?.mayHaveTakenEffect == false)
        #expect(taken?.operation == "CreateProjectVersion")
        let full = try await error { try await client.createProjectVersion(training("v2", of: project)) }
        #expect(full?.code == "LimitExceededException")
        #expect(
            full?.description.hasPrefix("CreateProjectVersion was refused by the sandbox with LimitExceeded") == true
        )
        let absent = try await error {
            try await client.describeProjectVersions(DescribeProjectVersionsRequest(projectARN: project + "0"))
        }
        #expect(absent?.code == "ResourceNotFoundException")
        let names = try await error { try await client.describeProjects(DescribeProjectsRequest(projectNames: [])) }
        #expect(names?.code == "InvalidParameterException")
        let tags = try await error {
            try await client.listTagsForResource(ListTagsForResourceRequest(resourceARN: "x"))
        }
        #expect(tags?.code == "InvalidParameterException")
    }

    @Test("A client of another region does not find the project")
    func otherRegion() async throws {
        let account = try await Account()
        let project = try await account.project("signs")
        let client = SandboxClient(account.engine, region: "eu-west-1")
        #expect(try await client.describeProjects(named: ["signs"]).isEmpty)
        let absent = try await error { try await client.createProjectVersion(training("v1", of: project)) }
        #expect(absent?.code == "ResourceNotFoundException")
    }

    @Test func stateFile() async throws {
        let folder = try TemporaryFolder()
        let client = SandboxClient(SandboxEngine(store: SandboxStore(path: folder.path("."))), region: "eu-west-1")
        await #expect(throws: SandboxError.self) { try await client.describeProjects(named: ["signs"]) }
    }
}
