import ModelVersions
import Rekognition
import TestSupport
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(30)))
struct ProjectTests {
    @Test("A new project is described as it was asked for")
    func created() async throws {
        let account = try await Account()
        let arn = try await account.project("signs")
        #expect(arn == "arn:aws:rekognition:us-east-1:111122223333:project/signs/1700000000000")
        let adapter = try await account.project("adapter", feature: "CONTENT_MODERATION")
        let both = ["CUSTOM_LABELS", "CONTENT_MODERATION"]
        let found = try account.engine.describeProjects(DescribeProjectsRequest(features: both), in: place)
        #expect(found.projectDescriptions?.map(\.projectARN) == [adapter, arn])
        #expect(found.projectDescriptions?.map(\.autoUpdate) == ["ENABLED", nil])
        #expect(found.projectDescriptions?.map(\.feature) == ["CONTENT_MODERATION", "CUSTOM_LABELS"])
        #expect(found.projectDescriptions?.first?.status == "CREATED")
        #expect(found.projectDescriptions?.first?.creationTimestamp?.epochSeconds == 1_700_000_000)
        #expect(found.nextToken == nil)
    }

    @Test(
        "A request that the API model does not allow",
        arguments: [
            CreateProjectRequest(projectName: ""),
            CreateProjectRequest(projectName: letters(256)),
            CreateProjectRequest(projectName: "a b"),
            CreateProjectRequest(projectName: "é"),
            CreateProjectRequest(projectName: "a", feature: "custom_labels"),
            CreateProjectRequest(projectName: "a", feature: "CONTENT_MODERATION", autoUpdate: "on"),
            CreateProjectRequest(projectName: "a", feature: "CONTENT_MODERATION"),
            CreateProjectRequest(projectName: "a", autoUpdate: "ENABLED"),
            CreateProjectRequest(projectName: "a", tags: ["aws:x": "y"]),
            CreateProjectRequest(projectName: "a", tags: ["x": "y!"]),
            CreateProjectRequest(projectName: "a", tags: ["": "y"]),
        ]
    )
    func refused(_ request: CreateProjectRequest) async throws {
        let account = try await Account()
        #expect(
            try await code { try await account.engine.createProject(request, in: place) }
                == "InvalidParameterException"
        )
        #expect(try account.state.projects.isEmpty)
    }

    @Test("Names are unique in an account and region")
    func uniqueness() async throws {
        let account = try await Account()
        try await account.project("signs")
        #expect(try await code { try await account.project("signs") } == "ResourceInUseException")
        #expect(try await code { try await account.project("Signs") } == nil)
        #expect(try await code { try await account.project("signs", in: "eu-west-1") } == nil)
        #expect(
            try await account.project("signs", of: "444455556666")
                == "arn:aws:rekognition:us-east-1:444455556666:project/signs/1700000000000"
        )
    }

    @Test("The number of projects is limited in each region")
    func quota() async throws {
        let account = try await Account { $0.projectsPerRegion = 2 }
        try await account.project("a")
        try await account.project("b")
        #expect(try await code { try await account.project("c") } == "LimitExceededException")
        #expect(try await code { try await account.project("c", in: "eu-west-1") } == nil)
    }

    @Test(
        "The partition follows from the region",
        arguments: [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")]
    )
    func partition(region: String, partition: String) async throws {
        let account = try await Account()
        #expect(try await account.project("a", in: region).hasPrefix("arn:\(partition):rekognition:\(region):"))
    }

    @Test("Describing: by name, by feature, in the region only, newest first")
    func describing() async throws {
        let account = try await Account()
        for name in ["a", "b", "c"] {
            try await account.project(name)
            account.clock.advance(seconds: 1)
        }
        try await account.project("adapter", feature: "CONTENT_MODERATION")
        try await account.project("west", in: "us-west-2")

        func names(_ names: [String]? = nil, features: [String]? = nil, in region: String = region) throws -> [String] {
            let request = DescribeProjectsRequest(projectNames: names, features: features)
            return try account.engine.describeProjects(request, in: home(region)).projectDescriptions?
                .compactMap { $0.projectARN?.split(separator: "/")[1] }.map(String.init) ?? []
        }
        #expect(try names() == ["c", "b", "a"])
        #expect(try names(["a", "c", "unknown"]) == ["c", "a"])
        #expect(try names(["unknown"]) == [])
        // Without features, only CUSTOM_LABELS.
        #expect(try names(["adapter"]) == [])
        #expect(try names(["adapter", "a"], features: ["CONTENT_MODERATION", "CUSTOM_LABELS"]) == ["adapter", "a"])
        #expect(try names(features: ["CONTENT_MODERATION"]) == ["adapter"])
        #expect(try names(in: "us-west-2") == ["west"])
    }

    @Test(
        "Invalid describe requests",
        arguments: [
            (DescribeProjectsRequest(projectNames: []), "InvalidParameterException"),
            (DescribeProjectsRequest(projectNames: (0...10).map { "n\($0)" }), "InvalidParameterException"),
            (DescribeProjectsRequest(projectNames: ["a b"]), "InvalidParameterException"),
            (DescribeProjectsRequest(features: []), "InvalidParameterException"),
            (DescribeProjectsRequest(features: ["X"]), "InvalidParameterException"),
            (DescribeProjectsRequest(maxResults: 0), "ValidationException"),
            (DescribeProjectsRequest(maxResults: 101), "ValidationException"),
            (DescribeProjectsRequest(nextToken: "no token"), "InvalidPaginationTokenException"),
        ]
    )
    func describingRefused(_ request: DescribeProjectsRequest, expected: String) async throws {
        let account = try await Account()
        #expect(try await code { try account.engine.describeProjects(request, in: place) } == expected)
    }

    @Test func deletion() async throws {
        let account = try await Account { $0.trainingDurationSeconds = 0 }
        let arn = try await account.project("signs")
        let version = try await account.version("v1", of: arn)
        func delete(_ arn: String, in region: String = region) async throws -> String? {
            try await code {
                try await account.engine.deleteProject(DeleteProjectRequest(projectARN: arn), in: home(region))
            }
        }
        #expect(try await delete(arn) == "ResourceInUseException")
        _ = try await account.engine.deleteProjectVersion(
            DeleteProjectVersionRequest(projectVersionARN: version),
            in: place
        )
        #expect(try await delete(arn, in: "eu-west-1") == "ResourceNotFoundException")
        #expect(try await delete(arn) == nil)
        #expect(try await delete(arn) == "ResourceNotFoundException")
        #expect(try await delete("signs") == "InvalidParameterException")
        #expect(try await delete(version) == "InvalidParameterException")
        // In the same millisecond: the name is free, and the ARN is another one.
        let again = try await account.project("signs")
        #expect(again != arn)
    }
}
