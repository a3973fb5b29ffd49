package import AWSRuntime
package import DesiredState
package import ModelVersions
package import Planning
package import Rekognition

/// Reads the live state of the projects that a desired state names, with few calls: one DescribeProjects for ten
/// projects of an account and region, one DescribeProjectVersions for a hundred versions, and tags only where asked.
package struct LiveStateReader: Sendable {
    /// How many projects, and how many versions' tags, are read at a time. The client keeps to the service's rate.
    static let concurrency = 8

    private let api: @Sendable (ProjectARN) throws -> any RekognitionAPI
    private let caller: (@Sendable () async throws -> CallerIdentity?)?

    /// - Parameters:
    ///   - api: the client for a project's region.
    ///   - caller: the owner of the credentials, read only where a project is not visible; nil where it cannot be read.
    package init(
        api: @escaping @Sendable (ProjectARN) throws -> any RekognitionAPI,
        caller: (@Sendable () async throws -> CallerIdentity?)? = nil
    ) {
        self.api = api
        self.caller = caller
    }

    /// Reads every project. The result has the reason for one that cannot be read.
    ///
    /// - Parameters:
    ///   - tags: whether to read the tags of the versions that the desired state names, one call each.
    ///   - datasets: the projects whose datasets are described, one call each; nil for none.
    /// - Throws: `AWSError` for missing credentials; what `api` throws, before anything is read; `CancellationError`.
    package func read(
        _ projects: [DesiredProject],
        tags: Bool = false,
        datasets: DatasetNeed? = nil
    ) async throws -> LiveState {
        guard tags else { return try await read(projects, tagsOf: nil, datasets: datasets) }
        let described = projects.reduce(into: [ProjectARN: Set<VersionName>]()) { names, project in
            names[project.arn] = Set(project.versions.filter { $0.intent != .retired }.map(\.name))
        }
        return try await read(
            projects,
            tagsOf: { described[$0]?.contains($1.arn.name) == true && Self.isKept($1) },
            datasets: datasets
        )
    }

    /// The same, with the tags of selected live versions, whether the desired state names them or not: one call each.
    ///
    /// - Parameter isPicked: nil for no version.
    package func read(
        _ projects: [DesiredProject],
        tagsOf isPicked: (@Sendable (ProjectARN, LiveVersion) -> Bool)?,
        datasets: DatasetNeed? = nil
    ) async throws -> LiveState {
        let clients = try clients(of: projects.map(\.arn))
        async let descriptions = describeProjects(projects.map(\.arn), clients)
        async let versions = describeVersions(projects, tagsOf: isPicked, clients)
        let found = try await (descriptions, versions)
        let others = await projectsOfOtherAccounts(among: projects.map(\.arn), found.0, found.1)
        let live = merge(projects.map(\.arn), found.0, found.1, others)
        guard let datasets else { return live }
        return try await describeDatasets(of: projects, where: datasets, in: live, clients)
    }

    /// Reads every project with all its versions.
    ///
    /// - Parameter tags: whether to read the tags of each version that an import describes with them.
    /// - Throws: as `read(_:tags:)`.
    package func read(everythingOf projects: [ProjectARN], tags: Bool) async throws -> LiveState {
        try await read(
            projects.map { DesiredProject(arn: $0, versions: []) },
            tagsOf: tags ? Self.isDescribed : nil
        )
    }

    /// Whether the tags of a version matter: those of one that failed or is being deleted do not.
    private static func isKept(_ version: LiveVersion) -> Bool { version.status.nameBlock == nil }

    /// An import describes a copy as history, without tags.
    private static let isDescribed: @Sendable (ProjectARN, LiveVersion) -> Bool = {
        LiveStateReader.isKept($1) && !$1.isCopy
    }

    /// Reads every project of the account in a region: one call for a hundred projects, and the calls for each.
    ///
    /// - Parameter api: the client for the region.
    /// - Returns: the projects in byte order, and their live state.
    /// - Throws: where the projects cannot be listed, and as `read(_:tags:)`.
    package static func readAll(
        of api: any RekognitionAPI,
        tags: Bool
    ) async throws -> (projects: [ProjectARN], live: LiveState) {
        let client = FailFastClient(api)
        var found: [ProjectARN: ProjectDescription] = [:]
        for description in try await client.describeAllProjects() {
            found[try description.arn] = description
        }
        let projects = found.keys.sorted()
        // The question names no project: the answer must be about one account and region.
        if let first = projects.first,
            let other = projects.first(where: { AccountRegion($0) != AccountRegion(first) })
        {
            throw MalformedAnswer(
                description: "the service lists `\(first)` together with `\(other)`, of another account or region"
            )
        }
        let reader = LiveStateReader(api: { _ in client })
        let clients = Dictionary(projects.map { (ClientRegion($0), client as any RekognitionAPI) }) { first, _ in first
        }
        let versions = try await reader.describeVersions(
            projects.map { DesiredProject(arn: $0, versions: []) },
            tagsOf: tags ? isDescribed : nil,
            clients
        )
        return (projects, reader.merge(projects, found.mapValues { .success($0) }, versions, [:]))
    }

    /// A client for each region, made in the order of the ARNs. An unusable endpoint is one error of the run instead of
    /// one for each project, and the connection takes its settings from the same first project in each run.
    private func clients(of projects: [ProjectARN]) throws -> [ClientRegion: any RekognitionAPI] {
        var clients: [ClientRegion: any RekognitionAPI] = [:]
        for project in projects.sorted(by: { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }) {
            let region = ClientRegion(project)
            if clients[region] == nil { clients[region] = FailFastClient(try api(project)) }
        }
        return clients
    }

    func client(_ project: ProjectARN, _ clients: [ClientRegion: any RekognitionAPI]) throws
        -> any RekognitionAPI
    {
        try clients[ClientRegion(project)] ?? api(project)
    }

    /// The projects that are not visible because the credentials belong to another account, each with this reason: the
    /// service answers only AccessDenied, or that the project does not exist.
    private func projectsOfOtherAccounts(
        among projects: [ProjectARN],
        _ descriptions: [ProjectARN: Reading<ProjectDescription?>],
        _ versions: [ProjectARN: Reading<[LiveVersion]>]
    ) async -> [ProjectARN: String] {
        let unseen = projects.filter { project in
            switch (descriptions[project], versions[project]) {
            case (.success(nil), _): true
            case (.failure(let problem), _), (_, .failure(let problem)): problem.mayBeOfAnotherAccount
            default: false
            }
        }
        guard !unseen.isEmpty, let caller, let identity = (try? await caller()) ?? nil else { return [:] }
        return unseen.reduce(into: [:]) { reasons, project in
            guard !project.account.utf8.elementsEqual(identity.account.utf8) else { return }
            reasons[project] = """
                the project is in account \(project.account), but the credentials belong to account \
                \(identity.account) (\(identity.arn)). Use credentials of the project's account (`rekon whoami` shows \
                the current ones), or correct the project's ARN
                """
        }
    }

    private func merge(
        _ projects: [ProjectARN],
        _ descriptions: [ProjectARN: Reading<ProjectDescription?>],
        _ versions: [ProjectARN: Reading<[LiveVersion]>],
        _ others: [ProjectARN: String]
    ) -> LiveState {
        var state = LiveState()
        for project in projects {
            if let reason = others[project] {
                state[project] = .unreadable(reason: reason)
                continue
            }
            switch (descriptions[project], versions[project]) {
            case (.success(nil), _):
                state[project] = .absent
            case (.failure(let problem), _), (.success(_?), .failure(let problem)):
                state[project] = .unreadable(reason: problem.reason)
            case (.success(let description?), .success(let versions)):
                do {
                    state[project] = .present(try LiveProject(description, of: project, versions: versions))
                } catch {
                    state[project] = .unreadable(reason: "\(error)")
                }
            case (nil, _), (_, nil):
                break  // LiveState counts it as unreadable.
            }
        }
        return state
    }

    // MARK: Projects

    private func describeProjects(
        _ projects: [ProjectARN],
        _ clients: [ClientRegion: any RekognitionAPI]
    ) async throws -> [ProjectARN: Reading<ProjectDescription?>] {
        var batches: [[ProjectARN]] = []
        let places = Dictionary(grouping: projects) { "\($0.partition):\($0.region):\($0.account)" }
        for (_, group) in places.sorted(by: { $0.key < $1.key }) {
            // The request has names, not ARNs: two projects of one name, one of them deleted, are one entry.
            var byName: [[ProjectARN]] = []
            for (_, same) in Dictionary(grouping: group, by: \.name).sorted(by: { $0.key < $1.key }) {
                byName.append(same)
            }
            for start in stride(from: 0, to: byName.count, by: 10) {
                batches.append(byName[start..<min(start + 10, byName.count)].flatMap { $0 })
            }
        }
        let results = try await concurrently(batches, width: Self.concurrency) { batch in
            try await describe(batch, clients)
        }
        return results.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }

    private func describe(
        _ batch: [ProjectARN],
        _ clients: [ClientRegion: any RekognitionAPI]
    ) async throws -> [ProjectARN: Reading<ProjectDescription?>] {
        guard let first = batch.first else { return [:] }
        let names = Set(batch.map(\.name)).sorted()
        do {
            let client = try client(first, clients)
            var found: [ProjectARN: ProjectDescription] = [:]
            do {
                for description in try await client.describeProjects(named: names) {
                    found[try description.arn] = description
                }
            } catch let error as AWSError where error.code == RekognitionErrorCode.resourceNotFound {
                // It is not documented whether one unknown name fails the call: then each name gets its own call.
                guard batch.count > 1 else { return [first: .success(nil)] }
                return try await concurrently(batch, width: 1) { try await describe([$0], clients) }
                    .reduce(into: [:]) { $0.merge($1) { first, _ in first } }
            }
            if let foreign = found.keys.first(where: {
                AccountRegion($0) != AccountRegion(first) || !names.contains($0.name)
            }) {
                return try batch.reduce(into: [:]) {
                    $0[$1] = .failure(try ReadingProblem(MalformedAnswer(about: $1, answered: foreign.text)))
                }
            }
            return batch.reduce(into: [:]) { $0[$1] = .success(found[$1]) }
        } catch {
            let problem = try ReadingProblem(error)
            return batch.reduce(into: [:]) { $0[$1] = .failure(problem) }
        }
    }

    // MARK: Versions

    private func describeVersions(
        _ projects: [DesiredProject],
        tagsOf isPicked: (@Sendable (ProjectARN, LiveVersion) -> Bool)?,
        _ clients: [ClientRegion: any RekognitionAPI]
    ) async throws -> [ProjectARN: Reading<[LiveVersion]>] {
        let results = try await concurrently(projects, width: Self.concurrency) { project in
            (project.arn, try await describeVersions(of: project.arn, tagsOf: isPicked, clients))
        }
        return Dictionary(results) { first, _ in first }
    }

    private func describeVersions(
        of project: ProjectARN,
        tagsOf isPicked: (@Sendable (ProjectARN, LiveVersion) -> Bool)?,
        _ clients: [ClientRegion: any RekognitionAPI]
    ) async throws -> Reading<[LiveVersion]> {
        do {
            let client = try client(project, clients)
            var versions: [LiveVersion] = []
            // A create between two pages moves the others, so that a version can be on both.
            var places: [VersionARN: Int] = [:]
            try await client.forEachProjectVersionPage(of: project.text, detail: .settings) { page in
                for description in page {
                    let version = try LiveVersion(description, of: project)
                    if let place = places[version.arn] {
                        versions[place] = version
                    } else {
                        places[version.arn] = versions.count
                        versions.append(version)
                    }
                }
            }
            if let isPicked {
                versions = try await reading(tagsOf: versions, where: { isPicked(project, $0) }, client)
            }
            return .success(versions)
        } catch {
            return .failure(try ReadingProblem(error))
        }
    }

    private func reading(
        tagsOf versions: [LiveVersion],
        where isPicked: @escaping @Sendable (LiveVersion) -> Bool,
        _ client: any RekognitionAPI
    ) async throws -> [LiveVersion] {
        try await concurrently(versions, width: Self.concurrency) { version in
            guard isPicked(version) else { return version }
            var version = version
            do {
                let request = ListTagsForResourceRequest(resourceARN: version.arn.text)
                version.tags = .read(try await client.listTagsForResource(request).tags ?? .none)
            } catch {
                version.tags = .unreadable(reason: try ReadingProblem(error).reason)
            }
            return version
        }
    }
}

private typealias Reading<Value> = Result<Value, ReadingProblem>
