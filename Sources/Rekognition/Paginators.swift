import AWSRuntime

extension RekognitionAPI {
    /// Reads a project's model versions page by page, so that the caller keeps only what it needs.
    ///
    /// - Parameters:
    ///   - names: at most 10, or nil for all versions.
    ///   - detail: how much of each description is decoded.
    package func forEachProjectVersionPage(
        of projectARN: String,
        names: [String]? = nil,
        detail: DescriptionDetail = .everything,
        _ body: ([ProjectVersionDescription]) throws -> Void
    ) async throws {
        try await readProjectVersionPages(
            of: projectARN,
            names: names,
            detail: detail,
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
    ///   - wantsMore: gets a page, and returns whether to read the next one.
    package func readProjectVersionPages(
        of projectARN: String,
        names: [String]? = nil,
        detail: DescriptionDetail = .everything,
        while wantsMore: ([ProjectVersionDescription]) throws -> Bool
    ) async throws {
        var request = DescribeProjectVersionsRequest(
            projectARN: projectARN,
            versionNames: names,
            maxResults: names == nil ? 100 : nil,
            detail: detail
        )
        var pages = PageTokens(operation: "DescribeProjectVersions")
        repeat {
            let response = try await describeProjectVersions(request)
            // A missing list must not count as an empty one: rekon would train every version again.
            guard let descriptions = response.projectVersionDescriptions else {
                throw AWSError.missing("ProjectVersionDescriptions", in: "DescribeProjectVersions")
            }
            guard try wantsMore(descriptions) else { return }
            request.nextToken = try pages.next(response.nextToken)
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
        var pages = PageTokens(operation: "DescribeProjects")
        var projects: [ProjectDescription] = []
        repeat {
            let response = try await describeProjects(request)
            guard let descriptions = response.projectDescriptions else {
                throw AWSError.missing("ProjectDescriptions", in: "DescribeProjects")
            }
            projects += descriptions
            request.nextToken = try pages.next(response.nextToken)
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
        var pages = PageTokens(operation: "ListDatasetEntries")
        var entries: [String] = []
        repeat {
            let response = try await listDatasetEntries(request)
            guard let page = response.datasetEntries else {
                throw AWSError.missing("DatasetEntries", in: "ListDatasetEntries")
            }
            entries += page
            request.nextToken = try pages.next(response.nextToken)
        } while request.nextToken != nil && entries.count < limit
        return (Array(entries.prefix(limit)), request.nextToken != nil || entries.count > limit)
    }
}

extension AWSError {
    fileprivate static func missing(_ member: String, in operation: String) -> AWSError {
        AWSError(.unreadableResponse("it has no \(member)"), operation: operation, host: "the service")
    }
}

/// The tokens of a list. A repeated token would never end.
private struct PageTokens {
    let operation: String
    private var seen: Set<String> = []

    init(operation: String) {
        self.operation = operation
    }

    mutating func next(_ token: String?) throws -> String? {
        guard let token, !token.isEmpty else { return nil }
        guard seen.insert(token).inserted else {
            throw AWSError(
                .unreadableResponse("the same page token comes again"),
                operation: operation,
                host: "the service"
            )
        }
        return token
    }
}
