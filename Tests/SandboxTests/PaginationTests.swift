import Rekognition
import TestSupport
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(30)))
struct PaginationTests {
    /// A project with versions `v1` and so on, all trained.
    private func project(_ count: Int, secondsBetween: Int64 = 1) async throws -> (Account, String) {
        let account = try await Account {
            $0.trainingDurationSeconds = 0
            $0.versionsPerProject = 1000
        }
        let project = try await account.project("signs")
        for number in 1...count {
            try await account.version("v\(number)", of: project)
            account.clock.advance(seconds: secondsBetween)
        }
        return (account, project)
    }

    private func all(
        _ account: Account,
        _ project: String,
        limit: Int?,
        names: [String]? = nil
    ) throws -> (names: [String], pages: Int) {
        var (found, pages, token): ([String], Int, String?) = ([], 0, nil)
        repeat {
            let page = try account.list(project, names: names, limit: limit, after: token)
            found += page.names
            pages += 1
            token = page.nextToken
            #expect((token ?? "").utf8.count <= 1024)
        } while token != nil
        return (found, pages)
    }

    @Test("Every page size gives the same list", arguments: [1, 2, 3, 6, 7, 8, 100], [0, 1] as [Int64])
    func sizes(limit: Int, secondsBetween: Int64) async throws {
        let (account, project) = try await project(7, secondsBetween: secondsBetween)
        let list = try all(account, project, limit: limit)
        #expect(list.names == ["v7", "v6", "v5", "v4", "v3", "v2", "v1"])
        #expect(list.pages == (7 + limit - 1) / limit)
    }

    @Test("A page has 100 elements unless another number is asked for")
    func standardSize() async throws {
        let (account, project) = try await project(101)
        let page = try account.list(project)
        #expect(page.names.count == 100)
        #expect(try account.list(project, after: page.nextToken).names == ["v1"])
    }

    @Test("Names select, in the order of the list")
    func names() async throws {
        let (account, project) = try await project(5)
        let list = try all(account, project, limit: 1, names: ["v2", "v4", "unknown", "v2"])
        #expect(list.names == ["v4", "v2"])
    }

    @Test("A create or delete between two pages does not hide or repeat others", arguments: [0, 1] as [Int64])
    func changes(secondsBetween: Int64) async throws {
        let (account, project) = try await project(6, secondsBetween: secondsBetween)
        let first = try account.list(project, limit: 3)
        #expect(first.names == ["v6", "v5", "v4"])
        try await account.version("v7", of: project)
        #expect(try account.list(project, limit: 3, after: first.nextToken).names == ["v3", "v2", "v1"])
        func delete(_ description: ProjectVersionDescription?) async throws {
            let arn = try #require(description?.projectVersionARN)
            _ = try await account.engine.deleteProjectVersion(
                DeleteProjectVersionRequest(projectVersionARN: arn),
                in: place
            )
        }
        // Also where the very last of the page is gone.
        try await delete(first.projectVersionDescriptions?.last)
        let rest = try all(account, project, limit: nil)
        #expect(rest.names == ["v7", "v6", "v5", "v3", "v2", "v1"])
        let second = try account.list(project, limit: 9, after: first.nextToken).names
        // Versions of the same millisecond may be repeated, and are not lost.
        #expect(second == (secondsBetween == 0 ? rest.names : ["v3", "v2", "v1"]))
    }

    @Test("A token is good for its own request only")
    func foreignTokens() async throws {
        let (account, project) = try await project(3)
        let other = try await account.project("lights")
        try await account.version("v1", of: other)
        try await account.version("v2", of: other)
        let token = try #require(try account.list(project, limit: 1).nextToken)
        func refusal(_ work: () throws -> some Any) async throws -> String? { try await code(work) }
        #expect(try await refusal { try account.list(project, limit: 2, after: token) } == nil)
        #expect(try await refusal { try account.list(other, after: token) } == "InvalidPaginationTokenException")
        #expect(
            try await refusal { try account.list(project, names: ["v1"], after: token) }
                == "InvalidPaginationTokenException"
        )
        let request = DescribeProjectsRequest(nextToken: token)
        #expect(
            try await refusal { try account.engine.describeProjects(request, in: place) }
                == "InvalidPaginationTokenException"
        )
    }

    @Test("A token that the service did not give")
    func badTokens() async throws {
        let (account, project) = try await project(2)
        let token = try #require(try account.list(project, limit: 1).nextToken)
        for bad in [
            "", "x", "rekon-", token + "0", String(token.dropLast()), token.uppercased(), letters(2000),
            "rekon-" + String(repeating: "+", count: 48), "rekon-" + String(repeating: "é", count: 24),
        ] {
            #expect(
                try await code { try account.list(project, after: bad) } == "InvalidPaginationTokenException",
                "\(bad)"
            )
        }
    }

    @Test("The longest names have tokens that the service's own limit allows")
    func longNames() async throws {
        let account = try await Account { $0.concurrentTrainings = 9 }
        let project = try await account.project(letters(255))
        for digit in 0...2 { try await account.version("\(digit)" + letters(254), of: project) }
        #expect(try all(account, project, limit: 1).names.count == 3)
    }

    @Test func projects() async throws {
        let account = try await Account()
        for number in 1...5 { try await account.project("p\(number)") }
        var (found, token): ([String], String?) = ([], nil)
        repeat {
            let request = DescribeProjectsRequest(maxResults: 2, nextToken: token)
            let page = try account.engine.describeProjects(request, in: place)
            found += page.projectDescriptions?.compactMap(\.projectARN) ?? []
            token = page.nextToken
        } while token != nil
        #expect(found.map { $0.split(separator: "/")[1] } == ["p5", "p4", "p3", "p2", "p1"])
    }

    @Test(
        "Invalid requests",
        arguments: [
            (DescribeProjectVersionsRequest(projectARN: "x"), "InvalidParameterException"),
            (DescribeProjectVersionsRequest(projectARN: signs, versionNames: []), "InvalidParameterException"),
            (
                DescribeProjectVersionsRequest(projectARN: signs, versionNames: (0...10).map { "v\($0)" }),
                "InvalidParameterException"
            ),
            (DescribeProjectVersionsRequest(projectARN: signs, versionNames: [""]), "InvalidParameterException"),
            (DescribeProjectVersionsRequest(projectARN: signs, maxResults: 0), "ValidationException"),
            (DescribeProjectVersionsRequest(projectARN: signs, maxResults: 101), "ValidationException"),
        ]
    )
    func refused(_ request: DescribeProjectVersionsRequest, expected: String) async throws {
        let account = try await Account()
        try await account.project("signs")
        #expect(try await code { try account.engine.describeProjectVersions(request, in: place) } == expected)
    }

    private static let signs = "arn:aws:rekognition:us-east-1:111122223333:project/signs/1700000000000"

    @Test("The partition point, against counting", arguments: 0...17)
    func partitionPoint(count: Int) {
        let numbers = Array(0..<count)
        for bound in 0...count { #expect(numbers.partitionPoint { $0 >= bound } == bound) }
    }
}
