import AWSRuntime
import ModelVersions
import Rekognition
import Synchronization
import TestSupport
import Testing

/// Pages that a test wrote, and the requests for them.
private final class Pages: RekognitionAPI {
    private let state:
        Mutex<(tokens: [String?], versions: [DescribeProjectVersionsRequest], projects: [DescribeProjectsRequest])>

    /// - Parameter tokens: what each page says of the next one.
    init(_ tokens: [String?]) {
        state = Mutex((tokens, [], []))
    }

    var versionRequests: [DescribeProjectVersionsRequest] { state.withLock { $0.versions } }
    var projectRequests: [DescribeProjectsRequest] { state.withLock { $0.projects } }

    func describeProjectVersions(
        _ request: DescribeProjectVersionsRequest
    ) async throws -> DescribeProjectVersionsResponse {
        state.withLock { state in
            state.versions.append(request)
            // The second page is empty, as a page may be that is not the last.
            let number = state.versions.count
            let description = ProjectVersionDescription(projectVersionARN: "arn-\(number)", status: nil)
            return DescribeProjectVersionsResponse(
                projectVersionDescriptions: number == 2 ? [] : [description],
                nextToken: state.tokens.removeFirst()
            )
        }
    }

    func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
        state.withLock { state in
            state.projects.append(request)
            let description = ProjectDescription(projectARN: "arn-\(state.projects.count)")
            return DescribeProjectsResponse(
                projectDescriptions: state.projects.count == 2 ? [] : [description],
                nextToken: state.tokens.removeFirst()
            )
        }
    }

    func listTagsForResource(_ request: ListTagsForResourceRequest) async throws -> ListTagsForResourceResponse {
        ListTagsForResourceResponse(tags: nil)
    }
}

@Suite(.timeLimit(.minutes(30)))
struct PaginatorTests {
    private func pagesOfVersions(_ api: Pages, names: [String]? = nil) async throws -> [[String?]] {
        var pages: [[String?]] = []
        try await api.forEachProjectVersionPage(of: "project", names: names) { page in
            pages.append(page.map(\.projectVersionARN))
        }
        return pages
    }

    @Test("Every page of the versions, in order, up to the one without a token")
    func versions() async throws {
        let api = Pages(["a", "b", nil])
        #expect(try await pagesOfVersions(api) == [["arn-1"], [], ["arn-3"]])
        #expect(api.versionRequests.map(\.nextToken) == [nil, "a", "b"])
        #expect(api.versionRequests.allSatisfy { $0.projectARN == "project" && $0.maxResults == 100 })
        #expect(api.versionRequests.allSatisfy { $0.versionNames == nil })
    }

    @Test("Named versions need no page size, and each page has the names")
    func namedVersions() async throws {
        let api = Pages(["a", nil])
        #expect(try await pagesOfVersions(api, names: ["x", "y"]).count == 2)
        #expect(api.versionRequests.map(\.versionNames) == [["x", "y"], ["x", "y"]])
        #expect(api.versionRequests.map(\.maxResults) == [nil, nil])
    }

    @Test("Every page of the projects")
    func projects() async throws {
        let api = Pages(["a", "b", nil])
        #expect(try await api.describeProjects(named: ["x"]).map(\.projectARN) == ["arn-1", "arn-3"])
        #expect(api.projectRequests.map(\.nextToken) == [nil, "a", "b"])
        #expect(api.projectRequests.allSatisfy { $0.projectNames == ["x"] && $0.maxResults == nil })
        #expect(api.projectRequests.allSatisfy { $0.features == ["CUSTOM_LABELS", "CONTENT_MODERATION"] })
    }

    @Test("An empty token ends the list")
    func emptyToken() async throws {
        #expect(try await pagesOfVersions(Pages([""])) == [["arn-1"]])
        #expect(try await pagesOfVersions(Pages(["a", ""])) == [["arn-1"], []])
        #expect(try await Pages([""]).describeProjects(named: ["x"]).count == 1)
    }

    @Test(
        "A token that comes again is an error, not an endless loop",
        arguments: [["a", "a", nil], ["a", "b", "a", nil], ["a", "b", "c", "b", nil]]
    )
    func repeatedToken(tokens: [String?]) async throws {
        let versions = Pages(tokens)
        let error = try #require(await #expect(throws: AWSError.self) { _ = try await pagesOfVersions(versions) })
        #expect(error.cause == .unreadableResponse("the same page token comes again"))
        #expect(error.operation == "DescribeProjectVersions")
        #expect(versions.versionRequests.count == tokens.count - 1)

        let projects = Pages(tokens)
        let other = try #require(
            await #expect(throws: AWSError.self) { _ = try await projects.describeProjects(named: ["x"]) }
        )
        #expect(other.operation == "DescribeProjects")
    }

    @Test("An answer without its list is an empty list: the API model does not require it")
    func missingList() async throws {
        for end in ["{}", #"{"ProjectVersionDescriptions":null}"#] {
            let versions = try ScriptedRekognition(.ok(#"{"NextToken":"u"}"#), .ok(end))
            var pages: [Int] = []
            try await versions.client.forEachProjectVersionPage(of: "project") { pages.append($0.count) }
            #expect(pages == [0, 0])
        }
        let projects = try ScriptedRekognition(.ok("{}"))
        #expect(try await projects.client.describeProjects(named: ["x"]).isEmpty)
    }

    @Test(
        "JSON of something else than the service is no empty list, and neither is no answer",
        arguments: [#"{"error":"blocked"}"#, "", "[]", "null", #"{"NextToken":"u","message":"x"}"#]
    )
    func foreignList(body: String) async throws {
        let connection = try ScriptedRekognition(.ok(body), .ok(body))
        await #expect(throws: AWSError.self) {
            try await connection.client.forEachProjectVersionPage(of: "project") { _ in }
        }
        await #expect(throws: AWSError.self) { _ = try await connection.client.describeProjects(named: ["x"]) }
    }

    @Test(
        "The error names the member of another type",
        arguments: [
            (#"{"ProjectVersionDescriptions":{}}"#, "expected a list in `ProjectVersionDescriptions`"),
            (
                #"{"ProjectVersionDescriptions":[{"Status":"RUNNING"},{"Status":7}]}"#,
                "expected a string in `ProjectVersionDescriptions[1].Status`"
            ),
            (#"{"NextToken":[]}"#, "expected a string in `NextToken`"),
        ]
    )
    func wrongType(body: String, problem: String) async throws {
        let connection = try ScriptedRekognition(.ok(body))
        let error = try #require(
            await #expect(throws: AWSError.self) {
                try await connection.client.forEachProjectVersionPage(of: "project") { _ in }
            }
        )
        #expect(error.description.contains(problem), "\(error)")
    }

    @Test(
        "A list of ever new tokens ends at a number of pages, of empty pages in a row, or after a time",
        arguments: [
            (false, 0, "the list does not end after 1000 pages", 1000),
            (true, 0, "50 pages in a row are empty, and the list does not end", 50),
            (false, 30, "the list does not end after 1800 s", 60),
        ]
    )
    func endlessList(isEmpty: Bool, seconds: Int, problem: String, calls: Int) async throws {
        let clock = VirtualClock()
        var limits = PageLimits.standard
        limits.clock = clock
        let api = EndlessPages(clock: clock, isEmpty: isEmpty, seconds: seconds)
        let error = try #require(
            await #expect(throws: AWSError.self) {
                try await api.forEachProjectVersionPage(of: "project", limits: limits) { _ in }
            }
        )
        #expect(error.cause == .unreadableResponse(problem))
        #expect(api.calls == calls)
    }

    @Test("A caller can stop reading pages")
    func stop() async {
        struct Enough: Error {}
        let api = Pages(["a", "b", nil])
        await #expect(throws: Enough.self) {
            try await api.forEachProjectVersionPage(of: "project") { _ in throw Enough() }
        }
        #expect(api.versionRequests.count == 1)
    }

    @Test("Entries with errors are read up to a limit", arguments: [(2, true), (3, true), (5, false), (200, false)])
    func datasetEntries(limit: Int, isCut: Bool) async throws {
        let api = EntryPages()
        let (entries, wasCut) = try await api.datasetEntriesWithErrors(of: "arn", limit: limit)
        #expect(entries == Array(["a", "b", "c", "d", "e"].prefix(limit)))
        #expect(wasCut == isCut)
        let requests = api.requests
        #expect(requests.allSatisfy { $0.hasErrors == true && $0.maxResults == min(limit, 100) })
        #expect(requests.map(\.nextToken) == (limit == 2 ? [nil] : limit == 3 ? [nil, "2"] : [nil, "2", "4"]))
    }

    @Test("The labels of all pages")
    func datasetLabels() async throws {
        let labels = try await EntryPages().datasetLabels(of: "arn")
        #expect(labels.map(\.labelName) == ["a", "b", "c", "d", "e"])
    }
}

/// Names a further page on each page.
private final class EndlessPages: RekognitionAPI {
    private let clock: VirtualClock
    private let isEmpty: Bool
    private let seconds: Int
    private let count = Mutex(0)

    var calls: Int { count.withLock { $0 } }

    init(clock: VirtualClock, isEmpty: Bool, seconds: Int) {
        self.clock = clock
        self.isEmpty = isEmpty
        self.seconds = seconds
    }

    func describeProjectVersions(
        _ request: DescribeProjectVersionsRequest
    ) async throws -> DescribeProjectVersionsResponse {
        try await clock.sleep(for: .seconds(seconds))
        let number = count.withLock { count in
            count += 1
            return count
        }
        return DescribeProjectVersionsResponse(
            projectVersionDescriptions: isEmpty ? [] : [ProjectVersionDescription(projectVersionARN: "a", status: nil)],
            nextToken: "\(number)"
        )
    }

    func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
        throw CancellationError()
    }
    func listTagsForResource(
        _ request: ListTagsForResourceRequest
    ) async throws -> ListTagsForResourceResponse { throw CancellationError() }
}

/// Five entries, two on a page.
private final class EntryPages: RekognitionAPI {
    private let state = Mutex<[ListDatasetEntriesRequest]>([])

    var requests: [ListDatasetEntriesRequest] { state.withLock { $0 } }

    func listDatasetEntries(_ request: ListDatasetEntriesRequest) async throws -> ListDatasetEntriesResponse {
        state.withLock { $0.append(request) }
        let all = ["a", "b", "c", "d", "e"]
        let start = request.nextToken.flatMap(Int.init) ?? 0
        let end = min(start + 2, all.count)
        return ListDatasetEntriesResponse(
            datasetEntries: Array(all[start..<end]),
            nextToken: end < all.count ? "\(end)" : nil
        )
    }

    func listDatasetLabels(_ request: ListDatasetLabelsRequest) async throws -> ListDatasetLabelsResponse {
        let page = try await listDatasetEntries(.init(datasetARN: request.datasetARN, nextToken: request.nextToken))
        return ListDatasetLabelsResponse(
            datasetLabelDescriptions: page.datasetEntries?.map { DatasetLabelDescription(labelName: $0) },
            nextToken: page.nextToken
        )
    }

    func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
        throw CancellationError()
    }
    func describeProjectVersions(
        _ request: DescribeProjectVersionsRequest
    ) async throws -> DescribeProjectVersionsResponse { throw CancellationError() }
    func listTagsForResource(
        _ request: ListTagsForResourceRequest
    ) async throws -> ListTagsForResourceResponse { throw CancellationError() }
}
