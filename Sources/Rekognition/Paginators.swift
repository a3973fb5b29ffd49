import AWSRuntime
import Host

extension RekognitionAPI {
    /// Reads a project's model versions page by page, so that the caller keeps only what it needs.
    ///
    /// - Parameters:
    ///   - names: at most 10, or nil for all versions.
    ///   - detail: how much of each description is decoded.
    ///   - limits: after which a list counts as endless.
    package func forEachProjectVersionPage(
        of projectARN: String,
        names: [String]? = nil,
        detail: DescriptionDetail = .everything,
        limits: PageLimits = .standard,
        _ body: ([ProjectVersionDescription]) throws -> Void
    ) async throws {
        try await readProjectVersionPages(
            of: projectARN,
            names: names,
            detail: detail,
            limits: limits,
            while: { page in
                try body(page)
                return true
            }
        )
    }

    /// Reads a project's model versions page by page, newest first, until the caller stops.
    ///
    /// - Parameters:
    ///   - names: at most 10, or nil for all versions.
    ///   - detail: how much of each description is decoded.
    ///   - limits: after which a list counts as endless.
    ///   - wantsMore: gets a page, and returns whether to read the next one.
    package func readProjectVersionPages(
        of projectARN: String,
        names: [String]? = nil,
        detail: DescriptionDetail = .everything,
        limits: PageLimits = .standard,
        while wantsMore: ([ProjectVersionDescription]) throws -> Bool
    ) async throws {
        var request = DescribeProjectVersionsRequest(
            projectARN: projectARN,
            versionNames: names,
            maxResults: names == nil ? 100 : nil,
            detail: detail
        )
        var pages = PageTokens(operation: "DescribeProjectVersions", limits)
        repeat {
            let response = try await describeProjectVersions(request)
            // API: no list is required. An answer of something else than the service is refused where it is read.
            let descriptions = response.projectVersionDescriptions ?? []
            guard try wantsMore(descriptions) else { return }
            request.nextToken = try pages.next(response.nextToken, isEmpty: descriptions.isEmpty)
        } while request.nextToken != nil
    }

    /// The projects with these names; missing projects are left out.
    ///
    /// - Parameter names: 1 to 10.
    package func describeProjects(named names: [String]) async throws -> [ProjectDescription] {
        try await readProjects(DescribeProjectsRequest(projectNames: names))
    }

    /// All projects of the account in the client's region, newest first.
    package func describeAllProjects() async throws -> [ProjectDescription] {
        try await readProjects(DescribeProjectsRequest(maxResults: 100))
    }

    private func readProjects(_ request: DescribeProjectsRequest) async throws -> [ProjectDescription] {
        var request = request
        // API: without features only the projects of CUSTOM_LABELS are described.
        request.features = ["CUSTOM_LABELS", "CONTENT_MODERATION"]
        var pages = PageTokens(operation: "DescribeProjects", .standard)
        var projects: [ProjectDescription] = []
        repeat {
            let response = try await describeProjects(request)
            let descriptions = response.projectDescriptions ?? []
            projects += descriptions
            request.nextToken = try pages.next(response.nextToken, isEmpty: descriptions.isEmpty)
        } while request.nextToken != nil
        return projects
    }

    /// The first entries of a dataset that have errors.
    ///
    /// - Parameter limit: how many entries are read at most.
    /// - Returns: the entries, and whether there may be more.
    package func datasetEntriesWithErrors(
        of datasetARN: String,
        limit: Int
    ) async throws -> (entries: [String], isCut: Bool) {
        var request = ListDatasetEntriesRequest(
            datasetARN: datasetARN,
            hasErrors: true,
            maxResults: min(max(limit, 1), 100)
        )
        var pages = PageTokens(operation: "ListDatasetEntries", .entries)
        var entries: [String] = []
        repeat {
            let response = try await listDatasetEntries(request)
            let page = response.datasetEntries ?? []
            entries += page
            request.nextToken = try pages.next(response.nextToken, isEmpty: page.isEmpty)
        } while request.nextToken != nil && entries.count < limit
        return (Array(entries.prefix(limit)), request.nextToken != nil || entries.count > limit)
    }

    /// All labels of a dataset.
    package func datasetLabels(of datasetARN: String) async throws -> [DatasetLabelDescription] {
        var request = ListDatasetLabelsRequest(datasetARN: datasetARN, maxResults: 100)
        var pages = PageTokens(operation: "ListDatasetLabels", .standard)
        var labels: [DatasetLabelDescription] = []
        repeat {
            let response = try await listDatasetLabels(request)
            let page = response.datasetLabelDescriptions ?? []
            labels += page
            request.nextToken = try pages.next(response.nextToken, isEmpty: page.isEmpty)
        } while request.nextToken != nil
        return labels
    }
}

/// How much of a list is read. A service or a proxy that names ever new pages would never end.
package struct PageLimits: Sendable {
    /// A project has hundreds of versions, an account hundreds of projects.
    package static let standard = PageLimits(pages: 1000, emptyPages: 50)
    /// A dataset has up to 250,000 entries. A page of a filtered list may be empty, because the filter applies after
    /// the page is cut.
    package static let entries = PageLimits(pages: 5000, emptyPages: 5000)
    /// 10,000 events of CloudTrail, which take 100 s at its rate.
    package static let events = PageLimits(pages: 200, emptyPages: 50)

    package var pages: Int
    /// One after the other.
    package var emptyPages: Int
    package var time: Duration = .seconds(1800)
    package var clock: any Clock<Duration> = ContinuousClock()
}

/// The tokens of a list, which must end.
package struct PageTokens {
    private let operation: String
    private let limits: PageLimits
    private let stopwatch: Stopwatch
    private var seen: Set<String> = []
    private var emptyPages = 0

    package init(operation: String, _ limits: PageLimits) {
        self.operation = operation
        self.limits = limits
        stopwatch = Stopwatch(limits.clock)
    }

    /// - Parameters:
    ///   - token: as a page names it.
    ///   - isEmpty: whether the page has no elements.
    /// - Returns: nil after the last page.
    /// - Throws: `AWSError` for a list that does not end.
    package mutating func next(_ token: String?, isEmpty: Bool) throws -> String? {
        guard let token, !token.isEmpty else { return nil }
        emptyPages = isEmpty ? emptyPages + 1 : 0
        let isNew = seen.insert(token).inserted
        let problem: String? =
            if !isNew {
                "the same page token comes again"
            } else if emptyPages >= limits.emptyPages {
                "\(emptyPages) pages in a row are empty, and the list does not end"
            } else if seen.count >= limits.pages {
                "the list does not end after \(limits.pages) pages"
            } else if stopwatch.elapsed >= limits.time {
                "the list does not end after \(limits.time.components.seconds) s"
            } else {
                nil
            }
        guard let problem else { return token }
        throw AWSError(.unreadableResponse(problem), operation: operation, host: "the service")
    }
}
