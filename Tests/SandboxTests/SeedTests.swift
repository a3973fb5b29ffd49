import ModelVersions
import Rekognition
import TestSupport
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(30)))
struct SeedTests {
    private func seed(_ text: String, hasDatasets: Bool = false, feature: String = "CUSTOM_LABELS") throws
        -> ProjectSeed
    {
        ProjectSeed(arn: try ProjectARN(text), hasDatasets: hasDatasets, feature: feature)
    }

    private let signs = "arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012"
    private let other = "arn:aws-cn:rekognition:cn-north-1:444455556666:project/signs/7"

    @Test("Projects of exactly the ARNs, in any account and region; twice is once")
    func projects() async throws {
        let account = try await Account()
        let seeds = [try seed(signs), try seed(other, hasDatasets: true)]
        #expect(try await account.engine.seed(seeds) { $0.concurrentTrainings = 1 } == 2)
        let state = try account.state
        #expect(state.projects.map(\.arn) == [signs, other])
        #expect(state.projects.map(\.datasets.count) == [0, 2])
        #expect(state.settings.concurrentTrainings == 1)
        #expect(try await account.engine.seed(seeds) == 0)
        #expect(try account.state == state)
        // Datasets are added to a project that is there; none is taken away.
        #expect(try await account.engine.seed([try seed(signs, hasDatasets: true), try seed(other)]) == 0)
        #expect(try account.state.projects.map(\.datasets.count) == [2, 2])
        try await account.version("v1", of: signs) { ($0.trainingData, $0.testingData) = (nil, nil) }
    }

    @Test("A name that is there with another number makes nothing")
    func names() async throws {
        let account = try await Account()
        _ = try await account.engine.seed([try seed(signs)])
        let state = try account.state
        await #expect(throws: SandboxError.self) {
            try await account.engine.seed([try seed(other), try seed(signs + "0")])
        }
        #expect(try account.state == state)
    }

    @Test func contentModeration() async throws {
        let account = try await Account()
        _ = try await account.engine.seed([try seed(signs, hasDatasets: true, feature: "CONTENT_MODERATION")])
        let request = DescribeProjectsRequest(features: ["CONTENT_MODERATION"])
        let project = try account.engine.describeProjects(request, in: place).projectDescriptions?.first
        #expect(project?.autoUpdate == "DISABLED")
        #expect(project?.datasets?.count == 2)
    }
}
